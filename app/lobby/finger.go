package lobby

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// A Finger is one X client that stays, so that a tap takes no program's start.
type Finger struct {
	t     testing.TB
	words io.WriteCloser
	done  chan struct{} // closed when it has done all it was asked to
}

// OpenFinger starts the client.
func OpenFinger(t testing.TB, d *Display) *Finger {
	t.Helper()
	cmd := exec.Command("xdotool", "-")
	cmd.Env = append(os.Environ(), "DISPLAY="+d.Name)
	words, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	p := start(t, cmd, filepath.Join(t.TempDir(), "finger.log"))
	t.Cleanup(func() { words.Close(); p.Stop() })
	return &Finger{t: t, words: words, done: p.done}
}

// Lift waits until all it was asked to is done; then it is of no use any more.
func (f *Finger) Lift() {
	f.t.Helper()
	_ = f.words.Close()
	select {
	case <-f.done:
	case <-time.After(Patience):
		f.t.Fatal("waited in vain for the finger to have done all it was asked to")
	}
}

// Tap presses and releases at the middle of a target and returns when it was
// asked to.
func (f *Finger) Tap(at Target) time.Time {
	f.t.Helper()
	x, y := at.middle()
	now := time.Now()
	if _, err := fmt.Fprintf(f.words, "mousemove %d %d mousedown 1 mouseup 1\n", x, y); err != nil {
		f.t.Fatal(err)
	}
	return now
}
