package listen

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"

	"dongthap.vn/sen/center/keyring"
	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/kiosk"
)

// RateWithin is how long after a service it may be rated on the phone.
const RateWithin = 7 * 24 * time.Hour

// Why a ticket cannot be rated.
var (
	ErrNotDone  = errors.New("the ticket was not served")
	ErrRated    = errors.New("the ticket was rated already")
	ErrRateLate = errors.New("the service is too long ago to be rated")
)

// Rateable tells whether a ticket may be rated now: nil, ErrNotDone, ErrRated or
// ErrRateLate. With words is false while nothing can be sealed: then no words may
// be asked for.
func (l *Listener) Rateable(ctx context.Context, ticket string) (words bool, err error) {
	err = l.store.Read(ctx, func(t *store.Tx) error {
		if _, err := l.toRate(ctx, t, ticket); err != nil {
			return err
		}
		_, err := keyring.Now(ctx, t, l.now())
		if words = err == nil; errors.Is(err, kiosk.ErrNoKey) {
			return nil
		}
		return err
	})
	return words, err
}

// toRate is a ticket of this site that may be rated.
func (l *Listener) toRate(ctx context.Context, t *store.Tx, ticket string) (store.Ticket, error) {
	k, err := t.Ticket(ctx, ticket)
	if err == nil {
		err = ofThisSite(ctx, t, k.Site)
	}
	switch {
	case err != nil:
		return store.Ticket{}, err
	case k.State != store.Done:
		return store.Ticket{}, ErrNotDone
	}
	switch rated, err := t.Rated(ctx, ticket); {
	case err != nil:
		return store.Ticket{}, err
	case rated:
		return store.Ticket{}, ErrRated
	case l.now().Sub(k.EndedAt) > RateWithin:
		return store.Ticket{}, ErrRateLate
	}
	return k, nil
}

// Rate keeps what a visitor says on a phone about how their ticket was served,
// beside what is said at kiosks. The words are sealed as there before they are
// written; no phone number is taken. It returns what Feedback.Check does, why the
// ticket cannot be rated, or kiosk.ErrNoKey for words that cannot be sealed.
func (l *Listener) Rate(ctx context.Context, ticket string, f kiosk.Feedback) error {
	f.Phone, f.Consent = "", false
	if err := f.Check(); err != nil {
		return err
	}
	id, err := uuid.NewV7()
	if err != nil {
		return fmt.Errorf("rate ticket: %w", err)
	}
	return l.store.Write(ctx, func(t *store.Tx) error {
		k, err := l.toRate(ctx, t, ticket)
		if err != nil {
			return err
		}
		row := store.Feedback{ID: id.String(), Site: k.Site, Device: k.Device, At: l.now(), Rating: f.Rating, Reasons: f.Reasons, HasWords: f.Words != "",
			Lang: f.Lang, Ticket: k.ID}
		if row.HasWords {
			key, err := keyring.Now(ctx, t, row.At)
			if err != nil {
				return err
			}
			sealed, err := kiosk.Seal(key, kiosk.PurposeWords, row.ID, kiosk.KindFeedbackGiven, f.Words)
			if err != nil {
				return err
			}
			row.Sealed = []kiosk.Sealed{sealed}
		}
		err = t.RateTicket(ctx, row)
		if errors.Is(err, store.ErrExists) { // pressed twice at one moment
			return ErrRated
		}
		t.Touch(store.TopicFeedback, row.At)
		return err
	})
}

// ticketsOf reads the tickets that rows of feedback were given about, by id.
func ticketsOf(ctx context.Context, t *store.Tx, rows []store.Feedback) (map[string]store.Ticket, error) {
	about := map[string]store.Ticket{}
	for _, row := range rows {
		if row.Ticket == "" {
			continue
		}
		k, err := t.Ticket(ctx, row.Ticket)
		if err != nil && !errors.Is(err, kiosk.ErrNotFound) {
			return nil, err
		}
		about[row.Ticket] = k
	}
	return about, nil
}
