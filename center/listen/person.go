package listen

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"dongthap.vn/sen/center/keyring"
	"dongthap.vn/sen/center/staff"
	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/kiosk"
)

// A Held is one thing the center holds of a person: a feedback or a meeting with
// the number, opened.
type Held struct {
	ID      string     `json:"id"`
	Device  string     `json:"kiosk"`
	At      time.Time  `json:"given_at"`
	Rating  int        `json:"rating,omitempty"` // 0 for what this program does not understand
	Reasons []string   `json:"reasons,omitempty"`
	Words   string     `json:"words,omitempty"`
	Lang    kiosk.Lang `json:"language,omitempty"`
	Looked  []Looked   `json:"looked_at,omitempty"` // from the audit log
	// Meeting is there when the event is no feedback but asks for one.
	Meeting *HeldMeeting `json:"meeting,omitempty"`

	event store.Event
}

// A Looked is a line of the audit log about a feedback.
type Looked struct {
	At   time.Time `json:"at"`
	What string    `json:"what"` // "feedback.reveal"
}

// A Person is everything held about one phone number.
type Person struct {
	Phone string    `json:"phone"` // E.164
	At    time.Time `json:"at"`    // of the search
	Held  []Held    `json:"feedback"`
}

// JSON is the copy a person takes away, for programs.
func (p Person) JSON() ([]byte, error) { return json.MarshalIndent(p, "", "  ") }

// What was done with somebody's data, as the audit log calls it.
const (
	ActReveal       = "feedback.reveal"
	ActRevealFailed = "feedback.reveal_failed"
	ActDamaged      = "feedback.damaged"
	ActFind         = "person.find"
	ActExport       = "person.export"
	ActErase        = "person.erase"
)

// Find lists what is held about a phone number, the newest first. There is no
// index of numbers to search: it would outlive what it points to. All numbers
// there are get opened instead, which the ninety days they are kept bound. It
// returns staff.ErrForbidden or kiosk.ErrBadPhone. The audit log says what was
// found and never the number.
func (l *Listener) Find(ctx context.Context, who staff.Account, typed string) (Person, error) {
	return l.ask(ctx, who, typed, ActFind)
}

// Export is Find for a copy that is handed out.
func (l *Listener) Export(ctx context.Context, who staff.Account, typed string) (Person, error) {
	return l.ask(ctx, who, typed, ActExport)
}

func (l *Listener) ask(ctx context.Context, who staff.Account, typed, what string) (Person, error) {
	if !who.May(staff.AnswerPerson) {
		return Person{}, staff.ErrForbidden
	}
	phone, err := kiosk.ParsePhone(typed)
	if err != nil {
		return Person{}, err
	}
	p := Person{Phone: phone, At: l.now()}
	if p.Held, err = l.search(ctx, func(found string, _ *store.Event) bool { return found == phone }); err != nil {
		return Person{}, fmt.Errorf("find a person: %w", err)
	}
	if err := l.noteAsked(ctx, who, what, p.Held); err != nil {
		return Person{}, fmt.Errorf("find a person: %w", err)
	}
	return p, nil
}

// noteAsked writes into the audit log what was done, before it is shown.
func (l *Listener) noteAsked(ctx context.Context, who staff.Account, what string, held []Held) error {
	return l.store.Write(ctx, func(t *store.Tx) error {
		lines := []string{fmt.Sprintf("held: %d", len(held))}
		for _, h := range held {
			lines = append(lines, subjectOf(h.event.Kind, h.ID))
		}
		for _, subject := range lines {
			if err := t.Audit(ctx, store.Entry{At: l.now(), Actor: who.ID, Action: what, Subject: subject}); err != nil {
				return err
			}
		}
		return nil
	})
}

// search opens all phone numbers and keeps the events of those that fit.
func (l *Listener) search(ctx context.Context, fits func(phone string, e *store.Event) bool) (held []Held, err error) {
	err = l.store.Read(ctx, func(t *store.Tx) error {
		keys, err := keyring.Take(ctx, t, l.vault)
		if err != nil {
			return err
		}
		held = nil
		one := func(e store.Event, h Held) error {
			b := keyring.Blobs{ID: e.ID, Kind: e.Kind, Sealed: e.Sealed}
			phone, state := keys.Phone(b)
			if state != Read || !fits(phone, &e) {
				return nil
			}
			h.ID, h.Device, h.At, h.event = e.ID, e.Device, e.At, e
			h.Words, _ = keys.Open(b, kiosk.PurposeWords)
			if h.Meeting != nil {
				h.Meeting.Name, _ = keys.Open(b, kiosk.PurposeMeetingName)
			}
			lines, err := t.AuditOf(ctx, subjectOf(e.Kind, e.ID))
			for _, line := range lines {
				h.Looked = append(h.Looked, Looked{line.At, line.Action})
			}
			held = append(held, h)
			return err
		}
		return eachPhone(ctx, t, one)
	})
	return held, err
}

// searchPage is how many rows are in memory at a time.
const searchPage = 1000

// eachPhone walks over everything that holds a sealed phone number: feedback and
// meetings, the newest first, and what is in quarantine.
func eachPhone(ctx context.Context, t *store.Tx, do func(store.Event, Held) error) error {
	err := pages(func(last store.Feedback) ([]store.Feedback, error) {
		return t.PhonesUnder(ctx, last.At, last.ID, searchPage)
	},
		func(f store.Feedback) error {
			return do(eventOf(f), Held{Rating: f.Rating, Reasons: f.Reasons, Lang: f.Lang})
		})
	if err != nil {
		return err
	}
	err = pages(func(last store.Meeting) ([]store.Meeting, error) {
		return t.MeetingPhonesUnder(ctx, last.AskedAt, last.ID, searchPage)
	},
		func(m store.Meeting) error {
			return do(eventOfMeeting(m), Held{Lang: m.Lang, Meeting: &HeldMeeting{Day: m.Day, From: m.From, Subject: m.Subject, State: string(m.State)}})
		})
	if err != nil {
		return err
	}
	strays, err := t.StraySealed(ctx, time.Time{})
	for _, e := range strays {
		if err == nil && holdsPhone(e.Sealed) {
			err = do(e, Held{})
		}
	}
	return err
}

// pages does something with each row of a list that is read page by page, each
// from below the last row of the one before.
func pages[Row any](next func(last Row) ([]Row, error), do func(Row) error) error {
	for last := *new(Row); ; {
		page, err := next(last)
		if err != nil {
			return err
		}
		for _, row := range page {
			if err := do(row); err != nil {
				return err
			}
		}
		if len(page) < searchPage {
			return nil
		}
		last = page[len(page)-1]
	}
}

// eventOf is the event a feedback comes from, as far as its row tells.
func eventOf(f store.Feedback) store.Event {
	e := store.Event{Device: f.Device, Epoch: f.Epoch, At: f.At}
	e.Seq, e.ID, e.Kind, e.Sealed = f.Seq, f.ID, kiosk.KindFeedbackGiven, f.Sealed
	return e
}

func holdsPhone(sealed []kiosk.Sealed) bool {
	for _, s := range sealed {
		if kiosk.IsPhone(s.Purpose) {
			return true
		}
	}
	return false
}
