package store

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"dongthap.vn/sen/kiosk"
)

func TestNumbersGoOnAfterARestart(t *testing.T) {
	f := newFixture(t)
	f.take("B")
	f.reopen()
	if got := f.take("B").Number; got != "B2-002" {
		t.Errorf("second number %s, want B2-002", got)
	}
}

func TestEachServiceCountsForItself(t *testing.T) {
	f := newFixture(t)
	for _, want := range []string{"B2-001", "B2-002", "C2-001", "B2-003", "A2-001"} {
		if got := f.take(want[:1]).Number; got != want {
			t.Errorf("number %s, want %s", got, want)
		}
	}
}

func TestANewDayStartsAtOne(t *testing.T) {
	f := newFixture(t)
	f.take("B")
	f.clock.set(time.Date(2026, 11, 23, 16, 59, 59, 0, time.UTC)) // 23:59:59 in Vietnam
	if got := f.take("B"); got.Number != "B2-002" || got.Day.String() != "2026-11-23" {
		t.Errorf("late at night: %s of %s", got.Number, got.Day)
	}
	f.clock.add(time.Second)
	if got := f.take("B"); got.Number != "B2-001" || got.Day.String() != "2026-11-24" {
		t.Errorf("after midnight: %s of %s", got.Number, got.Day)
	}
}

// A flat clock battery or a hand puts the clock back: yesterday's numbers must
// not be given again.
func TestTheBusinessDayNeverGoesBack(t *testing.T) {
	f := newFixture(t)
	f.take("B")
	for _, wrong := range []time.Time{monday.AddDate(0, 0, -1), time.Unix(0, 0), monday.AddDate(-10, 0, 0)} {
		f.clock.set(wrong)
		f.reopen()
		f.take("C")
		if got := f.take("B"); got.Day.String() != "2026-11-23" {
			t.Errorf("with the clock at %s the day is %s", wrong, got.Day)
		}
	}
	if last := f.take("B"); last.Number != "B2-005" {
		t.Errorf("number %s, want B2-005", last.Number)
	}
}

func TestATicketIsReadBackAsItWasIssued(t *testing.T) {
	f := newFixture(t)
	want, err := f.IssueTicket(context.Background(), TicketRequest{Service: "B", Procedure: "1.004873", Lang: kiosk.English})
	if err != nil {
		t.Fatal(err)
	}
	f.reopen()
	for name, read := range map[string]func() (kiosk.Ticket, error){
		"by id": func() (kiosk.Ticket, error) { return f.Ticket(context.Background(), want.ID) },
		"last":  func() (kiosk.Ticket, error) { return f.LastTicket(context.Background()) },
	} {
		if got, err := read(); err != nil || got != want {
			t.Errorf("%s: read %+v, %v; issued %+v", name, got, err, want)
		}
	}
	if want.ReceiptID == [10]byte{} || !want.IssuedAt.Equal(monday) {
		t.Errorf("receipt id %x, issued at %s", want.ReceiptID, want.IssuedAt)
	}
	if _, err := f.Ticket(context.Background(), "nobody's"); !errors.Is(err, kiosk.ErrNotFound) {
		t.Errorf("an unknown ticket: %v", err)
	}
}

func TestNobodyQueuesInALineThatIsNone(t *testing.T) {
	f := newFixture(t)
	for _, service := range []string{"", "b", "BB", "1", "Đ", "B'; DROP TABLE tickets; --", "\x00"} {
		if _, err := f.IssueTicket(context.Background(), TicketRequest{Service: service}); !errors.Is(err, kiosk.ErrUnknownService) {
			t.Errorf("service %q: error %v", service, err)
		}
	}
	if n := len(f.events()); n != 0 {
		t.Errorf("%d events were recorded", n)
	}
}

