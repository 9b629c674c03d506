package turn

import (
	"slices"
	"time"

	"dongthap.vn/sen/kiosk"
)

// A Visit is somebody of a day that is over: how long their first service took,
// what came after it, and when they left the line if they did.
type Visit struct {
	Ticket
	Takes  time.Duration
	LeftAt time.Time // zero for who stayed
	Then   []Leg
}

// A Leg is what a visit goes on to once it is done where it was, in the place of
// its number: a further service, or the same one after a paper was fetched.
type Leg struct {
	Service     string
	ForCounter  int // the one counter they wait for, or 0
	Away, Takes time.Duration
}

// A Desk is a counter that worked from one time to another, but for its pauses.
type Desk struct {
	Counter
	From, To time.Time
	Pauses   []Span
}

// A Span is a part of a day; one that has not ended has no To.
type Span struct{ From, To time.Time }

// Replay tells when each visit of a day would have been called first under a
// policy, by id: every service takes what it took, whoever does it, and a counter
// that is free calls at once. Who is not called is not in the answer. Overtaken is
// counted anew.
func Replay(visits []Visit, desks []Desk, p kiosk.Policy) map[string]time.Time {
	d := day{policy: p, calls: map[string]time.Time{}}
	for _, v := range visits {
		d.comes(guest{v, v.LineAt})
	}
	for _, desk := range desks {
		desk.Since = p.Gap()
		d.desks = append(d.desks, desk)
	}
	slices.SortFunc(d.desks, func(a, b Desk) int { return a.Number - b.Number })
	for now, more := d.next(time.Time{}); more; now, more = d.next(now) {
		d.at(now)
	}
	return d.calls
}

// A guest is a visit and when it joins the line: first when it comes.
type guest struct {
	Visit
	joins time.Time
}

// A day is a replay under way. A desk's From is when it is free again.
type day struct {
	policy  kiosk.Policy
	coming  []guest // in the order they join
	waiting []guest
	desks   []Desk
	calls   map[string]time.Time
}

// comes lets a guest join the line later.
func (d *day) comes(g guest) {
	at, _ := slices.BinarySearchFunc(d.coming, g, func(a, b guest) int {
		if by := a.joins.Compare(b.joins); by != 0 {
			return by
		}
		return compare(a.Ticket, b.Ticket)
	})
	d.coming = slices.Insert(d.coming, at, g)
}

// next is the next moment after now at which somebody comes or a desk is free.
func (d *day) next(now time.Time) (next time.Time, more bool) {
	soonest := func(t time.Time) {
		if t.After(now) && (!more || t.Before(next)) {
			next, more = t, true
		}
	}
	if len(d.coming) > 0 {
		soonest(d.coming[0].joins)
	}
	for _, desk := range d.desks {
		soonest(desk.From)
	}
	for _, k := range d.waiting {
		soonest(k.NotBefore)
	}
	return next, more
}

// at lets come who comes, leave who leaves, and every free desk call.
func (d *day) at(now time.Time) {
	for len(d.coming) > 0 && !d.coming[0].joins.After(now) {
		k := d.coming[0]
		k.Overtaken = 0
		d.coming, d.waiting = d.coming[1:], append(d.waiting, k)
	}
	d.waiting = slices.DeleteFunc(d.waiting, func(k guest) bool { return !k.LeftAt.IsZero() && !k.LeftAt.After(now) })
	for i := range d.desks {
		desk := &d.desks[i]
		desk.pause(now)
		if !desk.From.After(now) && now.Before(desk.To) {
			d.call(desk, now)
		}
	}
}

// pause keeps a desk that is free during a pause from calling until its end.
func (d *Desk) pause(now time.Time) {
	for _, p := range d.Pauses {
		switch {
		case d.From.After(now), now.Before(p.From):
		case p.To.IsZero():
			d.To = now
		case now.Before(p.To):
			d.From = p.To
		}
	}
}

func (d *day) call(desk *Desk, now time.Time) {
	line := make([]Ticket, len(d.waiting))
	for i, k := range d.waiting {
		line[i] = k.Ticket
	}
	next, _, ok := Next(line, d.policy, desk.Counter, now)
	if !ok {
		return
	}
	if desk.Since++; GoesFirst(next, d.policy, now) {
		desk.Since = 0
	}
	at := slices.IndexFunc(d.waiting, func(k guest) bool { return k.ID == next.ID })
	g := d.waiting[at]
	desk.From = now.Add(max(g.Takes, time.Second))
	if _, before := d.calls[g.ID]; !before {
		d.calls[g.ID] = now
	}
	if len(g.Then) > 0 {
		leg := g.Then[0]
		g.Service, g.ForCounter, g.Takes, g.Then, g.LeftAt = leg.Service, leg.ForCounter, leg.Takes, g.Then[1:], time.Time{}
		g.joins = desk.From.Add(leg.Away)
		d.comes(g)
	}
	d.waiting = slices.Delete(d.waiting, at, at+1)
	for i := range d.waiting {
		if k := &d.waiting[i]; k.Service == next.Service && Earlier(k.Ticket, next) {
			k.Overtaken++
		}
	}
}
