package ingest

import (
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"dongthap.vn/sen/center/queue"
	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/center/store/storetest"
	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/proof"
)

// morning lets a center work for a while: everything a rebuild must bring back.
func morning(t *testing.T, c *center) {
	t.Helper()
	m := c.enrolled("2")
	var cancelled []string
	for i := range 12 {
		e := m.ticket([]string{"B", "C", "A"}[i%3])
		if i%4 == 3 {
			cancelled = append(cancelled, e.ID)
		}
		c.clock.Pass(time.Second)
	}
	help := m.record(kiosk.KindHelpCalled, kiosk.HelpCalled{Screen: "find", Lang: "vi"})
	left := m.record(kiosk.KindHelpCalled, kiosk.HelpCalled{Screen: "home", Lang: "en"})
	m.record(kiosk.KindFeedbackGiven, kiosk.FeedbackGiven{Rating: 4, Reasons: []string{"staff"}, Lang: "vi"})
	talks := [3]kiosk.Event{}
	for i := range talks {
		talks[i] = m.record(kiosk.KindMeetingAsked, kiosk.MeetingAsked{Code: "48219037", Day: kiosk.Date{Year: 2026, Month: 11, Day: 27}, From: 480, Subject: "slow", ReceiptID: strings.Repeat("a", 20), Lang: "vi"})
	}
	m.record("dossier.received", map[string]int{})
	m.sendAll()
	work(t, c)
	if err := c.store.Write(t.Context(), func(tx *store.Tx) error {
		for _, a := range []store.MeetingAction{
			{Meeting: talks[0].ID, State: store.MeetingConfirmed}, {Meeting: talks[0].ID, State: store.MeetingHeld}, {Meeting: talks[1].ID, State: store.MeetingDeclined},
		} {
			a.Staff, a.At = "director", c.clock.Now()
			if done, err := tx.ActOnMeeting(t.Context(), a); err != nil || !done {
				t.Fatalf("%+v: %v, %v", a, done, err)
			}
		}
		_, err := tx.ActOnHelp(t.Context(), store.HelpAction{Help: help.ID, State: store.HelpSeen, Staff: "guide", At: c.clock.Now()})
		return err
	}); err != nil {
		t.Fatal(err)
	}
	for _, id := range cancelled { // one of them is being served
		m.record(kiosk.KindTicketCancelled, kiosk.TicketCancelled{Ticket: id})
	}
	m.record(kiosk.KindHelpCancelled, kiosk.HelpCancelled{Help: left.ID})
	for _, e := range []int{0, 2} { // one has been held
		m.record(kiosk.KindMeetingCancelled, kiosk.MeetingCancelled{Meeting: talks[e].ID})
	}
	m.sendAll()
	work(t, c)
	m.rebirth()
	for range 6 {
		m.ticket("B")
		c.clock.Pass(time.Second)
	}
	m.sendAll()
	detours(t, c)
}

// detours are the ways a ticket may take besides being called and served: one
// of each stays as it is, and one is taken back.
func detours(t *testing.T, c *center) {
	t.Helper()
	ctx, call := t.Context(), queue.Call{Site: 1, Counter: 3, Staff: "clerk"}
	do := func(k store.Ticket, err error) store.Ticket {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		c.clock.Pass(time.Second)
		return k
	}
	undo := func() {
		t.Helper()
		if _, err := c.queue.Undo(ctx, call); err != nil {
			t.Fatal(err)
		}
		c.clock.Pass(time.Second)
	}
	if _, err := c.queue.Done(ctx, call); err != nil && !errors.Is(err, queue.ErrNobodyServed) {
		t.Fatal(err)
	}
	c.clock.Pass(time.Second)
	do(c.queue.CallNext(ctx, call))
	undo()
	parked := do(c.queue.CallNext(ctx, call))
	do(c.queue.Begin(ctx, call))
	do(c.queue.AddService(ctx, call, "C"))
	do(c.queue.Done(ctx, call)) // goes on to C
	undo()
	do(c.queue.SetClass(ctx, call, parked.ID, kiosk.Merit))
	do(c.queue.Park(ctx, call))
	do(c.queue.Return(ctx, call, parked.ID))
	undo()
	do(c.queue.CallNext(ctx, call))
	do(c.queue.Transfer(ctx, call, "C", 0))
	undo()
	do(c.queue.Transfer(ctx, call, "C", 0))
	missed := do(c.queue.CallNext(ctx, call))
	do(c.queue.NoShow(ctx, call))
	do(c.queue.Return(ctx, call, missed.ID))
	do(c.queue.CallNext(ctx, call))
	do(c.queue.Done(ctx, call))
	undo()
	do(c.queue.Begin(ctx, call))
	changePlaces(t, c)
}

