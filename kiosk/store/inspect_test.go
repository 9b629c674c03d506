package store

import (
	"context"
	"os"
	"strings"
	"testing"
	"time"
)

// A large file is one that gathered events for weeks. To the fixture every file
// is large that has more bytes than the header.
func newLarge(t *testing.T) *fixture {
	t.Helper()
	f := newFixture(t)
	for range tail + 50 {
		f.take("B")
	}
	f.opts.wholeAtOnce = 1
	return f
}

// failed waits until the store gives up, or reports that it does not.
func (f *fixture) failed() bool {
	select {
	case <-f.Failed():
		return true
	case <-time.After(20 * time.Second):
		return false
	}
}

// Visitors are served while a large file is read; damage far back in it ends
// the writing, and the next start moves the file aside with nothing lost.
func TestALargeFileIsReadWhileItIsUsed(t *testing.T) {
	for name, damage := range map[string]func(*fixture){
		"an event changed": func(f *fixture) {
			if _, err := f.write.Exec("UPDATE events SET body = replace(body, 'B2-002', 'B2-009') WHERE seq = 2"); err != nil {
				t.Fatal(err)
			}
			f.Close()
		},
		"a page of an index lost": func(f *fixture) {
			var root int64
			if err := f.read.QueryRow("SELECT rootpage FROM sqlite_schema WHERE name = 'sqlite_autoindex_tickets_1'").Scan(&root); err != nil {
				t.Fatal(err)
			}
			f.Close() // the log is carried over into the file
			overwrite(t, f.opts.Path, (root-1)*4096+8, noise(600))
		},
	} {
		t.Run(name, func(t *testing.T) {
			f := newLarge(t)
			damage(f)
			f.open()
			if f.Born().New {
				t.Fatal("the file was read whole before it was used")
			}
			if !f.failed() {
				t.Fatal("the damage was not found")
			}
			if _, err := f.IssueTicket(context.Background(), TicketRequest{Service: "C"}); err == nil {
				t.Error("a ticket was given after the damage was found")
			}
			f.reopen()
			if b := f.Born(); !b.New || b.Salvaged < tail+49 {
				t.Errorf("born %+v, want a new file with all sound events", b)
			}
			if n := f.take("B").Number; n <= "B2-1050" {
				t.Errorf("number %s may have been given before", n)
			}
			if exists(doubtOf(f.opts.Path)) {
				t.Error("the doubt stands still")
			}
		})
	}
}

func overwrite(t *testing.T, path string, at int64, b []byte) {
	t.Helper()
	file, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if _, err := file.WriteAt(b, at); err != nil {
		t.Fatal(err)
	}
}

// What the next event hangs on is compared before a large file is used.
func TestTheEndOfALargeFileIsReadFirst(t *testing.T) {
	f := newLarge(t)
	if _, err := f.write.Exec("UPDATE events SET body = replace(body, 'B2-', 'B3-') WHERE seq > (SELECT max(seq) - 3 FROM events)"); err != nil {
		t.Fatal(err)
	}
	f.reopen()
	if b := f.Born(); !b.New || !strings.Contains(b.Cause.Error(), "breaks at") {
		t.Errorf("born %+v, want a new file because the chain breaks", b)
	}
}

// A sound file is inspected to the end and stays in use; one that is closed
// while it is inspected closes at once. A doubt that proves wrong is dropped.
func TestASoundLargeFileStaysInUse(t *testing.T) {
	f := newLarge(t)
	for range 3 {
		f.reopen()
		f.take("B")
	}
	<-f.inspected
	if err := f.breaker.Err(); err != nil || f.Born().New {
		t.Fatalf("the file is given up: %v, born %+v", err, f.Born())
	}
	f.note(errDamaged)
	if f.reopen(); f.Born().New || exists(doubtOf(f.opts.Path)) || f.inspected != nil {
		t.Errorf("born %+v; a doubt must be looked into before the file is used, and dropped when it is wrong", f.Born())
	}
}
