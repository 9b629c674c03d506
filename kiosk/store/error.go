package store

import (
	"errors"
	"fmt"
	"syscall"

	"github.com/mattn/go-sqlite3"

	"dongthap.vn/sen/kiosk"
)

// ErrOtherDevice tells that the file holds the events of another kiosk.
var ErrOtherDevice = errors.New("the file belongs to another kiosk")

// errDamaged marks a file that must be moved aside.
var errDamaged = errors.New("damaged database")

// translate is the one place where SQLite's codes get our meaning. A disk that
// is full, fails or has become read-only is the same to a visitor: nothing can
// be stored, so nothing is given.
func translate(err error) error {
	var code sqlite3.Error
	if !errors.As(err, &code) {
		return err
	}
	switch {
	case code.Code == sqlite3.ErrCorrupt, code.Code == sqlite3.ErrNotADB, unreadable(code):
		return fmt.Errorf("%w: %w", errDamaged, err)
	case code.Code == sqlite3.ErrFull, code.Code == sqlite3.ErrIoErr, code.Code == sqlite3.ErrReadonly:
		return fmt.Errorf("%w: %w", kiosk.ErrDiskFull, err)
	}
	return err
}

// unreadable tells that a part of the file cannot be read: it is as lost as one
// that holds nonsense.
func unreadable(code sqlite3.Error) bool {
	return code.ExtendedCode == sqlite3.ErrIoErrRead || code.ExtendedCode == sqlite3.ErrIoErrShortRead
}

// unreliable tells that a disk did not take what it was given, or did not give
// back what it had taken. A disk that is only full has said so in time.
func unreliable(err error) bool {
	if errors.Is(err, errDamaged) {
		return true
	}
	var code sqlite3.Error
	if !errors.As(err, &code) {
		return false
	}
	if noRoom(err) {
		return false
	}
	switch code.ExtendedCode {
	case sqlite3.ErrIoErrWrite, sqlite3.ErrIoErrFsync, sqlite3.ErrIoErrDirFsync, sqlite3.ErrIoErrTruncate:
		return true
	}
	return false
}

// schema translates an error of our own statements. On a file that was there
// before, «no such column» means that its schema is not what we wrote.
func schema(err error, fresh bool) error {
	var code sqlite3.Error
	if !fresh && errors.As(err, &code) && code.Code == sqlite3.ErrError {
		return fmt.Errorf("%w: %w", errDamaged, err)
	}
	return translate(err)
}

// noRoom tells of a disk that is otherwise well. SQLite knows a full one; that a
// quota or the size of a file is at its limit only the system's number tells.
func noRoom(err error) bool {
	var code sqlite3.Error
	if !errors.As(err, &code) {
		return false
	}
	return code.Code == sqlite3.ErrFull || code.SystemErrno == syscall.EDQUOT || code.SystemErrno == syscall.EFBIG
}
