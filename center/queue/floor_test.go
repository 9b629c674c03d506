package queue

import (
	"errors"
	"strings"

	"github.com/anishathalye/porcupine"

	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/kiosk"
)

// A deed is what somebody does in a mixed morning: a press at a counter, or a
// visitor leaving or asking for more time. Places in the line stand for tickets, 0 for nobody.
type deed struct {
	what    string
	counter int
	ticket  int    // of return, cancel, delay and class
	to      int    // counter of a transfer
	service string // that is added
	class   kiosk.Class
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

	service, further string
	class            kiosk.Class
}

// to is a fate in another state, at a counter or kept for one.
func (k fate) to(state store.State, at, kept int) fate {
	k.state, k.at, k.kept = state, at, kept
	return k
}

// finished is done, or waits for the next of its services.
func (k fate) finished() fate {
	if k.further == "" {
		return k.to(store.Done, 0, 0)
	}
	k.service, k.further = k.further[:1], k.further[1:]
	return k.to(store.Waiting, 0, 0)
}

// sent is in the line of a service, which it need not go on to any more.
func (k fate) sent(service string) fate {
	k.service, k.further = service, strings.ReplaceAll(k.further, service, "")
	return k
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
	pause [clerks + 1]bool
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
	to.times = was.times + 1
	to.away = was.away && (to.state != store.Waiting || was.state == store.Waiting) // who comes back into the line is here
	l := &f.last[counter]
	if slot == 1 && l.ticket[0] == ticket { // went on, and is called here again
		l.times[0], f.fates[ticket] = to.times, to
		return
	}
	l.ticket[slot], l.before[slot], l.times[slot] = ticket, was, to.times
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
	case "pause", "resume":
		return f.pauses(d, here)
	case "class":
		return f.corrects(d)
	case "cancel":
		k := f.fates[d.ticket]
		if k.state == store.Done || k.state == store.Cancelled {
			return answer{why: ErrNotWaiting}
		}
		f.fates[d.ticket] = k.to(store.Cancelled, 0, k.kept)
		f.fates[d.ticket].times++
		return answer{a: d.ticket}
	case "delay":
		return f.delays(d)
	case "return":
		k := f.fates[d.ticket]
		switch k.state {
		case store.NoShow:
			k.kept = 0
		case store.Parked:
		default:
			return answer{why: ErrNotWaiting}
		}
		f.becomes(d.counter, 0, d.ticket, k.to(store.Waiting, 0, k.kept))
		return answer{a: d.ticket}
	}
	if here == 0 {
		return answer{why: ErrNobodyServed}
	}
	k := f.fates[here]
	if d.what == "add" {
		switch {
		case k.service == d.service || strings.Contains(k.further, d.service):
			return answer{why: ErrHasService}
		case len(k.further) == MostFurther:
			return answer{why: ErrTooMany}
		}
		k.further += d.service
	}
	begun := k.state == store.Serving
	if begun && (d.what == "recall" || d.what == "begin" || d.what == "no-show") {
		return answer{why: ErrServingBegun}
	}
	to := map[string]fate{
		"recall": k, "add": k, "begin": k.to(store.Serving, d.counter, 0), "no-show": k.to(store.NoShow, 0, 0),
		"done": k.finished(), "park": k.to(store.Parked, 0, d.counter), "transfer": k.sent("B").to(store.Waiting, 0, d.to),
	}[d.what]
	f.becomes(d.counter, 0, here, to)
	return answer{a: here}
}

func (f *floor) pauses(d deed, here int) answer {
	switch {
	case d.what == "resume" && !f.pause[d.counter]:
		return answer{why: ErrNotPaused}
	case d.what == "pause" && here > 0:
		return answer{why: ErrServing}
	case d.what == "pause" && f.pause[d.counter]:
		return answer{why: ErrPaused}
	}
	f.pause[d.counter] = d.what == "pause"
	return answer{}
}

func (f *floor) delays(d deed) answer {
	k := f.fates[d.ticket]
	switch {
	case k.state != store.Waiting:
		return answer{why: ErrNotWaiting}
	case !k.asked: // a second press is nothing
		k.asked, k.away, k.times = true, true, k.times+1
		f.fates[d.ticket] = k
	}
	return answer{a: d.ticket}
}

func (f *floor) corrects(d deed) answer {
	k := f.fates[d.ticket]
	switch {
	case k.class == d.class:
		return answer{why: ErrSameClass}
	case k.state != store.Waiting && k.state != store.Parked && !k.state.AtCounter():
		return answer{why: ErrNotLive}
	}
	k.class = d.class
	f.becomes(d.counter, 0, d.ticket, k)
	return answer{a: d.ticket}
}

func (f *floor) next(counter, here int) answer {
	if f.pause[counter] {
		return answer{why: ErrPaused}
	}
	told, slot := answer{a: here}, 0
	if here > 0 {
		f.becomes(counter, slot, here, f.fates[here].finished())
		slot++
	}
	if told.b = f.first(counter); told.b > 0 {
		f.becomes(counter, slot, told.b, f.fates[told.b].to(store.Called, counter, 0))
	}
	return told
}

func (f *floor) undo(counter int) answer {
	if f.pause[counter] {
		return answer{why: ErrPaused}
	}
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
				f.fates[i+1] = fate{state: store.Waiting, service: "B"}
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
