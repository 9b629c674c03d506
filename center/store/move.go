package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

// Errors of a move.
var (
	ErrNotEmpty   = errors.New("the target database is not empty")
	ErrUnfinished = errors.New("a move into this database has not finished: run sen-center migrate again")
	ErrMoved      = errors.New("this center's data has moved to another database: start it there")
	ErrDiffers    = errors.New("the copy differs from the source")
)

// Marks in meta that are no part of who a center is.
const (
	markMoving = "moving" // in the target, from before the first row until all is compared
	markMoved  = "moved"  // in the source, once the target has everything
)

// A Move is what was copied and compared.
type Move struct {
	Tables []Figures
	Events Chain
	Audit  Chain
	Took   time.Duration
}

// MoveTo moves a center's data from SQLite into an empty PostgreSQL database:
// the same center goes on there, and its kiosks notice nothing. No center may
// have the source open. The target is marked unfinished first, and is filled,
// compared with the source and unmarked in one transaction; the source is
// marked moved just before that commits. Whatever happens in between, at most
// one of the two can be served, and the move can be run again. What is in ready
// is done to the source first.
func MoveTo(ctx context.Context, from, to string, ready ...func(context.Context, *Store) error) (Move, error) {
	began := time.Now()
	if !isPostgres(to) {
		return Move{}, errors.New("the target is not like postgres://USER@HOST/DATABASE")
	}
	source, err := openSource(ctx, from)
	if err != nil {
		return Move{}, fmt.Errorf("open the source: %w", err)
	}
	for _, do := range ready {
		if err := do(ctx, source); err != nil {
			return Move{}, errors.Join(fmt.Errorf("make the source ready: %w", err), source.Close())
		}
	}
	target, err := openTarget(ctx, to)
	if err != nil {
		return Move{}, errors.Join(fmt.Errorf("open the target: %w", err), source.Close())
	}
	moved, err := move(ctx, source, target)
	moved.Took = time.Since(began)
	return moved, errors.Join(err, target.Close(), source.Close())
}

