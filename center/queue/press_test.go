package queue

import (
	"context"
	"errors"
	"sync"
	"testing"

	"dongthap.vn/sen/center/store"
)

// pressedTogether lets a clerk press «Xong, gọi số kế» in two windows at the
// same moment, each served by another center on the one database, and counts
// the presses that moved the line. Both windows show the same ticket.
func pressedTogether(t *testing.T, press func(q *Queue, c Call) error) (moved int) {
	t.Helper()
	l := open(t)
	l.Take("B", "B", "B")
	seen := l.next(3).ID
	centers := []*Queue{l.Queue, l.another()}
	answers := make([]error, len(centers))
	var all sync.WaitGroup
	for i, q := range centers {
		all.Go(func() {
			c := at(3)
			c.Seen = &seen
			answers[i] = press(q, c)
		})
	}
	all.Wait()
	for _, err := range answers {
		switch {
		case err == nil:
			moved++
		case !errors.Is(err, ErrMoved):
			t.Errorf("a press is answered %v", err)
		}
	}
	return moved
}

func finishAndCall(q *Queue, c Call) error {
	_, err := q.FinishAndCallNext(context.Background(), c)
	return err
}

func TestAPressInTwoWindowsCallsOnce(t *testing.T) {
	for range 5 {
		if moved := pressedTogether(t, finishAndCall); moved != 1 {
			t.Fatalf("%d presses moved the line", moved)
		}
	}
}

// The control: a center that compares before its transaction begins, as a lock
// of its own process would allow, lets both presses through.
func TestControlPressComparedOutsideTheTransaction(t *testing.T) {
	var looked sync.WaitGroup
	looked.Add(2)
	moved := pressedTogether(t, func(q *Queue, c Call) error {
		v, err := q.Counter(t.Context(), c.Site, c.Counter)
		if err != nil || v.Current == nil || v.Current.ID != *c.Seen {
			return errors.Join(err, ErrMoved)
		}
		looked.Done()
		looked.Wait()
		c.Seen = nil
		return finishAndCall(q, c)
	})
	if moved != 2 {
		t.Fatalf("the planted fault moved the line %d times: the test above shows nothing", moved)
	}
	t.Log("control: the press compared outside the transaction -> caught by TestAPressInTwoWindowsCallsOnce")
}

func TestATicketChosenTwiceIsCalledOnce(t *testing.T) {
	l := open(t)
	chosen := l.Take("B", "B")[1]
	for range 2 {
		k, err := l.CallTicket(l.ctx(), at(3), chosen.ID, Why{Reason: Chosen})
		if err != nil || k.ID != chosen.ID || k.Calls != 1 || k.State != store.Called {
			t.Errorf("chosen: %+v, %v", k, err)
		}
	}
	if record, err := l.History(l.ctx(), chosen.ID); err != nil || len(record) != 1 {
		t.Errorf("the record says %v, %v", record, err)
	}
}
