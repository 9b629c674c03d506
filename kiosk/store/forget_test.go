//go:build linux

package store_test

import (
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"

	"dongthap.vn/sen/kiosk/faulty"
	"dongthap.vn/sen/kiosk/proof"
)

// The system forgets what it could not write: what a failed fsync left in its
// memory looks written, and is gone after the next power cut. Commits behind
// such a hole in the log would be gone with it.
func TestWhatAFailedFsyncLeftIsNotBuiltUpon(t *testing.T) {
	var all []shown
	dir := forgetful(t, func(dir string, halt func()) {
		b := openBooth(t, dir)
		for i := range 3 {
			all = append(all, b.mustTake(i))
		}
		halt()
		b.close()
	})
	b := openBooth(t, dir)
	defer b.close()
	b.expect(all)
}

// The control goes on as a program would that only opens the file.
func TestControlCommitsBehindAHoleInTheLog(t *testing.T) {
	dir := forgetful(t, func(dir string, halt func()) {
		db := bareSQLite(t, dir)
		if _, err := db.Exec("UPDATE meta SET acked = 1"); err != nil {
			t.Fatal(err)
		}
		halt()
		db.Close()
	})
	db := bareSQLite(t, dir)
	defer db.Close()
	var acked int
	var missing []string
	if err := db.QueryRow("SELECT acked FROM meta").Scan(&acked); err != nil || acked != 1 {
		missing = append(missing, "a commit that had succeeded is gone")
	}
	proof.Control(t, "a commit behind a failed fsync, the log not carried over first", "TestWhatAFailedFsyncLeftIsNotBuiltUpon", missing...)
}

func bareSQLite(t *testing.T, dir string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite3", "file:"+filepath.Join(dir, "kiosk.db")+"?_journal_mode=WAL&_synchronous=FULL&_txlock=immediate")
	if err != nil {
		t.Fatal(err)
	}
	db.SetMaxOpenConns(1)
	return db
}

// forgetful is a disk with an fsync that failed, work that went on after a new
// start, and then a power cut; it returns the folder as it is found. The work
// calls halt at the moment of the cut.
func forgetful(t *testing.T, work func(dir string, halt func())) (found string) {
	t.Helper()
	first := faulty.NewMirror(t, t.TempDir())
	b := openBooth(t, first.Dir())
	b.mustTake(0)
	var hole spans
	first.Ask(func(o faulty.Op) syscall.Errno {
		hole.note(o)
		if o.Do == faulty.Sync && o.File == "kiosk.db-wal" {
			return syscall.EIO
		}
		return 0
	})
	if _, err := b.take(1); err == nil {
		t.Fatal("a ticket was shown though fsync failed")
	}
	first.Ask(nil)
	under := t.TempDir()
	copyFiles(t, first.Dir(), under) // the program ends at once; the system's memory stays
	b.Store.Close()

	second := faulty.NewMirror(t, under)
	second.Ask(func(o faulty.Op) syscall.Errno { hole.mend(o); return 0 })
	found = t.TempDir()
	work(second.Dir(), func() {
		second.Ask(nil)
		copyFiles(t, under, found)
	})
	hole.forget(t, filepath.Join(found, "kiosk.db-wal"))
	return found
}

func copyFiles(t *testing.T, from, to string) {
	t.Helper()
	for _, name := range []string{"kiosk.db", "kiosk.db-wal"} {
		data, err := os.ReadFile(filepath.Join(from, name))
		if errors.Is(err, os.ErrNotExist) {
			continue
		}
		if err == nil {
			err = os.WriteFile(filepath.Join(to, name), data, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

// spans are parts of the log that are in the system's memory alone.
type spans struct {
	mu   sync.Mutex
	list []faulty.Op
}

func (s *spans) note(o faulty.Op) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if o.Do == faulty.Write && o.File == "kiosk.db-wal" {
		s.list = append(s.list, o)
	}
}

// mend notes that parts were written again, or that the log was cut before them.
func (s *spans) mend(o faulty.Op) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !strings.HasSuffix(o.File, "-wal") {
		return
	}
	var left []faulty.Op
	for _, lost := range s.list {
		again := o.Do == faulty.Write && o.Off <= lost.Off && lost.Off+int64(lost.Size) <= o.Off+int64(o.Size)
		gone := o.Do == faulty.Remove || o.Do == faulty.Resize && int64(o.Size) <= lost.Off
		if !again && !gone {
			left = append(left, lost)
		}
	}
	s.list = left
}

// forget makes the parts what they are on the disk: never written.
func (s *spans) forget(t *testing.T, path string) {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.list) == 0 {
		return
	}
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for _, lost := range s.list {
		if _, err := f.WriteAt(make([]byte, lost.Size), lost.Off); err != nil {
			t.Fatal(err)
		}
	}
}
