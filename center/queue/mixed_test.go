package queue

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/anishathalye/porcupine"

	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/proof"
)

// A mixed morning has guests in one line of 8 counters.
type mixed struct {
	*lobby
	place map[string]int
	ids   [guests + 1]string
}

func openMixed(t *testing.T) *mixed {
	m := &mixed{lobby: open(t), place: map[string]int{}}
	m.Rule(func(s *kiosk.Site) {
		s.Policy = kiosk.Policy{ReturnWithin: 1000}
		for i := range s.Counters {
			s.Counters[i].Services = append([]string{"B"}, added...)
		}
	})
	for range guests {
		k := m.Take("B")[0]
		m.place[k.ID], m.ids[len(m.place)+1] = len(m.place)+1, k.ID
	}
	return m
}

// do does a deed at one of the centers.
func (m *mixed) do(q *Queue, d deed) answer {
	ctx, c := context.Background(), at(d.counter)
	m.Clock.Pass(time.Millisecond) // two presses of one clerk are not at one moment
	one := func(k Ticket, err error) answer { return answer{why: err, a: m.place[k.ID]} }
	switch d.what {
	case "next":
		turn, err := q.FinishAndCallNext(ctx, c)
		told := answer{why: err}
		if turn.Done != nil {
			told.a = m.place[turn.Done.ID]
		}
		if turn.Called != nil {
			told.b = m.place[turn.Called.ID]
		}
		return told
	case "undo":
		return m.undo(q, c)
	case "cancel":
		done := false
		err := q.change(ctx, func(t *store.Tx) (err error) {
			done, err = t.Act(ctx, store.Action{Ticket: m.ids[d.ticket], Site: 1, Act: store.ActCancel, At: q.now(), Event: "e", Reason: "visitor"})
			return err
		})
		if err == nil && !done {
			err = ErrNotWaiting
		}
		return answer{why: err, a: d.ticket}
	case "delay":
		return answer{why: q.Delay(ctx, 1, m.ids[d.ticket], 0), a: d.ticket}
	case "return":
		return one(q.Return(ctx, c, m.ids[d.ticket]))
	case "transfer":
		return one(q.Transfer(ctx, c, "B", d.to))
	case "add":
		return one(q.AddService(ctx, c, d.service))
	case "class":
		return one(q.SetClass(ctx, c, m.ids[d.ticket], d.class))
	case "pause":
		return answer{why: q.Pause(ctx, c, "break", "")}
	case "resume":
		return answer{why: q.Resume(ctx, c)}
	}
	return one(map[string]func(context.Context, Call) (Ticket, error){
		"recall": q.Recall, "begin": q.Begin, "no-show": q.NoShow, "done": q.Done, "park": q.Park}[d.what](ctx, c))
}

// undo tells what came back: who had been there first, then who had been called.
func (m *mixed) undo(q *Queue, c Call) answer {
	back, err := q.Undo(context.Background(), c)
	told := answer{why: err}
	for _, k := range back {
		if len(back) == 2 && k.State == store.Waiting {
			told.b = m.place[k.ID]
		} else {
			told.a = m.place[k.ID]
		}
	}
	return told
}

var deeds = []string{"next", "next", "next", "recall", "begin", "no-show", "done", "park", "transfer", "return", "return", "cancel", "delay", "delay", "undo", "undo",
	"add", "add", "class", "class", "pause", "resume", "resume"}

// added are the services a deed adds, and classes those it corrects to.
var (
	added   = []string{"A", "C", "D", "E", "F"}
	classes = []kiosk.Class{"", kiosk.Child, kiosk.Disabled}
)

func drawDeed(r *rand.Rand, counter int) deed {
	d := deed{what: deeds[r.IntN(len(deeds))], counter: counter, ticket: r.IntN(guests) + 1,
		service: added[r.IntN(len(added))], class: classes[r.IntN(len(classes))]}
	if d.to = r.IntN(clerks-1) + 1; d.to >= counter {
		d.to++
	}
	if d.what == "pause" || d.what == "resume" { // from a second window, or by a supervisor
		d.counter = r.IntN(clerks) + 1
	}
	return d
}