// changePlaces leaves two tickets at two counters, each of which was at the other
// before.
func changePlaces(t *testing.T, c *center) {
	t.Helper()
	three, four := queue.Call{Site: 1, Counter: 3, Staff: "clerk"}, queue.Call{Site: 1, Counter: 4, Staff: "clerk"}
	for _, step := range []func() (store.Ticket, error){
		func() (store.Ticket, error) { return c.queue.Done(t.Context(), four) },
		func() (store.Ticket, error) { return c.queue.CallNext(t.Context(), four) },
		func() (store.Ticket, error) { return c.queue.Transfer(t.Context(), three, "B", 4) },
		func() (store.Ticket, error) { return c.queue.Transfer(t.Context(), four, "B", 3) },
		func() (store.Ticket, error) { return c.queue.CallNext(t.Context(), three) },
		func() (store.Ticket, error) { return c.queue.CallNext(t.Context(), four) },
	} {
		c.clock.Pass(time.Second)
		if _, err := step(); err != nil && !errors.Is(err, queue.ErrNobodyServed) {
			t.Fatal(err)
		}
	}
}

// work lets two counters serve.
func work(t *testing.T, c *center) {
	t.Helper()
	for i := range 3 {
		c.clock.Pass(time.Minute)
		call := queue.Call{Site: 1, Counter: 3 + i%2, Staff: "clerk"}
		if _, err := c.queue.FinishAndCallNext(t.Context(), call); err != nil {
			t.Fatal(err)
		}
		if i == 1 {
			if _, err := c.queue.NoShow(t.Context(), call); err != nil {
				t.Fatal(err)
			}
		}
	}
}

var projections = map[string]string{
	"tickets": "id", "feedback": "id", "help_calls": "id", "quarantine": "device, epoch, seq", "ticket_actions": "ticket, n", "help_actions": "help, n",
	"meetings": "id", "meeting_actions": "meeting, n",
}

func TestRebuildGivesTheSameRows(t *testing.T) {
	c := openCenter(t)
	morning(t, c)
	before := map[string][]string{}
	for table, order := range projections {
		if before[table] = c.dump(table, order); len(before[table]) == 0 {
			t.Fatalf("%s is empty: the test would show nothing", table)
		}
	}
	if err := Rebuild(t.Context(), c.store, c.clock.Now()); err != nil {
		t.Fatal(err)
	}
	for table, order := range projections {
		after := c.dump(table, order)
		if !slices.Equal(before[table], after) {
			t.Errorf("%s before:\n%v\nafter:\n%v", table, before[table], after)
		}
	}
	c.sound()
}

func TestRebuildMendsWhatWasLost(t *testing.T) {
	c := openCenter(t)
	morning(t, c)
	before := c.dump("tickets", "id")
	c.sql(func(db *sql.DB) error {
		_, err := db.Exec("DELETE FROM tickets WHERE service = 'B'; UPDATE tickets SET state = 'waiting', counter = 0")
		return err
	})
	if err := Rebuild(t.Context(), c.store, c.clock.Now()); err != nil {
		t.Fatal(err)
	}
	if after := c.dump("tickets", "id"); !slices.Equal(before, after) {
		t.Errorf("before:\n%v\nafter:\n%v", before, after)
	}
}

// Two kiosks give one number, and the center's clock is set back in between:
// the second stays the twin, and so it does when the clock stands still.
func TestRebuildKeepsTheOrderOfArrival(t *testing.T) {
	for _, back := range []time.Duration{0, -time.Hour} {
		c := openCenter(t)
		m := c.enrolled("2")
		m.ticket("B")
		m.sendAll()
		c.clock.Pass(back)
		m.rebirth()
		m.epoch = strings.Repeat("0", 16) // sorts before the other
		m.ticket("B")
		m.sendAll()
		before := c.dump("tickets", "id")
		if err := Rebuild(t.Context(), c.store, c.clock.Now()); err != nil {
			t.Fatal(err)
		}
		if after := c.dump("tickets", "id"); !slices.Equal(before, after) {
			t.Errorf("clock set by %s: before:\n%v\nafter:\n%v", back, before, after)
		}
	}
}

// A kiosk whose file was damaged sends again, in its new epoch, what it did not
// know to be delivered: that is no flaw.
func TestCarriedOverCancellationIsNoFlaw(t *testing.T) {
	c := openCenter(t)
	m := c.enrolled("2")
	ticket := m.ticket("B")
	cancelled := m.record(kiosk.KindTicketCancelled, kiosk.TicketCancelled{Ticket: ticket.ID})
	m.sendAll()
	m.rebirth()
	for i, e := range []kiosk.Event{ticket, cancelled} {
		e.Seq = int64(i + 1)
		m.append(e)
	}
	m.sendAll()
	c.sound()
}

