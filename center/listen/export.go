package listen

import (
	"context"
	"fmt"
	"iter"
	"regexp"
	"time"

	"dongthap.vn/sen/center/staff"
	"dongthap.vn/sen/center/store"
)

// MostExported is how much feedback fits one file: a season's, and little enough
// that the file is made in memory and never touches a disk here.
const MostExported = 5000

// TooMuch tells that a span holds more feedback than fits one file.
type TooMuch struct{ Found int }

func (e *TooMuch) Error() string {
	return fmt.Sprintf("%d feedbacks are more than %d", e.Found, MostExported)
}

// A Span is a stretch of time: From is in it, To is not.
type Span struct{ From, To time.Time }

// TakeAway gives the feedback of a span, the newest first, after noting in the
// audit log who takes it away. A file is out of the center's hands, so no phone
// number goes with it, masked or not, and what looks like a person's number or
// address within the words is covered. It returns staff.ErrForbidden or *TooMuch.
func (l *Listener) TakeAway(ctx context.Context, who staff.Account, s Span) (iter.Seq2[Feedback, error], error) {
	if !who.May(staff.TakeFeedback) {
		return nil, staff.ErrForbidden
	}
	if err := l.noteExport(ctx, who, s); err != nil {
		return nil, fmt.Errorf("export feedback: %w", err)
	}
	return func(yield func(Feedback, error) bool) {
		span := store.FeedbackSpan{From: s.From, Before: s.To}
		for given := 0; given < MostExported; given += mostAtOnce {
			page, err := l.read(ctx, span, min(mostAtOnce, MostExported-given))
			if err != nil {
				yield(Feedback{}, fmt.Errorf("export feedback: %w", err))
				return
			}
			for _, f := range page {
				f.Phone, f.Words = "", cover(f.Words)
				if !yield(f, nil) {
					return
				}
			}
			if len(page) < mostAtOnce {
				return
			}
			last := page[len(page)-1]
			span.Before, span.BeforeID = last.At, last.ID
		}
	}, nil
}

// noteExport counts what is asked for and writes down who asked.
func (l *Listener) noteExport(ctx context.Context, who staff.Account, s Span) error {
	return l.store.Write(ctx, func(t *store.Tx) error {
		site, err := t.Site(ctx)
		if err != nil {
			return err
		}
		n, err := t.CountFeedback(ctx, store.FeedbackSpan{Site: site.ID, From: s.From, Before: s.To})
		switch {
		case err != nil:
			return err
		case n > MostExported:
			return &TooMuch{n}
		}
		subject := fmt.Sprintf("feedback:%s..%s %d", s.From.UTC().Format(time.RFC3339), s.To.UTC().Format(time.RFC3339), n)
		return t.Audit(ctx, store.Entry{At: l.now(), Actor: who.ID, Action: "feedback.export", Subject: subject})
	})
}

// Covered stands for what a person would be known by.
const Covered = "•••"

// telling finds runs of eight digits or more, however they are grouped (phone
// numbers, identity cards, accounts), and mail addresses.
var telling = regexp.MustCompile(`[+＋]?\p{Nd}(?:[\s.,/()_–—-]{0,3}\p{Nd}){7,}|[^\s@＠]+[@＠][^\s@＠]+\.[^\s@＠]+`)

func cover(words string) string { return telling.ReplaceAllString(words, Covered) }
