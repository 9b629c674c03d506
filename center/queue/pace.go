package queue

import (
	"context"
	"slices"
	"time"

	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/kiosk"
)

const (
	paceSample   = 50               // services a pace is worked out from
	counterIdles = 15 * time.Minute // a counter without an action for so long does not work now
)

// paces works out how fast each line moves. Its cost does not grow with
// history: it reads the last services and the last actions alone.
func (q *Queue) paces(ctx context.Context, t *store.Tx, site kiosk.Site) (map[string]kiosk.Pace, error) {
	recent, err := t.ActionsSince(ctx, site.ID, q.now().Add(-counterIdles))
	if err != nil {
		return nil, err
	}
	working := map[int]bool{}
	for _, a := range recent {
		if a.Counter > 0 {
			working[a.Counter] = true
		}
	}
	paces := map[string]kiosk.Pace{}
	for _, s := range site.Services {
		served, err := t.LastServed(ctx, site.ID, s.Letter, paceSample)
		if err != nil {
			return nil, err
		}
		paces[s.Letter] = pace(served, countWorking(site, s.Letter, working))
	}
	return paces, nil
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
