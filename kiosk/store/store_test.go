package store

import (
	"context"
	"errors"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"dongthap.vn/sen/kiosk"
)

// monday is a working morning in Vietnam.
var monday = time.Date(2026, 11, 23, 8, 30, 0, 0, kiosk.VietnamTime)

// clock is a wall clock a test sets.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = t
}

func (c *clock) add(d time.Duration) { c.set(c.now().Add(d)) }

// fixture is a kiosk's file in a folder of its own, with a clock.
type fixture struct {
	*Store
	t     testing.TB
	clock *clock
	opts  Options
}

// optionsFor are those of kiosk 2 with a file and a clock.
func optionsFor(c *clock, path string) Options {
	return Options{Path: path, Device: "2", Now: c.now,
		Boot: Boot{ID: "boot-1", Since: func() time.Duration { return c.now().Sub(monday) + time.Hour }}}
}

func newFixture(t testing.TB) *fixture {
	t.Helper()
	c := &clock{at: monday}
	f := &fixture{t: t, clock: c, opts: optionsFor(c, filepath.Join(t.TempDir(), "kiosk.db"))}
	f.open()
	t.Cleanup(func() { f.Close() })
	return f
}

func (f *fixture) open() {
	f.t.Helper()
	s, err := Open(context.Background(), f.opts)
	if err != nil {
		f.t.Fatal(err)
	}
	f.Store = s
}

func (f *fixture) reopen() {
	f.t.Helper()
	if err := f.Close(); err != nil {
		f.t.Fatal(err)
	}
	f.open()
}

// take issues a ticket and returns it.
func (f *fixture) take(service string) kiosk.Ticket {
	f.t.Helper()
	t, err := f.IssueTicket(context.Background(), TicketRequest{Service: service, Lang: kiosk.Vietnamese})
	if err != nil {
		f.t.Fatal(err)
	}
	return t
}

// events lists everything in the file.
func (f *fixture) events() []kiosk.Event {
	f.t.Helper()
	list, err := f.Outbox(context.Background(), 0, 1<<20)
	if err != nil {
		f.t.Fatal(err)
	}
	return list
}

func TestTheKioskStartsForTheFirstTime(t *testing.T) {
	f := newFixture(t)
	if b := f.Born(); !b.New || b.Cause != nil || b.MovedTo != "" {
		t.Errorf("born %+v, want a first birth", b)
	}
	if len(f.Epoch()) != 16 {
		t.Errorf("epoch %q is not 16 hex digits", f.Epoch())
	}
	epoch := f.Epoch()
	f.reopen()
	if f.Epoch() != epoch || f.Born().New {
		t.Errorf("after a restart: epoch %s, born %+v; want %s and no birth", f.Epoch(), f.Born(), epoch)
	}
}

func TestTheFileOfAnotherKioskIsRefused(t *testing.T) {
	f := newFixture(t)
	f.take("B")
	f.Close()
	f.opts.Device = "3"
	if _, err := Open(context.Background(), f.opts); !errors.Is(err, ErrOtherDevice) {
		t.Fatalf("error %v, want ErrOtherDevice", err)
	}
	f.opts.Device = "2"
	f.open()
	if len(f.events()) != 1 {
		t.Error("the refused file lost its event")
	}
}
