package store

import (
	"errors"
	"fmt"

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
	switch code.Code {
	case sqlite3.ErrFull, sqlite3.ErrIoErr, sqlite3.ErrReadonly:
		return fmt.Errorf("%w: %w", kiosk.ErrDiskFull, err)
	case sqlite3.ErrCorrupt, sqlite3.ErrNotADB:
		return fmt.Errorf("%w: %w", errDamaged, err)
	}
	return err
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
