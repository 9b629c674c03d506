package queue

import (
	"context"
	"slices"
	"time"

	"dongthap.vn/sen/center/queue/turn"
	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/kiosk"
)

const (
	paceSample   = 50               // services a pace is worked out from
	counterIdles = 15 * time.Minute // of opening time: a counter without an action for so long does not work now
)

// An observation is what lines are foretold from: how long the last services of
// each took, and which counters work now. Its cost does not grow with history.
type observation struct {
	habits
	took    map[string][]time.Duration
	working map[int]bool // false of a counter that pauses
}

func (q *Queue) observe(ctx context.Context, t *store.Tx, site kiosk.Site) (observation, error) {
	o := observation{took: map[string][]time.Duration{}, working: map[int]bool{}}
	var err error
	if o.habits, err = q.habitsNow(ctx, t, site); err != nil {
		return o, err
	}
	since := o.before(q.now(), counterIdles)
	recent, err := t.ActionsSince(ctx, site.ID, since)
	if err != nil {
		return o, err
	}
	for _, a := range recent {
		if a.Counter > 0 {
			o.working[a.Counter] = true
		}
	}
	pauses, err := t.PausesSince(ctx, site.ID, since)
	if err != nil {
		return o, err
	}
	for _, p := range pauses { // in the order they began: the last one tells
		o.working[p.Counter] = !p.EndedAt.IsZero()
	}
	for _, s := range site.Services {
		if o.took[s.Letter], err = t.LastServed(ctx, site.ID, s.Letter, paceSample); err != nil {
			return o, err
		}
	}
	return o, nil
}

// paces works out how fast each line moves.
func (o observation) paces(site kiosk.Site) map[string]kiosk.Pace {
	paces := map[string]kiosk.Pace{}
	for _, s := range site.Services {
		paces[s.Letter] = pace(o.took[s.Letter], countWorking(site, s.Letter, o.working))
	}
	return paces
}

// forecast is what who takes a number now may expect, and who waits already. A line
// of which too little was observed is not in it.
func (o observation) forecast(site kiosk.Site, waiting, called []Ticket, now time.Time) (newcomers map[turn.Newcomer]kiosk.Wait, line map[string]kiosk.Wait) {
	took := map[string][]time.Duration{}
	for service, seen := range o.took {
		if len(seen) >= kiosk.EnoughPace {
			took[service] = seen
		}
	}
	inLine := make([]turn.Ticket, len(waiting))
	for i, k := range waiting {
		inLine[i] = place(k)
	}
	return turn.Foretell(turn.Lobby{Now: now, Policy: site.Policy, Line: inLine, Open: o.open(site, called, now), Took: took,
		Came: o.came, CameIn: o.cameIn, Away: o.away, Breaks: o.breaks, Expect: o.expect, Come: o.come})
}

// open lists the counters that work, with what each is busy with.
func (o observation) open(site kiosk.Site, called []Ticket, now time.Time) (open []turn.Open) {
	for _, c := range site.Counters {
		desk := turn.Open{Counter: turn.Counter{Number: c.Number, Services: c.Services, Since: site.Policy.Gap()}}
		for _, k := range called {
			if k.Counter == c.Number {
				desk.Serving, desk.For = k.Service, max(now.Sub(k.CalledAt), 0)
			}
		}
		if works, known := o.working[c.Number]; works || !known && o.serves(desk) {
			open = append(open, desk)
		}
	}
	return open
}

// serves reports whether a counter that did nothing lately is busy with a service
// that took as long before: it works, though nobody presses a key.
func (o observation) serves(c turn.Open) bool {
	return slices.ContainsFunc(o.took[c.Serving], func(d time.Duration) bool { return d > c.For })
}

// countWorking counts the counters that work now and serve a service.
func countWorking(site kiosk.Site, service string, working map[int]bool) int {
	n := 0
	for _, number := range site.CountersFor(service) {
		if working[number] {
			n++
		}
	}
	return n
}

// pace is what each person ahead adds to the wait when so many counters share
// the line; with none at work it is what a single counter would need.
func pace(served []time.Duration, counters int) kiosk.Pace {
	if len(served) == 0 {
		return kiosk.Pace{}
	}
	sorted := slices.Sorted(slices.Values(served))
	share := float64(max(counters, 1))
	return kiosk.Pace{
		P50: percentile(sorted, 0.5).Seconds() / share,
		P80: percentile(sorted, 0.8).Seconds() / share,
		N:   len(served),
	}
}

// percentile interpolates between the two nearest of the sorted durations.
func percentile(sorted []time.Duration, p float64) time.Duration {
	at := p * float64(len(sorted)-1)
	low := int(at)
	if low == len(sorted)-1 {
		return sorted[low]
	}
	return sorted[low] + time.Duration((at-float64(low))*float64(sorted[low+1]-sorted[low]))
}
