package desk

import (
	"context"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/receipt"
	"dongthap.vn/sen/kiosk/store"
)

// The network has been down for a week and the machine was switched off: the
// kiosk opens, gives numbers, proves them and takes them back.
func TestAKioskWithoutNetworkGivesTickets(t *testing.T) {
	l := open(t)
	keys := []kiosk.ReceiptKey{{ID: 7, Device: "2", Public: l.Identity.ReceiptKey.Public().(ed25519.PublicKey)}}
	l.now = l.now.AddDate(0, 0, 7)
	l.restart()
	if l.Online() || l.Door().Door != kiosk.DoorOpen {
		t.Fatalf("online %v, door %+v", l.Online(), l.Door())
	}
	ticket, slip := l.take("B")
	_, code, _ := strings.Cut(slip.URL, "/R/")
	r, verdict := receipt.Verify(keys, code)
	if verdict != receipt.Genuine || r.Number != ticket.Number || r.Seq != ticket.Seq || r.ID != ticket.ReceiptID || r.Site != 1 || slip.Check != receipt.Check(code) {
		t.Errorf("the receipt is %s: %+v, check %s", verdict, r, slip.Check)
	}
	if events := l.events(); len(events) != 1 || events[0].ID != ticket.ID {
		t.Errorf("%d events are stored", len(events))
	}
	l.told()
	if taken, err := l.CancelTicket(context.Background(), ticket.ID); err != nil || !taken.Cancelled || !l.told() {
		t.Errorf("taken back: %+v, %v", taken, err)
	}
}

func TestNoNumberIsGivenAtAClosedDoor(t *testing.T) {
	for name, c := range map[string]struct {
		prepare func(*lobby)
		service string
		want    error
	}{
		"before opening":         {func(l *lobby) { l.now = time.Date(2026, 11, 23, 7, 29, 59, 0, kiosk.VietnamTime) }, "A", kiosk.ErrClosed},
		"a quarter before five":  {func(l *lobby) { l.now = time.Date(2026, 11, 23, 16, 45, 0, 0, kiosk.VietnamTime) }, "A", kiosk.ErrClosed},
		"the minute before that": {func(l *lobby) { l.now = time.Date(2026, 11, 23, 16, 44, 59, 0, kiosk.VietnamTime) }, "A", nil},
		"at night":               {func(l *lobby) { l.now = l.now.Add(14 * time.Hour) }, "A", kiosk.ErrClosed},
		"on a holiday": {func(l *lobby) {
			l.publish(kiosk.DocCalendar, kiosk.Calendar{DaysOff: []kiosk.Special{{Date: kiosk.DateOf(morning), Name: "Lễ", Sure: true}}})
		}, "A", kiosk.ErrClosed},
		"an unknown line":         {func(*lobby) {}, "C", kiosk.ErrUnknownService},
		"no line":                 {func(*lobby) {}, "", kiosk.ErrUnknownService},
		"a line written small":    {func(*lobby) {}, "a", kiosk.ErrUnknownService},
		"unknown, and closed too": {func(l *lobby) { l.now = l.now.Add(14 * time.Hour) }, "C", kiosk.ErrUnknownService},
		"a line that was closed":  {func(l *lobby) { s := hall(); s.Services = s.Services[:1]; l.publish(kiosk.DocSite, s) }, "B", kiosk.ErrUnknownService},
	} {
		l := open(t)
		c.prepare(l)
		ticket, slip, err := l.TakeTicket(context.Background(), store.TicketRequest{Service: c.service})
		if !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
		if given := len(l.events()); c.want != nil && (given > 0 || ticket != (kiosk.Ticket{}) || slip.URL != "") || c.want == nil && given != 1 {
			t.Errorf("%s: %d tickets are stored, %q is shown", name, given, ticket.Number)
		}
	}
}

func TestAKioskThatNeverHeardOfTheCenterGivesNothing(t *testing.T) {
	l := empty(t)
	if _, _, err := l.TakeTicket(context.Background(), store.TicketRequest{Service: "A"}); !errors.Is(err, kiosk.ErrUnknownService) {
		t.Errorf("a ticket: %v", err)
	}
	if l.CanSeal() || l.Site().ID != 0 || l.Door().Door == kiosk.DoorOpen {
		t.Errorf("it seals: %v, is at site %d, door %+v", l.CanSeal(), l.Site().ID, l.Door())
	}
	if call, err := l.CallHelp(context.Background(), kiosk.HelpCalled{Screen: "home"}); err != nil || call.ID == "" {
		t.Errorf("a person cannot be called: %v", err)
	}
}

// Without a receipt key the number is still the visitor's.
func TestATicketWithoutReceiptIsStillATicket(t *testing.T) {
	l := open(t)
	l.Identity.ReceiptKey = nil
	ticket, slip := l.take("A")
	if ticket.Number != "A2-001" || slip.URL != "" || !strings.Contains(l.logged.String(), "ticket without receipt") {
		t.Errorf("%s, slip %+v, log %q", ticket.Number, slip, l.logged.String())
	}
}

