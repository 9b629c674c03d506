package queue

import (
	"context"
	"errors"
	"fmt"
	"time"

	"dongthap.vn/sen/center/keyring"
	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/kiosk"
)

// MostNotes is how many notes a ticket may have.
const MostNotes = 8

// noteKind is bound into what is sealed of a note.
const noteKind = "ticket.note"

// A Noted is what a clerk noted on a ticket, opened.
type Noted struct {
	N       int64 // of the action
	Words   string
	State   keyring.State // Erased when its time is over; Words is "" unless Read
	Counter int
	Staff   string // account
	At      time.Time
}

// Note keeps a clerk's words on a ticket that has not ended, for whoever calls it
// next. It may be about a person, so it is sealed as words of visitors are, and
// goes with them. It returns ErrBadNote for words that are none or may not be
// kept, ErrNoted when they are there already, ErrManyNotes beyond MostNotes,
// ErrNotLive, or kiosk.ErrNoKey when nothing can be sealed.
func (q *Queue) Note(ctx context.Context, c Call, ticket, words string) (noted Ticket, err error) {
	if words == "" || CheckNote(words) != nil {
		return Ticket{}, ErrBadNote
	}
	err = q.press(ctx, &c, func(t *store.Tx) error {
		noted, err = t.Ticket(ctx, ticket)
		if errors.Is(err, kiosk.ErrNotFound) || err == nil && (noted.Site != c.Site || !noted.State.Live()) {
			return ErrNotLive
		}
		if err != nil {
			return err
		}
		if err := q.fresh(ctx, t, ticket, words); err != nil {
			return err
		}
		done, err := t.Act(ctx, store.Action{Ticket: ticket, Site: c.Site, Act: store.ActNote, Counter: c.Counter, Staff: c.Staff, At: c.at})
		if err == nil && !done {
			err = ErrNotLive
		}
		if err != nil {
			return err
		}
		return seal(ctx, t, ticket, words, c.at)
	})
	return noted, err
}

// fresh refuses words that are noted already, and more than a ticket may have.
func (q *Queue) fresh(ctx context.Context, t *store.Tx, ticket, words string) error {
	there, err := q.standing(ctx, t, ticket)
	for _, n := range there {
		if n.Words == words {
			return ErrNoted
		}
	}
	if err == nil && len(there) >= MostNotes {
		err = ErrManyNotes
	}
	return err
}

// seal keeps the words of the action recorded last.
func seal(ctx context.Context, t *store.Tx, ticket, words string, at time.Time) error {
	actions, err := t.Actions(ctx, ticket)
	if err != nil {
		return err
	}
	key, err := keyring.Now(ctx, t, at)
	if err != nil {
		return err
	}
	n := actions[len(actions)-1].N
	sealed, err := kiosk.Seal(key, kiosk.PurposeNote, noteID(ticket, n), noteKind, words)
	if err != nil {
		return err
	}
	return t.AddNote(ctx, store.Note{Ticket: ticket, N: n, At: at, Sealed: sealed})
}

func noteID(ticket string, n int64) string { return fmt.Sprintf("%s.%d", ticket, n) }

// Notes opens what was noted on a ticket, the oldest first, also what was taken
// back: that is for its record.
func (q *Queue) Notes(ctx context.Context, ticket string) (notes []Noted, err error) {
	err = q.store.Read(ctx, func(t *store.Tx) error {
		all, err := t.Actions(ctx, ticket)
		if err == nil {
			notes, err = q.openNotes(ctx, t, ticket, all)
		}
		return err
	})
	return notes, err
}

// standing opens the notes of a ticket that were not taken back.
func (q *Queue) standing(ctx context.Context, t *store.Tx, ticket string) ([]Noted, error) {
	all, err := t.Actions(ctx, ticket)
	if err != nil {
		return nil, err
	}
	return q.openNotes(ctx, t, ticket, store.Standing(all))
}

// openNotes opens the notes among a ticket's actions.
func (q *Queue) openNotes(ctx context.Context, t *store.Tx, ticket string, actions []Action) (notes []Noted, err error) {
	for _, a := range actions {
		if a.Act == store.ActNote {
			notes = append(notes, Noted{N: a.N, State: keyring.Erased, Counter: a.Counter, Staff: a.Staff, At: a.At})
		}
	}
	if len(notes) == 0 {
		return nil, nil
	}
	kept, err := t.Notes(ctx, ticket)
	if err != nil {
		return nil, err
	}
	ring, err := keyring.Take(ctx, t, q.vault)
	if err != nil {
		return nil, err
	}
	for i := range notes {
		for _, k := range kept {
			if k.N == notes[i].N {
				blobs := keyring.Blobs{ID: noteID(ticket, k.N), Kind: noteKind, Sealed: []kiosk.Sealed{k.Sealed}}
				notes[i].Words, notes[i].State = ring.Open(blobs, kiosk.PurposeNote)
			}
		}
	}
	return notes, nil
}
