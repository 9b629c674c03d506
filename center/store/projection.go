package store

import (
	"cmp"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"

	"dongthap.vn/sen/kiosk"
)

// ForgetProjections empties everything that can be computed again from the
// raw log and from the records of what was done.
func (t *Tx) ForgetProjections(ctx context.Context) error {
	for _, query := range []string{
		"DELETE FROM tickets", "DELETE FROM feedback" + ofEvents, "DELETE FROM help_calls", "DELETE FROM meetings", "DELETE FROM quarantine",
	} {
		if _, err := t.exec(ctx, query); err != nil {
			return fmt.Errorf("forget projections: %w", err)
		}
	}
	return nil
}

// ofEvents leaves out feedback given on a phone, which no event tells of: it is no
// projection, and stays.
const ofEvents = " WHERE ticket = ''"

// A Projection is a table with one row per event of a kind, named by its id.
type Projection string

// The projections.
const (
	TicketRows   Projection = "tickets"
	FeedbackRows Projection = "feedback"
	HelpRows     Projection = "help_calls"
	MeetingRows  Projection = "meetings"

	// QuarantineRows are what no projection took.
	QuarantineRows Projection = "quarantine"
)

// rowsOf lists the rows of a projection, the values of their key first. Which of
// two tickets with one number is called the twin is left out: it tells which
// was understood first, and that may be long after it came.
var rowsOf = map[Projection]struct {
	query string
	key   int
}{
	TicketRows: {`SELECT id, site, device, epoch, seq, number, day, service, procedure, lang, receipt_id, issued_at, class, appointed_at, promised_from, promised_to,
		state, counter, staff, called_at, rung_at, calls, ended_at, reason, for_counter, begun_at, first_called_at, not_before, delays, declared, further FROM tickets ORDER BY id`, 1},
	FeedbackRows:   {"SELECT " + feedbackColumns + ", phone FROM feedback" + ofEvents + " ORDER BY id", 1},
	HelpRows:       {"SELECT " + helpColumns + " FROM help_calls ORDER BY id", 1},
	MeetingRows:    {"SELECT " + meetingColumns + ", phone FROM meetings ORDER BY id", 1},
	QuarantineRows: {"SELECT device, epoch, seq, hash, reason, at FROM quarantine ORDER BY device, epoch, seq, hash", 4},
}

// A Row is a row of a projection, to be compared.
type Row struct {
	Key string     // in the order of the rows
	Sum kiosk.Hash // of all values
}

// Rows walks a projection in the order of its keys. Nothing else may be asked
// of the transaction meanwhile.
func (t *Tx) Rows(ctx context.Context, p Projection) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		of := rowsOf[p]
		if err := t.settle(ctx); err != nil {
			yield(Row{}, err)
			return
		}
		rows, err := t.tx.QueryContext(ctx, t.store.dialect.rewrite(of.query))
		if err != nil {
			yield(Row{}, t.store.dialect.translate(err))
			return
		}
		defer rows.Close()
		columns, err := rows.Columns()
		for err == nil && rows.Next() {
			var r Row
			if r, err = scanRow(rows, len(columns), of.key); err == nil && !yield(r, nil) {
				return
			}
		}
		if err = errors.Join(err, rows.Err()); err != nil {
			yield(Row{}, t.store.dialect.translate(err))
		}
	}
}

func scanRow(row scanner, columns, key int) (r Row, err error) {
	values, into := make([]any, columns), make([]any, columns)
	for i := range values {
		into[i] = &values[i]
	}
	if err := row.Scan(into...); err != nil {
		return Row{}, err
	}
	sum := sha256.New()
	for i, v := range values {
		if i < key {
			r.Key += keyPart(v)
		}
		if b, is := v.([]byte); is {
			v = string(b) // SQLite may keep empty bytes as an empty text
		}
		digest(sum, v)
	}
	r.Sum = kiosk.Hash(sum.Sum(nil))
	return r, nil
}

// keyPart writes a value of a key so that texts order as the values do.
func keyPart(v any) string {
	switch v := v.(type) {
	case int64:
		return fmt.Sprintf(" %020d", v)
	case []byte:
		return fmt.Sprintf(" %x", v)
	}
	return fmt.Sprint(" ", v)
}

const selectEvent = "SELECT " + eventColumns + " FROM events "

// A Projected says in which projection the events of a kind stand.
type Projected struct {
	Kind string
	Rows Projection
}

// NotProjected lists events that are neither in the projection of their kind nor
// in quarantine, in one walk over the log.
func (t *Tx) NotProjected(ctx context.Context, kinds []Projected) ([]Event, error) {
	missing, args := make([]string, len(kinds)), make([]any, len(kinds))
	for i, k := range kinds {
		missing[i] = fmt.Sprintf("kind = ?%d AND NOT EXISTS (SELECT 1 FROM %s p WHERE p.id = events.id)", i+1, k.Rows)
		args[i] = k.Kind
	}
	query := selectEvent + `WHERE (` + strings.Join(missing, " OR ") + `)
		AND NOT EXISTS (SELECT 1 FROM quarantine q WHERE q.device = events.device AND q.epoch = events.epoch AND q.seq = events.seq)`
	all, err := list(ctx, t, scanEvent, query, args...)
	slices.SortFunc(all, func(a, b Event) int { // here, for few: asked to, SQLite would walk the log in this order and not as it lies
		return cmp.Or(cmp.Compare(a.Device, b.Device), cmp.Compare(a.Epoch, b.Epoch), cmp.Compare(a.Seq, b.Seq))
	})
	return all, err
}

// Orphans lists rows of a projection that come from no event: neither the log nor
// the conflicts have it where the row says it came from.
func (t *Tx) Orphans(ctx context.Context, k Projected) ([]string, error) {
	from := func(log string) string {
		return "NOT EXISTS (SELECT 1 FROM " + log + " e WHERE e.device = p.device AND e.epoch = p.epoch AND e.seq = p.seq AND e.id = p.id AND e.kind = ?1)"
	}
	own := ""
	if k.Rows == FeedbackRows {
		own = " AND p.ticket = ''" // as ofEvents
	}
	query := "SELECT p.id FROM " + string(k.Rows) + " p WHERE " + from("events") + " AND " + from("conflicts") + own + " ORDER BY p.id"
	return list(ctx, t, func(row scanner) (id string, err error) {
		err = row.Scan(&id)
		return id, err
	}, query, k.Kind)
}

// EventsTwice lists events whose id another event of the log bears too. Those
// in quarantine do not count, nor do cancellations: one that a kiosk carried over
// from a damaged file may come twice, and what is cancelled twice is cancelled.
func (t *Tx) EventsTwice(ctx context.Context) ([]Event, error) {
	const query = `WITH sound AS (SELECT ` + eventColumns + ` FROM events WHERE NOT EXISTS
			(SELECT 1 FROM quarantine q WHERE q.device = events.device AND q.epoch = events.epoch AND q.seq = events.seq))
		SELECT ` + eventColumns + ` FROM sound WHERE kind NOT IN ('` + kiosk.KindTicketCancelled + `', '` + kiosk.KindHelpCancelled + `', '` + kiosk.KindMeetingCancelled + `')
		AND id IN (SELECT id FROM sound GROUP BY id HAVING COUNT(*) > 1)
		ORDER BY id, device, epoch, seq LIMIT 1000`
	return list(ctx, t, scanEvent, query)
}
