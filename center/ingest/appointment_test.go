package ingest

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"dongthap.vn/sen/center/booking"
	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/receipt"
	"dongthap.vn/sen/sync/wire"
)

// booked books 08:30 of today for land matters.
func (c *center) booked() (*booking.Bookings, booking.Appointment) {
	c.t.Helper()
	b := booking.New(booking.Config{Store: c.store, Calendar: c.docs.Calendar, Now: c.clock.Now})
	a, err := b.Book(c.t.Context(), booking.Request{Service: "B", Slot: kiosk.Slot{Day: kiosk.Date{Year: 2026, Month: 11, Day: 23}, From: 8*60 + 30}, Lang: kiosk.Vietnamese, Source: store.FromDesk, By: "lan"})
	if err != nil {
		c.t.Fatal(err)
	}
	return b, a
}

// arrives takes a number for an appointment.
func (m *machine) arrives(service, id string, at time.Time) kiosk.Event {
	m.count[service]++
	n := m.count[service]
	return m.record(kiosk.KindTicketIssued, kiosk.TicketIssued{Number: kiosk.FormatNumber(service, m.code, n), Service: service, N: n, ReceiptID: randomHex(10),
		Day: kiosk.DateOf(m.center.clock.Now().In(kiosk.VietnamTime)), Lang: kiosk.Vietnamese, Appointment: id, AppointedAt: &at})
}

// half is 08:30 of that Monday.
var half = monday.Add(30 * time.Minute)

// counts reports whether a ticket goes first for its appointment, and why not.
func (c *center) counts(ticket string) (first bool, why string) {
	c.t.Helper()
	c.read(func(t *store.Tx) error {
		k, err := t.Ticket(c.t.Context(), ticket)
		if err != nil {
			return err
		}
		actions, err := t.Actions(c.t.Context(), ticket)
		for _, a := range actions {
			if a.Act == store.ActPlain {
				why = a.Reason
			}
		}
		first = !k.AppointedAt.IsZero()
		return err
	})
	return first, why
}

// Two kiosks that do not see each other give an appointment a number each: one has
// its place, the other waits like everybody, and nobody's number is taken away.
func TestAnAppointmentHasOnePlace(t *testing.T) {
	c := openCenter(t)
	b, a := c.booked()
	one, two := c.enrolled("2"), c.enrolled("3")
	first, second := one.arrives("B", a.ID, half), two.arrives("B", a.ID, half)
	one.sendAll()
	two.sendAll()
	one.sendAll() // again: the answer was lost
	if counts, why := c.counts(first.ID); !counts || why != "" {
		t.Errorf("the first counts: %v, %s", counts, why)
	}
	if counts, why := c.counts(second.ID); counts || why != plainUsed {
		t.Errorf("the second counts: %v, %s", counts, why)
	}
	if got, err := b.Get(t.Context(), a.ID); err != nil || got.State != store.AppointmentArrived || got.Ticket != first.ID {
		t.Errorf("the appointment is %+v, %v", got, err)
	}
	q, _, err := c.queue.Snapshot(t.Context())
	if err != nil || len(q.Appointments) != 1 || q.Appointments[0] != (kiosk.AppointmentState{ID: a.ID, State: kiosk.ArrivesAgain, Number: "B2-001"}) {
		t.Errorf("kiosks are told %+v, %v", q.Appointments, err)
	}
	if q.Line("B").Waiting != 2 {
		t.Errorf("%d wait", q.Line("B").Waiting)
	}
	c.sound()
	if err := Rebuild(t.Context(), c.store, c.clock.Now()); err != nil {
		t.Fatal(err)
	}
	if counts, _ := c.counts(second.ID); counts {
		t.Error("after a rebuild both count")
	}
	c.sound()
}

func TestAnAppointmentThatDoesNotCount(t *testing.T) {
	for name, c := range map[string]struct {
		before  func(*booking.Bookings, booking.Appointment) error
		service string
		id      string
		at      time.Time
		why     string
	}{
		"taken back":        {before: func(b *booking.Bookings, a booking.Appointment) error { return b.Cancel(t.Context(), a.ID, "") }, why: plainCancelled},
		"of another time":   {at: half.Add(-30 * time.Minute), why: plainUnknown},
		"of another line":   {service: "C", why: plainUnknown},
		"that was invented": {id: "00112233445566778899", why: plainUnknown},
	} {
		t.Run(name, func(t *testing.T) {
			o := openCenter(t)
			b, a := o.booked()
			if c.before != nil {
				if err := c.before(b, a); err != nil {
					t.Fatal(err)
				}
			}
			service, id, at := "B", a.ID, half
			if c.service != "" {
				service = c.service
			}
			if c.id != "" {
				id = c.id
			}
			if !c.at.IsZero() {
				at = c.at
			}
			m := o.enrolled("2")
			e := m.arrives(service, id, at)
			m.sendAll()
			if counts, why := o.counts(e.ID); counts || why != c.why {
				t.Errorf("counts %v, because %q", counts, why)
			}
			o.sound()
		})
	}
}

