package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"

	"dongthap.vn/sen/kiosk"
)

// wholeAtOnce is the size, in bytes, up to which a file is read whole before it
// is used: more than a month of a busy kiosk, and a fraction of a second. A
// larger one has gathered events without a center for long, and visitors do not
// wait for it: it is read while they are served.
const wholeAtOnce = 64 << 20

// tail is how many of the newest events are compared before a large file is used.
const tail = 1000

// doubtOf is a file that stands beside a database in which damage was found
// while it was in use: the next Open reads it whole, whatever that takes.
func doubtOf(path string) string { return path + ".doubt" }

// large tells whether the file is one to be used before it is read whole.
func (s *Store) large() bool {
	if exists(doubtOf(s.opts.Path)) {
		return false
	}
	most := s.opts.wholeAtOnce
	if most == 0 {
		most = wholeAtOnce
	}
	info, err := os.Stat(s.opts.Path)
	return err == nil && info.Size() > most
}

// inspect compares the end of a large file, on which the next event will hang,
// and goes on to read it whole while it is used. Damage ends all writing and
// leaves a doubt for the next Open. Shutting the file ends the inspection.
func (s *Store) inspect(ctx context.Context) error {
	if err := s.checkChain(ctx, tail); err != nil {
		return err
	}
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan struct{})
	s.leave, s.inspected = stop, done
	go func() {
		defer close(done)
		err := sound(ctx, s.read)
		if err == nil {
			err = s.checkChain(ctx, 0)
		}
		if err != nil && ctx.Err() == nil {
			s.doubt(err)
		}
	}()
	return nil
}

// note leaves the doubt beside the file. Where there is no room for it, the
// damage will be found again.
func (s *Store) note(damage error) {
	os.WriteFile(doubtOf(s.opts.Path), []byte(damage.Error()+"\n"), 0o600)
}

// dispel removes the doubt beside a file that was read whole and is sound.
func dispel(path string) error {
	if err := os.Remove(doubtOf(path)); err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("remove a doubt: %w", err)
	}
	return nil
}

// ours makes sure that the file is a kiosk's.
func ours(ctx context.Context, db *sql.DB) error {
	var id int
	if err := db.QueryRowContext(ctx, "PRAGMA application_id").Scan(&id); err != nil {
		return translate(err)
	}
	if id != applicationID {
		return fmt.Errorf("%w: it is not a kiosk's database", errDamaged)
	}
	return nil
}

// sound asks SQLite whether the pages of the file make a database.
func sound(ctx context.Context, db *sql.DB) error {
	var found string
	if err := db.QueryRowContext(ctx, "PRAGMA quick_check(1)").Scan(&found); err != nil {
		return translate(err)
	}
	if found != "ok" {
		return fmt.Errorf("%w: %s", errDamaged, found)
	}
	return nil
}

// linkable makes sure that the next event has one to follow. A byte changed in
// the schema can make seq a column like any other, empty in every row: SQLite
// finds nothing wrong with that, and the chain finds no rows.
func (s *Store) linkable(ctx context.Context) error {
	var seq, hash any
	err := s.write.head.QueryRowContext(ctx).Scan(&seq, &hash)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("read the last event: %w", translate(err))
	}
	if _, numbered := seq.(int64); !numbered {
		return fmt.Errorf("%w: the last event has no number", errDamaged)
	}
	return nil
}

// checkChain walks the unacknowledged events, or only the newest of them when
// newest is not 0, and compares every hash.
func (s *Store) checkChain(ctx context.Context, newest int64) error {
	after, err := s.Acked(ctx)
	if err != nil {
		return err
	}
	if newest > 0 {
		pending, err := s.Pending(ctx)
		if err != nil {
			return err
		}
		after += max(0, pending-newest)
	}
	prev, err := s.HashAt(ctx, after)
	if err != nil && !errors.Is(err, kiosk.ErrNotFound) {
		return err
	}
	for {
		events, err := s.Outbox(ctx, after, 500)
		if err != nil || len(events) == 0 {
			return err
		}
		for _, e := range events {
			if e.Seq != after+1 || e.PrevHash != prev || e.ChainHash() != e.Hash {
				return fmt.Errorf("%w: the chain of events breaks at %d", errDamaged, e.Seq)
			}
			after, prev = e.Seq, e.Hash
		}
	}
}
