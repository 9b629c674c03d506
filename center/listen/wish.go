package listen

import (
	"context"
	"crypto/hmac"
	"errors"
	"fmt"
	"time"

	"dongthap.vn/sen/center/keyring"
	"dongthap.vn/sen/center/staff"
	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/center/vault"
	"dongthap.vn/sen/kiosk"
)

// clocksWrong is how far a kiosk's time may be off: what seems to have been given
// up to a day after a wish counts as given before it.
const clocksWrong = 24 * time.Hour

// everything personal in an event that bears the number.
var personal = []string{kiosk.PurposePhone, kiosk.PurposeWords, kiosk.PurposeMeetingName, kiosk.PurposeMeetingPhone}

// Erase takes away what is held about a phone number, words and number alike,
// and notes the wish, so that what a kiosk recorded before and sends later is
// taken away when it arrives. Ratings and reasons stay: nothing in them tells of
// whom they are. It returns how many feedbacks there were, staff.ErrForbidden or
// kiosk.ErrBadPhone.
func (l *Listener) Erase(ctx context.Context, who staff.Account, typed string) (erased int, err error) {
	if !who.May(staff.AnswerPerson) {
		return 0, staff.ErrForbidden
	}
	phone, err := kiosk.ParsePhone(typed)
	if err != nil {
		return 0, err
	}
	// The wish first: from now on nothing more of the person comes in.
	if err := l.wish(ctx, who, phone); err != nil {
		return 0, fmt.Errorf("note who asks to be forgotten: %w", err)
	}
	held, err := l.search(ctx, func(found string, _ *store.Event) bool { return found == phone })
	if err != nil {
		return 0, fmt.Errorf("find what to erase: %w", err)
	}
	if err := l.eraseHeld(ctx, who.ID, held); err != nil {
		return 0, fmt.Errorf("erase: %w", err)
	}
	return len(held), l.store.Scrub(ctx)
}

func (l *Listener) wish(ctx context.Context, who staff.Account, phone string) error {
	now := l.now()
	mark, err := l.vault.Mark(vault.MonthOf(now), phone)
	if err != nil {
		return err
	}
	return l.store.Write(ctx, func(t *store.Tx) error {
		if err := t.Forget(ctx, store.Forgotten{Mark: mark, At: now}); err != nil {
			return err
		}
		return t.Audit(ctx, store.Entry{At: now, Actor: who.ID, Action: ActErase, Subject: "wish"})
	})
}

// eraseHeld erases page by page, so that kiosks need not wait.
func (l *Listener) eraseHeld(ctx context.Context, by string, held []Held) error {
	for len(held) > 0 {
		page := held[:min(erasePage, len(held))]
		err := l.store.Write(ctx, func(t *store.Tx) error {
			for _, h := range page {
				from := store.Source{Device: h.event.Device, Epoch: h.event.Epoch, Seq: h.event.Seq}
				if err := t.Erase(ctx, &h.event.Event, from, l.now(), personal...); err != nil {
					return err
				}
				if err := t.Audit(ctx, store.Entry{At: l.now(), Actor: by, Action: ActErase, Subject: subjectOf(h.event.Kind, h.ID)}); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		held = held[len(page):]
	}
	return nil
}

// endWishes erases what a process that died had still to erase.
func (l *Listener) endWishes(ctx context.Context) (erased int, err error) {
	var wishes []store.Forgotten
	err = l.store.Read(ctx, func(t *store.Tx) error {
		wishes, err = t.Forgotten(ctx)
		return err
	})
	if err != nil || len(wishes) == 0 {
		return 0, err
	}
	var broken error
	held, err := l.search(ctx, func(phone string, e *store.Event) bool {
		wished, err := l.wished(wishes, phone, e)
		broken = errors.Join(broken, err)
		return wished
	})
	if err := errors.Join(err, broken); err != nil {
		return 0, err
	}
	return len(held), l.eraseHeld(ctx, "retention", held)
}

// Forgets erases what an event that arrives holds of a person who asked to be
// forgotten after it happened; it returns what is left, and whether that is less.
// The event is not in the log yet.
func (l *Listener) Forgets(ctx context.Context, t *store.Tx, e *store.Event) (left []kiosk.Sealed, changed bool, err error) {
	if !holdsPhone(e.Sealed) {
		return e.Sealed, false, nil
	}
	wishes, err := t.Forgotten(ctx)
	if err != nil || len(wishes) == 0 {
		return e.Sealed, false, err
	}
	keys, err := keyring.Take(ctx, t, l.vault)
	if err != nil {
		return nil, false, err
	}
	phone, state := keys.Phone(keyring.Blobs{ID: e.ID, Kind: e.Kind, Sealed: e.Sealed})
	if state != Read {
		return e.Sealed, false, nil // nobody can open it, now or later
	}
	wished, err := l.wished(wishes, phone, e)
	if err != nil || !wished {
		return e.Sealed, false, err
	}
	for _, s := range e.Sealed {
		isNew, err := t.NoteErasure(ctx, store.Erasure{Device: e.Device, Epoch: e.Epoch, Seq: e.Seq, Purpose: s.Purpose, At: l.now()})
		if err != nil {
			return nil, false, err
		}
		if isNew && kiosk.IsPhone(s.Purpose) {
			if err := t.Audit(ctx, store.Entry{At: l.now(), Actor: "device:" + e.Device, Action: "person.erase_late", Subject: subjectOf(e.Kind, e.ID)}); err != nil {
				return nil, false, err
			}
		}
	}
	return nil, true, nil
}

// wished reports whether a number's owner asked to be forgotten after an event
// happened, or may have: a kiosk's clock that cannot be right is not believed.
func (l *Listener) wished(wishes []store.Forgotten, phone string, e *store.Event) (bool, error) {
	for _, w := range wishes {
		if until := w.At.Add(clocksWrong); e.At.After(until) && (e.AtWall.IsZero() || e.AtWall.After(until) && !e.AtWall.After(e.ReceivedAt.Add(clocksWrong))) {
			continue
		}
		mark, err := l.vault.Mark(vault.MonthOf(w.At), phone)
		if errors.Is(err, vault.ErrForgotten) {
			continue
		}
		if err != nil {
			return false, err
		}
		if hmac.Equal(mark, w.Mark) {
			return true, nil
		}
	}
	return false, nil
}
