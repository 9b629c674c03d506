package ingest

import (
	"encoding/hex"
	"net/http"
	"testing"
	"time"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/sync/wire"
)

func TestKioskSendsItsFirstTickets(t *testing.T) {
	c := openCenter(t)
	m := c.enrolled("2")
	m.ticket("B")
	m.ticket("A")
	ack := m.sendAll()
	if ack.Device != "2" || ack.Epoch != m.epoch || ack.Server != c.store.Meta().Server || len(ack.Quarantined) != 0 {
		t.Fatalf("ack is %+v", ack)
	}
	if ack.ServerTime != monday.UnixMilli() || ack.Nonce == "" || ack.Versions[kiosk.DocQueue] == 0 || ack.Versions[kiosk.DocSite] == 0 {
		t.Errorf("ack lacks time, nonce or versions: %+v", ack)
	}
	lines, _, err := c.queue.Snapshot(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if lines.Line("B").Waiting != 1 || lines.Line("A").Waiting != 1 || lines.Cursors["2"] != (kiosk.Cursor{Epoch: m.epoch, Seq: 2}) {
		t.Errorf("the queue is %+v", lines)
	}
	devices, err := c.fleet.Devices(t.Context())
	if err != nil || len(devices) != 1 || devices[0].Status.Version != "1.0" || !devices[0].LastSeen.Equal(monday) {
		t.Errorf("devices %+v, %v", devices, err)
	}
	c.sound()
}

func TestReplyIsLostAndTheBatchIsSentAgain(t *testing.T) {
	c := openCenter(t)
	m := c.enrolled("2")
	for range 5 {
		m.ticket("B")
	}
	m.sendAll()
	before := c.dump("tickets", "id")
	c.clock.Pass(time.Minute)
	m.sendAll() // the same
	m.ticket("C")
	if a := m.send(4, 6); a.status != http.StatusOK || a.ack.AckedSeq != 6 { // overlapping
		t.Fatalf("overlapping batch: %+v", a)
	}
	if a := m.send(2, 3); a.ack.AckedSeq != 6 { // long past
		t.Fatalf("old batch: %+v", a)
	}
	after := c.dump("tickets", "id")
	if len(after) != 6 || c.count("events") != 6 {
		t.Fatalf("%d tickets and %d events, want 6 of each", len(after), c.count("events"))
	}
	for i := range before {
		if before[i] != after[i] {
			t.Errorf("a ticket has changed:\n%s\n%s", before[i], after[i])
		}
	}
	c.sound()
}

func TestGapIsRefusedAndTheCursorTellsWhereToStart(t *testing.T) {
	c := openCenter(t)
	m := c.enrolled("2")
	for range 5 {
		m.ticket("B")
	}
	m.send(1, 2)
	a := m.send(4, 5)
	if a.status != http.StatusConflict || a.refusal.Code != wire.CodeGap {
		t.Fatalf("a gap is answered with %+v", a)
	}
	if c.count("events") != 2 {
		t.Error("events beyond the gap were stored")
	}
	if where := m.where(); where.status != http.StatusOK || where.ack.AckedSeq != 2 {
		t.Fatalf("the cursor is told as %+v", where)
	}
	if a := m.send(3, 5); a.ack.AckedSeq != 5 {
		t.Fatalf("after the gap: %+v", a)
	}
	c.sound()
}

func TestKioskLostEventsForGood(t *testing.T) {
	c := openCenter(t)
	m := c.enrolled("2")
	for range 5 {
		m.ticket("B")
	}
	m.send(1, 2)
	b := m.batch(4, 5)
	b.Gone = 3
	if a := m.post(b); a.status != http.StatusOK || a.ack.AckedSeq != 5 {
		t.Fatalf("batch after lost events: %+v", a)
	}
	alarms, err := c.fleet.Alarms(t.Context())
	if err != nil || len(alarms) != 1 || alarms[0].Kind != store.AlarmGone {
		t.Fatalf("alarms %+v, %v", alarms, err)
	}
	if a := m.send(3, 3); a.ack.AckedSeq != 5 { // it was found after all
		t.Fatalf("found event: %+v", a)
	}
	if c.count("tickets") != 5 {
		t.Errorf("%d tickets, want 5", c.count("tickets"))
	}
	c.sound()
}

func TestPoisonEventHoldsUpNone(t *testing.T) {
	issued := kiosk.TicketIssued{Number: "B2-001", Service: "B", Day: kiosk.Date{Year: 2026, Month: 11, Day: 23}, N: 1, ReceiptID: randomHex(10), Lang: "vi"}
	other, far, odd := issued, issued, issued
	other.Number, far.N, odd.ReceiptID = "B3-001", 2, "zz"
	poison := map[string]func(*machine){
		"unknown kind":       func(m *machine) { m.record("dossier.received", map[string]int{"n": 1}) },
		"future version":     func(m *machine) { newer(m) },
		"body is a list":     func(m *machine) { m.record(kiosk.KindTicketIssued, []int{1}) },
		"another kiosk's":    func(m *machine) { m.record(kiosk.KindTicketIssued, other) },
		"count is not its n": func(m *machine) { m.record(kiosk.KindTicketIssued, far) },
		"receipt id":         func(m *machine) { m.record(kiosk.KindTicketIssued, odd) },
		"cancels nothing":    func(m *machine) { m.record(kiosk.KindTicketCancelled, kiosk.TicketCancelled{Ticket: uuid.NewString()}) },
		"rating 6":           func(m *machine) { m.record(kiosk.KindFeedbackGiven, kiosk.FeedbackGiven{Rating: 6, Lang: "vi"}) },
		"reason with markup": func(m *machine) {
			m.record(kiosk.KindFeedbackGiven, kiosk.FeedbackGiven{Rating: 5, Reasons: []string{"<b>"}, Lang: "vi"})
		},
		"no such help call": func(m *machine) { m.record(kiosk.KindHelpCancelled, kiosk.HelpCancelled{Help: uuid.NewString()}) },
	}
	for name, record := range poison {
		t.Run(name, func(t *testing.T) {
			c := openCenter(t)
			m := c.enrolled("2")
			m.ticket("A")
			record(m)
			m.ticket("C")
			ack := m.sendAll()
			if len(ack.Quarantined) != 1 || ack.Quarantined[0] != 2 {
				t.Errorf("quarantined %v, want event 2", ack.Quarantined)
			}
			if c.count("events") != 3 || c.count("tickets") != 2 || c.count("quarantine") != 1 {
				t.Errorf("%d events, %d tickets, %d in quarantine", c.count("events"), c.count("tickets"), c.count("quarantine"))
			}
			if again := m.sendAll(); len(again.Quarantined) != 1 {
				t.Errorf("the second ack tells of %v", again.Quarantined)
			}
			c.sound()
		})
	}
}

// newer records an event of a version that is not known yet.
func newer(m *machine) {
	e := m.ticket("B")
	m.events = m.events[:e.Seq-1]
	e.V = 2
	m.append(e)
}

func TestEventIsWithheld(t *testing.T) {
	c := openCenter(t)
	m := c.enrolled("2")
	m.ticket("A")
	m.ticket("B")
	m.ticket("C")
	b := m.batch(1, 3)
	b.Events[1] = b.Events[1].Withhold()
	a := m.post(b)
	if a.ack.AckedSeq != 3 || len(a.ack.Quarantined) != 1 || a.ack.Quarantined[0] != 2 {
		t.Fatalf("answer %+v", a)
	}
	c.sound()
}

func TestDamagedBatchIsRefused(t *testing.T) {
	damage := map[string]func(*wire.Batch){
		"body changed":      func(b *wire.Batch) { b.Events[1].Body = `{"number":"B2-999"}` },
		"body empty":        func(b *wire.Batch) { b.Events[1].Body = "" },
		"hash changed":      func(b *wire.Batch) { b.Events[1].Hash = b.Events[0].Hash },
		"hash is no hash":   func(b *wire.Batch) { b.Events[1].Hash = "0g" },
		"time changed":      func(b *wire.Batch) { b.Events[1].AtWall++ },
		"swapped":           func(b *wire.Batch) { b.Events[0], b.Events[1] = b.Events[1], b.Events[0] },
		"one left out":      func(b *wire.Batch) { b.Events = append(b.Events[:1], b.Events[2]) },
		"wrong beginning":   func(b *wire.Batch) { b.PrevHash = b.Events[0].Hash },
		"another epoch":     func(b *wire.Batch) { b.Epoch = "00000000000000ff" },
		"epoch is no epoch": func(b *wire.Batch) { b.Epoch = "../../etc" },
		"another device":    func(b *wire.Batch) { b.Device = "3" },
		"another protocol":  func(b *wire.Batch) { b.Proto = 2 },
		"before the first":  func(b *wire.Batch) { b.FirstSeq = 0 },
		"jump to 2^62":      func(b *wire.Batch) { b.FirstSeq, b.Gone = 1<<62, 1<<62-1 },
		"gone elsewhere":    func(b *wire.Batch) { b.Gone = 7 },
		"control character": func(b *wire.Batch) { b.Events[1].ID = "a\x00b" },
	}
	for name, spoil := range damage {
		t.Run(name, func(t *testing.T) {
			c := openCenter(t)
			m := c.enrolled("2")
			for range 3 {
				m.ticket("B")
			}
			b := m.batch(1, 3)
			spoil(&b)
			if a := m.post(b); a.status != http.StatusBadRequest || a.refusal.Code != wire.CodeBad {
				t.Errorf("answer %+v", a)
			}
			if c.count("events") != 0 || c.count("cursors") != 0 {
				t.Error("something of it was stored")
			}
			m.sendAll()
		})
	}
}

func TestClonedKioskRaisesAnAlarmAndBothHistoriesAreKept(t *testing.T) {
	c := openCenter(t)
	m := c.enrolled("2")
	m.ticket("B")
	m.sendAll()
	clone := *m
	clone.events = append([]kiosk.Event(nil), m.events...)
	clone.count = map[string]int{"B": 1}
	m.ticket("B") // B2-002 on the first machine
	m.sendAll()
	c.clock.Pass(time.Second)
	theirs := clone.ticket("B") // B2-002 on the second
	clone.ticket("A")
	if a := clone.send(2, 3); a.ack.AckedSeq != 3 {
		t.Fatalf("the clone's batch: %+v", a)
	}
	clone.sendAll() // again: nothing new
	m.ticket("C")
	if a := m.send(2, 3); a.ack.AckedSeq != 3 {
		t.Fatalf("the first machine's batch: %+v", a)
	}
	if c.count("events") != 3 || c.count("conflicts") != 2 {
		t.Errorf("%d events and %d beside them, want 3 and 2", c.count("events"), c.count("conflicts"))
	}
	if c.count("tickets") != 5 {
		t.Errorf("%d people wait, want all 5", c.count("tickets"))
	}
	kinds := map[string]bool{}
	alarms, _ := c.fleet.Alarms(t.Context())
	for _, a := range alarms {
		kinds[a.Kind] = true
	}
	if !kinds[store.AlarmFork] || !kinds[store.AlarmNumber] {
		t.Errorf("alarms %+v", alarms)
	}
	c.read(func(tx *store.Tx) error {
		k, err := tx.Ticket(t.Context(), theirs.ID)
		if err == nil && (k.Number != "B2-002" || k.Twin != 1) {
			t.Errorf("the second B2-002 is %+v", k)
		}
		return err
	})
	c.sound()
}

func TestNumberIsGivenAgainAfterARebirth(t *testing.T) {
	c := openCenter(t)
	m := c.enrolled("2")
	m.ticket("B")
	m.sendAll()
	m.rebirth()
	m.ticket("B")
	m.sendAll()
	alarms, _ := c.fleet.Alarms(t.Context())
	if len(alarms) != 1 || alarms[0].Kind != store.AlarmNumber {
		t.Fatalf("alarms %+v", alarms)
	}
	if lines, _, _ := c.queue.Snapshot(t.Context()); lines.Line("B").Waiting != 2 {
		t.Errorf("%d wait, want both", lines.Line("B").Waiting)
	}
	c.sound()
}

func TestTicketIsCancelledInTheSameBatch(t *testing.T) {
	c := openCenter(t)
	m, other := c.enrolled("2"), c.enrolled("3")
	m.ticket("B")
	e := m.ticket("B")
	m.record(kiosk.KindTicketCancelled, kiosk.TicketCancelled{Ticket: e.ID})
	m.sendAll()
	if lines, _, _ := c.queue.Snapshot(t.Context()); lines.Line("B").Waiting != 1 {
		t.Errorf("%d wait, want 1", lines.Line("B").Waiting)
	}
	other.record(kiosk.KindTicketCancelled, kiosk.TicketCancelled{Ticket: m.events[0].ID})
	if ack := other.sendAll(); len(ack.Quarantined) != 1 {
		t.Error("a kiosk cancelled another kiosk's ticket")
	}
	history, err := c.queue.History(t.Context(), e.ID)
	if err != nil || len(history) != 1 || history[0].Act != store.ActCancel || history[0].Event != m.events[2].ID {
		t.Errorf("history %+v, %v", history, err)
	}
	c.sound()
}

// Whatever is sent, in whatever order and how often: each event counts once.
func TestAnyDeliveryIsExactlyOnce(t *testing.T) {
	c := openCenter(t)
	m := c.enrolled("2")
	rapid.Check(t, func(r *rapid.T) {
		m.rebirth()
		before := c.count("tickets")
		total := rapid.Int64Range(1, 12).Draw(r, "events")
		for range total {
			m.ticket("B")
		}
		var acked int64
		for range rapid.IntRange(0, 12).Draw(r, "sends") {
			first := rapid.Int64Range(1, total).Draw(r, "first")
			last := rapid.Int64Range(first, total).Draw(r, "last")
			a := m.send(first, last)
			switch {
			case first > acked+1:
				if a.status != http.StatusConflict {
					r.Fatalf("gap %d after %d is answered with %d", first, acked, a.status)
				}
			default:
				acked = max(acked, last)
				if a.ack.AckedSeq != acked {
					r.Fatalf("acked %d, want %d", a.ack.AckedSeq, acked)
				}
			}
		}
		m.sendAll()
		if n := c.count("tickets") - before; int64(n) != total {
			r.Fatalf("%d tickets, want %d", n, total)
		}
	})
	c.sound()
}

func TestEventTimesFollowTheCentersClock(t *testing.T) {
	received := monday
	event := func(wall time.Time, boot string, mono time.Duration) kiosk.Event {
		return kiosk.Event{AtWall: wall, BootID: boot, AtMono: mono}
	}
	tests := []struct {
		name  string
		event kiosk.Event
		clock wire.Clock
		want  time.Time
	}{
		{"right clock", event(monday.Add(-time.Minute), "b", time.Minute), wire.Clock{Wall: monday.UnixMilli(), BootID: "b", Mono: 120_000}, monday.Add(-time.Minute)},
		{"an hour ahead", event(monday.Add(59*time.Minute), "b", time.Minute), wire.Clock{Wall: monday.Add(time.Hour).UnixMilli(), BootID: "b", Mono: 120_000}, monday.Add(-time.Minute)},
		{"set back after the event", event(monday.Add(9*time.Hour), "b", time.Minute), wire.Clock{Wall: monday.UnixMilli(), BootID: "b", Mono: 120_000}, monday.Add(-time.Minute)},
		{"before a reboot, an hour ahead", event(monday.Add(30*time.Minute), "a", time.Minute), wire.Clock{Wall: monday.Add(time.Hour).UnixMilli(), BootID: "b", Mono: 10}, monday.Add(-30 * time.Minute)},
		{"before a reboot that mended the clock", event(time.Unix(0, 0), "a", time.Minute), wire.Clock{Wall: monday.UnixMilli(), BootID: "b", Mono: 10}, received},
		{"ten years ahead before a reboot", event(monday.AddDate(10, 0, 0), "a", time.Minute), wire.Clock{Wall: monday.UnixMilli(), BootID: "b", Mono: 10}, received},
		{"monotonic clock behind the event", event(monday, "b", time.Hour), wire.Clock{Wall: monday.UnixMilli(), BootID: "b", Mono: 10}, received},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := correct(tt.event, tt.clock, received); !got.Equal(tt.want) {
				t.Errorf("happened at %v, want %v", got, tt.want)
			}
		})
	}
}

