package store

import (
	"github.com/pressly/goose/v3"
)

// A dialect is what differs between databases. Queries are written with ?1, ?2.
type dialect struct {
	goose     goose.Dialect
	rewrite   func(query string) string // to the database's own placeholders
	translate func(error) error         // to kiosk.ErrNotFound, kiosk.ErrDiskFull, ErrBusy, ErrExists
}

// asWritten is the rewrite of a database that knows ?1.
func asWritten(query string) string { return query }
