package store

import (
	"context"
	"database/sql"
	"io/fs"
	"iter"
	"time"

	"github.com/pressly/goose/v3"
)

// A dialect is what differs between databases. Queries are written with ?1, ?2.
type dialect struct {
	migrations func(fs.FS) fs.FS // the shared files as this database reads them
	goose      goose.Dialect
	locks      []goose.ProviderOption // keep two processes from migrating at once
	rewrite    func(query string) string
	translate  func(error) error // to kiosk.ErrNotFound, kiosk.ErrDiskFull, ErrBusy, ErrExists
	prepares   bool              // the driver keeps prepared statements itself
	pipelines  bool              // statements may wait for the next, see Tx.later
	scrub      string            // the statement that leaves no destroyed key in the files

	bulk     func(context.Context, *Tx, iter.Seq2[string, []any]) (changed int64, err error) // runs statements with many values
	reading  *sql.TxOptions
	alone    func(context.Context, *sql.Tx) error               // waits until a writer has the database for itself
	tell     func(context.Context, *Tx, map[string]int64) error // other processes, when the transaction commits
	patience time.Duration                                      // how long a busy database is asked again; 0 when the driver waits itself
}

// asWritten is the rewrite of a database that knows ?1.
func asWritten(query string) string { return query }

// asShared reads the migrations as they are.
func asShared(files fs.FS) fs.FS { return files }

// nothing is what a database does whose transactions are alone from the start
// and which has no other processes to tell.
func nothing(context.Context, *sql.Tx) error              { return nil }
func nobody(context.Context, *Tx, map[string]int64) error { return nil }
