package store

import (
	"context"
	"crypto/rand"
	"database/sql"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"runtime"

	"github.com/pressly/goose/v3"
)

//go:embed migrations/*.sql
var migrations embed.FS

// readers is the size of the read pool.
const readers = 2

// applicationID is 'SenK' in the file's header, written by the first migration.
const applicationID = 0x53656e4b

// dsn opens the file at path with the settings a kiosk stands on. The driver's
// own default for WAL is synchronous=NORMAL, which loses the last commits of a
// power cut.
func dsn(path string, extra ...string) string {
	q := url.Values{
		"_journal_mode": {"WAL"},
		"_synchronous":  {"FULL"},
		"_txlock":       {"immediate"},
		"_busy_timeout": {"5000"},
		"_foreign_keys": {"1"},
	}
	for i := 0; i+1 < len(extra); i += 2 {
		q.Set(extra[i], extra[i+1])
	}
	return (&url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath(), RawQuery: q.Encode()}).String()
}

// open opens the file as it is, or makes one. An error that is errDamaged means
// that the file cannot be used.
func open(ctx context.Context, o Options) (*Store, error) {
	fresh := !exists(o.Path) && !exists(o.Path+"-wal")
	if fresh {
		if err := bear(ctx, o); err != nil {
			return nil, err
		}
	}
	if err := whole(o.Path); err != nil {
		return nil, err
	}
	s, err := join(ctx, o, false)
	if err != nil {
		return nil, err
	}
	s.birth.New = fresh
	s.ballast.fill()
	return s, nil
}

// bear makes a file under another name and gives it its own once it is whole on
// the disk: when the power goes before, there never was one.
func bear(ctx context.Context, o Options) error {
	path := o.Path
	o.Path += ".unborn"
	if err := remove(o.Path); err != nil {
		return err
	}
	s, err := join(ctx, o, true)
	if err == nil {
		err = s.shut()
	}
	if err == nil {
		err = os.Rename(o.Path, path)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("make a new file: %w", err), remove(o.Path))
	}
	return syncFolder(filepath.Dir(path))
}

// syncFolder makes the names in a folder durable, where the system can.
func syncFolder(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return fmt.Errorf("open the folder: %w", err)
	}
	err = d.Sync()
	if err != nil && runtime.GOOS == "windows" {
		err = nil // there a folder cannot be synced, and need not be
	}
	return errors.Join(err, d.Close())
}

// join opens the connections to a file and makes sure that it may be trusted.
func join(ctx context.Context, o Options, fresh bool) (_ *Store, err error) {
	s := &Store{opts: o, ballast: ballast{path: o.Path + ".ballast"}, wake: make(chan struct{}, 1)}
	if s.write, err = hold(ctx, dsn(o.Path)); err != nil {
		return nil, err
	}
	if s.read, err = connect(dsn(o.Path, "_query_only", "1"), readers); err != nil {
		return nil, errors.Join(err, s.write.close())
	}
	if err := s.start(ctx, fresh); err != nil {
		return nil, errors.Join(schema(err, fresh), s.shut())
	}
	return s, nil
}

// whole refuses a file that ends inside a page. SQLite does not look; with a log
// beside it the missing part may be there. It must be closed again before SQLite
// opens it: closing any descriptor of a file drops all of this program's locks on
// it (sqlite.org/howtocorrupt.html, 2.2).
func whole(path string) error {
	if exists(path + "-wal") {
		return nil
	}
	f, err := os.Open(path)
	if err != nil {
		return nil // SQLite will tell
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil
	}
	var header [18]byte
	if _, err := f.ReadAt(header[:], 0); err != nil {
		return fmt.Errorf("%w: it has no header", errDamaged)
	}
	page := int64(header[16])<<8 | int64(header[17]) // 1 means 65536: sqlite.org/fileformat.html, 1.3.2
	if page == 1 {
		page = 65536
	}
	if page == 0 || info.Size()%page != 0 {
		return fmt.Errorf("%w: it ends inside a page", errDamaged)
	}
	return nil
}

