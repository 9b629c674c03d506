package listen

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"dongthap.vn/sen/center/staff"
	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/kiosk"
)

// ErrSealed tells that sealed data cannot be opened: its month's key was
// destroyed, or the blob was damaged or belongs to another event.
var ErrSealed = errors.New("sealed data cannot be opened")

// WordsState says what is known of a feedback's words.
type WordsState string

// The states of words.
const (
	WordsNone   WordsState = "none"   // none were given
	WordsRead   WordsState = "read"   // Words holds them
	WordsSealed WordsState = "sealed" // given, but they cannot be opened
)

// Feedback is what a visitor told the center, as a person there may read it.
type Feedback struct {
	ID         string
	Device     string
	At         time.Time
	Rating     int      // 1 very dissatisfied … 5 very satisfied
	Reasons    []string // keys of assets/words "reason.*"
	Words      string
	WordsState WordsState
	WantsReply bool
	Phone      string // masked, "•••••••••321"; "" when none was left
	Lang       kiosk.Lang
}

// A Page is a stretch of a list: at most Limit items before Before (zero for
// the newest), and those of that moment whose id is below BeforeID.
type Page struct {
	Before   time.Time
	BeforeID string
	Limit    int
}

const mostAtOnce = 200

// Feedback lists what visitors gave, the newest first. It returns
// staff.ErrForbidden to who may not read it.
func (l *Listener) Feedback(ctx context.Context, who staff.Account, p Page) ([]Feedback, error) {
	if !who.May(staff.ReadFeedback) {
		return nil, staff.ErrForbidden
	}
	if p.Before.IsZero() {
		p.Before = l.now().Add(24 * time.Hour) // a kiosk's clock may be ahead
	}
	all, err := l.read(ctx, store.FeedbackSpan{Before: p.Before, BeforeID: p.BeforeID}, min(max(p.Limit, 1), mostAtOnce))
	if err != nil {
		return nil, fmt.Errorf("list feedback: %w", err)
	}
	return all, nil
}

// read opens the newest of a span of this site's feedback.
func (l *Listener) read(ctx context.Context, span store.FeedbackSpan, limit int) ([]Feedback, error) {
	var rows []store.Feedback
	var keys keyring
	err := l.store.Read(ctx, func(t *store.Tx) error {
		site, err := t.Site(ctx)
		if err != nil {
			return err
		}
		span.Site = site.ID
		if rows, err = t.FeedbackIn(ctx, span, limit); err != nil {
			return err
		}
		keys, err = readKeys(ctx, t)
		return err
	})
	all := make([]Feedback, len(rows))
	for i, row := range rows {
		all[i] = show(row, keys)
	}
	return all, err
}

// A keyring maps months to their private keys.
type keyring map[string][]byte

func readKeys(ctx context.Context, t *store.Tx) (keyring, error) {
	months, err := t.SealKeys(ctx)
	keys := keyring{}
	for _, k := range months {
		if len(k.Private) > 0 {
			keys[k.ID] = k.Private
		}
	}
	return keys, err
}

// open opens what was sealed for a purpose; "" when nothing was.
func (k keyring) open(row store.Feedback, purpose string) (string, error) {
	for _, s := range row.Sealed {
		if s.Purpose != purpose {
			continue
		}
		private, ok := k[s.KeyID]
		if !ok {
			return "", ErrSealed
		}
		text, err := kiosk.Unseal(private, s, row.ID, kiosk.KindFeedbackGiven)
		if err != nil {
			return "", fmt.Errorf("%w: %w", ErrSealed, err)
		}
		return text, nil
	}
	return "", nil
}

// show opens one row; what cannot be opened spoils that row alone.
func show(row store.Feedback, keys keyring) Feedback {
	f := Feedback{ID: row.ID, Device: row.Device, At: row.At, Rating: row.Rating, Reasons: row.Reasons,
		WordsState: WordsNone, WantsReply: row.WantsReply, Lang: row.Lang}
	if row.HasWords {
		words, err := keys.open(row, kiosk.PurposeWords)
		f.Words, f.WordsState = clip(words, longestWords), WordsRead
		if err != nil || words == "" {
			f.Words, f.WordsState = "", WordsSealed
		}
	}
	if phone, err := keys.open(row, kiosk.PurposePhone); err == nil {
		f.Phone = mask(phone)
	}
	return f
}

// longestWords is far more than a kiosk lets anybody write; what is longer was
// not written at one, and is cut before it is shown.
const longestWords = 2000

// clip cuts a text after some letters.
func clip(text string, letters int) string {
	if len(text) <= letters {
		return text
	}
	n := 0
	for i := range text {
		if n == letters {
			return text[:i] + "…"
		}
		n++
	}
	return text
}

// mask leaves the last three digits, enough to tell two numbers apart.
func mask(phone string) string {
	const shown = 3
	if len(phone) <= shown {
		return strings.Repeat("•", len(phone))
	}
	return strings.Repeat("•", len(phone)-shown) + phone[len(phone)-shown:]
}

// Reveal opens the phone number of a feedback and notes in the audit log who
// did, before it is given out. It returns staff.ErrForbidden, ErrSealed, or
// kiosk.ErrNotFound when there is no such feedback or no number with it.
func (l *Listener) Reveal(ctx context.Context, who staff.Account, id string) (phone string, err error) {
	if !who.May(staff.RevealPhone) {
		return "", staff.ErrForbidden
	}
	var sealed error
	err = l.store.Write(ctx, func(t *store.Tx) error {
		row, err := t.Feedback(ctx, id)
		if err == nil {
			err = ofThisSite(ctx, t, row.Site)
		}
		if err != nil {
			return err
		}
		keys, err := readKeys(ctx, t)
		if err != nil {
			return err
		}
		phone, sealed = keys.open(row, kiosk.PurposePhone)
		action := "feedback.reveal"
		if sealed != nil {
			action = "feedback.reveal_failed"
		}
		return t.Audit(ctx, store.Entry{At: l.now(), Actor: who.ID, Action: action, Subject: "feedback:" + id})
	})
	switch {
	case err != nil:
		return "", fmt.Errorf("reveal phone: %w", err)
	case sealed != nil:
		return "", sealed
	case phone == "":
		return "", fmt.Errorf("reveal phone: %w", kiosk.ErrNotFound)
	}
	return phone, nil
}
