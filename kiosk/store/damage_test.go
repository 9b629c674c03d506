package store

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
	"time"

	"dongthap.vn/sen/kiosk"
)

// used is a kiosk's file after some work, closed.
func used(t *testing.T) (f *fixture, given map[string]kiosk.Ticket) {
	t.Helper()
	f = newFixture(t)
	ctx := context.Background()
	given = map[string]kiosk.Ticket{}
	for i := range 120 {
		ticket := f.take([]string{"A", "B", "C"}[i%3])
		given[ticket.Number] = ticket
	}
	if _, err := f.CallHelp(ctx, kiosk.HelpCalled{Screen: "home"}); err != nil {
		t.Fatal(err)
	}
	if err := f.PutDocument(ctx, kiosk.DocSite, 7, bytes.Repeat([]byte("site "), 900)); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	return f, given
}

// goesOn opens a damaged file and makes sure that the kiosk works: a number is
// given that was not given before, and the damaged bytes still lie somewhere.
func (f *fixture) goesOn(given map[string]kiosk.Ticket, was []byte) {
	f.t.Helper()
	f.Close() // a file is opened once at a time
	f.open()
	for _, service := range []string{"A", "B", "C", "D"} {
		ticket := f.take(service)
		if _, twice := given[ticket.Number]; twice {
			f.t.Errorf("%s was given twice", ticket.Number)
		}
	}
	if fault := checkChain(f.Device(), f.Epoch(), f.events()); fault != "" {
		f.t.Error(fault)
	}
	if b := f.Born(); b.New && b.Cause == nil || b.New && !exists(b.MovedTo) {
		f.t.Errorf("born %+v", b)
	} else if b.New && len(was) > 0 {
		if kept, err := os.ReadFile(b.MovedTo); err != nil || len(kept) < len(was) && !bytes.Equal(kept, was) {
			f.t.Errorf("of %d damaged bytes %d were kept, %v", len(was), len(kept), err)
		}
	}
}

func TestADamagedFileIsMovedAside(t *testing.T) {
	other := func(b []byte) []byte {
		path := t.TempDir() + "/other.db"
		db, err := sql.Open("sqlite3", path)
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		if _, err := db.Exec("CREATE TABLE events (note TEXT); INSERT INTO events VALUES ('of somebody else')"); err != nil {
			t.Fatal(err)
		}
		b, err = os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	for _, c := range []struct {
		name   string
		damage func([]byte) []byte
	}{
		{"a text", func([]byte) []byte { return []byte("this is not a database at all, only some text") }},
		{"noise", func(b []byte) []byte { return noise(len(b)) }},
		{"nothing", func([]byte) []byte { return nil }},
		{"one byte", func([]byte) []byte { return []byte{0} }},
		{"zeros", func(b []byte) []byte { return make([]byte, len(b)) }},
		{"cut in half", func(b []byte) []byte { return b[:len(b)/2] }},
		{"cut inside a page", func(b []byte) []byte { return b[:len(b)-1000] }},
		{"only the first page", func(b []byte) []byte { return b[:4096] }},
		{"the header gone", func(b []byte) []byte { return append(make([]byte, 100), b[100:]...) }},
		{"the database of another program", other},
	} {
		t.Run(c.name, func(t *testing.T) {
			f, given := used(t)
			epoch := f.Epoch()
			b, err := os.ReadFile(f.opts.Path)
			if err != nil {
				t.Fatal(err)
			}
			damaged := c.damage(b)
			if err := os.WriteFile(f.opts.Path, damaged, 0o600); err != nil {
				t.Fatal(err)
			}
			f.t = t
			f.goesOn(given, damaged)
			if b := f.Born(); !b.New || b.Cause == nil {
				t.Errorf("born %+v, want a new file", b)
			}
			if f.Epoch() == epoch {
				t.Error("the new file has the old epoch")
			}
			if got := f.take("A").Number; got < "A2-1001" {
				t.Errorf("number %s could be one of the lost file", got)
			}
		})
	}
}

func noise(n int) []byte {
	b := make([]byte, n)
	r := rand.New(rand.NewPCG(1, 2))
	for i := range b {
		b[i] = byte(r.Uint32())
	}
	return b
}

// Bytes change anywhere in the file. Whether SQLite, the chain or nobody
// notices: no number is given twice, and every ticket is still in an event or
// in the file moved aside.
func TestBytesFlipAnywhere(t *testing.T) {
	const seed = 20261124 // the same bytes in every run: a failure here is found again
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 0))
	f, given := used(t)
	sound, err := os.ReadFile(f.opts.Path)
	if err != nil {
		t.Fatal(err)
	}
	moved, saved := 0, 0
	for range 60 {
		b := bytes.Clone(sound)
		for range 1 + r.IntN(40) {
			b[r.IntN(len(b))] ^= byte(1 + r.IntN(255))
		}
		g := newFixture(t)
		g.Close()
		if err := os.WriteFile(g.opts.Path, b, 0o600); err != nil {
			t.Fatal(err)
		}
		g.goesOn(given, b)
		if g.Born().New {
			moved++
			saved += g.Born().Salvaged
		}
		g.Close()
	}
	t.Logf("%d of 60 files were moved aside, %d of %d events carried over", moved, saved, moved*121)
	if moved == 0 || saved == 0 {
		t.Error("no damage was found, or nothing could be saved: the test shows nothing")
	}
}

