package store

import (
	"context"
	"database/sql"
	"errors"
)

// What only a transaction may do.
var (
	errOneMoment = errors.New("a glance is one question: two would see two moments")
	errNotGlance = errors.New("a glance cannot write")
)

// Glance runs do on what is committed at one moment, as Read does, for a single
// question. It needs no transaction: on PostgreSQL that is one way there and back
// instead of three. Do may run more than once.
func (s *Store) Glance(ctx context.Context, do func(*Tx) error) error {
	return s.patiently(ctx, func() error {
		t := &Tx{store: s, db: s.read}
		err := do(t)
		s.prepared.keep(t)
		return err
	})
}

// A bare statement is run outside of a transaction.
type bare struct {
	db    *sql.DB
	query string
}

func (bare) ExecContext(context.Context, ...any) (sql.Result, error) { return nil, errNotGlance }

func (b bare) QueryContext(ctx context.Context, args ...any) (*sql.Rows, error) {
	return b.db.QueryContext(ctx, b.query, args...)
}

func (b bare) QueryRowContext(ctx context.Context, args ...any) *sql.Row {
	return b.db.QueryRowContext(ctx, b.query, args...)
}

// A kept statement is a prepared one that is run outside of a transaction.
type kept struct{ *sql.Stmt }

func (kept) ExecContext(context.Context, ...any) (sql.Result, error) { return nil, errNotGlance }

// glance finds the statement for the only question of a Tx without a transaction.
func (t *Tx) glance(query string) (statement, error) {
	if t.asked {
		return nil, errOneMoment
	}
	t.asked = true
	if t.store.dialect.prepares {
		return bare{t.db, t.store.dialect.rewrite(query)}, nil
	}
	if stmt := t.store.prepared.find(t.db, query); stmt != nil {
		return kept{stmt}, nil
	}
	t.missed = append(t.missed, query)
	return bare{t.db, t.store.dialect.rewrite(query)}, nil
}
