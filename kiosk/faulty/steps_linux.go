package faulty

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

// Steps are the single changes a piece of work makes on a disk, each of them a
// moment at which the power may go.
type Steps struct {
	Prepare func(dir string)                            // makes what the work begins with, once
	Work    func(dir string, dark func() bool)          // it may fail once it is dark
	Check   func(dir string, step Op) (faults []string) // of what is found after the cut
	Most    int                                         // how many moments are tried, spread over all of them
}

// A Walk is what became of the Steps.
type Walk struct {
	Ops    []Op // of the undisturbed work, in order
	Cuts   int
	Faults []string
}

// Did tells whether the work did something to a file.
func (w Walk) Did(do, file string) bool {
	for _, o := range w.Ops {
		if o.Do == do && o.File == file {
			return true
		}
	}
	return false
}

// Walk does the work once undisturbed, and then again and again with the power
// cut right before one of its changes.
func (s Steps) Walk(t testing.TB) (w Walk) {
	t.Helper()
	start := t.TempDir()
	s.Prepare(start)
	image := NewImage(t, 64<<20)
	s.work(t, image, start, func(o Op) { w.Ops = append(w.Ops, o) }, func() bool { return false })
	w.check(s, image, "undisturbed", Op{Do: "nothing"})
	moments := min(s.Most, len(w.Ops))
	for i := range moments {
		at := i * len(w.Ops) / moments
		op := s.cut(t, image, start, at)
		w.Cuts++
		w.check(s, image, fmt.Sprintf("cut %d of %d", at+1, len(w.Ops)), op)
	}
	t.Logf("%d changes, %d cuts, %d faults", len(w.Ops), w.Cuts, len(w.Faults))
	return w
}

func (w *Walk) check(s Steps, image *Image, when string, op Op) {
	for _, f := range s.Check(image.Dir(), op) {
		w.Faults = append(w.Faults, fmt.Sprintf("%s, before %s of %s: %s", when, op.Do, op.File, f))
	}
}

// cut does the work with the power cut before its change number at.
func (s Steps) cut(t testing.TB, image *Image, start string, at int) (op Op) {
	n := 0
	var dark atomic.Bool
	s.work(t, image, start, func(o Op) {
		if n == at {
			op = o
			dark.Store(true)
			image.Cut()
		}
		n++
	}, dark.Load)
	image.Restart()
	return op
}

// work lays the start out on the disk and does the work through a mirror.
func (s Steps) work(t testing.TB, image *Image, start string, before func(Op), dark func() bool) {
	t.Helper()
	lay(t, start, image.Dir())
	mirror := NewMirror(t, image.Dir())
	defer mirror.Close()
	var one sync.Mutex
	mirror.Ask(func(o Op) syscall.Errno {
		// The index of the log is rebuilt after a cut; when its pages are written is up to the kernel.
		if o.Changes() && !strings.HasSuffix(o.File, "-shm") {
			one.Lock()
			defer one.Unlock()
			before(o)
		}
		return 0
	})
	s.Work(mirror.Dir(), dark)
}

// lay makes the folder to a copy of from, on the disk for good.
func lay(t testing.TB, from, to string) {
	t.Helper()
	old, err := os.ReadDir(to)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range old {
		if err := os.RemoveAll(filepath.Join(to, e.Name())); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.CopyFS(to, os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
	d, err := os.Open(to)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if err := unix.Syncfs(int(d.Fd())); err != nil {
		t.Fatal(err)
	}
}
