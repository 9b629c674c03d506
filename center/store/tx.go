package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"dongthap.vn/sen/kiosk"
)

// A Tx is one transaction. Its methods are whole statements.
type Tx struct {
	store   *Store
	tx      *sql.Tx   // nil of a glance
	asked   bool      // a glance has had its question
	conn    *sql.Conn // a writer's own; nil of a reader
	waiting pgx.Batch // see later
	arrived int64     // see Arrival
	told    *int64    // how many systems want to hear of new tickets, see TellIssued
	db      *sql.DB
	touched map[string]int64    // topics to tell of after the commit
	missed  []string            // queries that were not prepared yet
	named   []driver.NamedValue // room for the values of a statement
}

// Touch notes that a topic has changed. A document's version grows with the
// same commit, at least to now: a center restored from an older backup still
// publishes newer versions than kiosks hold.
func (t *Tx) Touch(topic string, now time.Time) {
	t.touched[topic] = max(t.touched[topic], now.UnixMilli())
}

// bumpDocuments gives the live queue document its next version.
func (t *Tx) bumpDocuments(ctx context.Context) error {
	at, ok := t.touched[kiosk.DocQueue]
	if !ok {
		return nil
	}
	version, err := t.nextVersion(ctx, kiosk.DocQueue, at)
	if err != nil {
		return fmt.Errorf("next version of the queue: %w", err)
	}
	t.touched[kiosk.DocQueue] = version
	return nil
}

// exec runs a statement and counts the rows it changed.
func (t *Tx) exec(ctx context.Context, query string, args ...any) (int64, error) {
	if t.waiting.Len() > 0 {
		return t.store.dialect.bulk(ctx, t, only(query, args))
	}
	stmt, err := t.statement(ctx, query)
	if err != nil {
		return 0, err
	}
	result, err := stmt.ExecContext(ctx, args...)
	if err != nil {
		return 0, t.store.dialect.translate(err)
	}
	return result.RowsAffected()
}

// one reads a single row, or returns kiosk.ErrNotFound.
func (t *Tx) one(ctx context.Context, query string, args []any, dest ...any) error {
	stmt, err := t.statement(ctx, query)
	if err != nil {
		return err
	}
	return t.store.dialect.translate(stmt.QueryRowContext(ctx, args...).Scan(dest...))
}

// A scanner is a row being read.
type scanner interface{ Scan(dest ...any) error }

// list reads all rows of a query.
func list[T any](ctx context.Context, t *Tx, scan func(scanner) (T, error), query string, args ...any) ([]T, error) {
	stmt, err := t.statement(ctx, query)
	if err != nil {
		return nil, err
	}
	rows, err := stmt.QueryContext(ctx, args...)
	if err != nil {
		return nil, t.store.dialect.translate(err)
	}
	defer rows.Close()
	var all []T
	for rows.Next() {
		v, err := scan(rows)
		if err != nil {
			return nil, t.store.dialect.translate(err)
		}
		all = append(all, v)
	}
	return all, t.store.dialect.translate(rows.Err())
}

// millis and moment convert times; the zero time is 0.
func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

func moment(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}

// bytesOf is b for a column that may be empty and not NULL.
func bytesOf(b []byte) []byte {
	if b == nil {
		return []byte{}
	}
	return b
}
