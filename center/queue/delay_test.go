package queue

import (
	"slices"
	"sync"
	"testing"
	"time"

	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/kiosk"
)

func TestAVisitorNeedsTenMinutesMore(t *testing.T) {
	l := open(t)
	l.ServeAll("B")
	tickets := l.Take("B", "B", "B", "B")
	mine := tickets[0].ID
	if err := l.Delay(l.ctx(), 1, mine, 0); err != nil {
		t.Fatal(err)
	}
	if got := l.calls(3, 2); !slices.Equal(got, []string{"B2-002 longest_wait", "B2-003 longest_wait"}) {
		t.Errorf("meanwhile called %v", got)
	}
	v, err := l.Counter(l.ctx(), 1, 3)
	if err != nil || len(v.Waiting) != 2 || v.Waiting[1].ID != mine || v.Waiting[1].Reason != Delayed {
		t.Errorf("the clerk sees %+v, %v", v.Waiting, err)
	}
	if p, err := l.Position(l.ctx(), ref(tickets[3])); err != nil || p.Ahead != 0 {
		t.Errorf("%d before the next, %v", p.Ahead, err)
	}
	l.Clock.Pass(store.DelayFor)
	if got := l.calls(3, 3); !slices.Equal(got, []string{"B2-001 longest_wait", "B2-004 longest_wait", "nobody"}) {
		t.Errorf("afterwards called %v", got)
	}
	acts, err := l.History(l.ctx(), mine)
	if err != nil || acts[0].Act != store.ActDelay || acts[0].Reason != "visitor" || acts[0].Staff != "" {
		t.Errorf("recorded %+v, %v", acts, err)
	}
	if s := l.scored(); s.Told != 0 {
		t.Errorf("%d promises are scored of those who were told none", s.Told)
	}
}

func (l *lobby) scored() (s store.Score) {
	l.Write(func(tx *store.Tx) (err error) {
		all, err := tx.Promises(l.ctx(), 1, monday)
		s = all.Of(nil)
		return err
	})
	return s
}

func TestMoreTimeIsBounded(t *testing.T) {
	l := open(t)
	k := l.Take("B", "B")[0]
	delay := func(seen int) error { return l.Delay(l.ctx(), 1, k.ID, seen) }
	until := func() time.Duration {
		held := must[Ticket](l)(l.ticket(k.ID))
		return held.NotBefore.Sub(l.Clock.Now()).Round(time.Second)
	}
	for range 3 { // the finger that trembles asks once
		if err := delay(0); err != nil {
			t.Fatal(err)
		}
	}
	if got := until(); got != store.DelayFor {
		t.Errorf("three presses give %v", got)
	}
	l.Clock.Pass(8 * time.Minute)
	if err := delay(1); err != nil {
		t.Fatal(err)
	}
	if got := until(); got != 12*time.Minute {
		t.Errorf("with two minutes left another gives %v", got)
	}
	l.refused("a third time", delay(2), ErrNoMoreTime)
	l.Clock.Pass(13 * time.Minute)
	l.refused("later", delay(2), ErrNoMoreTime)
	if got := l.next(3); got.ID != k.ID {
		t.Errorf("called %s", got.Number)
	}
	l.refused("once called", delay(2), ErrNotWaiting)
	l.refused("at another site", l.Delay(l.ctx(), 2, k.ID, 2), kiosk.ErrNotFound)
	l.refused("for nobody", l.Delay(l.ctx(), 1, "nobody", 0), kiosk.ErrNotFound)
}

func (l *lobby) ticket(id string) (k Ticket, err error) {
	k, _, err = l.Record(l.ctx(), id)
	return k, err
}

// Two presses at one moment, at two centers, are one wish.
func TestMoreTimeIsGivenOnceAtOneMoment(t *testing.T) {
	l := open(t)
	k := l.Take("B")[0]
	other := l.another()
	var both sync.WaitGroup
	for _, q := range []*Queue{l.Queue, other, l.Queue, other} {
		both.Go(func() {
			if err := q.Delay(l.ctx(), 1, k.ID, 0); err != nil {
				t.Error(err)
			}
		})
	}
	both.Wait()
	if held := must[Ticket](l)(l.ticket(k.ID)); held.Delays != 1 {
		t.Errorf("asked for %d times", held.Delays)
	}
}

func TestWhoIsBackSoonerIsCalledSooner(t *testing.T) {
	l := open(t)
	k := l.Take("B", "B")[0]
	if err := l.Delay(l.ctx(), 1, k.ID, 0); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := l.Ready(l.ctx(), 1, k.ID); err != nil {
			t.Fatal(err)
		}
	}
	if got := l.next(3); got.ID != k.ID {
		t.Errorf("called %s", got.Number)
	}
	if acts, _ := l.History(l.ctx(), k.ID); len(acts) != 3 {
		t.Errorf("recorded %+v", acts)
	}
	l.refused("once called", l.Ready(l.ctx(), 1, k.ID), ErrNotWaiting)
}

// A clerk may call a chosen number all the same, and what a clerk takes back gives
// the visitor the time they had.
func TestACallTakenBackGivesTheTimeBack(t *testing.T) {
	l := open(t)
	tickets := l.Take("B", "B")
	mine := tickets[0]
	if err := l.Delay(l.ctx(), 1, mine.ID, 0); err != nil {
		t.Fatal(err)
	}
	if _, err := l.CallTicket(l.ctx(), at(3), mine.ID, Why{Reason: Chosen}); err != nil {
		t.Fatal(err)
	}
	l.Clock.Pass(time.Second)
	if _, err := l.Undo(l.ctx(), at(3)); err != nil {
		t.Fatal(err)
	}
	held := must[Ticket](l)(l.ticket(mine.ID))
	if !held.NotBefore.Equal(mine.IssuedAt.Add(time.Second+store.DelayFor)) || held.Delays != 1 {
		t.Errorf("it waits until %v after %d wishes", held.NotBefore, held.Delays)
	}
	if got := l.next(3); got.ID != tickets[1].ID {
		t.Errorf("called %s", got.Number)
	}
	l.Clock.Pass(time.Minute) // called, and sent on: the wish is over
	if _, err := l.CallTicket(l.ctx(), at(4), mine.ID, Why{Reason: Chosen}); err != nil {
		t.Fatal(err)
	}
	l.Clock.Pass(time.Second)
	if _, err := l.Transfer(l.ctx(), at(4), "B", 0); err != nil {
		t.Fatal(err)
	}
	if k, err := l.CallNext(l.ctx(), at(4)); err != nil || k.ID != mine.ID {
		t.Errorf("after a transfer %s is called, %v", k.Number, err)
	}
}
