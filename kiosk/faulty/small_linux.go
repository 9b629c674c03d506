package faulty

import (
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"

	"dongthap.vn/sen/kiosk/proof"
)

// A Small is a disk with little room.
type Small struct {
	t   testing.TB
	dir string
}

// NewSmall makes a disk of so many bytes.
func NewSmall(t testing.TB, size int64) *Small {
	t.Helper()
	proof.NeedsRoot(t)
	s := &Small{t: t, dir: t.TempDir()}
	if err := unix.Mount("small", s.dir, "tmpfs", 0, fmt.Sprintf("size=%d", size)); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := unix.Unmount(s.dir, 0); err != nil {
			t.Errorf("unmount: %v", err)
		}
	})
	return s
}

// Dir is where the disk is seen.
func (s *Small) Dir() string { return s.dir }

// Fill takes all room there is.
func (s *Small) Fill() {
	s.t.Helper()
	f, err := os.OpenFile(s.filler(), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		s.t.Fatal(err)
	}
	defer f.Close()
	page := make([]byte, 4096)
	rand.Read(page)
	for {
		if _, err := f.Write(page); errors.Is(err, syscall.ENOSPC) {
			return
		} else if err != nil {
			s.t.Fatal(err)
		}
	}
}

// Clear gives the room back.
func (s *Small) Clear() {
	s.t.Helper()
	if err := os.Remove(s.filler()); err != nil {
		s.t.Fatal(err)
	}
}

func (s *Small) filler() string { return filepath.Join(s.dir, "filler") }
