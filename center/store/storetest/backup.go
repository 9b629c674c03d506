package storetest

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// Backup makes a backup of a database as an administrator does: a copy of the
// file, or pg_dump. Restore makes a database of it.
func Backup(t testing.TB, dsn string) (restore func() (dsn string)) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "backup")
	if !strings.HasPrefix(dsn, "sqlite:") {
		command(t, "pg_dump", "--clean", "--if-exists", "--no-owner", "--file", file, dsn)
		return func() string {
			t.Helper()
			fresh := NewPostgres(t)
			command(t, "psql", "--quiet", "--set", "ON_ERROR_STOP=1", "--file", file, fresh)
			return fresh
		}
	}
	Exec(t, dsn, "VACUUM INTO '"+file+"'")
	return func() string {
		t.Helper()
		whole, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		fresh := filepath.Join(t.TempDir(), "center.db")
		if err := os.WriteFile(fresh, whole, 0o600); err != nil {
			t.Fatal(err)
		}
		return "sqlite:" + fresh
	}
}

func command(t testing.TB, name string, args ...string) {
	t.Helper()
	if out, err := exec.Command(filepath.Join(programs(), name), args...).CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", name, err, out)
	}
}