// A row changed with a tool passes every check of SQLite; the chain finds it.
func TestAForgedEventIsFound(t *testing.T) {
	for _, forge := range []string{
		`UPDATE events SET body = replace(body, 'B2-001', 'B2-009') WHERE seq = 2`,
		`UPDATE events SET at_wall = at_wall - 60000 WHERE seq = 2`,
		`UPDATE events SET kind = 'ticket.cancelled' WHERE seq = 2`,
		`UPDATE events SET hash = randomblob(32) WHERE seq = 2`,
		`UPDATE events SET id = 'another' WHERE seq = 2`,
		`DELETE FROM events WHERE seq = 2`,
	} {
		t.Run(strings.Fields(forge)[0]+" "+strings.Fields(forge)[3], func(t *testing.T) {
			f := newFixture(t)
			first, second, third := f.take("A"), f.take("B"), f.take("C")
			if _, err := f.CancelTicket(context.Background(), third.ID); err != nil {
				t.Fatal(err)
			}
			if _, err := f.write.Exec(forge); err != nil {
				t.Fatal(err)
			}
			f.reopen()
			if b := f.Born(); !b.New || !strings.Contains(fmt.Sprint(b.Cause), "breaks at") {
				t.Fatalf("born %+v, want a new file because the chain breaks", b)
			}
			// The others are carried over under their own ids, and the visitor of
			// the third sees it cancelled.
			events := f.events()
			if len(events) != 3 || events[0].ID != first.ID || events[1].ID != third.ID {
				t.Fatalf("%d events were carried over, want those of the first and third ticket and its end", len(events))
			}
			if f.Born().Salvaged != 3 {
				t.Errorf("salvaged %d, want 3", f.Born().Salvaged)
			}
			got, err := f.Ticket(context.Background(), third.ID)
			if err != nil || !got.Cancelled || got.Number != third.Number || got.ReceiptID != third.ReceiptID {
				t.Errorf("the third ticket is %+v, %v", got, err)
			}
			if fault := checkChain("2", f.Epoch(), events); fault != "" {
				t.Error(fault)
			}
			if again := f.take("B"); again.Number == second.Number {
				t.Errorf("%s was given twice", again.Number)
			}
		})
	}
}

// One letter of the schema takes every event its number, and SQLite's own check
// finds the file sound.
func TestASchemaWithAnotherLetterIsFound(t *testing.T) {
	f := newFixture(t)
	first := f.take("A")
	for _, q := range []string{"PRAGMA writable_schema = ON",
		"UPDATE sqlite_schema SET sql = replace(sql, 'seq       INTEGER PRIMARY', 'seq       INTEGER PRIMkRY') WHERE name = 'events'"} {
		if _, err := f.write.Exec(q); err != nil {
			t.Fatal(err)
		}
	}
	f.reopen()
	if !f.Born().New {
		t.Fatal("the file is taken for a sound one")
	}
	if again := f.take("A"); again.Number == first.Number {
		t.Errorf("%s was given twice", again.Number)
	}
}

