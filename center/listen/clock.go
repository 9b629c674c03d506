package listen

import (
	"context"
	"time"

	"dongthap.vn/sen/center/store"
)

// What is destroyed is gone, so no period is counted by one clock alone: a
// center whose clock jumps years ahead would else destroy everything at once.
const (
	heardWithin = time.Hour      // a kiosk that sent its time since
	agreeWithin = 24 * time.Hour // of two clocks
)

// countUntil is the time up to which periods are counted now. It is the center's
// clock when most kiosks heard of lately agree with it. While they do not, time
// stands; while none is heard, it passes no quicker than this process lives. It
// begins at the newest event and follows a clock that was put back.
func (l *Listener) countUntil(ctx context.Context) (until time.Time, held bool, err error) {
	now := l.now()
	lived := time.Duration(0)
	if !l.round.last.IsZero() {
		lived = min(max(now.Sub(l.round.last), 0), 2*retainEvery)
	}
	err = l.store.Write(ctx, func(t *store.Tx) error {
		last, err := t.RetainedUntil(ctx)
		if err != nil {
			return err
		}
		if last.IsZero() {
			if last, err = t.NewestEvent(ctx); err != nil {
				return err
			}
		}
		devices, err := t.Devices(ctx)
		if err != nil {
			return err
		}
		agree, differ := store.Witnesses(devices, now, heardWithin, agreeWithin)
		switch {
		case last.IsZero(), now.Before(last), agree > differ:
			until, held = now, false
		case differ > 0:
			until, held = last, true
		default:
			until = last.Add(min(lived, now.Sub(last)))
			held = now.Sub(until) > agreeWithin
		}
		return t.SetRetainedUntil(ctx, until)
	})
	if err == nil {
		l.round.last = now
	}
	return until, held, err
}
