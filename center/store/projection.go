package store

import (
	"context"
	"fmt"

	"dongthap.vn/sen/kiosk"
)

// ForgetProjections empties everything that can be computed again from the
// raw log and from the records of what was done.
func (t *Tx) ForgetProjections(ctx context.Context) error {
	for _, query := range []string{
		"DELETE FROM tickets", "DELETE FROM feedback", "DELETE FROM help_calls", "DELETE FROM quarantine",
	} {
		if _, err := t.exec(ctx, query); err != nil {
			return fmt.Errorf("forget projections: %w", err)
		}
	}
	return nil
}

// A Projection is a table with one row per event of a kind, named by its id.
type Projection string

// The projections.
const (
	TicketRows   Projection = "tickets"
	FeedbackRows Projection = "feedback"
	HelpRows     Projection = "help_calls"
)

const selectEvent = "SELECT " + eventColumns + " FROM events "

// NotProjected lists events of a kind that are neither in their projection nor
// in quarantine.
func (t *Tx) NotProjected(ctx context.Context, kind string, p Projection) ([]Event, error) {
	query := selectEvent + `WHERE kind = ?1
		AND NOT EXISTS (SELECT 1 FROM ` + string(p) + ` p WHERE p.id = events.id)
		AND NOT EXISTS (SELECT 1 FROM quarantine q WHERE q.device = events.device AND q.epoch = events.epoch AND q.seq = events.seq)
		ORDER BY device, epoch, seq`
	return list(ctx, t, scanEvent, query, kind)
}

// Orphans lists rows of a projection that come from no event.
func (t *Tx) Orphans(ctx context.Context, kind string, p Projection) ([]string, error) {
	query := `SELECT p.id FROM ` + string(p) + ` p LEFT JOIN (SELECT id FROM events WHERE kind = ?1 UNION SELECT id FROM conflicts WHERE kind = ?1) e
		ON e.id = p.id WHERE e.id IS NULL ORDER BY p.id`
	return list(ctx, t, func(row scanner) (id string, err error) {
		err = row.Scan(&id)
		return id, err
	}, query, kind)
}

// EventsTwice lists events whose id another event of the log bears too. Those
// in quarantine do not count, nor do cancellations: one that a kiosk carried over
// from a damaged file may come twice, and what is cancelled twice is cancelled.
func (t *Tx) EventsTwice(ctx context.Context) ([]Event, error) {
	const query = `WITH sound AS (SELECT ` + eventColumns + ` FROM events WHERE NOT EXISTS
			(SELECT 1 FROM quarantine q WHERE q.device = events.device AND q.epoch = events.epoch AND q.seq = events.seq))
		SELECT ` + eventColumns + ` FROM sound WHERE kind NOT IN ('` + kiosk.KindTicketCancelled + `', '` + kiosk.KindHelpCancelled + `')
		AND id IN (SELECT id FROM sound GROUP BY id HAVING COUNT(*) > 1)
		ORDER BY id, device, epoch, seq LIMIT 1000`
	return list(ctx, t, scanEvent, query)
}