func TestAckTellsTheHashOfItsLastEvent(t *testing.T) {
	c := openCenter(t)
	m := c.enrolled("2")
	for _, ack := range []wire.Ack{m.where().ack, func() wire.Ack { m.ticket("B"); m.ticket("B"); return m.sendAll() }(), m.send(1, 1).ack, m.where().ack} {
		want := m.hashAt(ack.AckedSeq)
		if ack.Hash != hex.EncodeToString(want[:]) {
			t.Errorf("event %d: hash %q, want %x", ack.AckedSeq, ack.Hash, want)
		}
	}
}

// The answer to event 1 is lost, the clock of the center is set back, and both
// events come: what is known by then does not move the others before it.
func TestTimesKeepTheirOrderWhenABatchComesAgain(t *testing.T) {
	c := openCenter(t)
	m := c.enrolled("2")
	m.ticket("B")
	m.send(1, 1)
	c.clock.Pass(-24 * time.Hour)
	m.ticket("B")
	m.send(1, 2)
	c.read(func(tx *store.Tx) error {
		events, err := tx.EpochEvents(t.Context(), m.code, m.epoch, 0, 10)
		if len(events) != 2 || events[1].At.Before(events[0].At) {
			t.Errorf("the second event is put before the first: %v", events)
		}
		return err
	})
}