func connect(dsn string, conns int) (*sql.DB, error) {
	db, err := sql.Open("sqlite3", dsn)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(conns)
	db.SetMaxIdleConns(conns)
	return db, nil
}

// start makes sure that the file may be trusted, from the cheapest question to
// the dearest.
func (s *Store) start(ctx context.Context, fresh bool) error {
	if err := durable(ctx, s.write.conn); err != nil {
		return err
	}
	if err := settle(ctx, s.write.conn); err != nil {
		return err
	}
	large := !fresh && s.large()
	if !fresh {
		if err := ours(ctx, s.read); err != nil {
			return err
		}
	}
	if !fresh && !large {
		if err := sound(ctx, s.read); err != nil {
			return err
		}
	}
	if err := s.migrate(ctx); err != nil {
		return fmt.Errorf("migrate: %w", translate(err))
	}
	if err := s.know(fresh); err != nil {
		return err
	}
	if err := s.write.prepare(ctx); err != nil {
		return fmt.Errorf("prepare: %w", translate(err))
	}
	if err := s.linkable(ctx); err != nil {
		return err
	}
	if large {
		return s.inspect(ctx)
	}
	if err := s.checkChain(ctx, 0); err != nil {
		return err
	}
	return dispel(s.opts.Path)
}

// durable refuses a connection whose commits may be lost in a power cut.
func durable(ctx context.Context, conn *sql.Conn) error {
	var level int
	if err := conn.QueryRowContext(ctx, "PRAGMA synchronous").Scan(&level); err != nil {
		return fmt.Errorf("read PRAGMA synchronous: %w", translate(err))
	}
	if level != 2 {
		return fmt.Errorf("PRAGMA synchronous is %d, not 2 (FULL): a power cut would lose tickets already shown", level)
	}
	return nil
}

// settle carries what is in the log over into the file and empties the log.
// Of a commit whose fsync failed the log may still show what never reached the
// disk; a commit behind it would be lost with it in the next power cut. On a
// full disk the log stays as it is.
func settle(ctx context.Context, conn *sql.Conn) error {
	var busy, frames, carried int
	err := translate(conn.QueryRowContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &frames, &carried))
	switch {
	case noRoom(err):
		return nil
	case err != nil:
		return fmt.Errorf("carry the log over: %w", err)
	case busy != 0:
		return errors.New("carry the log over: another program reads the file")
	}
	return nil
}

func (s *Store) migrate(ctx context.Context) error {
	ours, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	return migrate(ctx, dsn(s.opts.Path), ours)
}

// migrate brings the file's schema up to date over a connection of its own: the
// writer's is held.
func migrate(ctx context.Context, dsn string, all fs.FS) error {
	db, err := connect(dsn, 1)
	if err != nil {
		return err
	}
	p, err := goose.NewProvider(goose.DialectSQLite3, db, all, goose.WithDisableGlobalRegistry(true))
	if err == nil {
		_, err = p.Up(ctx)
	}
	return errors.Join(err, db.Close())
}

// know reads whose file it is; a fresh one gets its epoch here.
func (s *Store) know(fresh bool) error {
	if fresh {
		_, err := s.write.Exec("INSERT INTO meta (one, device, epoch) VALUES (1, ?1, ?2)", s.opts.Device, newEpoch())
		if err != nil {
			return fmt.Errorf("write epoch: %w", translate(err))
		}
	}
	var device string
	err := s.write.QueryRow("SELECT device, epoch FROM meta").Scan(&device, &s.epoch)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return fmt.Errorf("%w: it has no epoch", errDamaged)
	case err != nil:
		return fmt.Errorf("read epoch: %w", translate(err))
	case device != s.opts.Device:
		return fmt.Errorf("%w: it is of kiosk %q, this is kiosk %q", ErrOtherDevice, device, s.opts.Device)
	}
	return nil
}

func newEpoch() string {
	var b [8]byte
	rand.Read(b[:]) // never fails: it ends the program instead
	return hex.EncodeToString(b[:])
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}
