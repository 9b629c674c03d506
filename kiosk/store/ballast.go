package store

import (
	"crypto/rand"
	"errors"
	"os"

	"dongthap.vn/sen/kiosk"
)

// ballastSize is enough for the write-ahead log of many acknowledgements.
const ballastSize = 1 << 20

// A ballast is a file beside the database that holds room on the disk. On a
// full disk SQLite cannot even delete; with the ballast dropped, what the center
// acknowledges can be noted and forgotten, which makes room for new tickets.
type ballast struct{ path string }

// fill makes the ballast when there is room for it.
func (b ballast) fill() {
	if exists(b.path) {
		return
	}
	noise := make([]byte, ballastSize) // noise, because zeros may take no room
	rand.Read(noise)
	if err := os.WriteFile(b.path, noise, 0o600); err != nil {
		os.Remove(b.path) // no room yet
	}
}

// drop gives the room up when err is a full disk; false when nothing was gained.
func (b ballast) drop(err error) bool {
	return errors.Is(err, kiosk.ErrDiskFull) && os.Remove(b.path) == nil
}
