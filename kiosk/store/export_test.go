package store

import (
	"context"

	"dongthap.vn/sen/kiosk"
)

// Age gives the file a past of so many tickets, written as any ticket is but in
// one transaction, for benchmarks from outside.
func (s *Store) Age(ctx context.Context, service string, tickets int) error {
	return s.change(ctx, "age", func(tx transaction) error {
		for range tickets {
			if err := s.issue(tx, &kiosk.Ticket{Service: service}, TicketRequest{Lang: kiosk.Vietnamese}); err != nil {
				return err
			}
		}
		return nil
	})
}

// Ticket reads a ticket, or kiosk.ErrNotFound.
func (s *Store) Ticket(ctx context.Context, id string) (kiosk.Ticket, error) {
	t, err := s.scanTicket(s.read.QueryRowContext(ctx, selectTicket+"WHERE id = ?1", id))
	return t, missing(err)
}

// Inspected is closed when a large file was read whole.
func (s *Store) Inspected() <-chan struct{} { return s.inspected }
