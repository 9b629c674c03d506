//go:build unix

package store

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"dongthap.vn/sen/kiosk"
)

// A kiosk that is switched on while its disk is full tries again and again.
// What such a birth leaves behind is no damaged file: nothing is moved aside,
// and numbers begin at 1 once there is room.
func TestAFileIsBornOnlyOnceTheDiskHasRoom(t *testing.T) {
	if !alone(t) {
		return
	}
	o := Options{Path: filepath.Join(t.TempDir(), "kiosk.db"), Device: "2", Now: (&clock{at: monday}).now, Boot: Boot{ID: "boot", Since: func() time.Duration { return time.Hour }}}
	for _, room := range []uint64{0, 4 << 10, 32 << 10} { // none, the header alone, half of the first migration
		grow := limitFiles(t, room)
		for range 3 {
			if s, err := Open(context.Background(), o); !errors.Is(err, kiosk.ErrDiskFull) {
				t.Fatalf("with files of %d bytes Open returns %v, %v", room, s, err)
			}
		}
		grow()
	}
	f := &fixture{t: t, clock: &clock{at: monday}, opts: o}
	f.open()
	defer f.Close()
	if born := f.Born(); !born.New || born.Cause != nil {
		t.Errorf("the birth says %+v", born)
	}
	if aside, _ := filepath.Glob(o.Path + ".bad-*"); len(aside) > 0 {
		t.Errorf("moved aside: %q", aside)
	}
	if ticket := f.take("B"); ticket.Number != "B2-001" {
		t.Errorf("the first number is %s", ticket.Number)
	}
}

// A full disk costs a file that has lived nothing, not even when it is opened.
func TestAFullDiskTakesNoEvents(t *testing.T) {
	if !alone(t) {
		return
	}
	f := newFixture(t)
	f.take("B")
	f.Close()
	grow := limitFiles(t, 0)
	if s, err := Open(context.Background(), f.opts); err == nil {
		s.Close() // it may be read, as long as nothing is written
	}
	grow()
	f.open()
	if ticket := f.take("B"); ticket.Number != "B2-002" || len(f.events()) != 2 {
		t.Errorf("after the full disk the number is %s, with %d events", ticket.Number, len(f.events()))
	}
}

// A damaged file found while the disk is full stays where it is: its events are
// carried over once there is room, and numbers go on far above its own.
func TestADamagedFileWaitsForRoom(t *testing.T) {
	if !alone(t) {
		return
	}
	f := newFixture(t)
	lost := f.take("B")
	if _, err := f.write.Exec("UPDATE meta SET epoch = epoch; PRAGMA application_id = 7"); err != nil {
		t.Fatal(err)
	}
	f.Close()
	grow := limitFiles(t, 32<<10)
	for range 3 {
		if s, err := Open(context.Background(), f.opts); !errors.Is(err, kiosk.ErrDiskFull) {
			t.Fatalf("Open returns %v, %v", s, err)
		}
	}
	grow()
	f.open()
	if born := f.Born(); born.Salvaged != 1 || born.MovedTo != f.opts.Path+".bad-2026-11-23-1" {
		t.Errorf("the birth says %+v", born)
	}
	if events := f.events(); len(events) != 1 || events[0].ID != lost.ID {
		t.Errorf("the event of %s is not carried over: %v", lost.Number, events)
	}
	if ticket := f.take("B"); ticket.Number != "B2-1001" {
		t.Errorf("the number after the loss is %s", ticket.Number)
	}
}

// alone reports whether the test has a process of its own, and runs it in one
// when it has not: what it does to the process must not reach other tests.
func alone(t *testing.T) bool {
	t.Helper()
	if os.Getenv("SEN_ALONE") == t.Name() {
		return true
	}
	cmd := exec.Command(os.Args[0], "-test.run=^"+t.Name()+"$")
	cmd.Env = append(os.Environ(), "SEN_ALONE="+t.Name())
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
	return false
}

// limitFiles lets no file of the process grow beyond so many bytes until grow is
// called: the system refuses every write as a full disk does.
func limitFiles(t *testing.T, bytes uint64) (grow func()) {
	t.Helper()
	var before syscall.Rlimit
	set := func(l syscall.Rlimit) {
		if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &l); err != nil {
			t.Fatal(err)
		}
	}
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &before); err != nil {
		t.Fatal(err)
	}
	set(syscall.Rlimit{Cur: bytes, Max: before.Max})
	return func() { set(before) }
}
