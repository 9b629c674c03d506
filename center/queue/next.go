package queue

import (
	"context"
	"errors"
	"time"

	"dongthap.vn/sen/center/queue/turn"
	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/kiosk"
)

func (q *Queue) callNext(ctx context.Context, t *store.Tx, c Call) (Ticket, error) {
	desk, err := counter(ctx, t, c.Site, c.Counter)
	if err != nil {
		return Ticket{}, err
	}
	switch _, err := t.AtCounter(ctx, c.Site, c.Counter); {
	case err == nil:
		return Ticket{}, ErrServing
	case !errors.Is(err, kiosk.ErrNotFound):
		return Ticket{}, err
	}
	if err := works(ctx, t, c); err != nil {
		return Ticket{}, err
	}
	site, err := t.Site(ctx)
	if err != nil {
		return Ticket{}, err
	}
	line, err := ableTo(ctx, t, site, desk, c.at)
	if err != nil {
		return Ticket{}, err
	}
	at := turn.Counter{Number: desk.Number, Services: desk.Services}
	if at.Since, err = sinceFirst(ctx, t, site, desk.Number); err != nil {
		return Ticket{}, err
	}
	next, why, ok := turn.Next(line, site.Policy, at, c.at)
	if !ok {
		return Ticket{}, ErrNobodyWaiting
	}
	return q.call(ctx, t, c, next.ID, Why{Reason: string(why)})
}

// ableTo reads who may be next at a counter. Its cost does not grow with the
// lines.
func ableTo(ctx context.Context, t *store.Tx, site kiosk.Site, desk kiosk.Counter, now time.Time) ([]turn.Ticket, error) {
	heads, err := t.KeptFor(ctx, site.ID, desk.Number, store.Waiting)
	if err != nil {
		return nil, err
	}
	for _, service := range desk.Services {
		first, err := t.Heads(ctx, site.ID, service, now)
		if err != nil {
			return nil, err
		}
		heads = append(heads, first...)
	}
	line := make([]turn.Ticket, 0, len(heads))
	for _, k := range heads {
		waits := place(k)
		if most := site.Policy.MostOvertakes; most > 0 {
			if waits.Overtaken, err = t.Overtaken(ctx, k, most); err != nil {
				return nil, err
			}
		}
		line = append(line, waits)
	}
	return line, nil
}

// sinceFirst counts, up to the policy's gap, how many others a counter has
// called since one who went first.
func sinceFirst(ctx context.Context, t *store.Tx, site kiosk.Site, counter int) (int, error) {
	gap := site.Policy.Gap()
	last, err := t.LastTurns(ctx, site.ID, counter, gap)
	if err != nil {
		return 0, err
	}
	for n, k := range last {
		if turn.GoesFirst(place(k), site.Policy, k.CalledAt) {
			return n, nil
		}
	}
	return gap, nil
}

// place is a ticket as turn knows it.
func place(k Ticket) turn.Ticket {
	return turn.Ticket{ID: k.ID, Service: k.Service, Class: k.Class, LineAt: k.IssuedAt, AppointedAt: k.AppointedAt, ForCounter: k.ForCounter, NotBefore: k.NotBefore,
		Device: k.Device, Seq: k.Seq}
}

func (q *Queue) call(ctx context.Context, t *store.Tx, c Call, ticket string, why Why) (Ticket, error) {
	done, err := t.Act(ctx, store.Action{Ticket: ticket, Site: c.Site, Act: store.ActCall, Counter: c.Counter, Staff: c.Staff, At: c.at,
		Reason: why.Reason, Note: why.Note})
	switch {
	case errors.Is(err, store.ErrExists): // the counter's one place is taken
		return Ticket{}, ErrServing
	case err != nil:
		return Ticket{}, err
	case !done:
		return Ticket{}, ErrNotWaiting
	}
	return t.Ticket(ctx, ticket)
}
