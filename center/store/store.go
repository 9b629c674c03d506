// Package store keeps everything the center knows in one database.
//
// It promises that a Write which returned nil is on the disk, whole, that every
// Read sees one moment, and that nothing is written after the disk has failed.
// It is the only place with SQL, written in what SQLite and PostgreSQL share, so
// that a second database is a second opener. It knows rows and not rules: who may
// do what, and what follows from it, is decided by the packages that call it. It
// has no clock: times are passed in.
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/cenkalti/backoff/v5"

	"dongthap.vn/sen/kiosk/disk"
)

// Errors a caller branches on, beside those of kiosk.
var (
	ErrBusy   = errors.New("database busy")
	ErrExists = errors.New("exists already")
)

// errUnreliable marks errors after which nothing is known of what was written.
var errUnreliable = errors.New("the disk has failed")

// A Store is one open database.
type Store struct {
	dialect  dialect
	write    *sql.DB // one connection: writers wait for each other
	read     *sql.DB
	prepared statements
	meta     Meta
	hints    broadcaster
	sites    siteCache
	others   *listener // hears other processes on this database; nil when there are none
	breaker  disk.Breaker
}

// Open opens the database dsn names, brings its tables up to date and refuses
// one that would lose what it commits. A dsn is "sqlite:FILE", a bare path, or
// "postgres://USER@HOST/DATABASE" with the parameters libpq knows.
func Open(ctx context.Context, dsn string) (*Store, error) {
	s, err := connect(ctx, dsn)
	if err != nil {
		return nil, err
	}
	if err := s.begin(ctx); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// Migrate makes the tables in the database dsn names, or brings them up to
// date; it draws no center's identity.
func Migrate(ctx context.Context, dsn string) error {
	s, err := connect(ctx, dsn)
	if err != nil {
		return err
	}
	return errors.Join(s.migrate(ctx), s.Close())
}

// connect opens a database as it is.
func connect(ctx context.Context, dsn string) (*Store, error) {
	switch scheme, _, isURL := strings.Cut(dsn, "://"); {
	case isPostgres(dsn):
		return openPostgres(ctx, dsn)
	case isURL:
		return nil, fmt.Errorf("open %s database: not a kind this build knows", scheme)
	}
	return openSQLite(ctx, strings.TrimPrefix(dsn, "sqlite:"), disk.Local)
}

func (s *Store) begin(ctx context.Context) error {
	if err := s.migrate(ctx); err != nil {
		return err
	}
	return s.Write(ctx, func(t *Tx) (err error) {
		if err := t.refuseMoved(ctx); err != nil {
			return err
		}
		s.meta, err = t.meta(ctx)
		return err
	})
}

// Failed is closed when the disk has failed: from then on nothing is written.
// Whoever runs the center ends it and starts it anew.
func (s *Store) Failed() <-chan struct{} { return s.breaker.Tripped() }

// Close waits for running statements and closes the database.
func (s *Store) Close() error {
	if s.others != nil {
		s.others.close()
	}
	s.prepared.close()
	return errors.Join(s.write.Close(), s.read.Close())
}

// Write runs do in one transaction that has the database for itself, also
// among other processes, commits it durably, then tells subscribers what was
// touched. When do returns an error nothing has happened. A database that was
// busy or restarting is asked again for a while, so do may run more than once
// and must set anew whatever it yields.
func (s *Store) Write(ctx context.Context, do func(*Tx) error) error {
	return s.patiently(ctx, func() error { return s.writeOnce(ctx, do) })
}

// errUnsure marks a commit whose answer was lost: it may have happened. errUndone
// marks what certainly has not.
var (
	errUnsure = errors.New("the commit was not answered")
	errUndone = fmt.Errorf("%w: rolled back for another's sake", ErrBusy)
)

func (s *Store) writeOnce(ctx context.Context, do func(*Tx) error) error {
	t, release, err := s.beginWrite(ctx)
	if err != nil {
		return s.doubt(s.dialect.translate(err))
	}
	defer release()
	tx := t.tx
	if err := s.breaker.Err(); err != nil {
		return err
	}
	if err := s.dialect.alone(ctx, tx); err != nil {
		return s.dialect.translate(err)
	}
	if err := do(t); err != nil {
		return s.doubt(err)
	}
	if err := t.bumpDocuments(ctx); err != nil {
		return s.doubt(err)
	}
	if err := s.dialect.tell(ctx, t, t.touched); err != nil {
		return s.dialect.translate(err)
	}
	if err := t.settle(ctx); err != nil {
		return err
	}
	if err := s.dialect.translate(tx.Commit()); errors.Is(err, errUndone) {
		return fmt.Errorf("commit: %w", err)
	} else if err != nil {
		s.hints.send(t.touched)
		return fmt.Errorf("commit: %w: %w", errUnsure, s.doubt(err))
	}
	s.hints.send(t.touched)
	release()
	s.prepared.keep(t)
	return nil
}

// beginWrite begins a transaction; release takes back what was not committed
// and gives the connection back, and may be called twice.
func (s *Store) beginWrite(ctx context.Context) (t *Tx, release func(), err error) {
	t = &Tx{store: s, db: s.write, touched: map[string]int64{}}
	if t.conn, err = s.write.Conn(ctx); err != nil {
		return nil, nil, err
	}
	if t.tx, err = t.conn.BeginTx(ctx, nil); err != nil {
		return nil, nil, errors.Join(err, t.conn.Close())
	}
	return t, func() {
		t.tx.Rollback()
		t.conn.Close()
	}, nil
}

// patiently does something again while the database is busy, as long as it is
// certain that nothing has happened.
func (s *Store) patiently(ctx context.Context, do func() error) error {
	if s.dialect.patience == 0 {
		return do()
	}
	_, err := backoff.Retry(ctx, func() (struct{}, error) {
		err := do()
		if !errors.Is(err, ErrBusy) || errors.Is(err, errUnsure) {
			err = permanent(err)
		}
		return struct{}{}, err
	}, backoff.WithMaxElapsedTime(s.dialect.patience), backoff.WithBackOff(&backoff.ExponentialBackOff{
		InitialInterval: 20 * time.Millisecond, RandomizationFactor: 0.5, Multiplier: 2, MaxInterval: time.Second}))
	return err
}

func permanent(err error) error {
	if err == nil {
		return nil
	}
	return backoff.Permanent(err)
}

// doubt stops all writing when an error tells that the disk or the file is not
// what it was.
func (s *Store) doubt(err error) error {
	if errors.Is(err, errUnreliable) {
		s.breaker.Trip(err)
	}
	return err
}

// Read runs do on one consistent view of the database; it cannot write.
func (s *Store) Read(ctx context.Context, do func(*Tx) error) error {
	var tx *sql.Tx
	err := s.patiently(ctx, func() (err error) {
		tx, err = s.read.BeginTx(ctx, s.dialect.reading)
		return s.dialect.translate(err)
	})
	if err != nil {
		return err
	}
	t := &Tx{store: s, tx: tx, db: s.read}
	err = do(t)
	tx.Rollback() // nothing was written; the connection goes back to the pool
	s.prepared.keep(t)
	return err
}
