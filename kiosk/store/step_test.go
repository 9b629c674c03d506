//go:build linux

package store_test

import (
	"crypto/ed25519"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/faulty"
	"dongthap.vn/sen/kiosk/proof"
	"dongthap.vn/sen/kiosk/store"
)

// moments is how many cuts are tried of one piece of work.
func moments() int { return proof.Times(12, 400) }

// The power goes before each write, fsync and rename of a day's first tickets
// and of the end of the program, which carries the log over into the file.
func TestPowerIsCutAtEveryStepOfACheckpoint(t *testing.T) {
	var all []shown
	w := faulty.Steps{
		Prepare: func(dir string) {
			b := openBooth(t, dir)
			for i := range 10 {
				b.mustTake(i)
			}
			b.close()
		},
		Work: func(dir string, dark func() bool) {
			all = nil
			b, err := tryBooth(t, dir)
			if err != nil {
				return
			}
			for i := range 3 {
				if ticket, err := b.take(i); err == nil && !dark() {
					all = append(all, shown{ticket.ID, ticket.Number})
				}
			}
			b.Store.Close() // fails in the dark
		},
		Check: func(dir string, _ faulty.Op) []string {
			b := openBooth(t, dir)
			defer b.close()
			return b.check(all)
		},
		Most: moments() * 2,
	}.Walk(t)
	report(t, w)
	for _, want := range []faulty.Op{{Do: faulty.Sync, File: "kiosk.db-wal"}, {Do: faulty.Write, File: "kiosk.db"}, {Do: faulty.Sync, File: "kiosk.db"}, {Do: faulty.Remove, File: "kiosk.db-wal"}} {
		if !w.Did(want.Do, want.File) {
			t.Errorf("no cut came before %s of %s: the test shows nothing of it", want.Do, want.File)
		}
	}
}

func report(t *testing.T, w faulty.Walk) {
	t.Helper()
	if len(w.Faults) > 0 {
		t.Errorf("%d faults:\n%s", len(w.Faults), strings.Join(w.Faults, "\n"))
	}
}

// next is what a later version might change: a table, a column with a value in
// every row, an index over it.
const next = `-- +goose Up
CREATE TABLE notes (seq INTEGER PRIMARY KEY, text TEXT NOT NULL);
ALTER TABLE events ADD COLUMN size INTEGER NOT NULL DEFAULT 0;
UPDATE events SET size = length(body);
CREATE INDEX events_size ON events (size);
INSERT INTO notes SELECT seq, kind FROM events;
`

func TestPowerIsCutDuringAMigration(t *testing.T) {
	report(t, cutMigration(t, next, moments()))
}

func TestControlMigrationWithoutATransaction(t *testing.T) {
	w := cutMigration(t, strings.Replace(next, "Up", "Up\n-- +goose NO TRANSACTION", 1), 40)
	proof.Control(t, "a migration that is no transaction", "TestPowerIsCutDuringAMigration", w.Faults...)
}

// cutMigration cuts the power while a file with many events gets the next schema.
func cutMigration(t *testing.T, text string, most int) faulty.Walk {
	t.Helper()
	const next = "99999_next.sql"
	var all []shown
	return faulty.Steps{
		Prepare: func(dir string) {
			b := openBooth(t, dir)
			for i := range proof.Times(500, 5000) {
				all = append(all, b.mustTake(i))
			}
			b.close()
		},
		Work: func(dir string, _ func() bool) {
			store.Migrate(t.Context(), filepath.Join(dir, "kiosk.db"), next, text) // fails in the dark
		},
		Check: func(dir string, _ faulty.Op) []string {
			path := filepath.Join(dir, "kiosk.db")
			faults := halfMigrated(path)
			if len(faults) > 0 {
				return faults
			}
			if err := store.Migrate(t.Context(), path, next, text); err != nil {
				return append(faults, fmt.Sprintf("it does not go on: %v", err))
			}
			b := openBooth(t, dir)
			defer b.close()
			return append(faults, b.check(all)...)
		},
		Most: most,
	}.Walk(t)
}

// halfMigrated tells what of the next schema is there and should not be, or the
// other way round.
func halfMigrated(path string) (faults []string) {
	names, version, err := store.Schema(path)
	if err != nil {
		return []string{err.Error()}
	}
	for _, name := range []string{"notes", "notes.text", "events.size", "events_size"} {
		if slices.Contains(names, name) != (version == 99999) {
			faults = append(faults, fmt.Sprintf("at version %d: %s is %v there", version, name, slices.Contains(names, name)))
		}
	}
	return faults
}

func TestPowerIsCutWhileADocumentIsSwapped(t *testing.T) {
	report(t, cutSwap(t, func(b booth) error { return b.publish(2) }))
}

func TestControlDocumentSwappedInTwoSteps(t *testing.T) {
	w := cutSwap(t, func(b booth) error {
		if err := b.Store.DropDocument(t.Context(), kiosk.DocSite); err != nil {
			return err
		}
		return b.publish(2)
	})
	proof.Control(t, "a document dropped before the next is written", "TestPowerIsCutWhileADocumentIsSwapped", w.Faults...)
}

// cutSwap cuts the power while the site document is replaced.
func cutSwap(t *testing.T, swap func(booth) error) faulty.Walk {
	t.Helper()
	return faulty.Steps{
		Prepare: func(dir string) { openBooth(t, dir).close() },
		Work: func(dir string, _ func() bool) {
			b, err := tryBooth(t, dir)
			if err != nil {
				return
			}
			_ = swap(b)     // fails in the dark
			b.Store.Close() // and so does this
		},
		Check: func(dir string, _ faulty.Op) (faults []string) {
			s, err := store.Open(t.Context(), boothOptions(dir))
			if err != nil {
				return []string{err.Error()}
			}
			defer s.Close()
			version, envelope, err := s.Document(t.Context(), kiosk.DocSite)
			if err != nil {
				return []string{err.Error()}
			}
			doc, err := kiosk.OpenDocument(boothKey.Public().(ed25519.PublicKey), kiosk.DocSite, envelope)
			if err != nil || doc.Version != version || version != 1 && version != 2 {
				faults = append(faults, fmt.Sprintf("the site is version %d, %v", version, err))
			}
			return faults
		},
		Most: moments() * 2,
	}.Walk(t)
}

// A kiosk whose power goes while its file is born is born the next time.
func TestPowerIsCutAtTheFirstStart(t *testing.T) {
	w := faulty.Steps{
		Prepare: func(string) {},
		Work: func(dir string, _ func() bool) {
			if b, err := tryBooth(t, dir); err == nil {
				b.Store.Close()
			}
		},
		Check: func(dir string, _ faulty.Op) (faults []string) {
			b := openBooth(t, dir)
			defer b.close()
			if born := b.Store.Born(); born.Cause != nil {
				faults = append(faults, fmt.Sprintf("taken for damaged: %v", born.Cause))
			}
			if s := b.mustTake(0); s.number != "A2-001" {
				faults = append(faults, "the first number is "+s.number)
			}
			return faults
		},
		Most: moments() * 2,
	}.Walk(t)
	report(t, w)
}
