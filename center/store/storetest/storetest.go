// Package storetest gives tests the databases a center can stand on.
//
// Main runs a package's tests once for each kind of database, so that none can
// be written for one of them only; DSN then names a fresh database of the kind
// being tested. PostgreSQL is a real server of this machine's version, started
// once per test binary in a temporary folder as a user that is not root, with
// fsync on, for that is what is promised. It ends with the tests, also when
// they are killed.
package storetest

import (
	"context"
	"database/sql"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib" // "pgx", for SQL
)

// The kinds of database.
const (
	SQLite   = "sqlite"
	Postgres = "postgres"
)

// kind is what is being tested; tests of one binary run one kind at a time.
var kind = SQLite

// Kind is the kind of database being tested.
func Kind() string { return kind }

// migrate makes the tables in the database every other one is copied from.
var migrate func(ctx context.Context, dsn string) error

// Main runs the tests once per kind of database. SEN_DATABASE=postgres (or
// sqlite) chooses one. The store passes its Migrate, for this package cannot
// import what it helps to test.
func Main(m *testing.M, tables func(ctx context.Context, dsn string) error) {
	migrate = tables
	os.Exit(run(m))
}

func run(m *testing.M) (code int) {
	defer end()
	for _, k := range []string{SQLite, Postgres} {
		if only := os.Getenv("SEN_DATABASE"); only != "" && only != k {
			continue
		}
		if k == Postgres && !installed() {
			fmt.Fprintln(os.Stderr, missing)
			if os.Getenv("SEN_CI") == "1" {
				return 1
			}
			continue
		}
		kind = k
		fmt.Println("database:", k)
		code = max(code, pass(m))
	}
	return code
}

// forPostgres is in the names of tests that need PostgreSQL, onSQLite in those
// of tests that fault the disk under SQLite: they run in its pass alone.
const (
	forPostgres = "PostgreSQL"
	onSQLite    = "OnSQLite"
)

func pass(m *testing.M) int {
	flag.Parse()
	others := map[string]string{SQLite: forPostgres, Postgres: onSQLite}[kind]
	if skip := flag.Lookup("test.skip").Value; skip.String() == "" {
		flag.Set("test.skip", others)
		defer flag.Set("test.skip", "")
	}
	return m.Run()
}

// DSN names a fresh database of the kind being tested.
func DSN(t testing.TB) string {
	t.Helper()
	if kind == Postgres {
		return NewPostgres(t)
	}
	return "sqlite:" + filepath.Join(t.TempDir(), "center.db")
}

// NewPostgres names a fresh PostgreSQL database for a test of PostgreSQL alone.
func NewPostgres(t testing.TB) string {
	t.Helper()
	if kind != Postgres && !strings.Contains(t.Name(), forPostgres) {
		t.Fatalf("a test of PostgreSQL alone has %s in its name", forPostgres)
	}
	if !installed() {
		if os.Getenv("SEN_CI") == "1" {
			t.Fatal(missing)
		}
		t.Skip(missing)
	}
	dsn, err := shared().newDatabase()
	if err != nil {
		t.Fatal("make a PostgreSQL database: ", err)
	}
	return dsn
}

// SQL reaches into a database beside the store, as an intruder or a fault would.
func SQL(t testing.TB, dsn string, do func(*sql.DB) error) {
	t.Helper()
	driver, name := "pgx", dsn
	if path, isFile := strings.CutPrefix(dsn, "sqlite:"); isFile {
		driver, name = "sqlite3", "file:"+path+"?_busy_timeout=5000"
	}
	db, err := sql.Open(driver, name)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := do(db); err != nil {
		t.Fatal(err)
	}
}

// Exec is SQL for statements alone.
func Exec(t testing.TB, dsn string, statements ...string) {
	t.Helper()
	SQL(t, dsn, func(db *sql.DB) error {
		for _, s := range statements {
			if _, err := db.Exec(s); err != nil {
				return fmt.Errorf("%s: %w", s, err)
			}
		}
		return nil
	})
}

// Files lists every file in which the database could have left something,
// after what it holds in memory was written out.
func Files(t testing.TB, dsn string) (files []string) {
	t.Helper()
	path, isFile := strings.CutPrefix(dsn, "sqlite:")
	if isFile {
		files, err := filepath.Glob(path + "*")
		if err != nil {
			t.Fatal(err)
		}
		return files
	}
	if err := shared().admin("CHECKPOINT"); err != nil {
		t.Fatal(err)
	}
	err := filepath.WalkDir(shared().data(), func(name string, entry os.DirEntry, err error) error {
		if err == nil && entry.Type().IsRegular() {
			files = append(files, name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// Admin runs a statement as the server's administrator.
func Admin(t testing.TB, statement string) {
	t.Helper()
	if err := shared().admin(statement); err != nil {
		t.Fatal(err)
	}
}

// Restart stops the PostgreSQL server, as an administrator does it or as a
// power cut would, and starts it again.
func Restart(t testing.TB, how os.Signal) {
	t.Helper()
	s := shared()
	if err := s.stop(how); err != nil {
		t.Fatal("stop PostgreSQL: ", err)
	}
	if err := s.start(); err != nil {
		t.Fatal("start PostgreSQL again: ", err)
	}
}

var (
	starting sync.Mutex
	running  *server
)

// shared is the server of this test binary, started when it is first needed.
func shared() *server {
	starting.Lock()
	defer starting.Unlock()
	if running == nil {
		s, err := newServer()
		if err != nil {
			panic(fmt.Sprint("storetest: start PostgreSQL: ", err))
		}
		running = s
	}
	return running
}

func end() {
	starting.Lock()
	defer starting.Unlock()
	if running != nil {
		running.remove()
	}
}
