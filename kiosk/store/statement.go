package store

import (
	"context"
	"database/sql"
	"errors"
)

// statements are prepared once: a ticket is issued while somebody waits.
type statements struct {
	head, event, last, count, ticket *sql.Stmt
}

func (p *statements) prepare(ctx context.Context, db *sql.DB) (err error) {
	for _, s := range []struct {
		to  **sql.Stmt
		sql string
	}{
		{&p.head, "SELECT seq, hash FROM events ORDER BY seq DESC LIMIT 1"},
		{&p.event, "INSERT INTO events (" + eventColumns + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"},
		{&p.last, lastNumber},
		{&p.count, countOn},
		{&p.ticket, "INSERT INTO tickets (" + ticketColumns + ") VALUES (?, ?, ?, ?, ?, ?, ?, NULL)"},
	} {
		if *s.to, err = db.PrepareContext(ctx, s.sql); err != nil {
			return err
		}
	}
	return nil
}

func (p *statements) close() error {
	var errs []error
	for _, s := range []*sql.Stmt{p.head, p.event, p.last, p.count, p.ticket} {
		if s != nil {
			errs = append(errs, s.Close())
		}
	}
	return errors.Join(errs...)
}
