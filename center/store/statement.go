package store

import (
	"context"
	"database/sql"
	"fmt"
	"sync"
)

// statements keeps prepared statements from one transaction to the next:
// preparing a statement costs more than running most of them.
type statements struct {
	mu   sync.Mutex
	kept map[statementKey]*sql.Stmt
}

type statementKey struct {
	db    *sql.DB
	query string
}

// A statement is a query that is ready to run.
type statement interface {
	ExecContext(ctx context.Context, args ...any) (sql.Result, error)
	QueryContext(ctx context.Context, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, args ...any) *sql.Row
}

// A direct statement leaves preparing to the driver.
type direct struct {
	tx    *sql.Tx
	query string
}

func (d direct) ExecContext(ctx context.Context, args ...any) (sql.Result, error) {
	return d.tx.ExecContext(ctx, d.query, args...)
}

func (d direct) QueryContext(ctx context.Context, args ...any) (*sql.Rows, error) {
	return d.tx.QueryContext(ctx, d.query, args...)
}

func (d direct) QueryRowContext(ctx context.Context, args ...any) *sql.Row {
	return d.tx.QueryRowContext(ctx, d.query, args...)
}

// statement finds or prepares the statement for a query, for this transaction.
func (t *Tx) statement(ctx context.Context, query string) (statement, error) {
	if t.tx == nil {
		return t.glance(query)
	}
	if err := t.settle(ctx); err != nil {
		return nil, err
	}
	if t.store.dialect.prepares {
		return direct{t.tx, t.store.dialect.rewrite(query)}, nil
	}
	if stmt := t.store.prepared.find(t.db, query); stmt != nil {
		return t.tx.StmtContext(ctx, stmt), nil
	}
	stmt, err := t.tx.PrepareContext(ctx, t.store.dialect.rewrite(query))
	if err != nil {
		return nil, fmt.Errorf("prepare %.60q: %w", query, t.store.dialect.translate(err))
	}
	t.missed = append(t.missed, query)
	return stmt, nil
}

func (p *statements) find(db *sql.DB, query string) *sql.Stmt {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.kept[statementKey{db, query}]
}

// keep prepares what a finished transaction missed. It waits until the
// transaction has given its connection back, for the writers' pool has only
// that one. What cannot be prepared now is prepared where it is next used.
func (p *statements) keep(t *Tx) {
	for _, query := range t.missed {
		stmt, err := t.db.Prepare(t.store.dialect.rewrite(query))
		if err != nil {
			continue
		}
		p.mu.Lock()
		if p.kept == nil {
			p.kept = map[statementKey]*sql.Stmt{}
		}
		old := p.kept[statementKey{t.db, query}]
		p.kept[statementKey{t.db, query}] = stmt
		p.mu.Unlock()
		if old != nil {
			old.Close()
		}
	}
}

func (p *statements) close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, stmt := range p.kept {
		stmt.Close()
	}
	p.kept = nil
}
