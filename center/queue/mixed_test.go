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

// A deed is what somebody does in a mixed morning: a press at a counter, or a
// visitor leaving or asking for more time. Places in the line stand for tickets, 0 for nobody.
type deed struct {
	what    string
	counter int
	ticket  int // of return, cancel and delay
	to      int // counter of a transfer
}

// An answer is what came of it: why not, or which tickets.
type answer struct {
	why  error
	a, b int
}

const guests = 24

// A fate is where a ticket stands, and how often something was done with it.
type fate struct {
	state store.State
	at    int // the counter, while called or served
	kept  int // the counter it waits for, or that parked it
	times int
	asked bool // for more time, once
	away  bool // and passed over: no morning of these takes ten minutes
}

// A last is what may be undone at a counter: the tickets of its last press, what
// they were before, and how often something had been done with them after.
type last struct {
	ticket [2]int
	before [2]fate
	times  [2]int
}

// A floor is everything a morning has come to.
type floor struct {
	fates [guests + 1]fate
	last  [clerks + 1]last
}

// serves is the ticket at a counter, or 0.
func (f *floor) serves(counter int) int {
	for i, k := range f.fates {
		if k.state.AtCounter() && k.at == counter {
			return i
		}
	}
	return 0
}

// first is who is called next at a counter, or 0.
func (f *floor) first(counter int) int {
	for i, k := range f.fates {
		if k.state == store.Waiting && !k.away && (k.kept == 0 || k.kept == counter) {
			return i
		}
	}
	return 0
}

// becomes changes a ticket by a press at a counter, the slot-th of that press.
func (f *floor) becomes(counter, slot, ticket int, to fate) {
	if slot == 0 {
		f.last[counter] = last{}
	}
	was := f.fates[ticket]
	to.times, to.asked = was.times+1, was.asked
	to.away = was.away && to.state != store.Waiting // who comes back into the line is here
	l := &f.last[counter]
	l.ticket[slot], l.before[slot], l.times[slot] = ticket, f.fates[ticket], to.times
	f.fates[ticket] = to
}

// does tells what a deed comes to when nobody else acts.
func (f *floor) does(d deed) answer {
	here := f.serves(d.counter)
	switch d.what {
	case "next":
		return f.next(d.counter, here)
	case "undo":
		return f.undo(d.counter)
	case "cancel":
		k := f.fates[d.ticket]
		if k.state == store.Done || k.state == store.Cancelled {
			return answer{why: ErrNotWaiting}
		}
		f.fates[d.ticket] = fate{state: store.Cancelled, kept: k.kept, times: k.times + 1}
		return answer{a: d.ticket}
	case "delay":
		k := f.fates[d.ticket]
		switch {
		case k.state != store.Waiting:
			return answer{why: ErrNotWaiting}
		case !k.asked: // a second press is nothing
			k.asked, k.away, k.times = true, true, k.times+1
			f.fates[d.ticket] = k
		}
		return answer{a: d.ticket}
	case "return":
		k := f.fates[d.ticket]
		switch k.state {
		case store.NoShow:
			k.kept = 0
		case store.Parked:
		default:
			return answer{why: ErrNotWaiting}
		}
		f.becomes(d.counter, 0, d.ticket, fate{state: store.Waiting, kept: k.kept})
		return answer{a: d.ticket}
	}
	if here == 0 {
		return answer{why: ErrNobodyServed}
	}
	begun := f.fates[here].state == store.Serving
	if begun && (d.what == "recall" || d.what == "begin" || d.what == "no-show") {
		return answer{why: ErrServingBegun}
	}
	to := map[string]fate{
		"recall": {state: store.Called, at: d.counter}, "begin": {state: store.Serving, at: d.counter}, "no-show": {state: store.NoShow},
		"done": {state: store.Done}, "park": {state: store.Parked, kept: d.counter}, "transfer": {state: store.Waiting, kept: d.to},
	}[d.what]
	f.becomes(d.counter, 0, here, to)
	return answer{a: here}
}

