// Package queue runs the live lines of a site: who is called next, by which
// counter, and what is promised to those who wait.
//
// It promises that a ticket is called by one counter only, however many clerks
// press at the same moment, that a counter serves one ticket at a time, and
// that every call is recorded with the reason for it. It draws nothing and
// does not issue tickets: those come from the kiosks.
package queue

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/center/vault"
	"dongthap.vn/sen/kiosk"
)

// Errors a caller branches on.
var (
	ErrNobodyWaiting = errors.New("nobody is waiting")
	ErrNobodyServed  = errors.New("no ticket is at this counter")
	ErrServing       = errors.New("the counter is serving a ticket")
	ErrNotWaiting    = errors.New("the ticket is not waiting any more")
	ErrNoCounter     = errors.New("no such counter")
	ErrMoved         = errors.New("the counter has moved on since the clerk looked")
	ErrServingBegun  = errors.New("the visitor is at the counter")
	ErrPassed        = errors.New("more numbers were called since than a no-show may miss")
	ErrNowhere       = errors.New("no such service, or no counter serves it")
	ErrNoMoreTime    = errors.New("more time was asked for as often as it may be")
	ErrNothingToUndo = errors.New("nothing was done here that can be taken back")
	ErrPaused        = errors.New("the counter pauses")
	ErrNotPaused     = errors.New("the counter does not pause")
	ErrBadReason     = errors.New("not a reason there is, or words that may not be kept")
	ErrHasService    = errors.New("the ticket has the service already")
	ErrTooMany       = errors.New("the ticket has as many further services as it may")
	ErrNotLive       = errors.New("the ticket has ended")
	ErrSameClass     = errors.New("the ticket has the class already")
	ErrNoClass       = errors.New("there is no such class")
	ErrBadNote       = errors.New("no words, or words that may not be kept")
	ErrNoted         = errors.New("the ticket has the note already")
	ErrManyNotes     = errors.New("the ticket has as many notes as it may")
)

// A Ticket is a place in a line with what became of it.
type Ticket = store.Ticket

// An Action is a line of the record of a ticket.
type Action = store.Action

// Chosen is why a ticket was called that a clerk picked without saying more: a
// key of assets/words "why.*", as those of turn.
const Chosen = "chosen"

// Choices lists why a clerk may call a ticket out of its turn. The last is any
// other reason, which has to be said in words.
var Choices = []string{"chosen_frail", "chosen_urgent", "chosen_back", "chosen_waited", ChosenOther}

// ChosenOther is a choice whose reason are the clerk's words.
const ChosenOther = "chosen_other"

// Delayed is why a ticket that waits is not called now: its visitor asked for more
// time. It is a key of assets/words too.
const Delayed = "delayed"

// Config is what a Queue needs.
type Config struct {
	Store *store.Store
	Vault *vault.Vault // opens what clerks noted; without it notes are kept and not shown
	Now   func() time.Time
	Log   *slog.Logger
}

// A Queue runs the lines of the center's site.
type Queue struct {
	store *store.Store
	vault *vault.Vault
	now   func() time.Time
	log   *slog.Logger

	mu       sync.Mutex               // held while a snapshot is made, so that it is made once
	held     atomic.Pointer[snapshot] // the one made last
	believed belief                   // of whoever sweeps
	habits   habits
}

// New makes a Queue.
func New(c Config) *Queue {
	q := &Queue{store: c.Store, vault: c.Vault, now: c.Now, log: c.Log}
	q.held.Store(&snapshot{})
	return q
}

// A Call says who calls: the counter, and the account of its clerk. With Seen,
// the id of the ticket the clerk saw there ("" for none), it is refused with
// ErrMoved when the counter has another by now: a second press, or a second
// window. It is compared in the transaction that acts, so that this holds also
// between several centers on one database.
type Call struct {
	Site    int
	Counter int
	Staff   string
	Seen    *string
	at      time.Time // of the press: what it does is done at one moment
}

// A Turn is what finishing and calling next came to. Done is nil when the
// counter served nobody, Called when nobody waits.
type Turn struct {
	Done   *Ticket
	Called *Ticket
}

// CallNext calls whose turn it is at the counter, by the site's policy. It
// returns ErrServing while the counter has a ticket, ErrNobodyWaiting, or
// ErrNoCounter.
func (q *Queue) CallNext(ctx context.Context, c Call) (called Ticket, err error) {
	err = q.press(ctx, &c, func(t *store.Tx) error {
		called, err = q.callNext(ctx, t, c)
		return err
	})
	return called, err
}

// FinishAndCallNext ends the service at the counter and calls the next ticket
// in one step: «Xong, gọi số kế».
func (q *Queue) FinishAndCallNext(ctx context.Context, c Call) (Turn, error) {
	var step Turn
	err := q.press(ctx, &c, func(t *store.Tx) error {
		step = Turn{}
		done, err := q.finish(ctx, t, c)
		switch {
		case err == nil:
			step.Done = &done
		case !errors.Is(err, ErrNobodyServed):
			return err
		}
		called, err := q.callNext(ctx, t, c)
		switch {
		case err == nil:
			step.Called = &called
		case !errors.Is(err, ErrNobodyWaiting):
			return err
		}
		return nil
	})
	if err != nil {
		return Turn{}, err
	}
	return step, nil
}

// A Why is why a clerk calls a ticket out of its turn: Chosen or one of Choices,
// and the clerk's own words, which the record keeps and no other system is told.
type Why struct{ Reason, Note string }

