package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"syscall"

	"github.com/mattn/go-sqlite3"
	"github.com/pressly/goose/v3"

	"dongthap.vn/sen/kiosk"
)

// sqliteOptions are the promise of this store in SQLite's words. The driver
// would set synchronous to NORMAL with WAL, which loses committed rows when
// the power goes.
const sqliteOptions = "_synchronous=FULL&_busy_timeout=5000&_foreign_keys=1"

// keptStatements is how many of throughDriver's statements the writer keeps
// prepared: some for each size and table.
const keptStatements = "&_stmt_cache_size=16"

// The writer keeps the pages it touches again and again in memory, and carries
// them over to the database file once per 32 MiB of log instead of per 4 MiB.
// A log that grew beyond 64 MiB, because somebody read for long, is cut back
// when it is begun anew. What is deleted is overwritten. What a statement of many
// rows would have to take back is kept in memory: by itself SQLite makes a file
// for each of them.
const writerPragmas = "PRAGMA cache_size = -16000; PRAGMA wal_autocheckpoint = 8000; PRAGMA journal_size_limit = 67108864; PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY"

const readers = 4

func openSQLite(ctx context.Context, path string, local func(dir string) error) (*Store, error) {
	if err := local(filepath.Dir(path)); err != nil {
		return nil, err
	}
	write, err := openWriter(ctx, path, "_journal_mode=WAL")
	if err != nil {
		return nil, err
	}
	if err := settleSQLite(ctx, write); err != nil {
		return nil, errors.Join(fmt.Errorf("open %s: %w", path, err), write.Close())
	}
	read := sql.OpenDB(connector{dsn: fileURL(path) + "?_txlock=deferred&_query_only=1&_journal_mode=WAL&" + sqliteOptions})
	read.SetMaxOpenConns(readers)
	read.SetMaxIdleConns(readers)
	return storeOf(write, read), nil
}

// openSQLiteAlone opens a database for one connection, and returns ErrBusy
// while any other connection has it open.
func openSQLiteAlone(ctx context.Context, path string) (*Store, error) {
	one, err := openWriter(ctx, path, "_locking_mode=EXCLUSIVE") // before the journal is touched, or the lock is not taken
	if err != nil {
		return nil, err
	}
	return storeOf(one, one), nil
}

func fileURL(path string) string {
	return (&url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath()}).String()
}

// openWriter opens the one connection that writes.
func openWriter(ctx context.Context, path, mode string) (*sql.DB, error) {
	write := sql.OpenDB(connector{dsn: fileURL(path) + "?_txlock=immediate&" + mode + "&" + sqliteOptions + keptStatements, pragmas: writerPragmas})
	write.SetMaxOpenConns(1)
	if err := checkSQLite(ctx, write); err != nil {
		return nil, errors.Join(fmt.Errorf("open %s: %w", path, err), write.Close())
	}
	return write, nil
}

func storeOf(write, read *sql.DB) *Store {
	return &Store{
		dialect: dialect{
			migrations: asShared, goose: goose.DialectSQLite3, rewrite: asWritten, translate: translateSQLite,
			reading: &sql.TxOptions{ReadOnly: true}, alone: nothing, tell: nobody,
			bulk: throughDriver, scrub: "PRAGMA wal_checkpoint(TRUNCATE)",
		},
		write: write, read: read,
	}
}

// A connector opens connections that all have the same settings, also those
// the pool opens later.
type connector struct {
	driver  sqlite3.SQLiteDriver
	dsn     string
	pragmas string
}

// Connect opens a connection.
func (c connector) Connect(context.Context) (driver.Conn, error) {
	conn, err := c.driver.Open(c.dsn)
	if err != nil || c.pragmas == "" {
		return conn, err
	}
	if _, err := conn.(*sqlite3.SQLiteConn).Exec(c.pragmas, nil); err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	return conn, nil
}

// Driver is SQLite's.
func (c connector) Driver() driver.Driver { return &c.driver }

// checkSQLite reads the settings back and refuses to run without them.
func checkSQLite(ctx context.Context, db *sql.DB) error {
	var synchronous int
	var journal string
	if err := db.QueryRowContext(ctx, "PRAGMA synchronous").Scan(&synchronous); err != nil {
		return translateSQLite(err)
	}
	if err := db.QueryRowContext(ctx, "PRAGMA journal_mode").Scan(&journal); err != nil {
		return translateSQLite(err)
	}
	if synchronous != 2 || journal != "wal" {
		return fmt.Errorf("synchronous is %d and journal mode %q, want 2 and wal: commits would not be durable", synchronous, journal)
	}
	return nil
}

// settleSQLite carries what is in the log over into the file. Of a commit whose
// fsync failed the log may still show what never reached the disk; a commit
// behind it would be lost with it in the next power cut. It waits for nobody:
// beside a running center there is nothing to settle. On a full disk the log
// stays as it is.
func settleSQLite(ctx context.Context, db *sql.DB) error {
	var busy, frames, carried int
	err := translateSQLite(db.QueryRowContext(ctx, "PRAGMA wal_checkpoint(PASSIVE)").Scan(&busy, &frames, &carried))
	if err != nil && !errors.Is(err, kiosk.ErrDiskFull) && !errors.Is(err, ErrBusy) {
		return fmt.Errorf("carry the log over: %w", err)
	}
	return nil
}

// translateSQLite is the one place that knows SQLite's error codes.
func translateSQLite(err error) error {
	var e sqlite3.Error
	switch {
	case err == nil:
		return nil
	case errors.Is(err, sql.ErrNoRows):
		return kiosk.ErrNotFound
	case !errors.As(err, &e):
		return err
	case e.Code == sqlite3.ErrFull, e.SystemErrno == syscall.EDQUOT, e.SystemErrno == syscall.EFBIG:
		return fmt.Errorf("%w: %w", kiosk.ErrDiskFull, err)
	case e.Code == sqlite3.ErrBusy, e.Code == sqlite3.ErrLocked:
		return fmt.Errorf("%w: %w", ErrBusy, err)
	case e.ExtendedCode == sqlite3.ErrConstraintUnique, e.ExtendedCode == sqlite3.ErrConstraintPrimaryKey:
		return fmt.Errorf("%w: %w", ErrExists, err)
	case unreliable(e):
		return fmt.Errorf("%w: %w", errUnreliable, err)
	}
	return err
}

// unreliable tells that the disk did not take what it was given, or did not
// give back what it had taken.
func unreliable(e sqlite3.Error) bool {
	switch e.ExtendedCode {
	case sqlite3.ErrIoErrWrite, sqlite3.ErrIoErrFsync, sqlite3.ErrIoErrDirFsync, sqlite3.ErrIoErrTruncate, sqlite3.ErrIoErrRead, sqlite3.ErrIoErrShortRead:
		return true
	}
	return e.Code == sqlite3.ErrCorrupt || e.Code == sqlite3.ErrNotADB
}
