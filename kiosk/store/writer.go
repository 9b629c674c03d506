package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// A writer is the one connection that changes the file. It is held for good and
// its statements are prepared once: database/sql's own transactions start a
// goroutine each and prepare BEGIN and COMMIT anew, which costs a ticket a third
// of its time on a quick disk. One transaction at a time: Store.writing sees to it.
type writer struct {
	db   *sql.DB
	conn *sql.Conn
	end  end

	begin, commit, rollback   *sql.Stmt
	head, event, last, ticket *sql.Stmt
}

// A transaction is the writer inside one; only transact makes it.
type transaction struct{ *writer }

// hold makes the connection.
func hold(ctx context.Context, dsn string) (*writer, error) {
	db, err := connect(dsn, 1)
	if err != nil {
		return nil, err
	}
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, errors.Join(translate(err), db.Close())
	}
	return &writer{db: db, conn: conn}, nil
}

func (w *writer) prepare(ctx context.Context) (err error) {
	for _, s := range []struct {
		to  **sql.Stmt
		sql string
	}{
		{&w.begin, "BEGIN IMMEDIATE"},
		{&w.commit, "COMMIT"},
		{&w.rollback, "ROLLBACK"},
		{&w.head, "SELECT seq, hash FROM events ORDER BY seq DESC LIMIT 1"},
		{&w.event, "INSERT INTO events (" + eventColumns + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"},
		{&w.last, lastNumber},
		{&w.ticket, "INSERT INTO tickets (" + ticketColumns + ") VALUES (?, ?, ?, ?, ?, ?, ?, NULL)"},
	} {
		if *s.to, err = w.conn.PrepareContext(ctx, s.sql); err != nil {
			return err
		}
	}
	return nil
}

// transact runs f in one transaction, which is not given up once begun.
func (w *writer) transact(f func(transaction) error) (err error) {
	if _, err := w.begin.Exec(); err != nil {
		return err
	}
	done := false
	defer func() {
		if !done { // a commit that failed may have ended the transaction itself
			w.end = end{}
			w.rollback.Exec()
		}
	}()
	if err := f(transaction{w}); err != nil {
		return err
	}
	if _, err := w.commit.Exec(); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	done = true
	return nil
}

// Exec runs a statement that is not worth preparing, and that may move the end.
func (w *writer) Exec(query string, args ...any) (sql.Result, error) {
	w.end = end{}
	return w.conn.ExecContext(context.Background(), query, args...)
}

// QueryRow reads a row by such a statement.
func (w *writer) QueryRow(query string, args ...any) *sql.Row {
	return w.conn.QueryRowContext(context.Background(), query, args...)
}

func (w *writer) close() error {
	var errs []error
	for _, s := range []*sql.Stmt{w.begin, w.commit, w.rollback, w.head, w.event, w.last, w.ticket} {
		if s != nil {
			errs = append(errs, s.Close())
		}
	}
	return errors.Join(append(errs, w.conn.Close(), w.db.Close())...)
}
