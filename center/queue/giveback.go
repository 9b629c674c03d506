package queue

import (
	"context"

	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/kiosk"
)

// GiveBack ends the turn of a visitor who does not want it any more. It returns
// ErrNotWaiting when the ticket was called by now, or has ended.
func (q *Queue) GiveBack(ctx context.Context, site int, ticket string) error {
	return q.change(ctx, func(t *store.Tx) error {
		k, err := t.Ticket(ctx, ticket)
		switch {
		case err != nil:
			return err
		case k.Site != site:
			return kiosk.ErrNotFound
		case k.State != store.Waiting:
			return ErrNotWaiting
		}
		_, err = t.Act(ctx, store.Action{Ticket: ticket, Site: site, Act: store.ActCancel, At: q.now(), Reason: "visitor"})
		return err
	})
}
