package store

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"dongthap.vn/sen/center/store/storetest"
	"dongthap.vn/sen/kiosk"
)

var monday = time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC)

func TestMain(m *testing.M) { storetest.Main(m, Migrate) }

func open(t *testing.T) *Store {
	t.Helper()
	return openAt(t, storetest.DSN(t))
}

func openAt(t *testing.T, dsn string) *Store {
	t.Helper()
	s, err := Open(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// connected waits until subscriptions have heard, as the first thing on
// PostgreSQL, that everything may have changed; on SQLite there is none to wait for.
func connected(t *testing.T, subs ...*Subscription) {
	t.Helper()
	if storetest.Kind() == storetest.SQLite {
		return
	}
	for _, sub := range subs {
		heard(t, sub)
	}
}

// heard waits for hints and takes them.
func heard(t *testing.T, sub *Subscription) []Hint {
	t.Helper()
	select {
	case <-sub.C():
		return sub.Take()
	case <-time.After(20 * time.Second):
		t.Fatal("no hint")
		return nil
	}
}

func write(t *testing.T, s *Store, do func(context.Context, *Tx) error) {
	t.Helper()
	if err := s.Write(t.Context(), func(tx *Tx) error { return do(t.Context(), tx) }); err != nil {
		t.Fatal(err)
	}
}

func TestCenterIsTheSameAfterARestart(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a center's #1 100%.db")
	first, err := Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	before := first.Meta()
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(path); err != nil {
		t.Fatal("the database is not where it was asked for: ", err)
	}
	again, err := Open(t.Context(), "sqlite:"+path)
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	after := again.Meta()
	if after.Server != before.Server || after.Incarnation != before.Incarnation || !after.PublicationKey.Equal(before.PublicationKey) {
		t.Error("it is another center")
	}
	if len(before.Server) != 16 || len(before.NonceSecret) != 32 {
		t.Errorf("meta %+v", before)
	}
}

func TestDatabasesThatCannotBeUsed(t *testing.T) {
	garbage := filepath.Join(t.TempDir(), "garbage.db")
	if err := os.WriteFile(garbage, []byte(strings.Repeat("not a database ", 1000)), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, dsn := range []string{garbage, "postgres://localhost:1/sen", "mysql://localhost/sen", filepath.Join(t.TempDir(), "no", "such", "folder", "center.db")} {
		if s, err := Open(t.Context(), dsn); err == nil {
			s.Close()
			t.Errorf("%s was opened", dsn)
		}
	}
}

// The control: with the driver's own settings the check must refuse.
func TestDatabaseThatWouldLoseCommitsIsRefused(t *testing.T) {
	for _, options := range []string{"_journal_mode=WAL&_synchronous=NORMAL", "_journal_mode=DELETE&_synchronous=FULL", "_journal_mode=WAL"} {
		db, err := sql.Open("sqlite3", filepath.Join(t.TempDir(), "x.db")+"?"+options)
		if err != nil {
			t.Fatal(err)
		}
		if err := checkSQLite(t.Context(), db); err == nil {
			t.Errorf("%s was accepted", options)
		}
		db.Close()
	}
}

func TestDiskIsFullAndHasRoomAgain(t *testing.T) {
	s := openAt(t, filepath.Join(t.TempDir(), "center.db"))
	limit := func(pages string) {
		t.Helper()
		if _, err := s.write.Exec("PRAGMA max_page_count = " + pages); err != nil {
			t.Fatal(err)
		}
	}
	fill := func() error {
		return s.Write(t.Context(), func(tx *Tx) error {
			_, err := tx.exec(t.Context(), "INSERT INTO meta (name, value) VALUES (?1, ?2)", "x", make([]byte, 1<<20))
			return err
		})
	}
	limit("1")
	if err := fill(); !errors.Is(err, kiosk.ErrDiskFull) {
		t.Fatalf("a full disk gives %v", err)
	}
	limit("100000")
	if err := fill(); err != nil {
		t.Errorf("with room again: %v", err)
	}
}

func TestReadersCannotWrite(t *testing.T) {
	s := open(t)
	err := s.Read(t.Context(), func(tx *Tx) error {
		_, err := tx.exec(t.Context(), "DELETE FROM meta")
		return err
	})
	if err == nil {
		t.Error("a reader deleted the meta data")
	}
}

func TestWriteThatFailsLeavesNothing(t *testing.T) {
	s := open(t)
	sub := s.Subscribe()
	defer sub.Close()
	connected(t, sub)
	trouble := errors.New("trouble")
	err := s.Write(t.Context(), func(tx *Tx) error {
		tx.Touch(kiosk.DocQueue, monday)
		if err := tx.Audit(t.Context(), Entry{At: monday, Actor: "a", Action: "b", Subject: "c"}); err != nil {
			return err
		}
		return trouble
	})
	if !errors.Is(err, trouble) {
		t.Fatal(err)
	}
	if hints := sub.Take(); len(hints) != 0 {
		t.Errorf("hints %v of what did not happen", hints)
	}
	write(t, s, func(ctx context.Context, tx *Tx) error {
		if last, err := tx.LastAudit(ctx); err != nil || last.N != 0 {
			t.Errorf("audit line %+v, %v", last, err)
		}
		return nil
	})
}

func TestDocumentVersionsOnlyGrow(t *testing.T) {
	s := open(t)
	last := int64(0)
	for _, now := range []time.Time{monday, monday, monday.Add(time.Hour), monday.AddDate(-10, 0, 0)} { // the clock may be set back
		write(t, s, func(ctx context.Context, tx *Tx) error {
			version, err := tx.NextVersion(ctx, kiosk.DocSite, now)
			if version <= last {
				t.Errorf("version %d after %d", version, last)
			}
			last = version
			return err
		})
	}
	if last < monday.Add(time.Hour).UnixMilli() {
		t.Errorf("version %d would be older than one a restored center published since", last)
	}
}

func TestHints(t *testing.T) {
	s := open(t)
	all, queue := s.Subscribe(), s.Subscribe(kiosk.DocQueue)
	defer all.Close()
	connected(t, all, queue)
	touch := func(topics ...string) {
		write(t, s, func(_ context.Context, tx *Tx) error {
			for _, topic := range topics {
				tx.Touch(topic, monday)
			}
			return nil
		})
	}
	for range 1000 { // nobody takes them, and nobody waits
		touch(TopicHelp, kiosk.DocQueue)
	}
	<-all.C()
	hints := all.Take()
	if len(hints) != 2 || hints[0].Topic != TopicHelp || hints[1].Topic != kiosk.DocQueue || hints[1].Version != monday.UnixMilli()+999 {
		t.Errorf("hints %v", hints)
	}
	<-queue.C()
	if hints := queue.Take(); len(hints) != 1 || hints[0].Topic != kiosk.DocQueue {
		t.Errorf("hints of the queue %v", hints)
	}
	touch(TopicHelp)
	select {
	case <-queue.C():
		t.Errorf("a hint that was not asked for: %v", queue.Take())
	default:
	}
	queue.Close()
	touch(kiosk.DocQueue)
	if len(queue.Take()) != 0 {
		t.Error("a hint after the end")
	}
}

// Statements are written in what SQLite and PostgreSQL share.
func TestStatementsAreSharedSQL(t *testing.T) {
	alien := regexp.MustCompile(`(?i)INSERT OR |IFNULL\(|strftime|datetime\(|\browid\b|AUTOINCREMENT|WITHOUT ROWID|\bGLOB\b|json_each|\bREPLACE INTO\b|\bBLOB\b`)
	placeholder := regexp.MustCompile(`[^?]\?[^0-9d%]`)
	files, _ := filepath.Glob("*.go")
	more, _ := filepath.Glob("migrations/*.sql")
	for _, name := range append(files, more...) {
		if strings.HasSuffix(name, "_test.go") || name == "sqlite.go" || name == "postgres.go" || name == "collate.go" {
			continue
		}
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for i, line := range strings.Split(string(text), "\n") {
			if found := alien.FindString(line); found != "" {
				t.Errorf("%s:%d: %q is not shared", name, i+1, found)
			}
			if strings.HasSuffix(name, ".go") && !strings.Contains(line, "//") && placeholder.MatchString(line) {
				t.Errorf("%s:%d: a placeholder without its number", name, i+1)
			}
		}
	}
	if len(files) < 10 || len(more) == 0 {
		t.Error("the test read too little to show anything")
	}
}
