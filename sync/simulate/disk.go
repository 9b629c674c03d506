package simulate

import (
	"errors"
	"io/fs"
	"os"
	"time"
)

// files are a database as it lies on the disk: the file and its log.
type files struct{ main, log []byte }

// A backup is a copy of the center's database.
type backup struct {
	at time.Duration
	files
}

// keep copies a database. No transaction may be under way.
func keep(path string) files {
	return files{main: read(path), log: read(path + "-wal")}
}

// read is a file's content, nil when there is none.
func read(path string) []byte {
	b, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	must(err)
	return b
}

// put lays a copy in the place of whatever is there. The database must be closed.
func (f files) put(path string) {
	drop(path + "-shm")
	write(path, f.main)
	write(path+"-wal", f.log)
}

func write(path string, b []byte) {
	if b == nil {
		drop(path)
		return
	}
	must(os.WriteFile(path, b, 0o600))
}

func drop(path string) {
	if err := os.Remove(path); !errors.Is(err, fs.ErrNotExist) {
		must(err)
	}
}
