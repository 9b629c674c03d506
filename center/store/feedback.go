package store

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"dongthap.vn/sen/kiosk"
)

// Feedback is what a visitor told the center; words and phone stay sealed.
type Feedback struct {
	ID         string // of the feedback.given event
	Site       int
	Device     string
	Epoch      string
	Seq        int64
	At         time.Time
	Rating     int
	Reasons    []string
	HasWords   bool
	WantsReply bool
	Lang       kiosk.Lang
	Sealed     []kiosk.Sealed
	Ticket     string // id, when it was given on a phone about that ticket; else ""
}

const feedbackColumns = "id, site, device, epoch, seq, at, rating, reasons, has_words, wants_reply, lang, sealed, ticket"

var intoFeedback = insertion{into: "feedback", shared: []string{"site", "device", "epoch"},
	own:  []string{"id", "seq", "at", "rating", "reasons", "has_words", "wants_reply", "lang", "sealed", "phone"},
	tail: "ON CONFLICT (id) DO NOTHING"}.prepare()

// AddFeedback adds feedback of one device and epoch, and lists those whose id
// another event has taken.
func (t *Tx) AddFeedback(ctx context.Context, all []*Feedback) (taken []string, err error) {
	if len(all) == 0 {
		return nil, nil
	}
	own := make([]any, 0, len(all)*len(intoFeedback.own))
	sources := make(map[string]Source, len(all))
	for _, f := range all {
		reasons, err := json.Marshal(f.Reasons)
		if err != nil {
			return nil, fmt.Errorf("add feedback: %w", err)
		}
		sealed, err := sealedBytes(f.Sealed)
		if err != nil {
			return nil, fmt.Errorf("add feedback: %w", err)
		}
		own = append(own, f.ID, f.Seq, millis(f.At), f.Rating, string(reasons), flag(f.HasWords), flag(f.WantsReply), string(f.Lang), sealed, flag(slices.ContainsFunc(f.Sealed, isPhone)))
		sources[f.ID] = Source{f.Device, f.Epoch, f.Seq}
	}
	n, err := t.insert(ctx, intoFeedback, []any{all[0].Site, all[0].Device, all[0].Epoch}, own)
	if err != nil {
		return nil, fmt.Errorf("add feedback: %w", err)
	}
	return t.takenByOthers(ctx, FeedbackRows, sources, n)
}

// Feedback reads one, or returns kiosk.ErrNotFound.
func (t *Tx) Feedback(ctx context.Context, id string) (Feedback, error) {
	all, err := list(ctx, t, scanFeedback, "SELECT "+feedbackColumns+" FROM feedback WHERE id = ?1", id)
	switch {
	case err != nil:
		return Feedback{}, err
	case len(all) == 0:
		return Feedback{}, fmt.Errorf("feedback: %w", kiosk.ErrNotFound)
	}
	return all[0], nil
}

// A FeedbackSpan is a stretch of a site's feedback: given at From or later and
// before Before. Feedback of the very moment Before belongs to it when its id is
// below BeforeID, so that a list can go on behind any row.
type FeedbackSpan struct {
	Site         int
	From, Before time.Time
	BeforeID     string
}

const inSpan = " FROM feedback WHERE site = ?1 AND at >= ?2 AND at <= ?3 AND (at < ?3 OR id < ?4)"

func (s FeedbackSpan) args() []any {
	return []any{s.Site, millis(s.From), millis(s.Before), s.BeforeID}
}

// FeedbackIn lists the feedback of a span, the newest first.
func (t *Tx) FeedbackIn(ctx context.Context, s FeedbackSpan, limit int) ([]Feedback, error) {
	const query = "SELECT " + feedbackColumns + inSpan + " ORDER BY at DESC, id DESC LIMIT ?5"
	return list(ctx, t, scanFeedback, query, append(s.args(), limit)...)
}

// CountFeedback counts the feedback of a span.
func (t *Tx) CountFeedback(ctx context.Context, s FeedbackSpan) (n int, err error) {
	err = t.one(ctx, "SELECT COUNT(*)"+inSpan, s.args(), &n)
	return n, err
}

func scanFeedback(row scanner) (f Feedback, err error) {
	var at int64
	var reasons string
	var sealed []byte
	if err := row.Scan(&f.ID, &f.Site, &f.Device, &f.Epoch, &f.Seq, &at, &f.Rating, &reasons, &f.HasWords, &f.WantsReply, &f.Lang, &sealed, &f.Ticket); err != nil {
		return Feedback{}, err
	}
	f.At = moment(at)
	if err := json.Unmarshal([]byte(reasons), &f.Reasons); err != nil {
		return Feedback{}, fmt.Errorf("reasons of feedback: %w", err)
	}
	if len(sealed) > 0 {
		if err := json.Unmarshal(sealed, &f.Sealed); err != nil {
			return Feedback{}, fmt.Errorf("sealed data of feedback: %w", err)
		}
	}
	return f, nil
}

// flag writes a truth value as both databases keep it.
func flag(b bool) int64 {
	if b {
		return 1
	}
	return 0
}
