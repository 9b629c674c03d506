package desk

import (
	"context"
	"time"

	"dongthap.vn/sen/kiosk"
)

// People is how many stand in a line before whoever comes next.
type People struct {
	Count int
	Known bool      // false when the center has told nothing of today's lines
	AsOf  time.Time // when the center told it
}

// Ahead counts the people in a service's line: those the center counted and
// those this kiosk let in since.
func (d *Desk) Ahead(service string) People {
	today := d.today()
	d.mu.Lock()
	defer d.mu.Unlock()
	q := d.docs.queue
	if q.Day != today {
		return People{}
	}
	return People{Count: max(0, q.Line(service).Waiting+d.uncounted[service]), Known: true, AsOf: q.At}
}

// Gives reports whether a service still gives numbers today, as far as this kiosk
// knows: kiosks that cannot see each other may together give more than a quota.
func (d *Desk) Gives(service string) bool {
	today := d.today()
	d.mu.Lock()
	issued := d.uncounted[service]
	if d.docs.queue.Day == today {
		issued += d.docs.queue.Line(service).Issued
	}
	site := d.docs.site
	d.mu.Unlock()
	return site.Gives(service, issued, d.Now())
}

// Paused tells why all counters of a service are closed for a while, as the center
// told; false when one is open, or when that is not known now. Numbers are given all
// the same: they keep their place.
func (d *Desk) Paused(service string) (reason string, paused bool) {
	docs := d.held()
	if docs.queue.Day != d.today() || !d.Online() {
		return "", false
	}
	return docs.queue.AllPaused(docs.site.CountersFor(service))
}

// Wait is the range promised to whoever takes a ticket for the service now; ok
// is false when too little is known to promise anything.
func (d *Desk) Wait(service string, c kiosk.Class) (w kiosk.Wait, ok bool) {
	people := d.Ahead(service)
	if !people.Known {
		return kiosk.Wait{}, false
	}
	line := d.held().queue.Line(service)
	return line.Forecast(c, people.Count-line.Waiting)
}

// A Place is where an issued ticket stands.
type Place struct {
	Ahead     int
	Known     bool // Ahead is known: the ticket still waits
	Wait      kiosk.Wait
	WaitKnown bool
	State     string // as the center tells it, "" when it has not yet heard of the ticket
	Counter   int    // where it was called to, or 0
}

// stateWaiting is the state of a ticket in its line.
const stateWaiting = "waiting"

// Place tells where a ticket stands: from the center when it knows the ticket,
// else behind everyone in its line but itself.
func (d *Desk) Place(t kiosk.Ticket) (p Place) {
	q := d.held().queue
	if q.Day != t.Day {
		return Place{}
	}
	if s, ok := q.Ticket(t.Number); ok {
		p = Place{State: s.State, Counter: s.Counter, Ahead: s.Ahead, Known: s.State == stateWaiting}
	} else if people := d.Ahead(t.Service); people.Known && !t.Cancelled && t.AppointedAt.IsZero() { // where an appointment stands the center says
		p = Place{Ahead: max(0, people.Count-1), Known: true}
	}
	if s, ok := q.Ticket(t.Number); ok && s.Wait != nil && p.Known {
		p.Wait, p.WaitKnown = *s.Wait, true
	} else if p.State == "" && t.Promised != nil {
		p.Wait, p.WaitKnown = *t.Promised, p.Known
	} else if p.Known {
		p.Wait, p.WaitKnown = q.Line(t.Service).Pace.WaitFor(p.Ahead)
	}
	return p
}

// joined notes that an own ticket was issued. The center cannot know it yet: the
// queue in force came before it.
func (d *Desk) joined(t kiosk.Ticket) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.docs.queue.Day != t.Day {
		return // these lines are not shown; the next queue document is counted anew
	}
	if d.uncounted == nil {
		d.uncounted = map[string]int{}
	}
	d.uncounted[t.Service]++
}

// recount notes that an own ticket was taken back.
func (d *Desk) recount(ctx context.Context) {
	d.changing.Lock()
	defer d.changing.Unlock()
	n := d.count(ctx, d.held().queue)
	d.mu.Lock()
	d.uncounted = n
	d.mu.Unlock()
	d.tell()
}

// count finds the own tickets q does not know. They are stored already, so a
// failure here only makes the lines look shorter than they are.
func (d *Desk) count(ctx context.Context, q kiosk.Queue) map[string]int {
	n, err := d.Store.Uncounted(context.WithoutCancel(ctx), q.Cursors[d.Identity.Device], q.Day)
	if err != nil {
		d.Log.Error("own tickets not counted", "err", err)
	}
	return n
}
