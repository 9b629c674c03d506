package queue

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/kiosk"
)

// A Pause is a time a counter is closed although it is there.
type Pause = store.Pause

// Pauses lists why a counter may pause: keys of assets/words "pause.*". The last
// is any other reason, which a clerk may say in words.
var Pauses = []string{"lunch", "break", "meeting", "equipment", "another"}

// Pause closes a counter that serves nobody until Resume: it calls nobody, and
// colleagues and the board say why. It returns ErrServing while somebody is at
// the counter, ErrPaused when it pauses already, ErrNoCounter, or ErrBadReason
// for a reason that is none of Pauses or words that may not be kept.
func (q *Queue) Pause(ctx context.Context, c Call, reason, note string) error {
	if !slices.Contains(Pauses, reason) || CheckNote(note) != nil {
		return ErrBadReason
	}
	return q.press(ctx, &c, func(t *store.Tx) error {
		if _, err := counter(ctx, t, c.Site, c.Counter); err != nil {
			return err
		}
		switch _, err := t.AtCounter(ctx, c.Site, c.Counter); {
		case err == nil:
			return ErrServing
		case !errors.Is(err, kiosk.ErrNotFound):
			return err
		}
		begun, err := t.BeginPause(ctx, Pause{Site: c.Site, Counter: c.Counter, Reason: reason, Note: note, Staff: c.Staff, BeganAt: c.at})
		if err == nil && !begun {
			err = ErrPaused
		}
		if err != nil {
			return err
		}
		return t.Audit(ctx, store.Entry{At: c.at, Actor: c.Staff, Action: "counter.pause." + reason, Subject: fmt.Sprintf("counter:%d", c.Counter)})
	})
}

// Resume opens a counter again. It returns ErrNotPaused when it is open.
func (q *Queue) Resume(ctx context.Context, c Call) error {
	return q.press(ctx, &c, func(t *store.Tx) error { return q.endPause(ctx, t, c) })
}

func (q *Queue) endPause(ctx context.Context, t *store.Tx, c Call) error {
	ended, err := t.EndPause(ctx, c.Site, c.Counter, c.Staff, c.at)
	if err == nil && !ended {
		err = ErrNotPaused
	}
	if err != nil {
		return err
	}
	by := c.Staff
	if by == "" {
		by = "day_end"
	}
	return t.Audit(ctx, store.Entry{At: c.at, Actor: by, Action: "counter.resume", Subject: fmt.Sprintf("counter:%d", c.Counter)})
}

// endPauses opens the counters that paused when a day before now ended: nobody has
// to find out in the morning why a counter calls nobody.
func (q *Queue) endPauses(ctx context.Context, now time.Time) error {
	var old []Pause
	err := q.store.Read(ctx, func(t *store.Tx) error {
		site, err := t.Site(ctx)
		if err != nil {
			return err
		}
		open, err := t.OpenPauses(ctx, site.ID)
		start := dayStart(site, now)
		old = slices.DeleteFunc(open, func(p Pause) bool { return !p.BeganAt.Before(start) })
		return err
	})
	if err != nil || len(old) == 0 {
		return err
	}
	return q.change(ctx, func(t *store.Tx) error {
		for _, p := range old {
			err := q.endPause(ctx, t, Call{Site: p.Site, Counter: p.Counter, at: q.now()})
			if err != nil && !errors.Is(err, ErrNotPaused) { // a clerk was quicker
				return err
			}
		}
		return nil
	})
}

// works refuses a counter that pauses.
func works(ctx context.Context, t *store.Tx, c Call) error {
	_, pauses, err := t.PauseAt(ctx, c.Site, c.Counter)
	if err == nil && pauses {
		return ErrPaused
	}
	return err
}

// pausing tells which counters pause, for the board and the kiosks: the reason,
// never a clerk's words.
func pausing(site kiosk.Site, open []Pause) (all []kiosk.Paused) {
	for _, p := range open {
		if slices.ContainsFunc(site.Counters, func(c kiosk.Counter) bool { return c.Number == p.Counter }) {
			all = append(all, kiosk.Paused{Counter: p.Counter, Reason: p.Reason, Since: p.BeganAt.UTC().Truncate(time.Millisecond)})
		}
	}
	return all
}
