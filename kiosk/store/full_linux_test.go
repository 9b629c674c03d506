package store

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"dongthap.vn/sen/kiosk"
)

// The disk has room for a part of what a change writes, from nothing on: what
// cannot be stored whole is refused and leaves nothing.
func TestNothingIsHalfWrittenOnAFullDisk(t *testing.T) {
	if apart(t) {
		return
	}
	ctx := context.Background()
	key, _ := sealKey(t)
	version := int64(0)
	changes := map[string]func(*fixture) error{
		"ticket": func(f *fixture) error { _, err := f.IssueTicket(ctx, TicketRequest{Service: "B"}); return err },
		"feedback": func(f *fixture) error {
			_, err := f.GiveFeedback(ctx, kiosk.Feedback{Rating: 1, Words: canaryWords}, []kiosk.SealKey{key})
			return err
		},
		"help": func(f *fixture) error { _, err := f.CallHelp(ctx, kiosk.HelpCalled{}); return err },
		"document": func(f *fixture) error {
			version++
			return f.PutDocument(ctx, kiosk.DocSite, version, make([]byte, 9000))
		},
		"ack": func(f *fixture) error { return f.SetAcked(ctx, 1, monday) },
	}
	for name, change := range changes {
		f := newFixture(t)
		f.take("B")
		refused := 0
		for _, room := range []int64{0, 1, 24, 24 + 4096, 2 * (24 + 4096), 3*(24+4096) + 100} {
			before := f.events()
			var err error
			withoutRoom(t, f.logSize()+room, func() { err = change(f) })
			if err == nil {
				continue // so much was enough
			}
			refused++
			if !errors.Is(err, kiosk.ErrDiskFull) {
				t.Errorf("%s with room for %d bytes: %v", name, room, err)
			}
			if after := f.events(); len(after) != len(before) {
				t.Errorf("%s with room for %d bytes: refused, and %d events were written", name, room, len(after)-len(before))
			}
			f.lined(name)
		}
		if refused < 2 {
			t.Errorf("%s was refused %d times: the disk was never full", name, refused)
		}
		if err := change(f); err != nil {
			t.Errorf("%s with room again: %v", name, err)
		}
		f.reopen()
		if f.Born().New {
			t.Errorf("%s: the file was damaged: %v", name, f.Born().Cause)
		}
		f.lined(name)
	}
}

// lined checks that tickets and events tell the same story without a gap.
func (f *fixture) lined(when string) {
	f.t.Helper()
	if fault := checkChain("2", f.Epoch(), f.events()); fault != "" {
		f.t.Errorf("%s: %s", when, fault)
	}
	var tickets, told, highest int
	err := f.read.QueryRow(`SELECT (SELECT count(*) FROM tickets), (SELECT count(*) FROM events WHERE kind = 'ticket.issued'),
		(SELECT max(n) FROM tickets WHERE service = 'B')`).Scan(&tickets, &told, &highest)
	if err != nil || tickets != told || tickets != highest {
		f.t.Errorf("%s: %d tickets, %d events tell of them, the last number is %d, %v", when, tickets, told, highest, err)
	}
}

// The check above finds a ticket without its event, and a number left out.
func TestAHalfWrittenTicketIsFound(t *testing.T) {
	for _, forge := range []string{
		"UPDATE tickets SET n = n + 1 WHERE seq = 2", "DELETE FROM tickets WHERE seq = 2", "DELETE FROM events WHERE seq = 2",
	} {
		f := newFixture(t)
		f.take("B")
		f.take("B")
		if _, err := f.write.Exec(forge); err != nil {
			t.Fatal(err)
		}
		silent := &testing.T{}
		g := *f
		g.t = silent
		if g.lined("forged"); !silent.Failed() {
			t.Errorf("after %s nothing is found", forge)
		}
	}
}

// On a full disk even forgetting needs room: the ballast gives it up, and is
// made again when there is room.
func TestTheBallastIsDroppedAndFilled(t *testing.T) {
	if apart(t) {
		return
	}
	f := newFixture(t)
	f.take("B")
	size := func() int64 {
		info, err := os.Stat(f.opts.Path + ".ballast")
		if err != nil {
			return 0
		}
		return info.Size()
	}
	if size() != ballastSize {
		t.Fatalf("the ballast has %d bytes", size())
	}
	withoutRoom(t, f.logSize(), func() {
		if err := f.SetAcked(context.Background(), 1, monday); !errors.Is(err, kiosk.ErrDiskFull) {
			t.Errorf("acknowledged on a full disk: %v", err)
		}
	})
	if size() != 0 || f.acked() != 0 {
		t.Errorf("the ballast has %d bytes, the cursor is %d", size(), f.acked())
	}
	if f.ack(1); size() != ballastSize || f.acked() != 1 {
		t.Errorf("with room again the ballast has %d bytes, the cursor is %d", size(), f.acked())
	}
}

// A kiosk that is started on a full disk says so; with room it starts as if
// nothing had been, and what the damaged file held is not left behind.
func TestAStartOnAFullDisk(t *testing.T) {
	if apart(t) {
		return
	}
	refused := 0
	for _, room := range []int64{0, 512, 4096, 20_000, 60_000, 90_000} {
		f, given := broken(t)
		var err error
		withoutRoom(t, room, func() {
			var s *Store
			if s, err = Open(context.Background(), f.opts); err == nil {
				s.Close()
			}
		})
		if err != nil {
			refused++
		}
		if err != nil && !errors.Is(err, kiosk.ErrDiskFull) {
			t.Errorf("with room for %d bytes: %v", room, err)
		}
		f.open()
		if told := len(f.events()); told != 120 {
			t.Errorf("with room for %d bytes first (%v): %d events were carried over, want 120", room, err, told)
		}
		f.goesOn(given, nil)
		f.Close()
	}
	if refused < 4 {
		t.Errorf("only %d starts were refused: the disk was never full", refused)
	}
	fresh := newFixture(t)
	fresh.Close()
	fresh.opts.Path = filepath.Join(t.TempDir(), "kiosk.db")
	withoutRoom(t, 0, func() {
		if s, err := Open(context.Background(), fresh.opts); !errors.Is(err, kiosk.ErrDiskFull) {
			t.Errorf("a new kiosk on a full disk: %v, %v", s, err)
		}
	})
	fresh.open()
	fresh.take("B")
}