func (w Why) check() error {
	known := w.Reason == Chosen || slices.Contains(Choices, w.Reason)
	if !known || w.Reason == ChosenOther && w.Note == "" || CheckNote(w.Note) != nil {
		return ErrBadReason
	}
	return nil
}

// CallTicket calls a chosen ticket out of its turn; one that is at the counter
// already was chosen twice, and stays as it is. It returns ErrNotWaiting when
// another clerk was quicker or the visitor has left, ErrPaused, or ErrBadReason.
func (q *Queue) CallTicket(ctx context.Context, c Call, ticket string, why Why) (called Ticket, err error) {
	if err := why.check(); err != nil {
		return Ticket{}, err
	}
	err = q.press(ctx, &c, func(t *store.Tx) error {
		if _, err := counter(ctx, t, c.Site, c.Counter); err != nil {
			return err
		}
		if called, err = t.AtCounter(ctx, c.Site, c.Counter); err == nil && called.ID == ticket {
			return nil
		}
		if err := works(ctx, t, c); err != nil {
			return err
		}
		called, err = q.call(ctx, t, c, ticket, why)
		return err
	})
	return called, err
}

// Recall calls the counter's ticket again. It returns ErrServingBegun once the
// visitor has come.
func (q *Queue) Recall(ctx context.Context, c Call) (Ticket, error) {
	return q.act(ctx, c, store.Action{Act: store.ActRecall})
}

// Begin notes that the visitor came to the counter.
func (q *Queue) Begin(ctx context.Context, c Call) (Ticket, error) {
	return q.act(ctx, c, store.Action{Act: store.ActBegin})
}

// NoShow ends the counter's ticket because nobody came. It returns
// ErrServingBegun once the visitor has come.
func (q *Queue) NoShow(ctx context.Context, c Call) (Ticket, error) {
	return q.act(ctx, c, store.Action{Act: store.ActNoShow})
}

// Done ends the service at the counter without calling anyone. Who has further
// services waits for the next of them.
func (q *Queue) Done(ctx context.Context, c Call) (ticket Ticket, err error) {
	err = q.press(ctx, &c, func(t *store.Tx) error {
		ticket, err = q.finish(ctx, t, c)
		return err
	})
	return ticket, err
}

// Record is a ticket with what was done with it, or kiosk.ErrNotFound.
func (q *Queue) Record(ctx context.Context, ticket string) (k Ticket, actions []Action, err error) {
	err = q.store.Read(ctx, func(t *store.Tx) error {
		if k, err = t.Ticket(ctx, ticket); err != nil {
			return err
		}
		actions, err = t.Actions(ctx, ticket)
		return err
	})
	return k, actions, err
}

// History lists who did what with a ticket, when and why.
func (q *Queue) History(ctx context.Context, ticket string) (actions []Action, err error) {
	err = q.store.Read(ctx, func(t *store.Tx) error {
		actions, err = t.Actions(ctx, ticket)
		return err
	})
	return actions, err
}

func (q *Queue) act(ctx context.Context, c Call, a store.Action) (ticket Ticket, err error) {
	err = q.press(ctx, &c, func(t *store.Tx) error {
		ticket, err = q.actAtCounter(ctx, t, c, a)
		return err
	})
	return ticket, err
}

// press runs do when the counter is as the clerk saw it.
func (q *Queue) press(ctx context.Context, c *Call, do func(*store.Tx) error) error {
	return q.change(ctx, func(t *store.Tx) error {
		c.at = q.now()
		if c.Seen == nil {
			return do(t)
		}
		now, err := t.AtCounter(ctx, c.Site, c.Counter)
		switch {
		case err != nil && !errors.Is(err, kiosk.ErrNotFound):
			return err
		case now.ID != *c.Seen:
			return ErrMoved
		}
		return do(t)
	})
}

// change runs do in one transaction after which the queue has a new version.
func (q *Queue) change(ctx context.Context, do func(*store.Tx) error) error {
	return q.store.Write(ctx, func(t *store.Tx) error {
		t.Touch(kiosk.DocQueue, q.now())
		return do(t)
	})
}

// atCounter is the ticket at a counter, or ErrNobodyServed.
func atCounter(ctx context.Context, t *store.Tx, c Call) (Ticket, error) {
	ticket, err := t.AtCounter(ctx, c.Site, c.Counter)
	if errors.Is(err, kiosk.ErrNotFound) {
		return Ticket{}, ErrNobodyServed
	}
	return ticket, err
}

func (q *Queue) actAtCounter(ctx context.Context, t *store.Tx, c Call, a store.Action) (Ticket, error) {
	ticket, err := atCounter(ctx, t, c)
	if err != nil {
		return Ticket{}, err
	}
	a.Ticket, a.Site, a.Counter, a.Staff, a.At = ticket.ID, c.Site, c.Counter, c.Staff, c.at
	done, err := t.Act(ctx, a)
	switch {
	case err != nil:
		return Ticket{}, err
	case !done && ticket.State == store.Serving:
		return Ticket{}, ErrServingBegun
	case !done:
		return Ticket{}, ErrNobodyServed
	}
	return t.Ticket(ctx, ticket.ID)
}

// counter finds a counter of the site.
func counter(ctx context.Context, t *store.Tx, site, number int) (kiosk.Counter, error) {
	s, err := t.Site(ctx)
	if err != nil {
		return kiosk.Counter{}, err
	}
	for _, c := range s.Counters {
		if s.ID == site && c.Number == number {
			return c, nil
		}
	}
	return kiosk.Counter{}, fmt.Errorf("counter %d of site %d: %w", number, site, ErrNoCounter)
}
