package store

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/proof"
)

func (f *fixture) acked() int64 {
	f.t.Helper()
	n, err := f.Acked(context.Background())
	if err != nil {
		f.t.Fatal(err)
	}
	return n
}

func (f *fixture) pending() int64 {
	f.t.Helper()
	n, err := f.Pending(context.Background())
	if err != nil {
		f.t.Fatal(err)
	}
	return n
}

func (f *fixture) ack(seq int64) {
	f.t.Helper()
	f.ackAt(seq, f.clock.now())
}

// ackAt acknowledges when the center's clock says at.
func (f *fixture) ackAt(seq int64, at time.Time) {
	f.t.Helper()
	if err := f.SetAcked(context.Background(), seq, at); err != nil {
		f.t.Fatal(err)
	}
}

func TestTheCentersLastDayIsKept(t *testing.T) {
	f := newFixture(t)
	told := func(when, want string) {
		t.Helper()
		at, err := f.Told(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		if got := at.Format(time.RFC3339); got != want {
			t.Errorf("%s: %s, want %s", when, got, want)
		}
	}
	told("a new file", "0001-01-01T00:00:00Z")
	for range 4 {
		f.take("B")
	}
	day := time.Date(2026, 11, 28, 17, 30, 0, 0, time.UTC) // after midnight in Vietnam
	f.ackAt(1, day)
	told("acknowledged", "2026-11-29T00:00:00+07:00")
	f.ackAt(2, day.AddDate(10, 0, 0))
	told("by a center whose clock is ahead", "2036-11-29T00:00:00+07:00")
	f.ackAt(3, day.AddDate(0, 0, 1))
	f.reopen()
	told("once it was mended", "2026-11-30T00:00:00+07:00")
}

func TestTheCentersCursorIsTheTruth(t *testing.T) {
	f := newFixture(t)
	if f.acked() != 0 || f.pending() != 0 {
		t.Errorf("a new file: acked %d, pending %d", f.acked(), f.pending())
	}
	for range 5 {
		f.take("B")
	}
	f.ack(4)
	f.reopen()
	if f.acked() != 4 || f.pending() != 1 {
		t.Errorf("acked %d, pending %d; want 4 and 1", f.acked(), f.pending())
	}
	f.ack(1) // the center was restored from a backup
	if f.acked() != 1 || f.pending() != 4 {
		t.Errorf("after a restore: acked %d, pending %d; want 1 and 4", f.acked(), f.pending())
	}
	for _, seq := range []int64{6, -1, 1 << 62} {
		if err := f.SetAcked(context.Background(), seq, monday); !errors.Is(err, kiosk.ErrNotFound) {
			t.Errorf("acknowledged up to %d: error %v", seq, err)
		}
	}
	if f.acked() != 1 {
		t.Errorf("a false acknowledgement moved the cursor to %d", f.acked())
	}
}

func TestAcknowledgedEventsAreKeptForTwoWeeks(t *testing.T) {
	f := newFixture(t)
	for range 10 {
		f.take("B")
	}
	f.ack(6)
	f.clock.add(13 * 24 * time.Hour)
	f.ack(6)
	if n := len(f.events()); n != 10 {
		t.Fatalf("after 13 days %d events are left, want all 10", n)
	}
	f.clock.add(24 * time.Hour)
	f.ack(6)
	events := f.events()
	if len(events) != 4 || events[0].Seq != 7 {
		t.Fatalf("after 14 days %d events are left, want 7 to 10", len(events))
	}
	if _, err := f.HashAt(context.Background(), 6); err != nil {
		t.Errorf("the chain has lost its beginning: %v", err)
	}
	if _, err := f.LastTicket(context.Background()); err != nil {
		t.Error(err)
	}
	f.reopen()
	if f.Born().New {
		t.Errorf("a file with forgotten events was taken for damaged: %v", f.Born().Cause)
	}
}

func TestTheLastEventIsNeverForgotten(t *testing.T) {
	f := newFixture(t)
	f.take("B")
	last := f.take("B")
	f.ack(2)
	f.clock.add(15 * 24 * time.Hour)
	f.ack(2)
	if events := f.events(); len(events) != 1 || events[0].Seq != last.Seq {
		t.Fatalf("%d events are left, want the last", len(events))
	}
	f.reopen()
	if next := f.take("B"); next.Seq != 3 {
		t.Errorf("the next event has number %d, want 3", next.Seq)
	}
}

// The clock was wrong by ten years while events were recorded; their times must
// not keep them for ever.
func TestEventsFromTheFutureAreForgottenToo(t *testing.T) {
	f := newFixture(t)
	f.clock.set(monday.AddDate(10, 0, 0))
	f.take("B")
	f.clock.set(monday)
	f.take("B")
	f.take("B")
	f.ack(2)
	f.clock.add(14 * 24 * time.Hour)
	f.ack(3)
	if events := f.events(); len(events) != 1 {
		t.Errorf("%d events are left, want 1", len(events))
	}
}

// A center restored from a backup must get again what was acknowledged today,
// also from a kiosk whose battery is dead.
func TestAClockYearsAheadForgetsNothing(t *testing.T) {
	f := newFixture(t)
	f.take("B")
	f.take("B")
	f.ackAt(1, monday)
	f.clock.set(monday.AddDate(10, 0, 0))
	f.take("B")
	f.ackAt(3, monday.Add(time.Hour))
	if events := f.events(); len(events) != 3 {
		t.Errorf("%d events are left, want 3", len(events))
	}
}

func TestNumbersGoOnAfterAClockWasYearsAhead(t *testing.T) {
	f := newFixture(t)
	first := f.take("B")
	f.clock.set(monday.AddDate(2, 0, 0))
	f.ackAt(1, monday.AddDate(2, 0, 0)) // and the center's with it
	f.clock.set(monday)
	if next := f.take("B"); next.Day == first.Day && next.N == first.N {
		t.Errorf("%s of %s was given twice", next.Number, next.Day)
	}
}

// A clock that was ten years ahead leaves its day behind for numbers to count
// in, long after the tickets of it are forgotten.
func TestNumbersGoOnWhenTheirTicketsAreForgotten(t *testing.T) {
	f := forgotten(t)
	f.reopen()
	for range 2 {
		if faults := f.goOn(); len(faults) > 0 {
			t.Error(faults)
		}
	}
}

// The control loses the numbers with the tickets.
func TestControlNumbersForgottenWithTheirTickets(t *testing.T) {
	f := forgotten(t)
	if err := f.Plant("UPDATE counters SET n = 0"); err != nil {
		t.Fatal(err)
	}
	proof.Control(t, "numbers forgotten with their tickets", "TestNumbersGoOnWhenTheirTicketsAreForgotten", f.goOn()...)
}

// forgotten is a file whose tickets B 1, B 2 and A 1 of a day far ahead are gone,
// with A 2 left.
func forgotten(t *testing.T) *fixture {
	t.Helper()
	f := newFixture(t)
	f.clock.set(monday.AddDate(10, 0, 0))
	f.take("B")
	f.take("B")
	f.take("A")
	f.clock.set(monday)
	f.take("A")
	f.ackAt(4, monday)
	f.ackAt(4, monday.AddDate(0, 0, keepDays))
	if n := len(f.events()); n != 1 {
		t.Fatalf("%d events are left: nothing was forgotten", n)
	}
	return f
}

// goOn takes a ticket of each line and tells what is wrong with their numbers.
func (f *fixture) goOn() (faults []string) {
	f.t.Helper()
	b, a := f.take("B"), f.take("A")
	if want := int(b.Seq-5)/2 + 3; b.N != want || a.N != want || b.Day != kiosk.DateOf(monday.AddDate(10, 0, 0)) {
		faults = append(faults, fmt.Sprintf("event %d is %s, then %s, of %s", b.Seq, b.Number, a.Number, b.Day))
	}
	return faults
}

// A kiosk that was offline for long forgets in steps, so that no
// acknowledgement takes long.
func TestForgettingIsBounded(t *testing.T) {
	f := newFixture(t)
	if testing.Short() {
		t.Skip("issues 2,500 tickets")
	}
	for range 2*forgetAtOnce + 500 {
		f.take("B")
	}
	f.ack(2*forgetAtOnce + 500)
	f.clock.add(14 * 24 * time.Hour)
	for _, want := range []int{forgetAtOnce + 500, 500, 1} {
		f.ack(2*forgetAtOnce + 500)
		if n := len(f.events()); n != want {
			t.Fatalf("%d events are left, want %d", n, want)
		}
	}
	var tickets int
	if err := f.read.QueryRow("SELECT count(*) FROM tickets").Scan(&tickets); err != nil || tickets != 1 {
		t.Errorf("%d tickets are left, %v", tickets, err)
	}
}