func TestWhatTheCenterHasIsNotSentAgainAfterALoss(t *testing.T) {
	f := newFixture(t)
	f.take("A")
	f.take("A")
	last := f.take("A")
	f.ack(2)
	if err := f.PutDocument(context.Background(), kiosk.DocSite, 7, []byte("signed")); err != nil {
		t.Fatal(err)
	}
	if _, err := f.write.Exec("UPDATE events SET prev_hash = zeroblob(32), hash = zeroblob(32) WHERE seq = 2; DROP INDEX tickets_cancelled; PRAGMA application_id = 1"); err != nil {
		t.Fatal(err)
	}
	f.reopen()
	events := f.events()
	if len(events) != 1 || events[0].ID != last.ID || f.Born().Salvaged != 1 {
		t.Errorf("%d events were carried over, want only the unacknowledged one", len(events))
	}
	if version, held, err := f.Document(context.Background(), kiosk.DocSite); err != nil || version != 7 || string(held) != "signed" {
		t.Errorf("the site document: version %d, %q, %v", version, held, err)
	}
}

func TestTwoLossesInOneDay(t *testing.T) {
	f := newFixture(t)
	for _, want := range []string{"B2-001", "B2-1001", "B2-2001"} {
		if got := f.take("B").Number; got != want {
			t.Errorf("number %s, want %s", got, want)
		}
		f.Close()
		if err := os.WriteFile(f.opts.Path, []byte("garbage"), 0o600); err != nil {
			t.Fatal(err)
		}
		f.open()
	}
	f.clock.add(24 * time.Hour)
	if got := f.take("B").Number; got != "B2-001" {
		t.Errorf("the day after: %s, want B2-001", got)
	}
}

// A clock that is years behind has days of its own, and the business day does not
// follow it: files lost on two of them are lost on one day of numbers.
func TestTwoLossesWithAWrongClock(t *testing.T) {
	f := newFixture(t)
	given := map[string]bool{}
	take := func(service string) {
		t.Helper()
		number := f.take(service).Number
		if given[number] {
			t.Errorf("%s was given twice", number)
		}
		given[number] = true
	}
	lose := func() { // the numbers of A; what is left of B keeps the business day
		t.Helper()
		if _, err := f.write.Exec("UPDATE events SET hash = randomblob(32) WHERE body LIKE '%\"A2-%'"); err != nil {
			t.Fatal(err)
		}
		if f.reopen(); !f.Born().New {
			t.Fatal("no file was lost")
		}
	}
	take("A")
	take("B")
	for range 3 {
		f.clock.add(24 * time.Hour)
		if len(given) == 2 {
			f.clock.add(-10 * 365 * 24 * time.Hour)
		}
		lose()
		take("A")
		take("B")
	}
}

// The log of the last commits is lost or belongs to another day: the kiosk
// starts all the same.
func TestTheWriteAheadLogIsGone(t *testing.T) {
	for _, damage := range []func(path string) error{
		os.Remove,
		func(path string) error { return os.Truncate(path, 0) },
		func(path string) error { return os.WriteFile(path, noise(70_000), 0o600) },
	} {
		f := newFixture(t)
		for range 5 {
			f.take("B")
		}
		// A copy of the files as a power cut leaves them.
		g := newFixture(t)
		g.Close()
		for _, suffix := range []string{"", "-wal"} {
			b, err := os.ReadFile(f.opts.Path + suffix)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(g.opts.Path+suffix, b, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if err := damage(g.opts.Path + "-wal"); err != nil {
			t.Fatal(err)
		}
		g.goesOn(nil, nil)
	}
}

// A day that was lost cannot make a number appear twice, nor can the memory of
// the last number when it is wrong: the file itself refuses.
func TestALostCounterIsDetected(t *testing.T) {
	f := newFixture(t)
	f.take("B")
	if _, err := f.write.Exec("DELETE FROM counters"); err != nil {
		t.Fatal(err)
	}
	if ticket := f.take("B"); ticket.N != 2 {
		t.Errorf("%s was given after the first", ticket.Number)
	}
	f.write.end.given["B"] = 1
	if ticket, err := f.IssueTicket(context.Background(), TicketRequest{Service: "B"}); err == nil {
		t.Errorf("%s was given twice", ticket.Number)
	}
	if n := len(f.events()); n != 2 {
		t.Errorf("%d events, want 2", n)
	}
	if ticket := f.take("B"); ticket.N != 3 {
		t.Errorf("%s was given after a number was refused", ticket.Number)
	}
}
