package main

import (
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"dongthap.vn/sen/center/store/storetest"
)

// A Director asks what another policy would have done.
func TestADayUnderAnotherPolicy(t *testing.T) {
	at, dsn := withTickets(t)
	call := func(policy string, day string) (string, error) {
		return says(t, "", append([]string{"replay", "--day", day, "--policy", policy}, at.flags()...)...)
	}
	day := servedDay(t, dsn)
	told, err := call("time", day)
	for _, want := range []string{"3 people called at 1 counters", "service B", "class none", "class disabled", `other: worked out with order "time"`} {
		if err != nil || !strings.Contains(told, want) {
			t.Errorf("%v: no %q in\n%s", err, want, told)
		}
	}
	// Three came at once and each service takes ten minutes.
	for policy, row := range map[string]string{"time": "20.0 20.0 20.0", "ratio": "0.0 0.0 0.0"} {
		told, err := call(policy, day)
		if i := strings.Index(told, "class disabled"); err != nil || i < 0 || !strings.HasSuffix(strings.Join(strings.Fields(strings.Split(told[i:], "\n")[0]), " "), row) {
			t.Errorf("%s: %v, want the disabled to wait %s in\n%s", policy, err, row, told)
		}
	}
	file := filepath.Join(t.TempDir(), "policy.json")
	for body, want := range map[string]string{`{"order": "ratio", "others": 1}`: "", `{"order": "best"}`: "is not time", `{"oder": "time"}`: "unknown field", `x`: "invalid"} {
		if err := os.WriteFile(file, []byte(body), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := call(file, day); (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("policy %s: %v, want %q", body, err, want)
		}
	}
	for _, wrong := range [][2]string{{"fair", day}, {"time", "yesterday"}, {"time", "2001-01-01"}} {
		if _, err := call(wrong[0], wrong[1]); err == nil {
			t.Errorf("%v is taken", wrong)
		}
	}
}

// servedDay lets counter 3 have served the three tickets, ten minutes each, in the
// order they were taken; the last was a disabled person's.
func servedDay(t *testing.T, dsn string) (day string) {
	t.Helper()
	storetest.Exec(t, dsn,
		"UPDATE tickets SET issued_at = (SELECT MIN(issued_at) FROM tickets), state = 'done', counter = 3, calls = 1",
		"UPDATE tickets SET called_at = issued_at + (seq - (SELECT MIN(seq) FROM tickets)) * 600000",
		"UPDATE tickets SET first_called_at = called_at, rung_at = called_at, ended_at = called_at + 600000",
		"INSERT INTO ticket_actions (ticket, n, site, action, counter, staff, at, reason, event) SELECT id, 1, site, 'call', 3, 'clerk', called_at, '', '' FROM tickets",
		"INSERT INTO ticket_actions (ticket, n, site, action, counter, staff, at, reason, event) SELECT id, 2, site, 'done', 3, 'clerk', ended_at, '', '' FROM tickets",
		"UPDATE tickets SET class = 'disabled' WHERE seq = (SELECT MAX(seq) FROM tickets)")
	storetest.SQL(t, dsn, func(db *sql.DB) error { return db.QueryRow("SELECT MAX(day) FROM tickets").Scan(&day) })
	return day
}
