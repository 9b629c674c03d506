package queue

import (
	"errors"
	"maps"
	"slices"
	"sync"
	"testing"
	"time"

	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/kiosk"
)

func TestWhoWaitedLongestIsCalledFirst(t *testing.T) {
	l := open(t)
	l.Take("C", "B", "A", "B") // counter 4 serves B and C
	for _, want := range []string{"C2-001", "B2-001", "B2-002"} {
		turn, err := l.FinishAndCallNext(l.ctx(), at(4))
		if err != nil || turn.Called == nil || turn.Called.Number != want {
			t.Fatalf("called %+v, %v, want %s", turn.Called, err, want)
		}
		if turn.Called.Reason != "longest_wait" || turn.Called.Counter != 4 || turn.Called.Staff != "clerk" || turn.Called.State != store.Called {
			t.Errorf("called as %+v", turn.Called)
		}
	}
	turn, err := l.FinishAndCallNext(l.ctx(), at(4))
	if err != nil || turn.Done == nil || turn.Done.Number != "B2-002" || turn.Called != nil {
		t.Errorf("after the last: %+v, %v", turn, err)
	}
	if turn, err = l.FinishAndCallNext(l.ctx(), at(4)); err != nil || turn.Done != nil || turn.Called != nil {
		t.Errorf("with nobody there: %+v, %v", turn, err)
	}
}

func TestLateArrivalsStandWhereTheyBelong(t *testing.T) {
	l := open(t)
	early := l.Take("B")[0]
	late := *early
	late.ID, late.Device, late.Number, late.IssuedAt = "offline", "3", "B3-001", early.IssuedAt.Add(-time.Minute)
	l.Write(func(tx *store.Tx) error { // a kiosk comes back online
		_, err := tx.AddTickets(l.ctx(), []*Ticket{&late})
		return err
	})
	if k := l.next(3); k.Number != "B3-001" {
		t.Errorf("called %s before who came a minute earlier", k.Number)
	}
}

func TestMovesThatAreNotPossible(t *testing.T) {
	l := open(t)
	tickets := l.Take("B", "B")
	refused := func(what string, err, want error) {
		t.Helper()
		if !errors.Is(err, want) {
			t.Errorf("%s: %v, want %v", what, err, want)
		}
	}
	_, err := l.CallNext(l.ctx(), at(99))
	refused("call to a counter that is not there", err, ErrNoCounter)
	_, err = l.CallNext(l.ctx(), Call{Site: 2, Counter: 3})
	refused("call at another site", err, ErrNoCounter)
	_, err = l.CallNext(l.ctx(), at(5))
	refused("call where nobody waits", err, ErrNobodyWaiting)
	for name, move := range map[string]func() error{
		"recall":  func() error { _, err := l.Recall(l.ctx(), at(3)); return err },
		"no-show": func() error { _, err := l.NoShow(l.ctx(), at(3)); return err },
		"done":    func() error { _, err := l.Done(l.ctx(), at(3)); return err },
	} {
		refused(name+" with nobody there", move(), ErrNobodyServed)
	}
	l.next(3)
	_, err = l.CallNext(l.ctx(), at(3))
	refused("call while serving", err, ErrServing)
	_, err = l.CallTicket(l.ctx(), at(3), tickets[1].ID, Why{Reason: Chosen})
	refused("call of a chosen ticket while serving", err, ErrServing)
	_, err = l.CallTicket(l.ctx(), at(4), tickets[0].ID, Why{Reason: Chosen})
	refused("call of a ticket that is served elsewhere", err, ErrNotWaiting)
	_, err = l.CallTicket(l.ctx(), at(4), "no such ticket", Why{Reason: Chosen})
	refused("call of no ticket", err, ErrNotWaiting)
}

func TestEveryActIsRecorded(t *testing.T) {
	l := open(t)
	k := l.Take("B")[0]
	l.Clock.Pass(time.Minute)
	if _, err := l.CallTicket(l.ctx(), at(3), k.ID, Why{"chosen_frail", "tay run"}); err != nil {
		t.Fatal(err)
	}
	l.Clock.Pass(time.Minute)
	recalled, err := l.Recall(l.ctx(), at(3))
	if err != nil || recalled.Calls != 2 || !recalled.RungAt.Equal(l.Clock.Now()) || recalled.CalledAt.Equal(recalled.RungAt) {
		t.Fatalf("recalled %+v, %v", recalled, err)
	}
	if _, err := l.NoShow(l.ctx(), at(3)); err != nil {
		t.Fatal(err)
	}
	history, err := l.History(l.ctx(), k.ID)
	if err != nil || len(history) != 3 {
		t.Fatalf("history %+v, %v", history, err)
	}
	for i, want := range []string{store.ActCall, store.ActRecall, store.ActNoShow} {
		if a := history[i]; a.Act != want || a.N != int64(i+1) || a.Counter != 3 || a.Staff != "clerk" || a.At.IsZero() {
			t.Errorf("line %d is %+v, want %s", i+1, a, want)
		}
	}
	if history[0].Reason != "chosen_frail" || history[0].Note != "tay run" {
		t.Errorf("the reason is %+v", history[0])
	}
}