// The controls: each planted fault must be found, or Verify shows nothing.
func TestControlStoreWithFlaws(t *testing.T) {
	changedBody := map[string]string{
		storetest.SQLite:   `UPDATE events SET body = CAST(REPLACE(CAST(body AS TEXT), '"n":1', '"n":7') AS BLOB) WHERE seq = 1`,
		storetest.Postgres: `UPDATE events SET body = convert_to(REPLACE(convert_from(body, 'UTF8'), '"n":1', '"n":7'), 'UTF8') WHERE seq = 1`,
	}
	planted := map[string]string{
		"an event is gone":          "DELETE FROM events WHERE seq = 3",
		"the last event is gone":    "DELETE FROM events WHERE seq = (SELECT MAX(seq) FROM events WHERE epoch = (SELECT epoch FROM events ORDER BY received_at LIMIT 1))",
		"a body was changed":        changedBody[storetest.Kind()],
		"a hash was changed":        "UPDATE events SET hash = prev_hash WHERE seq = 2",
		"the cursor ran ahead":      "UPDATE cursors SET seq = seq + 1",
		"a ticket was never queued": "DELETE FROM tickets WHERE seq = 2",
		"a ticket from nowhere":     "INSERT INTO tickets (id, site, device, epoch, seq, number, day, twin, service, procedure, lang, receipt_id, issued_at, state, counter, staff, called_at, rung_at, calls, ended_at, reason) SELECT 'x', site, device, epoch, seq, 'Z9-999', day, twin, service, procedure, lang, receipt_id, issued_at, 'done', 0, '', 0, 0, 0, 1, '' FROM tickets LIMIT 1",
		"an event counted twice": `INSERT INTO events SELECT device, 'ffffffffffffffff', 1, id, kind, v, at_wall, boot_id, at_mono, body, sealed, prev_hash, hash, at, received_at
			FROM events WHERE kind = 'ticket.issued' LIMIT 1`,
	}
	for name, fault := range planted {
		t.Run(name, func(t *testing.T) {
			c := openCenter(t)
			morning(t, c)
			c.sound()
			c.sql(func(db *sql.DB) error {
				_, err := db.Exec(fault)
				return err
			})
			flaws, err := Verify(t.Context(), c.store)
			if err != nil {
				t.Fatal(err)
			}
			var findings []string
			for _, f := range flaws {
				findings = append(findings, fmt.Sprint(f))
			}
			proof.Control(t, "a store in which "+name, "TestVerifyProvesTheWholeStore", findings...)
		})
	}
}

// A phone number erased in its time is no flaw; one that merely went away is.
func TestErasedNumbersAreNoFlaw(t *testing.T) {
	for name, erase := range map[string]bool{"erased": true, "control: gone": false} {
		t.Run(name, func(t *testing.T) {
			c := openCenter(t)
			m := c.enrolled("2")
			m.record(kiosk.KindFeedbackGiven, kiosk.FeedbackGiven{Rating: 4, WantsReply: true, Lang: "vi"},
				kiosk.Sealed{Purpose: kiosk.PurposePhone, KeyID: "2026-11", Ciphertext: make([]byte, 112)})
			m.sendAll()
			err := c.store.Write(t.Context(), func(tx *store.Tx) error {
				due, err := tx.PhonesBefore(t.Context(), c.clock.Now().Add(time.Hour), 10)
				if err != nil || len(due) != 1 {
					t.Fatalf("due: %+v, %v", due, err)
				}
				f := due[0]
				e := kiosk.Event{ID: f.ID, Sealed: f.Sealed}
				return tx.Erase(t.Context(), &e, store.Source{Device: f.Device, Epoch: f.Epoch, Seq: f.Seq}, c.clock.Now(), kiosk.PurposePhone)
			})
			if err != nil {
				t.Fatal(err)
			}
			if !erase {
				c.sql(func(db *sql.DB) error {
					_, err := db.Exec("DELETE FROM erasures")
					return err
				})
			}
			flaws, err := Verify(t.Context(), c.store)
			if err != nil || (len(flaws) == 0) != erase {
				t.Errorf("flaws %v, %v", flaws, err)
			}
			if a := m.send(1, 1); a.status != 200 || a.ack.AckedSeq != 1 {
				t.Errorf("the kiosk sends it again: %d", a.status)
			}
			before := c.dump("feedback", "id")
			if err := Rebuild(t.Context(), c.store, c.clock.Now()); err != nil {
				t.Fatal(err)
			}
			if after := c.dump("feedback", "id"); !slices.Equal(before, after) {
				t.Errorf("a rebuild brings the number back:\n%v\n%v", before, after)
			}
		})
	}
}

// What benchmarks call a history is one: it proves itself, and its lists are what
// its log and records make of them.
func TestAGrownHistoryIsOneOnSQLite(t *testing.T) {
	c := openCenter(t)
	storetest.Grow(t, c.dsn, storetest.History{Events: 1000, Kiosks: 8, Last: monday.Add(-24 * time.Hour)})
	flaws, err := Verify(t.Context(), c.store)
	differ, rows, errCompare := Compare(t.Context(), c.store)
	if err != nil || errCompare != nil || len(flaws)+len(differ) > 0 || rows < 1000 {
		t.Errorf("%v %v: of %d rows %v %v", err, errCompare, rows, flaws, differ)
	}
	if n := c.count("meetings"); n < 8 {
		t.Errorf("%d meetings", n)
	}
}
