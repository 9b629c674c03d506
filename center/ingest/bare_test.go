package ingest

import (
	"context"
	"crypto/rand"
	"database/sql"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	_ "github.com/mattn/go-sqlite3"

	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/center/store/storetest"
)

// bare is a database with the same driver and durability, written in
// transactions of one batch, and nothing else: what ingest is compared with.
type bare interface {
	insert(b *testing.B, batches [][]store.Event)
}

func openBare(b *testing.B) bare {
	if storetest.Kind() == storetest.Postgres {
		return openBarePostgres(b)
	}
	return openBareSQLite(b)
}

// bareSize is the content of a row in bytes. It and the table are those of the
// probe the demanded ratio was set by (FAULTS.md, «400-byte events, random unique
// id»): every event has an id that must be unique, so a bare table has one too.
const bareSize = 400

type bareSQLite struct{ db *sql.DB }

func openBareSQLite(b *testing.B) bareSQLite {
	db, err := sql.Open("sqlite3", "file:"+filepath.Join(b.TempDir(), "bare.db")+"?_journal_mode=WAL&_synchronous=FULL&_txlock=immediate")
	if err == nil {
		b.Cleanup(func() { db.Close() })
		db.SetMaxOpenConns(1)
		_, err = db.Exec("CREATE TABLE rows (seq INTEGER PRIMARY KEY, id BLOB UNIQUE, kind TEXT, body BLOB)")
	}
	if err != nil {
		b.Fatal(err)
	}
	return bareSQLite{db}
}

func (s bareSQLite) insert(b *testing.B, batches [][]store.Event) {
	id, body := make([]byte, 16), make([]byte, bareSize)
	for _, batch := range batches {
		commit(b, s.db, "INSERT INTO rows (id, kind, body) VALUES (?, ?, ?) ON CONFLICT DO NOTHING", func(stmt *sql.Stmt) error {
			for _, e := range batch {
				rand.Read(id)
				rand.Read(body)
				if _, err := stmt.Exec(id, e.Kind, body); err != nil {
					return err
				}
			}
			return nil
		})
	}
}

// barePostgres is PostgreSQL with our own table of events, written with one
// statement a batch.
type barePostgres struct{ db *sql.DB }

func openBarePostgres(b *testing.B) barePostgres {
	dsn := storetest.DSN(b)
	s, err := store.Open(context.Background(), dsn) // for its tables
	if err != nil {
		b.Fatal(err)
	}
	s.Close()
	db, err := sql.Open("pgx", dsn)
	if err != nil {
		b.Fatal(err)
	}
	db.SetMaxOpenConns(1)
	b.Cleanup(func() { db.Close() })
	return barePostgres{db}
}

func (s barePostgres) insert(b *testing.B, batches [][]store.Event) {
	for _, batch := range batches {
		commit(b, s.db, "INSERT INTO events VALUES "+groups(len(batch)), func(stmt *sql.Stmt) error {
			var args []any
			for _, e := range batch {
				args = append(args, e.Device, e.Epoch, e.Seq, e.ID, e.Kind, e.V, e.AtWall.UnixMilli(), e.BootID, e.AtMono.Milliseconds(),
					[]byte(e.Body), sealed(e), e.PrevHash[:], e.Hash[:], e.At.UnixMilli(), e.ReceivedAt.UnixMilli())
			}
			_, err := stmt.Exec(args...)
			return err
		})
	}
}

// commit runs one prepared statement in one transaction.
func commit(b *testing.B, db *sql.DB, query string, run func(*sql.Stmt) error) {
	tx, err := db.Begin()
	if err != nil {
		b.Fatal(err)
	}
	stmt, err := tx.Prepare(query)
	if err == nil {
		err = run(stmt)
	}
	if err == nil {
		err = tx.Commit()
	}
	if err != nil {
		b.Fatal(err)
	}
}

// groups writes ($1, … $15), ($16, …) for so many rows.
func groups(rows int) string {
	all, n := make([]string, rows), 0
	for r := range all {
		values := make([]string, 15)
		for i := range values {
			n++
			values[i] = fmt.Sprint("$", n)
		}
		all[r] = "(" + strings.Join(values, ", ") + ")"
	}
	return strings.Join(all, ", ")
}

func sealed(e store.Event) []byte {
	if len(e.Sealed) == 0 {
		return nil
	}
	return marshal(e.Sealed)
}
