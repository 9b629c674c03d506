package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"iter"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
)

// later runs a statement whose count of rows nobody asks for. On PostgreSQL it
// waits until its transaction asks for something or commits, and goes with that: what
// waits is sent in one message and answered in one. An error of it is told then.
func (t *Tx) later(ctx context.Context, query string, args ...any) error {
	if !t.defers() {
		_, err := t.exec(ctx, query, args...)
		return err
	}
	return t.enqueue(query, args)
}

// insertLater adds rows that nobody counts.
func (t *Tx) insertLater(ctx context.Context, i *insertion, shared, own []any) error {
	if !t.defers() {
		_, err := t.insert(ctx, i, shared, own)
		return err
	}
	for query, args := range i.statements(shared, own) {
		if err := t.enqueue(query, args); err != nil {
			return err
		}
	}
	return nil
}

// defers reports whether statements of this transaction may wait.
func (t *Tx) defers() bool { return t.store.dialect.pipelines && t.conn != nil }

// enqueue puts a statement behind those that wait.
func (t *Tx) enqueue(query string, args []any) error {
	values := make([]any, len(args))
	for i, arg := range args { // as database/sql would hand them over
		v, err := driver.DefaultParameterConverter.ConvertValue(arg)
		if err != nil {
			return fmt.Errorf("value %d: %w", i+1, err)
		}
		values[i] = v
	}
	t.waiting.Queue(t.store.dialect.rewrite(query), values...)
	return nil
}

// settle sends what waits.
func (t *Tx) settle(ctx context.Context) error {
	if t.waiting.Len() == 0 {
		return nil
	}
	_, err := throughPipeline(ctx, t, func(func(string, []any) bool) {})
	return err
}

// only is one statement.
func only(query string, args []any) iter.Seq2[string, []any] {
	return func(yield func(string, []any) bool) { yield(query, args) }
}

// throughPipeline sends what waits and the statements behind it in one message, and
// counts the rows that the statements changed.
func throughPipeline(ctx context.Context, t *Tx, statements iter.Seq2[string, []any]) (changed int64, err error) {
	if t.conn == nil { // a reader, which the database refuses
		return throughSQL(ctx, t, statements)
	}
	before := t.waiting.Len()
	for query, args := range statements {
		if err := t.enqueue(query, args); err != nil {
			return 0, err
		}
	}
	for _, counted := range t.waiting.QueuedQueries[before:] {
		counted.Exec(func(done pgconn.CommandTag) error {
			changed += done.RowsAffected()
			return nil
		})
	}
	all := t.waiting
	t.waiting = pgx.Batch{}
	err = t.conn.Raw(func(connection any) error {
		conn := connection.(*stdlib.Conn).Conn()
		// The connection is ours until we return. A transaction that was rolled
		// back before, because its context ended, must not be written beside.
		if conn.PgConn().TxStatus() == idle {
			return sql.ErrTxDone
		}
		return conn.SendBatch(ctx, &all).Close()
	})
	if err != nil {
		return 0, t.store.dialect.translate(err)
	}
	return changed, nil
}

// idle is the status of a connection without a transaction (PostgreSQL manual,
// message ReadyForQuery).
const idle = 'I'
