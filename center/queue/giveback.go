package queue

import (
	"context"

	"dongthap.vn/sen/center/store"
)

// GiveBack ends the turn of a visitor who does not want it any more. It returns
// ErrNotWaiting when the ticket was called by now, or has ended.
func (q *Queue) GiveBack(ctx context.Context, site int, ticket string) error {
	return q.wish(ctx, site, ticket, func(Ticket) (string, error) { return store.ActCancel, nil })
}
