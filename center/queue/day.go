package queue

import (
	"context"
	"errors"
	"slices"
	"time"

	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/kiosk"
)

const (
	dayLingers = 3 * time.Hour // a ticket taken shortly before midnight is still called after it
	sweepEvery = time.Minute
)

// Run closes what yesterday left, and opens what paused, until ctx ends.
func (q *Queue) Run(ctx context.Context) error {
	tick := time.NewTicker(sweepEvery)
	defer tick.Stop()
	for {
		_, err := q.CloseOld(ctx)
		if err = errors.Join(err, q.endPauses(ctx)); err != nil && ctx.Err() == nil {
			q.log.Error("old tickets stay open", "err", err) // tried again in a minute
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

// CloseOld closes tickets of earlier days that were never called, never ended or
// wait for a paper that never came, and counts them. Tickets of an offline kiosk
// that arrive days later are closed in the same way.
func (q *Queue) CloseOld(ctx context.Context) (closed int, err error) {
	old, err := q.old(ctx)
	if err != nil || len(old) == 0 {
		return 0, err
	}
	err = q.change(ctx, func(t *store.Tx) error {
		closed = 0
		for _, k := range old {
			done, err := t.Act(ctx, store.Action{Ticket: k.ID, Site: k.Site, Act: store.ActClose, Counter: k.Counter, At: q.now(), Reason: "day_end"})
			if err != nil {
				return err
			}
			if done {
				closed++
			}
		}
		return nil
	})
	return closed, err
}

func (q *Queue) old(ctx context.Context) (old []Ticket, err error) {
	err = q.store.Read(ctx, func(t *store.Tx) error {
		site, err := t.Site(ctx)
		if err != nil {
			return err
		}
		waiting, err := t.AllWaiting(ctx, site.ID)
		if err != nil {
			return err
		}
		called, err := t.AllCalled(ctx, site.ID)
		if err != nil {
			return err
		}
		parked, err := t.AllParked(ctx, site.ID)
		if err != nil {
			return err
		}
		for _, k := range slices.Concat(waiting, called, parked) {
			if over(k, today(site, q.now()), q.now()) {
				old = append(old, k)
			}
		}
		return nil
	})
	return old, err
}

// over reports whether a ticket's day is past and its holder long gone.
func over(k Ticket, today kiosk.Date, now time.Time) bool {
	day, err := kiosk.ParseDate(k.Day)
	last := k.IssuedAt
	if k.RungAt.After(last) {
		last = k.RungAt
	}
	return err == nil && day.Before(today) && now.Sub(last) > dayLingers
}
