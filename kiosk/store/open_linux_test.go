package store

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"
)

// A file whose kiosk lost its power has a log beside it. Once it is open nothing
// but SQLite holds it: a second descriptor, closed some time by the collector,
// would drop SQLite's locks.
func TestOnlySQLiteHoldsTheFile(t *testing.T) {
	f := newFixture(t)
	f.take("B")
	dark := newFixture(t)
	dark.Close()
	for _, suffix := range []string{"", "-wal"} { // as the power left them
		b, err := os.ReadFile(f.opts.Path + suffix)
		if err == nil {
			err = os.WriteFile(dark.opts.Path+suffix, b, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	dark.open()
	if n := len(dark.events()); n != 1 {
		t.Fatalf("%d events in the file, want the one of the log", n)
	}
	dark.Close()
	if held := descriptors(t, dark.opts.Path); held != 0 {
		t.Errorf("%d descriptors are left after Close", held)
	}
	stray, err := os.Open(dark.opts.Path) // the control
	if err != nil {
		t.Fatal(err)
	}
	if descriptors(t, dark.opts.Path) != 1 {
		t.Error("a stray descriptor would not be seen")
	}
	runtime.KeepAlive(stray)
	stray.Close()
}

// descriptors counts how often this process has a file open.
func descriptors(t *testing.T, path string) (n int) {
	t.Helper()
	fds, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Fatal(err)
	}
	for _, fd := range fds {
		if to, err := os.Readlink(filepath.Join("/proc/self/fd", fd.Name())); err == nil && to == path {
			n++
		}
	}
	return n
}
