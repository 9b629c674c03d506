package store_test

import (
	"fmt"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/kiosk/faulty"
	"dongthap.vn/sen/kiosk/proof"
)

// next is what a later version might change.
const next = `-- +goose Up
CREATE TABLE notes (seq BIGINT NOT NULL, text TEXT NOT NULL);
ALTER TABLE events ADD COLUMN size BIGINT NOT NULL DEFAULT 0;
UPDATE events SET size = length(body);
CREATE INDEX events_size ON events (size);
INSERT INTO notes SELECT seq, kind FROM events;
`

func TestPowerIsCutDuringAMigrationOnSQLite(t *testing.T) {
	expectNone(t, cutMigration(t, next, proof.Times(12, 400)).Faults)
}

func TestControlMigrationWithoutATransactionOnSQLite(t *testing.T) {
	w := cutMigration(t, strings.Replace(next, "Up", "Up\n-- +goose NO TRANSACTION", 1), 24)
	proof.Control(t, "a center's migration that is no transaction", "TestPowerIsCutDuringAMigrationOnSQLite", w.Faults...)
}

// cutMigration cuts the power while a center with many events gets the next schema.
func cutMigration(t *testing.T, text string, most int) faulty.Walk {
	t.Helper()
	var m *machine
	return faulty.Steps{
		Prepare: func(dir string) {
			c := openTown(t, dir)
			server := httptest.NewServer(c.gate)
			defer server.Close()
			m = c.enrol("2")
			for range proof.Times(3, 30) {
				m.tickets(200)
				if _, err := m.send(server.URL); err != nil {
					t.Fatal(err)
				}
			}
			if err := c.close(); err != nil {
				t.Fatal(err)
			}
		},
		Work: func(dir string, _ func() bool) {
			store.MigrateMore(t.Context(), filepath.Join(dir, "center.db"), "99999_next.sql", text) // fails in the dark
		},
		Check: func(dir string, _ faulty.Op) []string {
			path := filepath.Join(dir, "center.db")
			if faults := halfMigrated(t, path); len(faults) > 0 {
				return faults
			}
			if err := store.MigrateMore(t.Context(), path, "99999_next.sql", text); err != nil {
				return []string{fmt.Sprintf("it does not go on: %v", err)}
			}
			s, err := store.Open(t.Context(), path)
			if err != nil {
				return []string{err.Error()}
			}
			defer s.Close()
			c := &town{t: t, store: s}
			return append(c.missing(m, m.acked), c.flaws()...)
		},
		Most: most,
	}.Walk(t)
}

// halfMigrated tells what of the next schema is there and should not be, or the
// other way round.
func halfMigrated(t *testing.T, path string) (faults []string) {
	t.Helper()
	names, version, err := store.Schema(path)
	if err != nil {
		return []string{err.Error()}
	}
	for _, name := range []string{"notes", "notes.text", "events.size", "events_size"} {
		if there := slices.Contains(names, name); there != (version == 99999) {
			faults = append(faults, fmt.Sprintf("at version %d: %s is %v there", version, name, there))
		}
	}
	return faults
}

// A center whose power goes while it is set up is set up the next time.
func TestPowerIsCutAtTheFirstStartOnSQLite(t *testing.T) {
	w := faulty.Steps{
		Prepare: func(string) {},
		Work: func(dir string, _ func() bool) {
			if s, err := store.Open(t.Context(), filepath.Join(dir, "center.db")); err == nil {
				s.Close() // fails in the dark
			}
		},
		Check: func(dir string, _ faulty.Op) []string {
			s, err := store.Open(t.Context(), filepath.Join(dir, "center.db"))
			if err != nil {
				return []string{err.Error()}
			}
			defer s.Close()
			if len(s.Meta().Server) != 16 {
				return []string{"it has no name"}
			}
			return nil
		},
		Most: proof.Times(24, 400),
	}.Walk(t)
	expectNone(t, w.Faults)
}