func TestATicketIsTakenBackInTime(t *testing.T) {
	l := open(t)
	ticket, _ := l.take("A")
	l.now = l.now.Add(kiosk.CancelWithin)
	if _, err := l.CancelTicket(context.Background(), ticket.ID); !errors.Is(err, kiosk.ErrTooLate) {
		t.Errorf("after a minute: %v", err)
	}
	if _, err := l.CancelTicket(context.Background(), "nobody's"); !errors.Is(err, kiosk.ErrNotFound) {
		t.Errorf("nobody's: %v", err)
	}
}

// Visitors, documents and questions come from everywhere at once.
func TestManyHandsAtOneDesk(t *testing.T) {
	l := open(t)
	const hands, each = 4, 20
	envelopes := make([][]byte, each)
	for i := range envelopes {
		envelopes[i] = l.envelope(l.press, kiosk.DocQueue, int64(i+1), kiosk.Queue{Day: kiosk.DateOf(morning), Lines: []kiosk.Line{{Service: "A", Waiting: 5}}})
	}
	var everybody sync.WaitGroup
	for range hands {
		everybody.Go(func() {
			for range each {
				if _, _, err := l.TakeTicket(context.Background(), store.TicketRequest{Service: "A"}); err != nil {
					t.Error(err)
				}
				l.SetOnline(!l.Online())
				l.Find("căn cước", 3)
				l.Ahead("A")
			}
		})
	}
	everybody.Go(func() {
		for _, e := range envelopes {
			if err := l.Apply(context.Background(), kiosk.DocQueue, e); err != nil {
				t.Error(err)
			}
		}
	})
	everybody.Wait()
	if p := l.Ahead("A"); p.Count != 5+hands*each {
		t.Errorf("%d ahead, want %d", p.Count, 5+hands*each)
	}
}

func TestTheLinkGoesUpAndDown(t *testing.T) {
	l := open(t)
	l.told()
	for _, c := range []struct{ to, told bool }{{false, false}, {true, true}, {true, false}, {false, true}} {
		if l.SetOnline(c.to); l.Online() != c.to || l.told() != c.told {
			t.Errorf("set to %v: it is %v", c.to, l.Online())
		}
	}
}

// A service gives so many numbers a day and none after its last: what the center
// counted and what this kiosk gave since count together.
func TestADaysNumbersComeToAnEnd(t *testing.T) {
	l := open(t)
	s := hall()
	s.Services[0].Quota, s.Services[1].LastTicket = 5, 15*60
	l.publish(kiosk.DocSite, s)
	l.publish(kiosk.DocQueue, kiosk.Queue{Day: kiosk.DateOf(morning), Lines: []kiosk.Line{{Service: "A", Issued: 3}}})
	l.take("A")
	given, _ := l.take("A")
	if _, _, err := l.TakeTicket(context.Background(), store.TicketRequest{Service: "A"}); !errors.Is(err, kiosk.ErrNoMore) || l.Gives("A") {
		t.Errorf("the sixth of five: %v", err)
	}
	if _, err := l.CancelTicket(context.Background(), given.ID); err != nil || !l.Gives("A") {
		t.Errorf("one was taken back, and none is given: %v", err)
	}
	l.now = time.Date(2026, 11, 23, 15, 0, 0, 0, kiosk.VietnamTime)
	l.take("B")
	l.now = l.now.Add(time.Minute)
	if _, _, err := l.TakeTicket(context.Background(), store.TicketRequest{Service: "B"}); !errors.Is(err, kiosk.ErrNoMore) {
		t.Errorf("after the last number: %v", err)
	}
}

// What the visitor says and is told is in the event.
func TestATicketTellsTheClassAndThePromise(t *testing.T) {
	l := open(t)
	l.publish(kiosk.DocQueue, kiosk.Queue{Day: kiosk.DateOf(morning), Lines: []kiosk.Line{{Service: "A", Waiting: 4, Pace: kiosk.Pace{P50: 240, P80: 420, N: 20}}}})
	told, known := l.Wait("A", "")
	if _, _, err := l.TakeTicket(context.Background(), store.TicketRequest{Service: "A", Class: kiosk.Disabled}); err != nil {
		t.Fatal(err)
	}
	l.take("B")
	var bodies []kiosk.TicketIssued
	for _, e := range l.events() {
		var b kiosk.TicketIssued
		if err := json.Unmarshal(e.Body, &b); err != nil {
			t.Fatal(err)
		}
		bodies = append(bodies, b)
	}
	if a := bodies[0]; a.Class != kiosk.Disabled || !known || a.Promised == nil || *a.Promised != told {
		t.Errorf("the event says %+v, told was %v", a, told)
	}
	if b := bodies[1]; b.Class != "" || b.Promised != nil {
		t.Errorf("the event says %+v though nothing was told", b)
	}
}
