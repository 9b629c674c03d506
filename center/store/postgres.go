package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"

	"dongthap.vn/sen/kiosk"
)

// postgresSettings are the promise of this store in PostgreSQL's words, for
// every session unless the DSN asks for something stronger. A center whose
// machine died must not keep the others waiting: its silence ends its session.
var postgresSettings = map[string]string{
	"application_name":                    "sen-center",
	"synchronous_commit":                  "on",
	"lock_timeout":                        "5000", // milliseconds, as SQLite waits
	"idle_in_transaction_session_timeout": "60000",
	"tcp_keepalives_idle":                 "10", // seconds
	"tcp_keepalives_interval":             "5",
	"tcp_keepalives_count":                "3",
}

const (
	connectWithin = 5 * time.Second
	askAgainFor   = 5 * time.Second
	keepAlive     = 10 * time.Second
)

// writeLock is the advisory lock of who writes: "sen" in ASCII. Locks of
// another database of the server are other locks.
const writeLock = 0x73656e

func openPostgres(ctx context.Context, dsn string) (*Store, error) {
	config, err := postgresConfig(dsn)
	if err != nil {
		return nil, err
	}
	write := stdlib.OpenDB(*config, stdlib.OptionAfterConnect(checkPostgres))
	write.SetMaxOpenConns(1)
	if err := write.PingContext(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("open the database %q at %s: %w", config.Database, config.Host, translatePostgres(err)), write.Close())
	}
	locker, err := lock.NewPostgresSessionLocker(lock.WithLockTimeout(1, 60), lock.WithUnlockTimeout(1, 5))
	if err != nil {
		return nil, errors.Join(err, write.Close())
	}
	read := stdlib.OpenDB(*config, stdlib.OptionAfterConnect(onlyRead))
	read.SetMaxOpenConns(readers)
	read.SetMaxIdleConns(readers)
	s := &Store{write: write, read: read}
	s.others = newListener(config, s)
	s.dialect = dialect{
		migrations: collated, goose: goose.DialectPostgres, locks: []goose.ProviderOption{goose.WithSessionLocker(locker)},
		rewrite: dollars, translate: translatePostgres, prepares: true, pipelines: true, bulk: throughPipeline, scrub: "VACUUM FULL seal_keys",
		reading: &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true},
		alone:   takeWriteLock, tell: s.others.tell, patience: askAgainFor,
	}
	return s, nil
}

func postgresConfig(dsn string) (*pgx.ConnConfig, error) {
	config, err := pgx.ParseConfig(dsn)
	if err != nil {
		return nil, fmt.Errorf("open database: %w", err) // pgx leaves the password out
	}
	for name, value := range postgresSettings {
		if _, given := config.RuntimeParams[name]; !given {
			config.RuntimeParams[name] = value
		}
	}
	if config.ConnectTimeout == 0 {
		config.ConnectTimeout = connectWithin
	}
	if config.ValidateConnect == nil { // of several hosts, the one that takes writes
		config.ValidateConnect = pgconn.ValidateConnectTargetSessionAttrsReadWrite
	}
	config.DialFunc = (&net.Dialer{KeepAliveConfig: net.KeepAliveConfig{Enable: true, Idle: keepAlive, Interval: keepAlive / 2, Count: 3}}).DialContext
	return config, nil
}

// checkPostgres reads the settings of every new connection back and refuses to
// run without them.
func checkPostgres(ctx context.Context, conn *pgx.Conn) error {
	var durable, fsync, pages, encoding string
	const query = `SELECT current_setting('synchronous_commit'), current_setting('fsync'), current_setting('full_page_writes'), current_setting('server_encoding')`
	if err := conn.QueryRow(ctx, query).Scan(&durable, &fsync, &pages, &encoding); err != nil {
		return err
	}
	if (durable != "on" && durable != "remote_apply") || fsync != "on" || pages != "on" {
		return fmt.Errorf("synchronous_commit is %s, fsync %s, full_page_writes %s, want on: commits would not be durable", durable, fsync, pages)
	}
	if encoding != "UTF8" {
		return fmt.Errorf("the database is encoded in %s, want UTF8", encoding)
	}
	return nil
}

// onlyRead makes a connection of readers refuse to write, outside of transactions too.
func onlyRead(ctx context.Context, conn *pgx.Conn) error {
	if err := checkPostgres(ctx, conn); err != nil {
		return err
	}
	_, err := conn.Exec(ctx, "SET default_transaction_read_only = on")
	return err
}

// dollars writes ?1 as $1. No statement of this package has another "?".
func dollars(query string) string { return strings.ReplaceAll(query, "?", "$") }

// takeWriteLock waits for the other writers. It is held until the commit can
// be seen. The transaction reads what is committed at each statement: a
// snapshot taken before the lock was given would be old.
func takeWriteLock(ctx context.Context, tx *sql.Tx) error {
	_, err := tx.ExecContext(ctx, "SELECT pg_advisory_xact_lock($1)", int64(writeLock))
	return err
}

// translatePostgres is the one place that knows PostgreSQL's error codes.
func translatePostgres(err error) error {
	var answer *pgconn.PgError
	switch {
	case err == nil:
		return nil
	case errors.Is(err, sql.ErrNoRows):
		return kiosk.ErrNotFound
	case errors.Is(err, context.Canceled):
		return err
	case errors.As(err, &answer):
		if kind := kindOf(answer.Code); kind != nil {
			return fmt.Errorf("%w: %w", kind, err)
		}
		return err
	case lostConnection(err):
		return fmt.Errorf("%w: %w", ErrBusy, err)
	}
	return err
}

// kinds are what SQLSTATE codes mean to a caller (PostgreSQL manual, appendix
// A); the first two characters are a class.
var kinds = map[string]error{
	"23505": ErrExists,         // unique_violation
	"53100": kiosk.ErrDiskFull, // disk_full
	"53300": ErrBusy,           // too_many_connections
	"40001": errUndone,         // serialization_failure
	"40P01": errUndone,         // deadlock_detected
	"55P03": ErrBusy,           // lock_not_available
	"57P01": ErrBusy,           // admin_shutdown
	"57P02": ErrBusy,           // crash_shutdown
	"57P03": ErrBusy,           // cannot_connect_now: starting up
	"57014": ErrBusy,           // query_canceled
	"25P03": ErrBusy,           // idle_in_transaction_session_timeout
	"25006": ErrBusy,           // read_only_sql_transaction: another server leads now
	"08":    ErrBusy,           // connection_exception
	"22021": kiosk.ErrNotFound, // character_not_in_repertoire: no row bears such a text
	"22P05": kiosk.ErrNotFound, // untranslatable_character
}

func kindOf(code string) error {
	if kind, known := kinds[code]; known {
		return kind
	}
	return kinds[code[:min(2, len(code))]]
}

// lostConnection tells a connection that broke or was not made from an answer.
func lostConnection(err error) bool {
	var connect *pgconn.ConnectError
	var network net.Error
	switch {
	case errors.As(err, &connect), errors.As(err, &network), pgconn.SafeToRetry(err):
		return true
	}
	for _, broken := range []error{driver.ErrBadConn, sql.ErrConnDone, io.EOF, io.ErrUnexpectedEOF, net.ErrClosed} {
		if errors.Is(err, broken) {
			return true
		}
	}
	return false
}

func isPostgres(dsn string) bool {
	return strings.HasPrefix(dsn, "postgres://") || strings.HasPrefix(dsn, "postgresql://")
}
