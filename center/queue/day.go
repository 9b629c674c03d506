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

	// A day is over when the kiosks say so too: who is closed is called no more.
	heardWithin = time.Hour // a kiosk that sent its time since
	agreeWithin = time.Hour // of two clocks
	noteEvery   = 10 * time.Minute
)

// Run closes what yesterday left, and opens what paused, until ctx ends.
func (q *Queue) Run(ctx context.Context) error {
	tick := time.NewTicker(sweepEvery)
	defer tick.Stop()
	for {
		_, err := q.CloseOld(ctx)
		if err = errors.Join(err, q.endPauses(ctx, q.believed.until)); err != nil && ctx.Err() == nil {
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
// that arrive days later are closed in the same way. A day has ended when a kiosk
// confirms it: a clock that jumps closes nobody's day.
func (q *Queue) CloseOld(ctx context.Context) (closed int, err error) {
	until, err := q.dayUntil(ctx)
	if err != nil {
		return 0, err
	}
	old, err := q.old(ctx, until)
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

func (q *Queue) old(ctx context.Context, now time.Time) (old []Ticket, err error) {
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
			if over(k, today(site, now), now) {
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

// A belief is up to when days are known to have ended. One goroutine sweeps.
type belief struct {
	at    time.Time // of the sweep, by this center's clock
	until time.Time
	noted time.Time // as it stands in the database
}

// dayUntil is the time up to which days have ended: the center's clock when most
// kiosks heard of lately agree with it, or when there are none. While they do not,
// or none is heard, it passes no quicker than this process lives.
func (q *Queue) dayUntil(ctx context.Context) (time.Time, error) {
	now, b := q.now(), q.believed
	err := q.store.Read(ctx, func(t *store.Tx) error {
		if b.until.IsZero() {
			noted, err := t.DaysUntil(ctx)
			if err != nil {
				return err
			}
			b = belief{at: now, until: noted, noted: noted}
		}
		devices, err := t.Devices(ctx)
		if err != nil {
			return err
		}
		devices = slices.DeleteFunc(devices, func(d store.Device) bool { return d.Revoked() || d.LastSeen.IsZero() })
		agree, differ := store.Witnesses(devices, now, heardWithin, agreeWithin)
		switch {
		case len(devices) == 0, b.until.IsZero(), now.Before(b.until), agree > differ:
			b.until = now
		default:
			b.until = b.until.Add(min(max(now.Sub(b.at), 0), 2*sweepEvery, now.Sub(b.until)))
		}
		return nil
	})
	if err != nil {
		return time.Time{}, err
	}
	if b.at = now; b.until.Sub(b.noted).Abs() >= noteEvery {
		err = q.store.Write(ctx, func(t *store.Tx) error { return t.SetDaysUntil(ctx, b.until) })
		b.noted = b.until
	}
	if err == nil {
		q.believed = b
	}
	return b.until, err
}
