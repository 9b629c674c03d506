package queue

import (
	"context"

	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/kiosk"
)

// GiveBack ends the turn of a visitor who does not want it any more, while it
// waits or its counter waits for a paper. It returns ErrNotWaiting when it was
// called by now: a press on a page that has not heard of the call takes no turn
// that has come, and who is called or served is ended by the clerk. It does so
// too when the ticket has ended.
func (q *Queue) GiveBack(ctx context.Context, site int, ticket string) error {
	return q.change(ctx, func(t *store.Tx) error {
		k, err := t.Ticket(ctx, ticket)
		switch {
		case err != nil:
			return err
		case k.Site != site:
			return kiosk.ErrNotFound
		case !mayGiveBack(k.State):
			return ErrNotWaiting
		}
		_, err = t.Act(ctx, store.Action{Ticket: ticket, Site: site, Act: store.ActCancel, At: q.now(), Reason: "visitor"})
		return err
	})
}

func mayGiveBack(s store.State) bool {
	return s == store.Waiting || s == store.Parked
}
