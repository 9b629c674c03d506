package queue

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/anishathalye/porcupine"

	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/kiosk/proof"
)

// A press is «Xong, gọi số kế» at a counter, and what the clerk was told: places
// in the line, 0 for nobody.
type pressed struct{ done, called int }

// A hall is what the presses so far must have come to: whoever came first was
// called first, once, and each counter serves one.
type hall struct {
	next int // the place in the line of who is called next
	at   [clerks + 1]int
}

const clerks = 8

// hallModel says what one clerk after the other would have been told. Presses at
// the same moment may have happened in either order, but in one.
func hallModel(waiting int) porcupine.Model {
	return porcupine.Model{
		Init: func() any { return hall{next: 1} },
		Step: func(state, input, output any) (bool, any) {
			h, counter, told := state.(hall), input.(int), output.(pressed)
			want := pressed{done: h.at[counter]}
			if h.at[counter] = 0; h.next <= waiting {
				want.called, h.at[counter], h.next = h.next, h.next, h.next+1
			}
			return told == want, h
		},
		Equal: func(a, b any) bool { return a == b },
	}
}

// An act presses once at a counter and tells what the clerk was told.
type act func(q *Queue, c Call) (Turn, error)

func finishAndCallNext(q *Queue, c Call) (Turn, error) {
	return q.FinishAndCallNext(context.Background(), c)
}

// morningOf lets eight clerks at two centers on one database press as fast as they
// can, and returns what each was told and when.
func morningOf(t *testing.T, presses int, press act) (waiting int, history []porcupine.Operation) {
	t.Helper()
	l := open(t)
	l.ServeAll("B")
	waiting = presses - presses/10 // the last find nobody
	place := map[string]int{}
	for len(place) < waiting {
		var services []string
		for range min(500, waiting-len(place)) {
			services = append(services, "B")
		}
		for _, k := range l.Take(services...) {
			place[k.ID] = len(place) + 1
		}
	}
	centers := []*Queue{l.Queue, l.another()}
	begun, each := time.Now(), make([][]porcupine.Operation, clerks)
	var all sync.WaitGroup
	for clerk := range clerks {
		all.Go(func() {
			for range presses / clerks {
				op := porcupine.Operation{ClientId: clerk, Input: clerk + 1, Call: int64(time.Since(begun))}
				turn, err := press(centers[clerk%2], at(clerk+1))
				for errors.Is(err, store.ErrBusy) { // nothing has happened, and the clerk presses again
					op.Call = int64(time.Since(begun))
					turn, err = press(centers[clerk%2], at(clerk+1))
				}
				op.Return = int64(time.Since(begun))
				if err != nil {
					t.Errorf("counter %d: %v", clerk+1, err)
					return
				}
				var told pressed
				if turn.Done != nil {
					told.done = place[turn.Done.ID]
				}
				if turn.Called != nil {
					told.called = place[turn.Called.ID]
				}
				op.Output = told
				each[clerk] = append(each[clerk], op)
			}
		})
	}
	all.Wait()
	for _, ops := range each {
		history = append(history, ops...)
	}
	return waiting, history
}

// twiceCalled tells which tickets two clerks were told to call.
func twiceCalled(history []porcupine.Operation) (list []string) {
	by := map[int]int{}
	for _, op := range history {
		called := op.Output.(pressed).called
		if other, seen := by[called]; seen && called > 0 {
			list = append(list, fmt.Sprintf("the ticket in place %d was called by counters %d and %d", called, other, op.Input))
		}
		by[called] = op.Input.(int)
	}
	return list
}

// The whole history, of all clerks and both centers, is as if one had pressed
// after the other. `make soak` lets them press 10,000 times.
func TestClerksPressAtOnceAsIfInTurn(t *testing.T) {
	waiting, history := morningOf(t, proof.Times(1600, 10_000), finishAndCallNext)
	for _, found := range twiceCalled(history) {
		t.Error(found)
	}
	if got := porcupine.CheckOperationsTimeout(hallModel(waiting), history, 2*proof.Patience); got != porcupine.Ok {
		t.Errorf("%d presses are no presses in turn: %v", len(history), got)
	}
}

// The control: a center that looks at the line before its transaction begins, and
// tells the clerk what it saw there.
func TestControlClerksPressOnWhatTheySaw(t *testing.T) {
	waiting, history := morningOf(t, 240, func(q *Queue, c Call) (Turn, error) {
		v, err := q.Counter(context.Background(), c.Site, c.Counter)
		if err != nil {
			return Turn{}, err
		}
		turn := Turn{Done: v.Current}
		if v.Current != nil {
			if _, err := q.Done(context.Background(), c); err != nil {
				return Turn{}, err
			}
		}
		if len(v.Waiting) == 0 {
			return turn, nil
		}
		turn.Called = &v.Waiting[0]
		if _, err := q.CallTicket(context.Background(), c, v.Waiting[0].ID, Why{Reason: Chosen}); errors.Is(err, ErrNotWaiting) {
			return turn, nil // another was quicker, and nobody tells the clerk
		}
		return turn, err
	})
	found := twiceCalled(history)
	if got := porcupine.CheckOperationsTimeout(hallModel(waiting), history, proof.Patience); got == porcupine.Ok {
		found = nil
	}
	proof.Control(t, "a ticket called on what was seen before the transaction", "TestClerksPressAtOnceAsIfInTurn", found...)
}
