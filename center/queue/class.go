package queue

import (
	"context"
	"errors"

	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/kiosk"
)

// SetClass corrects the priority class of a ticket that has not ended, "" for
// none: it waits in the order of that class from now on. What the visitor said at
// the kiosk stays in the record. It returns ErrNotLive when the ticket has ended
// or is nobody's, ErrSameClass when it has the class, and ErrNoClass for a class
// there is not.
func (q *Queue) SetClass(ctx context.Context, c Call, ticket string, class kiosk.Class) (changed Ticket, err error) {
	if class != "" && !class.Known() {
		return Ticket{}, ErrNoClass
	}
	err = q.change(ctx, func(t *store.Tx) error {
		k, err := t.Ticket(ctx, ticket)
		if errors.Is(err, kiosk.ErrNotFound) || err == nil && k.Site != c.Site {
			return ErrNotLive
		}
		if err != nil {
			return err
		}
		a := store.Action{Ticket: k.ID, Site: k.Site, Act: store.ActClass, Counter: c.Counter, Staff: c.Staff, At: q.now(), ToClass: class}
		switch done, err := t.Act(ctx, a); {
		case err != nil:
			return err
		case !done && k.Class == class:
			return ErrSameClass
		case !done:
			return ErrNotLive
		}
		changed, err = t.Ticket(ctx, k.ID)
		return err
	})
	return changed, err
}
