package store

import (
	"context"
	"encoding/json"
	"fmt"
)

// RateTicket adds what a visitor says on a phone about their own ticket. A ticket
// is rated once: a second time is ErrExists.
func (t *Tx) RateTicket(ctx context.Context, f Feedback) error {
	reasons, err := json.Marshal(f.Reasons)
	if err != nil {
		return fmt.Errorf("rate ticket: %w", err)
	}
	sealed, err := sealedBytes(f.Sealed)
	if err != nil {
		return fmt.Errorf("rate ticket: %w", err)
	}
	n, err := t.exec(ctx, `INSERT INTO feedback (id, site, device, epoch, seq, at, rating, reasons, has_words, wants_reply, lang, sealed, phone, ticket)
		VALUES (?1, ?2, ?3, '', 0, ?4, ?5, ?6, ?7, 0, ?8, ?9, 0, ?10) ON CONFLICT DO NOTHING`,
		f.ID, f.Site, f.Device, millis(f.At), f.Rating, string(reasons), flag(f.HasWords), string(f.Lang), sealed, f.Ticket)
	if err == nil && n == 0 {
		err = ErrExists
	}
	if err != nil {
		return fmt.Errorf("rate ticket: %w", err)
	}
	return nil
}

// Rated reports whether feedback was given about a ticket.
func (t *Tx) Rated(ctx context.Context, ticket string) (bool, error) {
	var n int
	err := t.one(ctx, "SELECT COUNT(*) FROM feedback WHERE ticket = ?1 AND ticket <> ''", []any{ticket}, &n)
	return n > 0, err
}
