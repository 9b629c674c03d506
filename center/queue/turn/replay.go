package turn

import (
	"slices"
	"time"

	"dongthap.vn/sen/kiosk"
)

// A Visit is somebody of a day that is over: how long their service took, and
// when they left the line if they did.
type Visit struct {
	Ticket
	Takes  time.Duration
	LeftAt time.Time // zero for who stayed
}

// A Desk is a counter that worked from one time to another.
type Desk struct {
	Counter
	From, To time.Time
}

// Replay tells when each visit of a day would have been called under a policy, by
// id: every service takes what it took, whoever does it, and a counter that is
// free calls at once. Who is not called is not in the answer. Overtaken is
// counted anew.
func Replay(visits []Visit, desks []Desk, p kiosk.Policy) map[string]time.Time {
	d := day{policy: p, calls: map[string]time.Time{}}
	d.coming = slices.SortedFunc(slices.Values(visits), func(a, b Visit) int { return compare(a.Ticket, b.Ticket) })
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

// A day is a replay under way. A desk's From is when it is free again.
type day struct {
	policy  kiosk.Policy
	coming  []Visit
	waiting []Visit
	desks   []Desk
	calls   map[string]time.Time
}

// next is the next moment after now at which somebody comes or a desk is free.
func (d *day) next(now time.Time) (next time.Time, more bool) {
	soonest := func(t time.Time) {
		if t.After(now) && (!more || t.Before(next)) {
			next, more = t, true
		}
	}
	if len(d.coming) > 0 {
		soonest(d.coming[0].LineAt)
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
	for len(d.coming) > 0 && !d.coming[0].LineAt.After(now) {
		k := d.coming[0]
		k.Overtaken = 0
		d.coming, d.waiting = d.coming[1:], append(d.waiting, k)
	}
	d.waiting = slices.DeleteFunc(d.waiting, func(k Visit) bool { return !k.LeftAt.IsZero() && !k.LeftAt.After(now) })
	for i := range d.desks {
		if desk := &d.desks[i]; !desk.From.After(now) && now.Before(desk.To) {
			d.call(desk, now)
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
	at := slices.IndexFunc(d.waiting, func(k Visit) bool { return k.ID == next.ID })
	desk.From, d.calls[next.ID] = now.Add(max(d.waiting[at].Takes, time.Second)), now
	d.waiting = slices.Delete(d.waiting, at, at+1)
	for i := range d.waiting {
		if k := &d.waiting[i]; k.Service == next.Service && Earlier(k.Ticket, next) {
			k.Overtaken++
		}
	}
}
