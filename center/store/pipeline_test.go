package store

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/jackc/pgx/v5"

	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/proof"
)

// A statement that waits is there for whoever asks next in its transaction, in its
// order, and after a commit that follows no question.
func TestWhatWaitsIsThereWhenAsked(t *testing.T) {
	if n, after := laterThenCount(t, func(*Tx) {}); n != 1 || after != 2 {
		t.Errorf("%d rows are seen in the transaction and %d after it, want 1 and 2", n, after)
	}
}

func TestControlAStatementThatWaitsForEver(t *testing.T) {
	if !open(t).dialect.pipelines {
		return // nothing waits there
	}
	var found []string
	if _, after := laterThenCount(t, func(tx *Tx) { tx.waiting = pgx.Batch{} }); after != 2 {
		found = append(found, fmt.Sprintf("%d rows are seen after the transaction, want 2", after))
	}
	proof.Control(t, "a commit that forgets what waits", "TestWhatWaitsIsThereWhenAsked", found...)
}

// laterThenCount moves one cursor, looks, moves another and commits.
func laterThenCount(t *testing.T, beforeCommit func(*Tx)) (seen, after int) {
	t.Helper()
	s := open(t)
	put := func(ctx context.Context, tx *Tx, epoch string) error {
		return tx.PutCursor(ctx, Cursor{Device: "1", Epoch: epoch, Seq: 1, EventAt: monday, UpdatedAt: monday})
	}
	write(t, s, func(ctx context.Context, tx *Tx) error {
		if err := put(ctx, tx, "a"); err != nil {
			return err
		}
		all, err := tx.Cursors(ctx)
		if err != nil {
			return err
		}
		seen = len(all)
		err = put(ctx, tx, "b")
		beforeCommit(tx)
		return err
	})
	err := s.Read(t.Context(), func(tx *Tx) error {
		all, err := tx.Cursors(t.Context())
		after = len(all)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return seen, after
}

// A statement that waits and cannot be done takes its transaction with it, whether
// anything is asked behind it or not.
func TestWhatWaitsAndFailsTakesAllBack(t *testing.T) {
	for name, ask := range map[string]bool{"asked": true, "not asked": false} {
		t.Run(name, func(t *testing.T) {
			s := open(t)
			sub := s.Subscribe(kiosk.DocQueue)
			defer sub.Close()
			connected(t, sub)
			err := s.Write(t.Context(), func(tx *Tx) error {
				tx.Touch(kiosk.DocQueue, monday)
				if err := tx.PutCursor(t.Context(), Cursor{Device: "1", Epoch: "a"}); err != nil {
					return err
				}
				if err := tx.later(t.Context(), "INSERT INTO cursors (device, epoch, seq, hash, event_at, updated_at) VALUES ('1', 'a', 0, '', 0, 0)"); err != nil {
					return err
				}
				if ask {
					_, err := tx.Cursors(t.Context())
					return err
				}
				return nil
			})
			if !errors.Is(err, ErrExists) {
				t.Errorf("a row that is there already: %v, want ErrExists", err)
			}
			if hints := sub.Take(); len(hints) != 0 {
				t.Errorf("hints %v of what did not happen", hints)
			}
			write(t, s, func(ctx context.Context, tx *Tx) error {
				all, err := tx.Cursors(ctx)
				if len(all) != 0 {
					t.Errorf("%d rows are left of a transaction that failed", len(all))
				}
				return err
			})
		})
	}
}

// A glance gives what a transaction gives, for one question and no more.
func TestAGlanceIsOneQuestion(t *testing.T) {
	s := open(t)
	write(t, s, func(ctx context.Context, tx *Tx) error {
		_, err := tx.NextVersion(ctx, kiosk.DocSite, monday)
		return err
	})
	for range 3 { // prepared by the first
		err := s.Glance(t.Context(), func(tx *Tx) error {
			versions, err := tx.Versions(t.Context())
			if versions[kiosk.DocSite] == 0 {
				t.Errorf("a glance sees versions %v", versions)
			}
			if err != nil {
				return err
			}
			if _, err := tx.Cursors(t.Context()); !errors.Is(err, errOneMoment) {
				t.Errorf("a second question is answered: %v", err)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	err := s.Glance(t.Context(), func(tx *Tx) error { return tx.PutCursor(t.Context(), Cursor{Device: "1", Epoch: "a"}) })
	if !errors.Is(err, errNotGlance) {
		t.Errorf("a glance wrote: %v", err)
	}
	err = s.Glance(t.Context(), func(tx *Tx) error {
		_, err := tx.nextVersion(t.Context(), kiosk.DocSite, 1) // a question that writes
		return err
	})
	if err == nil {
		t.Error("a glance wrote by asking")
	}
}
