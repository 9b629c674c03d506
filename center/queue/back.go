package queue

import (
	"context"
	"errors"
	"slices"
	"time"

	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/kiosk"
)

// UndoWithin is how long a clerk may take back what was just pressed.
const UndoWithin = 10 * time.Second

// Park lets the counter's visitor fetch a paper: the counter is free, and the
// ticket waits for Return.
func (q *Queue) Park(ctx context.Context, c Call) (Ticket, error) {
	return q.act(ctx, c, store.Action{Act: store.ActPark})
}

// Transfer sends the counter's visitor to another service, or to one counter of
// it (0 for any), keeping the place by when the number was taken. A visitor sent
// to a counter is called there, whatever services it has. It returns ErrNowhere
// when nobody could call them.
func (q *Queue) Transfer(ctx context.Context, c Call, service string, to int) (ticket Ticket, err error) {
	err = q.press(ctx, &c, func(t *store.Tx) error {
		site, err := t.Site(ctx)
		if err != nil {
			return err
		}
		if _, err := site.Service(service); err != nil || !reachable(site, service, c.Counter, to) {
			return ErrNowhere
		}
		ticket, err = q.actAtCounter(ctx, t, c, store.Action{Act: store.ActTransfer, ToService: service, ToCounter: to})
		return err
	})
	return ticket, err
}

// reachable reports whether a counter, other than the one that sends, may call
// who is sent to a service and a counter.
func reachable(site kiosk.Site, service string, from, to int) bool {
	if to == 0 {
		return len(site.CountersFor(service)) > 0
	}
	return to != from && slices.ContainsFunc(site.Counters, func(k kiosk.Counter) bool { return k.Number == to })
}

// Return puts a visitor back into the line, in their place: one who fetched a
// paper, for the counter that waits for it, and one who did not come when called,
// unless more numbers were called since than the policy lets pass: ErrPassed. It
// returns ErrNotWaiting when neither holds any more.
func (q *Queue) Return(ctx context.Context, c Call, ticket string) (back Ticket, err error) {
	err = q.change(ctx, func(t *store.Tx) error {
		k, err := t.Ticket(ctx, ticket)
		if errors.Is(err, kiosk.ErrNotFound) || err == nil && k.Site != c.Site {
			return ErrNotWaiting
		}
		if err != nil {
			return err
		}
		a := store.Action{Ticket: k.ID, Site: k.Site, Act: store.ActReturn, Counter: c.Counter, Staff: c.Staff, At: q.now()}
		if k.State == store.Parked {
			a.ToCounter = k.ForCounter
		} else if err := inTime(ctx, t, k); err != nil {
			return err
		}
		switch done, err := t.Act(ctx, a); {
		case err != nil:
			return err
		case !done:
			return ErrNotWaiting
		}
		back, err = t.Ticket(ctx, k.ID)
		return err
	})
	return back, err
}

// inTime refuses somebody who missed too many numbers.
func inTime(ctx context.Context, t *store.Tx, k Ticket) error {
	site, err := t.Site(ctx)
	if err != nil {
		return err
	}
	most := site.Policy.Returns()
	passed, err := t.CalledSince(ctx, k.Site, k.Service, k.EndedAt, most+1)
	if err == nil && passed > most {
		return ErrPassed
	}
	return err
}

// Undo takes back what was last pressed at the counter, within UndoWithin, and
// returns the tickets that are what they were before. It returns
// ErrNothingToUndo when nothing was, when it was taken back already, or when
// something else happened to a ticket since.
func (q *Queue) Undo(ctx context.Context, c Call) (back []Ticket, err error) {
	err = q.press(ctx, &c, func(t *store.Tx) error {
		back = nil
		if err := works(ctx, t, c); err != nil {
			return err // what comes back may need the counter's place
		}
		recent, err := t.ActionsAtCounter(ctx, store.Action{Site: c.Site, Counter: c.Counter, At: c.at.Add(-UndoWithin)})
		if err != nil {
			return err
		}
		for _, a := range lastPress(recent) {
			done, err := t.Undo(ctx, a, store.Action{Counter: c.Counter, Staff: c.Staff, At: c.at})
			switch {
			case errors.Is(err, store.ErrExists), err == nil && !done:
				return ErrNothingToUndo
			case err != nil:
				return err
			}
			k, err := t.Ticket(ctx, a.Ticket)
			if err != nil {
				return err
			}
			back = append(slices.DeleteFunc(back, func(b Ticket) bool { return b.ID == k.ID }), k)
		}
		if len(back) == 0 {
			return ErrNothingToUndo
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return back, nil
}

// lastPress lists what the newest press did, the last of each ticket, calls first:
// they have the counter's place. Of who went on and was called here again it lists
// both. It is empty when that press was an undo.
func lastPress(recent []Action) (press []Action) {
	for _, a := range slices.Backward(recent) {
		later := slices.IndexFunc(press, func(b Action) bool { return b.Ticket == a.Ticket })
		switch {
		case !a.At.Equal(recent[len(recent)-1].At):
			return press
		case later >= 0 && (a.Act != store.ActGoOn || press[later].N != a.N+1):
		case a.Act == store.ActUndo:
			return nil
		case a.Act == store.ActCall:
			press = slices.Insert(press, 0, a)
		case a.Staff != "": // the visitor or the day's end is nobody's press
			press = append(press, a)
		}
	}
	return press
}
