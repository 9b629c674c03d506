package ingest

import (
	"context"
	"fmt"
	"time"

	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/kiosk"
)

// retryPage is how many events are tried in one transaction: kiosks wait no
// longer than for a batch.
const retryPage = 200

// Retried tells what became of the quarantine.
type Retried struct {
	Tried    int64
	Released int64 // are understood by now and have taken effect
}

// Retry tries what is in quarantine again. An event that was unknown to an
// older build, or waited for one that was, takes effect now and comes out; all
// others stay as they are. It may run at any time, beside others too.
func Retry(ctx context.Context, s *store.Store, now time.Time) (sum Retried, err error) {
	for { // what comes out may be what another waits for
		pass, err := retryAll(ctx, s, now)
		if err != nil {
			return sum, fmt.Errorf("retry quarantine: %w", err)
		}
		sum.Tried = max(sum.Tried, pass.Tried)
		sum.Released += pass.Released
		if pass.Released == 0 {
			return sum, nil
		}
	}
}

func retryAll(ctx context.Context, s *store.Store, now time.Time) (sum Retried, err error) {
	var last store.Quarantined
	for more := true; more; {
		var page Retried
		var end store.Quarantined
		err := s.Write(ctx, func(t *store.Tx) (err error) {
			page, end, err = retryOnce(ctx, t, last, now)
			return err
		})
		if err != nil {
			return sum, err
		}
		last, more = end, page.Tried == retryPage
		sum.Tried += page.Tried
		sum.Released += page.Released
	}
	return sum, nil
}

// retryOnce tries the lines behind one of the quarantine.
func retryOnce(ctx context.Context, t *store.Tx, last store.Quarantined, now time.Time) (sum Retried, end store.Quarantined, err error) {
	sites, err := sitesOf(ctx, t)
	if err != nil {
		return sum, last, err
	}
	page, err := t.QuarantinedAfter(ctx, last, retryPage)
	if err != nil {
		return sum, last, err
	}
	for _, q := range page {
		released, err := retry(ctx, t, q, sites[q.Device], now)
		if err != nil {
			return sum, last, err
		}
		sum.Tried++
		last = q
		if released {
			sum.Released++
			t.Touch(kiosk.DocQueue, now)
		}
	}
	return sum, last, nil
}

// retry projects an event as if it came now, and releases it when it took
// effect.
func retry(ctx context.Context, t *store.Tx, q store.Quarantined, site int, now time.Time) (released bool, err error) {
	e, err := t.EventInQuarantine(ctx, q)
	if err != nil {
		return false, err
	}
	known := understand(site, &e)
	if _, is := known.tells.(unfit); is {
		return false, nil
	}
	findings, err := project(ctx, t, []entry{known})
	if err != nil {
		return false, err
	}
	for _, f := range findings {
		if f.reason != numberTaken {
			return false, nil
		}
		if err := t.RaiseAlarm(ctx, store.AlarmNumber, f.event); err != nil {
			return false, err
		}
	}
	if err := arrive(ctx, t, ticketsOf([]entry{known}), now); err != nil {
		return false, err
	}
	return true, t.Release(ctx, q)
}

// Quarantine tells of everything in quarantine, and of which kind it is.
func Quarantine(ctx context.Context, s *store.Store, tell func(q store.Quarantined, kind string) error) error {
	return s.Read(ctx, func(t *store.Tx) error {
		var last store.Quarantined
		for {
			page, err := t.QuarantinedAfter(ctx, last, retryPage)
			if err != nil || len(page) == 0 {
				return err
			}
			for _, q := range page {
				e, err := t.EventInQuarantine(ctx, q)
				if err != nil {
					return err
				}
				if err := tell(q, e.Kind); err != nil {
					return err
				}
			}
			last = page[len(page)-1]
		}
	})
}
