package store

import (
	"strings"
	"testing"
)

// A page is looked up in the index of numbers, on its day and behind the number
// before it: nothing of other days is read, and nothing is sorted.
func TestAPageOfADayIsReadByItsIndexOnSQLite(t *testing.T) {
	s := open(t)
	plan := func(query string) (steps []string) {
		if err := s.Read(t.Context(), func(tx *Tx) error {
			rows, err := list(t.Context(), tx, func(row scanner) (step string, err error) {
				var id, parent, unused int
				err = row.Scan(&id, &parent, &unused, &step)
				return step, err
			}, "EXPLAIN QUERY PLAN "+query, 1, "2026-11-24", "B2-047", 0, "", "", 100)
			steps = rows
			return err
		}); err != nil {
			t.Fatal(err)
		}
		return steps
	}
	const want = "SEARCH tickets USING INDEX tickets_number (site=? AND day=? AND (number,twin)>(?,?))"
	if steps := plan(ticketsOfDay); len(steps) != 1 || steps[0] != want {
		t.Errorf("a page is read by %q", steps)
	}
	// The control: in the order of issue a whole day would be read and sorted.
	if steps := plan(strings.Replace(ticketsOfDay, "ORDER BY number", "ORDER BY issued_at, number", 1)); len(steps) < 2 {
		t.Errorf("a page that is sorted is read by %q", steps)
	}
}