func openSource(ctx context.Context, from string) (*Store, error) {
	path := strings.TrimPrefix(from, "sqlite:")
	if _, err := os.Stat(path); err != nil {
		return nil, err
	}
	s, err := openSQLiteAlone(ctx, path)
	if errors.Is(err, ErrBusy) {
		return nil, fmt.Errorf("%s is in use; stop the center first: %w", path, err)
	}
	if err != nil {
		return nil, err
	}
	if err := s.migrate(ctx); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

func openTarget(ctx context.Context, to string) (*Store, error) {
	s, err := openPostgres(ctx, to)
	if err != nil {
		return nil, err
	}
	if err := s.migrate(ctx); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

func move(ctx context.Context, source, target *Store) (Move, error) {
	conn, err := target.write.Conn(ctx)
	if err != nil {
		return Move{}, translatePostgres(err)
	}
	defer conn.Close()
	tables, err := listTables(ctx, conn)
	if err != nil {
		return Move{}, err
	}
	m := mover{source: source.write, target: conn, tables: tables}
	if err := m.inTransaction(ctx, m.mark); err != nil {
		return Move{}, err
	}
	err = m.inTransaction(ctx, m.fill)
	return m.done, err
}

// A mover copies table after table, with one connection to each database.
type mover struct {
	source *sql.DB // of one connection
	target *sql.Conn
	tables []table
	done   Move
}

// inTransaction runs do alone in the target.
func (m *mover) inTransaction(ctx context.Context, do func(context.Context) error) error {
	if _, err := m.target.ExecContext(ctx, "BEGIN"); err != nil {
		return translatePostgres(err)
	}
	_, err := m.target.ExecContext(ctx, "SELECT pg_advisory_xact_lock($1)", int64(writeLock))
	if err == nil {
		err = do(ctx)
	}
	end := "COMMIT"
	if err != nil {
		end = "ROLLBACK"
	}
	_, ended := m.target.ExecContext(context.WithoutCancel(ctx), end)
	return translatePostgres(errors.Join(err, ended))
}

// mark claims the target, when it is empty or a move into it did not finish.
func (m *mover) mark(ctx context.Context) error {
	unfinished, err := marked(ctx, m.target, markMoving)
	if err != nil || unfinished {
		return err
	}
	for _, t := range m.tables {
		n, err := count(ctx, m.target, t.name)
		if err != nil {
			return err
		}
		if n > 0 {
			return fmt.Errorf("%w: %s has %d rows", ErrNotEmpty, t.name, n)
		}
	}
	_, err = m.target.ExecContext(ctx, "INSERT INTO meta (name, value) VALUES ($1, '')", markMoving)
	return err
}

// fill copies everything, compares it, and ends the move.
func (m *mover) fill(ctx context.Context) error {
	unfinished, err := marked(ctx, m.target, markMoving)
	if err == nil && !unfinished {
		err = ErrNotEmpty // another move was quicker
	}
	if err != nil {
		return err
	}
	for _, t := range m.tables {
		if err := m.table(ctx, t); err != nil {
			return fmt.Errorf("move %s: %w", t.name, err)
		}
	}
	if err := m.chains(ctx); err != nil {
		return err
	}
	if err := m.leave(ctx); err != nil {
		return fmt.Errorf("mark the source as moved: %w", err)
	}
	_, err = m.target.ExecContext(ctx, "DELETE FROM meta WHERE name = $1", markMoving)
	return err
}

// table copies one table and compares what is there with what was read.
func (m *mover) table(ctx context.Context, t table) error {
	there, err := count(ctx, m.source, t.name)
	if err != nil {
		return err
	}
	rows, err := m.source.QueryContext(ctx, t.query())
	if err != nil {
		return translateSQLite(err)
	}
	defer rows.Close()
	read := newReader(t, rows)
	err = m.target.Raw(func(driver any) error {
		_, err := driver.(*stdlib.Conn).Conn().CopyFrom(ctx, pgx.Identifier{t.name}, t.names(), read)
		return err
	})
	if err != nil {
		return err
	}
	copied, err := figuresOf(ctx, m.target, t)
	if err != nil {
		return err
	}
	if want := read.figures(); copied != want || want.Rows+read.skipped != there {
		return fmt.Errorf("%w: %d rows %x, of %d rows %x", ErrDiffers, copied.Rows, copied.Digest, there, want.Digest)
	}
	m.done.Tables = append(m.done.Tables, copied)
	return nil
}

// chains walks both chains in both databases.
func (m *mover) chains(ctx context.Context) error {
	for _, c := range []struct {
		name string
		walk func(context.Context, queryer) (Chain, error)
		into *Chain
	}{{"events", walkEvents, &m.done.Events}, {"audit log", walkAudit, &m.done.Audit}} {
		want, err := c.walk(ctx, m.source)
		if err != nil {
			return fmt.Errorf("walk the %s: %w", c.name, err)
		}
		if *c.into, err = c.walk(ctx, m.target); err != nil {
			return fmt.Errorf("walk the %s in the target: %w", c.name, err)
		}
		if *c.into != want {
			return fmt.Errorf("%w: the chain of the %s is %v, of %v", ErrDiffers, c.name, *c.into, want)
		}
	}
	return nil
}

// leave marks the source, so that nobody goes on with it.
func (m *mover) leave(ctx context.Context) error {
	_, err := m.source.ExecContext(ctx, "INSERT INTO meta (name, value) VALUES (?1, '') ON CONFLICT (name) DO NOTHING", markMoved)
	return translateSQLite(err)
}

// refuseMoved refuses a database that a move has left or not finished.
func (t *Tx) refuseMoved(ctx context.Context) error {
	names, err := list(ctx, t, func(row scanner) (name string, err error) {
		err = row.Scan(&name)
		return name, err
	}, "SELECT name FROM meta WHERE name IN (?1, ?2)", markMoving, markMoved)
	switch {
	case err != nil:
		return err
	case slices.Contains(names, markMoving):
		return ErrUnfinished
	case slices.Contains(names, markMoved):
		return ErrMoved
	}
	return nil
}
