package main

import (
	"context"
	"strings"
	"testing"
	"time"

	"dongthap.vn/sen/center/store/storetest"
)

// A center that has taken three tickets of kiosk 1, stopped again.
func withTickets(t *testing.T) (at place, dsn string) {
	t.Helper()
	at = somewhere(t)
	out, stop := started(t, at)
	base := out.find(t, `center is at (http://\S+)`)
	k := enrolledAt(t, at, base, "1")
	for range 3 {
		k.takes()
	}
	if err := k.send(base); err != nil {
		t.Fatal(err)
	}
	if err := stop(); err != nil {
		t.Fatal(err)
	}
	return at, at.dsn()
}

func TestVerifyProvesTheWholeStore(t *testing.T) {
	at, dsn := withTickets(t)
	told, err := says(t, "", append([]string{"verify"}, at.flags()...)...)
	if err != nil || !strings.Contains(told, "events: 3 in 1 epochs") || !strings.Contains(told, "projections: 3 rows") || !strings.Contains(told, "all is sound") {
		t.Fatalf("%v\n%s", err, told)
	}
	// The faults add up, and what is read first hides what is read later: the last
	// thing read is touched first.
	for _, c := range []struct{ fault, names string }{
		{"UPDATE tickets SET state = 'called', counter = 3 WHERE seq = 2", "tickets:"},
		{"UPDATE events SET hash = prev_hash WHERE seq = 2", "event 2"},
		{"UPDATE audit SET actor = 'nobody' WHERE n = (SELECT MAX(n) FROM audit)", "audit"},
	} {
		fault, names := c.fault, c.names
		storetest.Exec(t, dsn, fault)
		told, err := says(t, "", append([]string{"verify"}, at.flags()...)...)
		if err == nil || !strings.Contains(told+err.Error(), names) {
			t.Errorf("after %s: %v\n%s", fault, err, told)
			continue
		}
		t.Logf("control: %s -> caught by TestVerifyProvesTheWholeStore", fault)
	}
}

// An older build put an event in quarantine that this one understands.
func plantQuarantine(t *testing.T, dsn string) {
	t.Helper()
	storetest.Exec(t, dsn,
		"INSERT INTO quarantine (device, epoch, seq, hash, reason, at) SELECT device, epoch, seq, hash, 'unknown_kind', received_at FROM events WHERE seq = 2",
		"DELETE FROM tickets WHERE seq = 2")
}

func TestQuarantineIsListedAndTriedAgain(t *testing.T) {
	at, dsn := withTickets(t)
	plantQuarantine(t, dsn)
	told, err := says(t, "", append([]string{"quarantine", "list"}, at.flags()...)...)
	if err != nil || !strings.Contains(told, "unknown_kind") || !strings.Contains(told, `"ticket.issued"`) || strings.Contains(told, "receipt_id") {
		t.Errorf("%v\n%s", err, told)
	}
	told, err = says(t, "", append([]string{"quarantine", "retry"}, at.flags()...)...)
	if err != nil || told != "1 of 1 events are understood now" {
		t.Errorf("%v %s", err, told)
	}
	if told, err = says(t, "", append([]string{"verify"}, at.flags()...)...); err != nil {
		t.Errorf("%v\n%s", err, told)
	}
}

func TestAStartTriesTheQuarantineAgain(t *testing.T) {
	at, dsn := withTickets(t)
	plantQuarantine(t, dsn)
	_, stop := started(t, at)
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	for rows(t, dsn, "SELECT COUNT(*) FROM tickets") != 3 || rows(t, dsn, "SELECT COUNT(*) FROM quarantine") != 0 {
		select {
		case <-ctx.Done():
			t.Fatal("the event stays in quarantine")
		case <-time.After(20 * time.Millisecond):
		}
	}
	if err := stop(); err != nil {
		t.Error(err)
	}
}
