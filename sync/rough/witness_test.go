package rough_test

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"testing"
)

// A fact is an event as it was recorded: what the witness wrote down.
type fact struct{ ID, Hash string }

// A witness stands outside. It wrote down what a kiosk recorded and showed, and
// looks into the center's database.
type witness struct {
	epoch  string
	device string
	facts  []fact   // event 1, 2, 3 …
	shown  []string // numbers
}

// compare tells what is wrong at the center: every event must be there once,
// whole, in order, and take effect once.
func (w *witness) compare(c *center) (wrong []string) {
	c.t.Helper()
	held := w.held(c, &wrong)
	for i, f := range w.facts {
		switch {
		case i >= len(held):
			wrong = append(wrong, fmt.Sprintf("event %d is missing", i+1))
		case held[i] != f:
			wrong = append(wrong, fmt.Sprintf("event %d is another one", i+1))
		}
	}
	if len(held) > len(w.facts) {
		wrong = append(wrong, fmt.Sprintf("%d events that nobody recorded", len(held)-len(w.facts)))
	}
	for _, number := range w.shown {
		var n int
		if err := c.db.QueryRow("SELECT COUNT(*) FROM tickets WHERE device = ? AND epoch = ? AND number = ?", w.device, w.epoch, number).Scan(&n); err != nil {
			c.t.Fatal(err)
		}
		if n != 1 {
			wrong = append(wrong, fmt.Sprintf("a number that was shown stands %d times", n))
		}
	}
	for _, table := range []string{"quarantine", "conflicts"} {
		var n int
		if err := c.db.QueryRow("SELECT COUNT(*) FROM "+table+" WHERE epoch = ?", w.epoch).Scan(&n); err != nil {
			c.t.Fatal(err)
		}
		if n != 0 {
			wrong = append(wrong, fmt.Sprintf("%d rows of %s", n, table))
		}
	}
	return wrong
}

// held reads the epoch's log and follows its chain.
func (w *witness) held(c *center, wrong *[]string) (list []fact) {
	c.t.Helper()
	rows, err := c.db.Query("SELECT seq, id, prev_hash, hash FROM events WHERE epoch = ? ORDER BY seq", w.epoch)
	if err != nil {
		c.t.Fatal(err)
	}
	defer rows.Close()
	var before []byte
	for rows.Next() {
		var seq int64
		var id string
		var prev, hash []byte
		if err := rows.Scan(&seq, &id, &prev, &hash); err != nil {
			c.t.Fatal(err)
		}
		if seq != int64(len(list))+1 || before != nil && !bytes.Equal(prev, before) {
			*wrong = append(*wrong, fmt.Sprintf("the chain breaks before event %d", seq))
		}
		before = hash
		list = append(list, fact{id, hex.EncodeToString(hash)})
	}
	if err := rows.Err(); err != nil {
		c.t.Fatal(err)
	}
	return list
}

// honest tells when a kiosk believes more than the center has committed.
func (w *witness) honest(c *center, acked int64) (wrong []string) {
	c.t.Helper()
	if acked == 0 {
		return nil
	}
	if has := c.committed(w.epoch); has < acked {
		return []string{fmt.Sprintf("event %d was acknowledged when %d were committed", acked, has)}
	}
	return nil
}

func expectNone(t testing.TB, wrong []string) {
	t.Helper()
	for _, w := range wrong[:min(len(wrong), 10)] {
		t.Error(w)
	}
}
