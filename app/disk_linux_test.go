package main

import (
	"context"
	"errors"
	"strings"
	"syscall"
	"testing"
	"time"

	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/disk"
	"dongthap.vn/sen/kiosk/faulty"
)

// A second kiosk on the same data ends with one sentence and without a window.
func TestASecondKioskIsRefused(t *testing.T) {
	t.Setenv("DISPLAY", "")
	l := newLobbied(t, "")
	l.enrol("2")
	first, err := disk.Take(l.config.Kiosk.Data + "/kiosk.db.lock")
	if err != nil {
		t.Fatal(err)
	}
	defer first.Release()
	err = run(context.Background(), []string{"--config", l.file}, t.Output())
	if !errors.Is(err, disk.ErrTaken) || !strings.Contains(err.Error(), "another sen-kiosk runs already with the data in "+l.config.Kiosk.Data) || strings.Contains(err.Error(), "\n") {
		t.Errorf("it says %v", err)
	}
}

// A disk that fails ends the program, so that it is started and looks anew.
func TestAKioskEndsWhenItsDiskFails(t *testing.T) {
	mirror := faulty.NewMirror(t, t.TempDir())
	l := newLobbied(t, "")
	l.config.Kiosk.Data = mirror.Dir()
	l.enrol("2")
	if err := l.open(t.Context()); err != nil {
		t.Fatal(err)
	}
	defer l.close()
	ended := make(chan error, 1)
	go func() { ended <- l.serve(t.Context(), nil, l.front) }()
	go func() {
		for range l.front.told { // nobody stands before it
		}
	}()
	mirror.Ask(func(o faulty.Op) syscall.Errno {
		if o.Do == faulty.Sync {
			return syscall.EIO
		}
		return 0
	})
	if _, err := l.store.CallHelp(t.Context(), kiosk.HelpCalled{Screen: "home"}); !errors.Is(err, kiosk.ErrDiskFull) {
		t.Fatalf("the call says %v", err)
	}
	select {
	case err := <-ended:
		if err != errDisk {
			t.Errorf("it ended with %v", err)
		}
	case <-time.After(patience):
		t.Error("it goes on")
	}
}
