package queue

import (
	"context"

	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/kiosk"
)

// Delay gives a visitor who waits store.DelayFor more: until then others are
// called first, and then they are where they were. Seen is how often that was asked
// for when the visitor looked, so that a second press asks for nothing. It returns
// ErrNotWaiting when the ticket was called by now or has ended, and ErrNoMoreTime
// after store.MostDelays.
func (q *Queue) Delay(ctx context.Context, site int, ticket string, seen int) error {
	return q.wish(ctx, site, ticket, func(k Ticket) (act string, err error) {
		switch {
		case k.State != store.Waiting:
			return "", ErrNotWaiting
		case k.Delays != seen:
			return "", nil
		case k.Delays >= store.MostDelays:
			return "", ErrNoMoreTime
		}
		return store.ActDelay, nil
	})
}

// Ready ends what Delay began: the visitor is back, and is called again in their
// place. Who asked for no time, or whose time is over, is ready. It returns
// ErrNotWaiting as Delay does.
func (q *Queue) Ready(ctx context.Context, site int, ticket string) error {
	return q.wish(ctx, site, ticket, func(k Ticket) (string, error) {
		switch {
		case k.State != store.Waiting:
			return "", ErrNotWaiting
		case !k.NotBefore.After(q.now()):
			return "", nil
		}
		return store.ActReady, nil
	})
}

// wish does what a visitor wants of their own ticket; "" is nothing.
func (q *Queue) wish(ctx context.Context, site int, ticket string, want func(Ticket) (act string, err error)) error {
	return q.change(ctx, func(t *store.Tx) error {
		k, err := t.Ticket(ctx, ticket)
		switch {
		case err != nil:
			return err
		case k.Site != site:
			return kiosk.ErrNotFound
		}
		act, err := want(k)
		if err != nil || act == "" {
			return err
		}
		done, err := t.Act(ctx, store.Action{Ticket: ticket, Site: site, Act: act, At: q.now(), Reason: byVisitor})
		if err == nil && !done {
			return ErrNotWaiting // called at this very moment
		}
		return err
	})
}

// byVisitor is the reason recorded for what a visitor does on the phone.
const byVisitor = "visitor"