// Who comes late has the place of the appointment no more, and it is told as used.
func TestWhoComesLateWaitsLikeEverybody(t *testing.T) {
	c := openCenter(t)
	b, a := c.booked()
	m := c.enrolled("2")
	c.clock.Pass(45 * time.Minute) // to the last moment that counts
	just := m.arrives("B", a.ID, half)
	m.record(kiosk.KindTicketCancelled, kiosk.TicketCancelled{Ticket: just.ID})
	m.sendAll()
	if counts, why := c.counts(just.ID); !counts || why != "" {
		t.Errorf("in time it counts %v, %s", counts, why)
	}
	c.clock.Pass(time.Second)
	late := m.arrives("B", a.ID, half)
	m.sendAll()
	if counts, why := c.counts(late.ID); counts || why != plainLate {
		t.Errorf("late it counts %v, %s", counts, why)
	}
	if got, err := b.Get(t.Context(), a.ID); err != nil || got.Ticket != late.ID {
		t.Errorf("the appointment is %+v, %v", got, err)
	}
	c.sound()
}

// Who takes a number back within its minute has the appointment again.
func TestANumberTakenBackLeavesTheAppointment(t *testing.T) {
	c := openCenter(t)
	b, a := c.booked()
	m := c.enrolled("2")
	first := m.arrives("B", a.ID, half)
	m.record(kiosk.KindTicketCancelled, kiosk.TicketCancelled{Ticket: first.ID})
	m.sendAll()
	if q, _, err := c.queue.Snapshot(t.Context()); err != nil || len(q.Appointments) != 0 {
		t.Errorf("kiosks are told %+v, %v", q.Appointments, err)
	}
	second := m.arrives("B", a.ID, half)
	m.sendAll()
	if counts, why := c.counts(second.ID); !counts || why != "" {
		t.Errorf("the second counts %v, %s", counts, why)
	}
	if got, err := b.Get(t.Context(), a.ID); err != nil || got.Ticket != second.ID {
		t.Errorf("the appointment is %+v, %v", got, err)
	}
	c.sound()
}

// A kiosk that says what it cannot know is not believed.
func TestAnAppointmentInABadBodyGoesToQuarantine(t *testing.T) {
	c := openCenter(t)
	m := c.enrolled("2")
	m.arrives("B", "not an id", half)
	if ack := m.sendAll(); len(ack.Quarantined) != 1 {
		t.Errorf("acknowledged %+v", ack)
	}
}

