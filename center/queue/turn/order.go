package turn

import (
	"slices"
	"time"

	"dongthap.vn/sen/kiosk"
)

// A Turn is somebody's turn, and why.
type Turn struct {
	Ticket
	Why Reason
}

// Order foretells in which order a counter would call all it may call, if
// nobody came and no other counter called. Who asked for more time comes when all
// others have been called, as soon as it is over.
func Order(waiting []Ticket, p kiosk.Policy, c Counter, now time.Time) []Turn {
	line := newLine(waiting, p)
	var order []Turn
	for {
		k, why, ok := line.call(&c, now)
		if !ok {
			if now, ok = line.nextReady(c, now); !ok {
				return order
			}
			continue
		}
		order = append(order, Turn{k, why})
	}
}

// nextReady is when the first of those a counter may call, and who asked for more
// time, may be called.
func (l *line) nextReady(c Counter, now time.Time) (next time.Time, ok bool) {
	for _, lane := range l.lanes {
		for _, k := range lane {
			if c.may(k) && k.Away(now) && (!ok || k.NotBefore.Before(next)) {
				next, ok = k.NotBefore, true
			}
		}
	}
	return next, ok
}

// A line is who waits, kept so that a call looks only at those who may be first.
type line struct {
	policy kiosk.Policy
	names  []lane
	lanes  [][]Ticket // of the names
	places map[lane]int
	heads  []Ticket // of the lanes; kept between calls
}

// A lane is a part of the line in which whoever came first is called first.
type lane struct {
	service    string
	class      kiosk.Class
	forCounter int
	alone      int64 // of an appointment or a wish for more time: lanes of one
}

func newLine(waiting []Ticket, p kiosk.Policy) *line {
	l := &line{policy: p, places: map[lane]int{}}
	for _, k := range waiting {
		l.join(k)
	}
	for _, lane := range l.lanes {
		slices.SortFunc(lane, compare)
	}
	return l
}

// join puts somebody behind all of their lane.
func (l *line) join(k Ticket) {
	name := lane{service: k.Service, class: k.Class, forCounter: k.ForCounter}
	if !k.AppointedAt.IsZero() || !k.NotBefore.IsZero() {
		name.alone = int64(len(l.names) + 1)
	}
	at, there := l.places[name]
	if !there {
		at = len(l.names)
		l.places[name], l.names, l.lanes = at, append(l.names, name), append(l.lanes, nil)
	}
	l.lanes[at] = append(l.lanes[at], k)
}

// call takes who is next at a counter out of the line, and counts those who are
// overtaken by it.
func (l *line) call(c *Counter, now time.Time) (Ticket, Reason, bool) {
	l.heads = l.heads[:0]
	for _, lane := range l.lanes {
		if len(lane) > 0 && c.may(lane[0]) {
			l.heads = append(l.heads, lane[0])
		}
	}
	k, why, ok := Next(l.heads, l.policy, *c, now)
	if !ok {
		return k, why, ok
	}
	if c.Since++; GoesFirst(k, l.policy, now) {
		c.Since = 0
	}
	for i, lane := range l.lanes {
		if len(lane) > 0 && lane[0].ID == k.ID {
			l.lanes[i] = lane[1:]
		} else if l.names[i].service == k.Service && l.policy.MostOvertakes > 0 {
			overtake(lane, k)
		}
	}
	return k, why, ok
}

// overtake counts k before all of a lane who came earlier.
func overtake(lane []Ticket, k Ticket) {
	for i := range lane {
		if !Earlier(lane[i], k) {
			return
		}
		lane[i].Overtaken++
	}
}

func compare(a, b Ticket) int {
	switch {
	case Earlier(a, b):
		return -1
	case Earlier(b, a):
		return 1
	}
	return 0
}
