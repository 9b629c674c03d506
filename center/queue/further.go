package queue

import (
	"context"
	"strings"

	"dongthap.vn/sen/center/store"
)

// MostFurther is how many services a ticket may still have before it.
const MostFurther = store.MostFurther

// AddService lets the counter's visitor go on to a further service once this one
// is done, in the place their number has: one number for one visit. It returns
// ErrNowhere when no counter serves it, ErrHasService when the ticket has it
// already, and ErrTooMany beyond MostFurther.
func (q *Queue) AddService(ctx context.Context, c Call, service string) (ticket Ticket, err error) {
	err = q.press(ctx, &c, func(t *store.Tx) error {
		site, err := t.Site(ctx)
		if err != nil {
			return err
		}
		now, err := atCounter(ctx, t, c)
		switch {
		case err != nil:
			return err
		case len(site.CountersFor(service)) == 0:
			return ErrNowhere
		case now.Service == service || strings.Contains(now.Further, service):
			return ErrHasService
		case len(now.Further) >= MostFurther:
			return ErrTooMany
		}
		ticket, err = q.actAtCounter(ctx, t, c, store.Action{Act: store.ActAdd, ToService: service})
		return err
	})
	return ticket, err
}

// finish ends the service at the counter. Who has further services goes on to the
// first of them that a counter still serves; when none does, the ticket is done
// and keeps them, so that the clerk is told.
func (q *Queue) finish(ctx context.Context, t *store.Tx, c Call) (Ticket, error) {
	site, err := t.Site(ctx)
	if err != nil {
		return Ticket{}, err
	}
	now, err := atCounter(ctx, t, c)
	if err != nil {
		return Ticket{}, err
	}
	for _, letter := range strings.Split(now.Further, "") {
		if len(site.CountersFor(letter)) > 0 {
			return q.actAtCounter(ctx, t, c, store.Action{Act: store.ActGoOn, ToService: letter})
		}
	}
	return q.actAtCounter(ctx, t, c, store.Action{Act: store.ActDone})
}