// The control: a gate that takes a kiosk's word gives two numbers one place.
func TestControlArrivalsTakenAtTheirWord(t *testing.T) {
	c := openCenter(t)
	_, a := c.booked()
	one, two := c.enrolled("2"), c.enrolled("3")
	var tickets []*store.Ticket
	for _, m := range []*machine{one, two} {
		e := m.arrives("B", a.ID, half)
		row := store.Event{Event: e, Device: m.code, Epoch: m.epoch, At: c.clock.Now()}
		told, _ := ticketIssued(1, &row).(*store.Ticket)
		told.IssuedAt = c.clock.Now()
		tickets = append(tickets, told)
	}
	if err := c.store.Write(t.Context(), func(tx *store.Tx) error {
		for _, k := range tickets { // and nothing asks arrive
			if _, err := tx.AddTickets(t.Context(), []*store.Ticket{k}); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	for _, k := range tickets {
		if counts, _ := c.counts(k.ID); !counts {
			t.Fatal("the planted fault changed nothing: the tests above show nothing")
		}
	}
	t.Log("control: arrivals taken at their word -> caught by TestAnAppointmentHasOnePlace")
}

// A kiosk asks what 8 digits stand for, signed as everything it sends, and is told
// nothing more than that.
func TestAKioskAsksForAnAppointment(t *testing.T) {
	c := openCenter(t)
	b, a := c.booked()
	m := c.enrolled("2")
	ask := func(digits string) (int, wire.Found) {
		return asks[wire.Found](m, "appointment", wire.Find{Code: digits})
	}
	status, found := ask(a.Code)
	rc, verdict := receipt.Verify([]kiosk.ReceiptKey{receipt.CenterKey(c.docs.PublicationKey())}, found.Appointment)
	if got, ok := rc.Appointment(); status != http.StatusOK || verdict != receipt.Genuine || !ok || got.ID != a.ID || !got.At.Equal(half) {
		t.Errorf("asked, %d: %+v, %v", status, got, verdict)
	}
	for _, digits := range []string{"", "0000", "' OR 1=1", "00000000", a.Code + "0"} {
		if status, found := ask(digits); status != http.StatusNotFound || found.Appointment != "" {
			t.Errorf("%q, %d: %+v", digits, status, found)
		}
	}
	moved, err := b.Move(t.Context(), a.ID, booking.Request{Service: "B", Slot: kiosk.Slot{Day: a.Slot.Day, From: 9 * 60}})
	if err != nil {
		t.Fatal(err)
	}
	_, found = ask(a.Code)
	rc, _ = receipt.Verify([]kiosk.ReceiptKey{receipt.CenterKey(c.docs.PublicationKey())}, found.Appointment)
	if got, _ := rc.Appointment(); got.ID != moved.ID {
		t.Errorf("the old digits lead to %+v", got)
	}
	if code, _ := c.do("POST", "/v1/appointment/2", http.Header{wire.HeaderNonce: {m.nonce}, wire.HeaderSignature: {"x"}}, marshal(wire.Find{Code: a.Code})); code != http.StatusUnauthorized {
		t.Errorf("unsigned: %d", code)
	}
	if code, _ := c.do("POST", "/v1/appointment/9", nil, marshal(wire.Find{Code: a.Code})); code != http.StatusForbidden {
		t.Errorf("a stranger: %d", code)
	}
}

// asks makes a signed request and reads its answer.
func asks[T any](m *machine, what string, question any) (status int, got T) {
	m.center.t.Helper()
	body, path := marshal(question), "/v1/"+what+"/"+m.code
	for range 2 {
		signature := wire.Sign(m.key, wire.Request{Method: "POST", Path: path, Device: m.code, Nonce: m.nonce, Body: body})
		code, answer := m.center.do("POST", path, http.Header{wire.HeaderNonce: {m.nonce}, wire.HeaderSignature: {signature}}, body)
		var no wire.Refusal
		if json.Unmarshal(answer, &no); no.Code == wire.CodeNonce {
			m.nonce = no.Nonce
			continue
		}
		json.Unmarshal(answer, &got)
		return code, got
	}
	m.center.t.Fatal("the nonce is never right")
	return 0, got
}

// Kiosks book against what the center holds, so the last place is given once.
func TestKiosksBook(t *testing.T) {
	c := openCenter(t)
	one, two := c.enrolled("2"), c.enrolled("3")
	day := kiosk.Date{Year: 2026, Month: 11, Day: 24}
	want := wire.Book{Service: "B", Day: day, From: 8 * 60, Lang: kiosk.Vietnamese, Form: strings.Repeat("0a", 16)}
	status, first := asks[wire.Found](one, "book", want)
	if status != http.StatusOK || !kiosk.ValidCode(first.Code) {
		t.Fatalf("booked %d %+v", status, first)
	}
	if _, again := asks[wire.Found](one, "book", want); again != first {
		t.Errorf("the same form booked %+v", again)
	}
	if _, second := asks[wire.Found](two, "book", want); second.Code == first.Code || second.Code == "" {
		t.Errorf("another kiosk's form booked %+v", second)
	}
	want.Form = strings.Repeat("0b", 16)
	if status, third := asks[wire.Found](one, "book", want); status != http.StatusConflict || third.Appointment != "" {
		t.Errorf("a third got %d %+v", status, third)
	}
	_, left := asks[wire.Times](one, "times", wire.AskTimes{Service: "B", Day: day})
	if len(left.Times) != 13 || left.Times[0] != (wire.TimeLeft{From: 7*60 + 30, Left: 2}) || left.Times[1] != (wire.TimeLeft{From: 8 * 60}) {
		t.Errorf("left are %+v", left)
	}
	for name, b := range map[string]wire.Book{"no form": {Service: "B", Day: day, From: 540, Lang: "vi"}, "no language": {Service: "B", Day: day, From: 540, Form: want.Form}} {
		if status, _ := asks[wire.Found](one, "book", b); status != http.StatusBadRequest {
			t.Errorf("%s: %d", name, status)
		}
	}
	for _, a := range []wire.AskTimes{{Service: "Z", Day: day}, {Service: "B"}, {Service: "B", Day: day.AddDays(400)}} {
		if status, left := asks[wire.Times](one, "times", a); status != http.StatusOK || len(left.Times) != 0 {
			t.Errorf("%+v: %d %+v", a, status, left)
		}
	}
	for _, path := range []string{"/v1/book/9", "/v1/times/9"} {
		if code, _ := c.do("POST", path, nil, marshal(want)); code != http.StatusForbidden {
			t.Errorf("%s by a stranger: %d", path, code)
		}
	}
}
