// Package store is the kiosk's memory: one SQLite file with the events, the
// tickets, the counters of numbers and the documents the center published.
//
// It promises that what a method returned is on the disk (WAL with
// synchronous=FULL), that every change and the event that tells of it are one
// transaction, and that no personal data reaches the file unsealed. A damaged
// file is moved aside, never deleted, and a new one is born with a new epoch.
// After the disk has failed once nothing is written until the file is opened
// anew, which looks at what is really there.
// It asks no network and decides nothing of opening hours or services.
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"time"

	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/disk"
)

// Options say which file is opened, for which kiosk, by which clocks.
type Options struct {
	Path   string           // of the database file; its folder exists
	Device string           // the kiosk code, "2"
	Now    func() time.Time // the wall clock; business days count in kiosk.VietnamTime
	Boot   Boot             // the clock that never jumps

	local       func(dir string) error // instead of disk.Local, in tests
	wholeAtOnce int64                  // instead of the constant, in tests
}

// A Store is an open file. Its methods may be called from any goroutine.
type Store struct {
	opts    Options
	write   *writer
	read    *sql.DB // a few connections that cannot write
	ballast ballast
	epoch   string
	birth   Birth
	wake    chan struct{}
	lock    *disk.Lock
	writing sync.Mutex // held by the one change being made
	breaker disk.Breaker

	leave     func()          // ends the inspection of a large file
	inspected <-chan struct{} // closed at its end; nil when there is none
}

// A Birth tells that Open made a new file, and why.
type Birth struct {
	New      bool   // false when a sound file was found
	Cause    error  // what was wrong with the old file; nil when there was none
	MovedTo  string // where the old file lies now; "" when there was none
	Salvaged int    // unacknowledged events carried over into the new file
}

// Open opens the file, or makes one. It checks that commits are durable, that
// the file is whole and that the chain of unacknowledged events holds; a file
// over 64 MiB is checked while it is used, and Failed tells what is found. A
// damaged file is moved aside and replaced: Born tells of it. A file that another
// program has open is disk.ErrTaken, one across a network disk.ErrRemote.
func Open(ctx context.Context, o Options) (*Store, error) {
	lock, err := claim(o)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", o.Path, err)
	}
	s, err := openOrReplace(ctx, o)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open %s: %w", o.Path, err), lock.Release())
	}
	s.lock = lock
	return s, nil
}

func openOrReplace(ctx context.Context, o Options) (*Store, error) {
	if exists(wreckOf(o.Path)) {
		return succeed(ctx, o, errInterrupted)
	}
	s, err := open(ctx, o)
	if errors.Is(err, errDamaged) {
		return replace(ctx, o, err)
	}
	return s, err
}

// claim makes sure that the file may be used at all, and by us alone.
func claim(o Options) (*disk.Lock, error) {
	local := o.local
	if local == nil {
		local = disk.Local
	}
	if err := local(filepath.Dir(o.Path)); err != nil {
		return nil, err
	}
	return disk.Take(o.Path + ".lock")
}

// Close ends the use of the file.
func (s *Store) Close() error {
	err := s.shut()
	if s.lock != nil {
		err = errors.Join(err, s.lock.Release())
	}
	return err
}

// shut closes the file and keeps the claim to it.
func (s *Store) shut() error {
	if s.inspected != nil {
		s.leave()
		<-s.inspected
	}
	return errors.Join(s.read.Close(), s.write.close())
}

// Failed is closed when the disk has failed: from then on nothing is written.
// Whoever runs the kiosk closes the store and opens it anew.
func (s *Store) Failed() <-chan struct{} { return s.breaker.Tripped() }

// Device is the kiosk code the file belongs to.
func (s *Store) Device() string { return s.opts.Device }

// Epoch names this file: 16 hex digits born with it.
func (s *Store) Epoch() string { return s.epoch }

// Boot is the clock the events are stamped with.
func (s *Store) Boot() Boot { return s.opts.Boot }

// Born tells whether Open made the file anew.
func (s *Store) Born() Birth { return s.birth }

// Wake is signalled after each recorded event, so that it is sent at once. A
// signal not yet taken stands for all events since.
func (s *Store) Wake() <-chan struct{} { return s.wake }

// change runs f in one transaction. Once begun it is not given up when the
// caller goes away: a half-waited-for commit would leave open whether it
// happened.
func (s *Store) change(ctx context.Context, what string, f func(transaction) error) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	s.writing.Lock()
	defer s.writing.Unlock()
	if err := s.breaker.Err(); err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	if err := s.write.transact(f); err != nil {
		return fmt.Errorf("%s: %w", what, s.doubt(err))
	}
	return nil
}

// doubt translates an error, and stops all writing when it tells that the disk
// or the file is not what it was.
func (s *Store) doubt(err error) error {
	err = translate(err)
	if errors.Is(err, errDamaged) {
		s.note(err)
	}
	if unreliable(err) {
		s.breaker.Trip(err)
	}
	return err
}

// today is the business day by the wall clock alone.
func (s *Store) today() kiosk.Date {
	return kiosk.DateOf(s.opts.Now().In(kiosk.VietnamTime))
}
