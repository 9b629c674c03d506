package queue

import (
	"context"

	"dongthap.vn/sen/center/store"
)

// GiveBack ends the turn of a visitor who does not want it any more, while it
// waits or its counter waits for a paper. It returns ErrNotWaiting when it was
// called by now: a press on a page that has not heard of the call takes no turn
// that has come, and who is called or served is ended by the clerk. It does so
// too when the ticket has ended.
func (q *Queue) GiveBack(ctx context.Context, site int, ticket string) error {
	return q.wish(ctx, site, ticket, func(k Ticket) (string, error) {
		if !mayGiveBack(k.State) {
			return "", ErrNotWaiting
		}
		return store.ActCancel, nil
	})
}

func mayGiveBack(s store.State) bool {
	return s == store.Waiting || s == store.Parked
}
