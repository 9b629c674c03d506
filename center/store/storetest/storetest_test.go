package storetest

import (
	"context"
	"database/sql"
	"os"
	"syscall"
	"testing"
)

func TestMain(m *testing.M) {
	Main(m, func(context.Context, string) error { return nil })
}

func TestAPostgreSQLDatabaseIsFresh(t *testing.T) {
	a, b := DSN(t), DSN(t)
	if a == b {
		t.Fatal("two tests share a database")
	}
	Exec(t, a, "CREATE TABLE left_over (n BIGINT)")
	SQL(t, b, func(db *sql.DB) error {
		var n int
		if err := db.QueryRow("SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = 'public'").Scan(&n); err != nil || n != 0 {
			t.Errorf("a fresh database has %d tables, %v", n, err)
		}
		return nil
	})
}

func TestPostgreSQLIsNotRoot(t *testing.T) {
	info, err := os.Stat(shared().data())
	if err != nil {
		t.Fatal(err)
	}
	if info.Sys().(*syscall.Stat_t).Uid == 0 {
		t.Error("PostgreSQL runs as root")
	}
}
