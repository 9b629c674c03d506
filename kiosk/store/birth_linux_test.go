package store

import (
	"context"
	"errors"
	"path/filepath"
	"testing"
	"time"

	"dongthap.vn/sen/kiosk"
)

// A kiosk that is switched on while its disk is full tries again and again.
// What such a birth leaves behind is no damaged file: nothing is moved aside,
// and numbers begin at 1 once there is room.
func TestAFileIsBornOnlyOnceTheDiskHasRoom(t *testing.T) {
	if apart(t) {
		return
	}
	o := Options{Path: filepath.Join(t.TempDir(), "kiosk.db"), Device: "2", Now: (&clock{at: monday}).now, Boot: Boot{ID: "boot", Since: func() time.Duration { return time.Hour }}}
	for _, room := range []int64{0, 4 << 10, 32 << 10} { // none, the header alone, half of the first migration
		withoutRoom(t, room, func() {
			for range 3 {
				if s, err := Open(context.Background(), o); !errors.Is(err, kiosk.ErrDiskFull) {
					t.Fatalf("with files of %d bytes Open returns %v, %v", room, s, err)
				}
			}
		})
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
	if apart(t) {
		return
	}
	f := newFixture(t)
	f.take("B")
	f.Close()
	withoutRoom(t, 0, func() {
		if s, err := Open(context.Background(), f.opts); err == nil {
			s.Close() // it may be read, as long as nothing is written
		}
	})
	f.open()
	if ticket := f.take("B"); ticket.Number != "B2-002" || len(f.events()) != 2 {
		t.Errorf("after the full disk the number is %s, with %d events", ticket.Number, len(f.events()))
	}
}

// A damaged file found while the disk is full stays where it is: its events are
// carried over once there is room, and numbers go on far above its own.
func TestADamagedFileWaitsForRoom(t *testing.T) {
	if apart(t) {
		return
	}
	f := newFixture(t)
	lost := f.take("B")
	if _, err := f.write.Exec("UPDATE meta SET epoch = epoch; PRAGMA application_id = 7"); err != nil {
		t.Fatal(err)
	}
	f.Close()
	withoutRoom(t, 32<<10, func() {
		for range 3 {
			if s, err := Open(context.Background(), f.opts); !errors.Is(err, kiosk.ErrDiskFull) {
				t.Fatalf("Open returns %v, %v", s, err)
			}
		}
	})
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