// Eight clerks press as fast as they can: each ticket is called once.
func TestClerksRace(t *testing.T) {
	const tickets, clerks = 1000, 8
	l := open(t)
	l.Take(slices.Repeat([]string{"A", "B", "C", "D", "E", "F", "G", "K"}, tickets/8)...)
	var mu sync.Mutex
	var calls []string
	var all sync.WaitGroup
	for clerk := range clerks {
		all.Go(func() {
			for {
				turn, err := l.FinishAndCallNext(l.ctx(), at(clerk+1))
				if err != nil {
					t.Error(err)
					return
				}
				if turn.Called == nil {
					return
				}
				mu.Lock()
				calls = append(calls, turn.Called.Number)
				mu.Unlock()
			}
		})
	}
	all.Wait()
	if twice := repeated(calls); len(twice) > 0 || len(calls) != tickets {
		t.Errorf("%d calls of %d tickets, twice: %v", len(calls), tickets, twice)
	}
	if q, _ := l.snapshot(); slices.ContainsFunc(q.Lines, func(line kiosk.Line) bool { return line.Waiting > 0 }) {
		t.Errorf("someone still waits: %+v", q.Lines)
	}
}

// Two clerks press on the same row: one gets the ticket.
func TestClerksRaceForOneTicket(t *testing.T) {
	l := open(t)
	for range 50 {
		k := l.Take("B")[0]
		var won, lost sync.Map
		var all sync.WaitGroup
		for _, counter := range []int{3, 4} {
			all.Go(func() {
				_, err := l.CallTicket(l.ctx(), at(counter), k.ID, Why{Reason: Chosen})
				switch {
				case err == nil:
					won.Store(counter, true)
				case errors.Is(err, ErrNotWaiting):
					lost.Store(counter, true)
				default:
					t.Error(err)
				}
			})
		}
		all.Wait()
		winners := 0
		won.Range(func(counter, _ any) bool {
			winners++
			if _, err := l.Done(l.ctx(), at(counter.(int))); err != nil {
				t.Error(err)
			}
			return true
		})
		if winners != 1 {
			t.Fatalf("%d clerks got %s", winners, k.Number)
		}
	}
}

// The control: a list in which a number was called twice.
func TestRepeatedFindsADoubleCall(t *testing.T) {
	if got := repeated([]string{"B2-001", "B2-002", "B2-001"}); !slices.Equal(got, []string{"B2-001"}) {
		t.Errorf("repeated: %v", got)
	}
}

func repeated(numbers []string) []string {
	count := map[string]int{}
	for _, n := range numbers {
		count[n]++
	}
	maps.DeleteFunc(count, func(_ string, n int) bool { return n < 2 })
	return slices.Sorted(maps.Keys(count))
}

func TestNightFalls(t *testing.T) {
	l := open(t)
	l.Take("B", "B", "B")
	l.next(4)
	must[Ticket](l)(l.Park(l.ctx(), at(4))) // and never comes back
	l.next(3)
	l.Clock.Pass(15*time.Hour + 50*time.Minute) // 23:50
	lastOfTheDay := l.Take("B")[0]
	l.Clock.Pass(20 * time.Minute) // 00:10
	closed, err := l.CloseOld(l.ctx())
	if err != nil || closed != 3 {
		t.Fatalf("closed %d, %v, want the three of the morning", closed, err)
	}
	if k := l.next(3); k.ID != lastOfTheDay.ID {
		t.Errorf("called %s, want who came shortly before midnight", k.Number)
	}
	l.Clock.Pass(4 * time.Hour)
	if closed, err := l.CloseOld(l.ctx()); err != nil || closed != 1 {
		t.Errorf("closed %d, %v, want the one nobody finished", closed, err)
	}
	if closed, err := l.CloseOld(l.ctx()); err != nil || closed != 0 {
		t.Errorf("closed %d more, %v", closed, err)
	}
	l.Take("B") // the day after begins as ever
	if k := l.next(3); k.Day != "2026-11-24" {
		t.Errorf("called %+v", k)
	}
}