// mixedMorning lets eight clerks at two centers do each of their deeds as fast as
// they can, and returns what each was told and when.
func mixedMorning(t *testing.T, seed uint64, each int, do func(*mixed, *Queue, deed) answer) (history []porcupine.Operation) {
	t.Helper()
	m := openMixed(t)
	centers := []*Queue{m.Queue, m.another()}
	begun, told := time.Now(), make([][]porcupine.Operation, clerks)
	var all sync.WaitGroup
	for clerk := range clerks {
		all.Go(func() {
			r := rand.New(rand.NewPCG(seed, uint64(clerk)))
			for range each {
				op := porcupine.Operation{ClientId: clerk, Input: drawDeed(r, clerk+1)}
				for ok := false; !ok; { // what was refused because the database was busy did not happen
					op.Call = int64(time.Since(begun))
					out := do(m, centers[clerk%2], op.Input.(deed))
					op.Return = int64(time.Since(begun))
					op.Output, ok = out, !errors.Is(out.why, store.ErrBusy)
				}
				told[clerk] = append(told[clerk], op)
			}
		})
	}
	all.Wait()
	for _, ops := range told {
		history = append(history, ops...)
	}
	return history
}

// explain describes the first deed that nobody expected.
func explain(history []porcupine.Operation) string {
	return fmt.Sprintf("%d deeds cannot have been done one after the other", len(history))
}

// judged lives through a morning and closes its centers again.
func judged(t *testing.T, seed uint64, do func(*mixed, *Queue, deed) answer) (got porcupine.CheckResult, why string) {
	t.Helper()
	t.Run(fmt.Sprint(seed), func(t *testing.T) {
		history := mixedMorning(t, seed, 20, do)
		got, why = porcupine.CheckOperationsTimeout(floorModel(), history, 2*proof.Patience), explain(history)
	})
	return got, why
}

// Calls, recalls, transfers, papers, no-shows, returns, further services, corrected
// classes, pauses, cancellations, wishes for more time and undone presses, all at
// once: the answers are as if they had come one after the other.
func TestMixedDeedsAtOnceAsIfInTurn(t *testing.T) {
	for seed := range proof.Times(4, 650) { // 650 mornings are 100,000 deeds
		if got, why := judged(t, uint64(seed), (*mixed).do); got != porcupine.Ok {
			t.Fatalf("morning %d: %s: %v", seed, why, got)
		}
	}
}

// The control: a transfer in two transactions, to the papers and from there to the
// other counter. In between others see it, and an undo takes back half of it.
func TestControlATransferInTwoSteps(t *testing.T) {
	var found []string
	for seed := range uint64(20) {
		got, why := judged(t, seed, func(m *mixed, q *Queue, d deed) answer {
			if d.what != "transfer" {
				return m.do(q, d)
			}
			d.what = "park"
			told := m.do(q, d)
			if told.why == nil {
				told.why = q.change(context.Background(), func(t *store.Tx) error {
					_, err := t.Act(context.Background(), store.Action{Ticket: m.ids[told.a], Site: 1, Act: store.ActReturn, Counter: d.counter, Staff: "clerk", At: q.now(), ToCounter: d.to})
					return err
				})
			}
			return told
		})
		if got == porcupine.Illegal {
			found = append(found, why)
			break
		}
	}
	proof.Control(t, "a transfer in two transactions", "TestMixedDeedsAtOnceAsIfInTurn", found...)
}

// The control: a center that looks whether the counter pauses before the
// transaction of the press, calls at a counter that was closed meanwhile.
func TestControlAPauseSeenBeforeThePress(t *testing.T) {
	var found []string
	for seed := range uint64(40) {
		got, why := judged(t, seed, func(m *mixed, q *Queue, d deed) answer {
			if d.what != "next" {
				return m.do(q, d)
			}
			return m.nextAfterALook(q, at(d.counter))
		})
		if got == porcupine.Illegal {
			found = append(found, why)
			break
		}
	}
	proof.Control(t, "a pause looked for before the transaction", "TestMixedDeedsAtOnceAsIfInTurn", found...)
}

func (m *mixed) nextAfterALook(q *Queue, c Call) (told answer) {
	ctx := context.Background()
	m.Clock.Pass(time.Millisecond)
	c.at = q.now()
	if told.why = q.store.Read(ctx, func(t *store.Tx) error { return works(ctx, t, c) }); told.why != nil {
		return told
	}
	told.why = q.change(ctx, func(t *store.Tx) error {
		told.a, told.b = 0, 0
		switch done, err := q.finish(ctx, t, c); {
		case err == nil:
			told.a = m.place[done.ID]
		case !errors.Is(err, ErrNobodyServed):
			return err
		}
		waiting, err := t.AllWaiting(ctx, 1)
		for _, k := range waiting {
			if (k.ForCounter == 0 || k.ForCounter == c.Counter) && !k.Away(c.at) {
				told.b = m.place[k.ID]
				_, err = q.call(ctx, t, c, k.ID, Why{Reason: Chosen})
				break
			}
		}
		return err
	})
	return told
}