func TestManyHandsGetDifferentNumbers(t *testing.T) {
	f := newFixture(t)
	const hands, each = 8, 50
	numbers := make(chan string, hands*each)
	var all sync.WaitGroup
	for range hands {
		all.Go(func() {
			for range each {
				t2, err := f.IssueTicket(context.Background(), TicketRequest{Service: "B"})
				if err != nil {
					t.Error(err)
					return
				}
				numbers <- t2.Number
			}
		})
	}
	all.Wait()
	close(numbers)
	seen := map[string]bool{}
	for n := range numbers {
		if seen[n] {
			t.Errorf("%s was given twice", n)
		}
		seen[n] = true
	}
	for i := 1; i <= hands*each; i++ {
		if n := kiosk.FormatNumber("B", "2", i); !seen[n] {
			t.Errorf("%s was left out", n)
		}
	}
}

func TestAVisitorTakesTheTicketBack(t *testing.T) {
	f := newFixture(t)
	ticket := f.take("B")
	f.clock.add(59 * time.Second)
	for range 2 {
		got, err := f.CancelTicket(context.Background(), ticket.ID)
		if err != nil || !got.Cancelled || got.Number != ticket.Number {
			t.Fatalf("cancelled: %+v, %v", got, err)
		}
	}
	f.clock.add(time.Hour)
	if _, err := f.CancelTicket(context.Background(), ticket.ID); err != nil {
		t.Errorf("asked again later: %v; want the same answer", err)
	}
	events := f.events()
	if len(events) != 2 || events[1].Kind != kiosk.KindTicketCancelled || string(events[1].Body) != `{"ticket":"`+ticket.ID+`"}` {
		t.Errorf("events %v", kinds(events))
	}
	if next := f.take("B"); next.Number != "B2-002" {
		t.Errorf("the number taken back was given again: %s", next.Number)
	}
}

func TestAfterAMinuteItIsTooLate(t *testing.T) {
	f := newFixture(t)
	ticket := f.take("B")
	f.clock.add(kiosk.CancelWithin)
	if _, err := f.CancelTicket(context.Background(), ticket.ID); !errors.Is(err, kiosk.ErrTooLate) {
		t.Errorf("error %v, want ErrTooLate", err)
	}
	if _, err := f.CancelTicket(context.Background(), "nobody's"); !errors.Is(err, kiosk.ErrNotFound) {
		t.Errorf("unknown ticket: error %v", err)
	}
	if n := len(f.events()); n != 1 {
		t.Errorf("%d events, want 1", n)
	}
}

func TestOwnTicketsTheCenterHasNotCounted(t *testing.T) {
	f := newFixture(t)
	ctx := context.Background()
	yesterday := f.take("B")
	f.clock.add(24 * time.Hour)
	first := f.take("B") // 2
	f.take("B")          // 3
	f.take("C")          // 4
	today := first.Day
	if _, err := f.CancelTicket(ctx, first.ID); err != nil { // 5
		t.Fatal(err)
	}
	for _, c := range []struct {
		name   string
		cursor kiosk.Cursor
		day    kiosk.Date
		want   map[string]int
	}{
		{"the center knows nothing of us", kiosk.Cursor{}, today, map[string]int{"B": 1, "C": 1}},
		{"its cursor is of an older file", kiosk.Cursor{Epoch: "0123456789abcdef", Seq: 4}, today, map[string]int{"B": 1, "C": 1}},
		{"it counted the first, which was taken back since", kiosk.Cursor{Epoch: f.Epoch(), Seq: 2}, today, map[string]int{"B": 0, "C": 1}},
		{"it counted both", kiosk.Cursor{Epoch: f.Epoch(), Seq: 3}, today, map[string]int{"B": -1, "C": 1}},
		{"it counted all tickets but not the end of one", kiosk.Cursor{Epoch: f.Epoch(), Seq: 4}, today, map[string]int{"B": -1}},
		{"it counted everything", kiosk.Cursor{Epoch: f.Epoch(), Seq: 5}, today, map[string]int{}},
		{"yesterday", kiosk.Cursor{}, yesterday.Day, map[string]int{"B": 1}},
	} {
		got, err := f.Uncounted(ctx, c.cursor, c.day)
		if err != nil {
			t.Fatal(err)
		}
		if fmt.Sprint(got) != fmt.Sprint(c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

func kinds(events []kiosk.Event) (list []string) {
	for _, e := range events {
		list = append(list, e.Kind)
	}
	return list
}