func (f *floor) next(counter, here int) answer {
	told, slot := answer{a: here}, 0
	if here > 0 {
		f.becomes(counter, slot, here, fate{state: store.Done})
		slot++
	}
	if told.b = f.first(counter); told.b > 0 {
		f.becomes(counter, slot, told.b, fate{state: store.Called, at: counter})
	}
	return told
}

func (f *floor) undo(counter int) answer {
	l := f.last[counter]
	for slot, ticket := range l.ticket {
		if ticket > 0 && f.fates[ticket].times != l.times[slot] || l.ticket[0] == 0 {
			return answer{why: ErrNothingToUndo}
		}
	}
	for slot, ticket := range l.ticket {
		if ticket > 0 {
			f.fates[ticket] = l.before[slot]
		}
	}
	f.last[counter] = last{}
	return answer{a: l.ticket[0], b: l.ticket[1]}
}

// floorModel says what one after the other would have been told.
func floorModel() porcupine.Model {
	return porcupine.Model{
		Init: func() any {
			var f floor
			for i := range guests {
				f.fates[i+1].state = store.Waiting
			}
			return f
		},
		Step: func(state, input, output any) (bool, any) {
			f, told := state.(floor), output.(answer)
			want := f.does(input.(deed))
			return errors.Is(told.why, want.why) && (want.why != nil || told.a == want.a && told.b == want.b), f
		},
		Equal: func(a, b any) bool { return a == b },
	}
}

// A mixed morning has guests in one line of 8 counters.
type mixed struct {
	*lobby
	place map[string]int
	ids   [guests + 1]string
}

func openMixed(t *testing.T) *mixed {
	m := &mixed{lobby: open(t), place: map[string]int{}}
	m.rule(func(s *kiosk.Site) {
		s.Policy = kiosk.Policy{ReturnWithin: 1000}
		for i := range s.Counters {
			s.Counters[i].Services = []string{"B"}
		}
	})
	for range guests {
		k := m.take("B")[0]
		m.place[k.ID], m.ids[len(m.place)+1] = len(m.place)+1, k.ID
	}
	return m
}

// do does a deed at one of the centers.
func (m *mixed) do(q *Queue, d deed) answer {
	ctx, c := context.Background(), at(d.counter)
	m.clock.pass(time.Millisecond) // two presses of one clerk are not at one moment
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

var deeds = []string{"next", "next", "next", "recall", "begin", "no-show", "done", "park", "transfer", "return", "return", "cancel", "delay", "delay", "undo", "undo"}

func drawDeed(r *rand.Rand, counter int) deed {
	d := deed{what: deeds[r.IntN(len(deeds))], counter: counter, ticket: r.IntN(guests) + 1}
	if d.to = r.IntN(clerks-1) + 1; d.to >= counter {
		d.to++
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

// Calls, recalls, transfers, papers, no-shows, returns, cancellations, wishes for
// more time and undone presses, all at once: the answers are as if they had come one after the other.
func TestMixedDeedsAtOnceAsIfInTurn(t *testing.T) {
	for seed := range proof.Times(4, 650) { // 650 mornings are 100,000 deeds
		history := mixedMorning(t, uint64(seed), 20, (*mixed).do)
		if got := porcupine.CheckOperationsTimeout(floorModel(), history, 2*proof.Patience); got != porcupine.Ok {
			t.Fatalf("morning %d: %s: %v", seed, explain(history), got)
		}
	}
}

// The control: a transfer in two transactions, to the papers and from there to the
// other counter. In between others see it, and an undo takes back half of it.
func TestControlATransferInTwoSteps(t *testing.T) {
	var found []string
	for seed := range uint64(20) {
		history := mixedMorning(t, seed, 20, func(m *mixed, q *Queue, d deed) answer {
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
		if got := porcupine.CheckOperationsTimeout(floorModel(), history, proof.Patience); got == porcupine.Illegal {
			found = append(found, explain(history))
			break
		}
	}
	proof.Control(t, "a transfer in two transactions", "TestMixedDeedsAtOnceAsIfInTurn", found...)
}
