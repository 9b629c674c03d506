package listen

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"dongthap.vn/sen/center/keyring"
	"dongthap.vn/sen/center/staff"
	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/kiosk"
)

// A State says what is known of sealed data.
type State = keyring.State

// The states of sealed data.
const (
	None    = keyring.None
	Read    = keyring.Read
	Sealed  = keyring.Sealed
	Damaged = keyring.Damaged
	Erased  = keyring.Erased
)

// Why sealed data cannot be opened.
var (
	ErrSealed  = keyring.ErrSealed
	ErrDamaged = keyring.ErrDamaged
)

func sealedIn(row store.Feedback) keyring.Blobs {
	return keyring.Blobs{ID: row.ID, Kind: kiosk.KindFeedbackGiven, Sealed: row.Sealed}
}

// Feedback is what a visitor told the center, as a person there may read it.
type Feedback struct {
	ID         string
	Device     string
	At         time.Time
	Rating     int      // 1 very dissatisfied … 5 very satisfied
	Reasons    []string // keys of assets/words "reason.*"
	Words      string
	WordsState State
	WantsReply bool
	Phone      string // masked, "•••••••••321"; "" unless PhoneState is Read
	PhoneState State  // None also when its time is over
	Lang       kiosk.Lang
	Number     string // of the ticket it was given about on a phone; "" at a kiosk
	Counter    int    // that served that ticket
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

// read opens the newest of a span of this site's feedback, and notes what is
// damaged.
func (l *Listener) read(ctx context.Context, span store.FeedbackSpan, limit int) ([]Feedback, error) {
	var rows []store.Feedback
	var keys *keyring.Ring
	var about map[string]store.Ticket
	err := l.store.Read(ctx, func(t *store.Tx) error {
		site, err := t.Site(ctx)
		if err != nil {
			return err
		}
		span.Site = site.ID
		if rows, err = t.FeedbackIn(ctx, span, limit); err != nil {
			return err
		}
		if about, err = ticketsOf(ctx, t, rows); err != nil {
			return err
		}
		keys, err = keyring.Take(ctx, t, l.vault)
		return err
	})
	if err != nil {
		return nil, err
	}
	all, broken := make([]Feedback, len(rows)), []string{}
	for i, row := range rows {
		all[i] = show(row, keys)
		all[i].Number, all[i].Counter = about[row.Ticket].Number, about[row.Ticket].Counter
		if all[i].WordsState == Damaged || all[i].PhoneState == Damaged {
			broken = append(broken, row.ID)
		}
	}
	return all, l.noteDamage(ctx, broken)
}

// noteDamage writes into the audit log, once for each, which sealed data was
// found to be broken: a program or an intruder has touched it.
func (l *Listener) noteDamage(ctx context.Context, ids []string) error {
	if len(ids) == 0 {
		return nil
	}
	return l.store.Write(ctx, func(t *store.Tx) error {
		for _, id := range ids {
			lines, err := t.AuditOf(ctx, subjectOf(kiosk.KindFeedbackGiven, id))
			if err != nil {
				return err
			}
			if slices.ContainsFunc(lines, func(e store.Entry) bool { return e.Action == ActDamaged }) {
				continue
			}
			if err := t.Audit(ctx, store.Entry{At: l.now(), Actor: "listen", Action: ActDamaged, Subject: subjectOf(kiosk.KindFeedbackGiven, id)}); err != nil {
				return err
			}
		}
		return nil
	})
}

// subjectOf names in the audit log what an event of a kind tells of.
func subjectOf(kind, id string) string {
	if kind == kiosk.KindMeetingAsked {
		return "meeting:" + id
	}
	return "feedback:" + id
}

// show opens one row; what cannot be opened spoils that row alone.
func show(row store.Feedback, keys *keyring.Ring) Feedback {
	f := Feedback{ID: row.ID, Device: row.Device, At: row.At, Rating: row.Rating, Reasons: row.Reasons, WantsReply: row.WantsReply, Lang: row.Lang}
	blobs := sealedIn(row)
	words, state := keys.Open(blobs, kiosk.PurposeWords)
	f.Words, f.WordsState = clip(words, longestWords), state
	if row.HasWords && f.WordsState == None {
		f.WordsState = Erased
	}
	phone, state := keys.Open(blobs, kiosk.PurposePhone)
	f.Phone, f.PhoneState = mask(phone), state
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
// did, before it is given out. It returns staff.ErrForbidden, ErrSealed,
// ErrDamaged, or kiosk.ErrNotFound when there is no such feedback or no number
// with it.
func (l *Listener) Reveal(ctx context.Context, who staff.Account, id string) (phone string, err error) {
	if !who.May(staff.RevealPhone) {
		return "", staff.ErrForbidden
	}
	var state State
	err = l.store.Write(ctx, func(t *store.Tx) error {
		row, err := t.Feedback(ctx, id)
		if err == nil {
			err = ofThisSite(ctx, t, row.Site)
		}
		if err != nil {
			return err
		}
		keys, err := keyring.Take(ctx, t, l.vault)
		if err != nil {
			return err
		}
		phone, state = keys.Open(sealedIn(row), kiosk.PurposePhone)
		action := ActReveal
		if state != Read {
			action = ActRevealFailed
		}
		return t.Audit(ctx, store.Entry{At: l.now(), Actor: who.ID, Action: action, Subject: subjectOf(kiosk.KindFeedbackGiven, id)})
	})
	if err == nil {
		err = state.Err()
	}
	if err != nil {
		return "", fmt.Errorf("reveal phone: %w", err)
	}
	return phone, nil
}
