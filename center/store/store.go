// Package store keeps everything the center knows in one database.
//
// It promises that a Write which returned nil is on the disk, whole, and that
// every Read sees one moment. It is the only place with SQL, written in what
// SQLite and PostgreSQL share, so that a second database is a second opener.
// It knows rows and not rules: who may do what, and what follows from it, is
// decided by the packages that call it. It has no clock: times are passed in.
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
)

// Errors a caller branches on, beside those of kiosk.
var (
	ErrBusy   = errors.New("database busy")
	ErrExists = errors.New("exists already")
)

// A Store is one open database.
type Store struct {
	dialect  dialect
	write    *sql.DB // one connection: writers wait for each other
	read     *sql.DB
	prepared statements
	meta     Meta
	hints    broadcaster
	sites    siteCache
}

// Open opens the database dsn names, brings its tables up to date and refuses
// one that would lose what it commits. A dsn is "sqlite:FILE" or a bare path.
func Open(ctx context.Context, dsn string) (*Store, error) {
	var s *Store
	var err error
	switch scheme, _, _ := strings.Cut(dsn, "://"); {
	case scheme != dsn:
		return nil, fmt.Errorf("open %s database: not a kind this build knows", scheme)
	default:
		s, err = openSQLite(ctx, strings.TrimPrefix(dsn, "sqlite:"))
	}
	if err != nil {
		return nil, err
	}
	if err := s.begin(ctx); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

func (s *Store) begin(ctx context.Context) error {
	if err := s.migrate(ctx); err != nil {
		return fmt.Errorf("bring tables up to date: %w", err)
	}
	return s.Write(ctx, func(t *Tx) (err error) {
		s.meta, err = t.meta(ctx)
		return err
	})
}

// Close waits for running statements and closes the database.
func (s *Store) Close() error {
	s.prepared.close()
	return errors.Join(s.write.Close(), s.read.Close())
}

// Write runs do in one transaction that has the database for itself, commits
// it durably, then tells subscribers what was touched. When do returns an
// error nothing has happened.
func (s *Store) Write(ctx context.Context, do func(*Tx) error) error {
	tx, err := s.write.BeginTx(ctx, nil)
	if err != nil {
		return s.dialect.translate(err)
	}
	defer tx.Rollback()
	t := &Tx{store: s, tx: tx, db: s.write, touched: map[string]int64{}}
	if err := do(t); err != nil {
		return err
	}
	if err := t.bumpDocuments(ctx); err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("commit: %w", s.dialect.translate(err))
	}
	s.hints.send(t.touched)
	s.prepared.keep(t)
	return nil
}

// Read runs do on one consistent view of the database; it cannot write.
func (s *Store) Read(ctx context.Context, do func(*Tx) error) error {
	tx, err := s.read.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return s.dialect.translate(err)
	}
	t := &Tx{store: s, tx: tx, db: s.read}
	err = do(t)
	tx.Rollback() // nothing was written; the connection goes back to the pool
	s.prepared.keep(t)
	return err
}
