package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"dongthap.vn/sen/center/store/storetest"
	"dongthap.vn/sen/kiosk"
)

// with adds a parameter to a DSN of a test server.
func with(dsn, parameter string) string { return dsn + "&" + parameter }

// The control: a session, a database or a server that would lose commits.
func TestControlPostgreSQLThatWouldLoseCommits(t *testing.T) {
	dsn := storetest.NewPostgres(t)
	refused := func(what, dsn string) {
		t.Helper()
		s, err := Open(t.Context(), dsn)
		if err == nil {
			s.Close()
			t.Errorf("%s was accepted", what)
			return
		}
		if !strings.Contains(err.Error(), "would not be durable") {
			t.Errorf("%s: %v", what, err)
		}
		t.Logf("control: PostgreSQL with %s -> caught by TestDatabaseThatWouldLoseCommitsIsRefused", what)
	}
	refused("synchronous_commit off", with(dsn, "synchronous_commit=off"))
	refused("synchronous_commit local", with(dsn, "synchronous_commit=local"))
	for _, setting := range []string{"fsync", "full_page_writes"} {
		storetest.Admin(t, "ALTER SYSTEM SET "+setting+" = off")
		storetest.Admin(t, "SELECT pg_reload_conf()")
		until(t, func() bool { return setTo(t, dsn, setting, "off") })
		refused(setting+" off", dsn)
		storetest.Admin(t, "ALTER SYSTEM RESET "+setting)
		storetest.Admin(t, "SELECT pg_reload_conf()")
		until(t, func() bool { return setTo(t, dsn, setting, "on") })
	}
	openAt(t, with(dsn, "synchronous_commit=remote_apply"))
}

// nameOf is the database a DSN names.
func nameOf(t *testing.T, dsn string) string {
	t.Helper()
	u, err := url.Parse(dsn)
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimPrefix(u.Path, "/")
}

func setTo(t *testing.T, dsn, setting, want string) (is bool) {
	t.Helper()
	storetest.SQL(t, dsn, func(db *sql.DB) error {
		var value string
		err := db.QueryRow("SELECT current_setting($1)", setting).Scan(&value)
		is = value == want
		return err
	})
	return is
}

// until waits for a condition.
func until(t *testing.T, is func() bool) {
	t.Helper()
	for late := time.Now().Add(30 * time.Second); !is(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(late) {
			t.Fatal("it never came true")
		}
	}
}

// An administrator who made commits quick for everything on the server has not
// made them so for a center.
func TestPostgreSQLSessionsAreDurableWhateverTheDefault(t *testing.T) {
	dsn := storetest.NewPostgres(t)
	storetest.Admin(t, "ALTER ROLE sen SET synchronous_commit = off")
	defer storetest.Admin(t, "ALTER ROLE sen RESET synchronous_commit")
	if !setTo(t, dsn, "synchronous_commit", "off") {
		t.Fatal("the server's default is not as the test wants it")
	}
	s := openAt(t, dsn)
	write(t, s, func(ctx context.Context, tx *Tx) error {
		var value string
		err := tx.one(ctx, "SELECT current_setting('synchronous_commit')", nil, &value)
		if value != "on" {
			t.Errorf("a writer commits with synchronous_commit %q", value)
		}
		return err
	})
}

// tally adds one to a number that two stores share, reading it first.
func tally(ctx context.Context, s *Store, between func()) error {
	return s.Write(ctx, func(tx *Tx) error {
		d, err := tx.Document(ctx, "tally")
		if err != nil {
			return err
		}
		between()
		_, err = tx.exec(ctx, "UPDATE documents SET version = ?1 WHERE name = 'tally'", d.Version+1)
		return err
	})
}

func tallied(t *testing.T, s *Store) (n int64) {
	t.Helper()
	err := s.Read(t.Context(), func(tx *Tx) error {
		d, err := tx.Document(t.Context(), "tally")
		n = d.Version
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// twoStores opens one database as two processes do.
func twoStores(t *testing.T, dsn string) (a, b *Store) {
	t.Helper()
	a, b = openAt(t, dsn), openAt(t, dsn)
	write(t, a, func(ctx context.Context, tx *Tx) error {
		_, err := tx.nextVersion(ctx, "tally", 1)
		return err
	})
	return a, b
}

func TestAWriterHasTheDatabaseForItself(t *testing.T) {
	a, b := twoStores(t, storetest.DSN(t))
	const each = 50
	var all sync.WaitGroup
	for _, s := range []*Store{a, a, b, b} {
		all.Go(func() {
			for range each {
				if err := tally(t.Context(), s, func() {}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	if n := tallied(t, a); n != 1+4*each {
		t.Errorf("%d of %d writes are there", n-1, 4*each)
	}
}

func TestControlPostgreSQLWritersAtOnce(t *testing.T) {
	a, b := twoStores(t, storetest.NewPostgres(t))
	a.dialect.alone, b.dialect.alone = nothing, nothing
	var read, all sync.WaitGroup
	read.Add(2)
	for _, s := range []*Store{a, b} {
		all.Go(func() {
			if err := tally(t.Context(), s, func() { read.Done(); read.Wait() }); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if n := tallied(t, a); n != 2 {
		t.Fatalf("without the lock %d of 2 writes are there: the test above shows nothing", n-1)
	}
	t.Log("control: writers without the advisory lock -> caught by TestAWriterHasTheDatabaseForItself")
}

// moments reads twice in one Read, with another process's commit in between.
func moments(t *testing.T, a, b *Store) (first, second int64) {
	t.Helper()
	err := a.Read(t.Context(), func(tx *Tx) error {
		d, err := tx.Document(t.Context(), "tally")
		if err != nil {
			return err
		}
		if err := tally(t.Context(), b, func() {}); err != nil {
			return err
		}
		again, err := tx.Document(t.Context(), "tally")
		first, second = d.Version, again.Version
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return first, second
}

func TestAReaderSeesOneMoment(t *testing.T) {
	a, b := twoStores(t, storetest.DSN(t))
	if first, second := moments(t, a, b); first != second {
		t.Errorf("read %d, then %d", first, second)
	}
}

func TestControlPostgreSQLReaderWithoutASnapshot(t *testing.T) {
	a, b := twoStores(t, storetest.NewPostgres(t))
	a.dialect.reading = &sql.TxOptions{Isolation: sql.LevelReadCommitted, ReadOnly: true}
	if first, second := moments(t, a, b); first == second {
		t.Fatal("the planted fault does nothing: the test above shows nothing")
	}
	t.Log("control: readers without a snapshot -> caught by TestAReaderSeesOneMoment")
}

func TestPostgreSQLTellsOtherProcesses(t *testing.T) {
	dsn := storetest.NewPostgres(t)
	a, b := openAt(t, dsn), openAt(t, dsn)
	hears, own := b.Subscribe(), a.Subscribe()
	all := hearAll(t, hears, own)
	if !all[TopicHelp] || !all[kiosk.DocQueue] {
		t.Errorf("after connecting only %v is hinted", all)
	}
	write(t, a, func(_ context.Context, tx *Tx) error {
		tx.Touch(kiosk.DocQueue, monday)
		return nil
	})
	for _, sub := range []*Subscription{hears, own} {
		if hints := heard(t, sub); len(hints) != 1 || hints[0] != (Hint{kiosk.DocQueue, monday.UnixMilli()}) {
			t.Errorf("heard %v", hints)
		}
	}
	trouble := errors.New("trouble")
	a.Write(t.Context(), func(tx *Tx) error { tx.Touch(TopicHelp, monday); return trouble })
	write(t, a, func(_ context.Context, tx *Tx) error { tx.Touch(TopicFleet, monday); return nil })
	if hints := heard(t, hears); len(hints) != 1 || hints[0].Topic != TopicFleet {
		t.Errorf("heard %v, also of what did not happen", hints)
	}
}

// hearAll waits until subscriptions have heard that everything may have changed.
func hearAll(t *testing.T, subs ...*Subscription) map[string]bool {
	t.Helper()
	topics := map[string]bool{}
	for _, sub := range subs {
		for _, h := range heard(t, sub) {
			topics[h.Topic] = true
		}
	}
	return topics
}

// Whatever was told while the line was down is made up for by hinting all.
func TestPostgreSQLListenerThatLostItsConnectionHintsAll(t *testing.T) {
	dsn := storetest.NewPostgres(t)
	a, b := openAt(t, dsn), openAt(t, dsn)
	hears := b.Subscribe()
	hearAll(t, hears)
	storetest.Exec(t, dsn, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%' OR query LIKE '%sen_hints%' AND pid <> pg_backend_pid()")
	write(t, a, func(_ context.Context, tx *Tx) error { tx.Touch(kiosk.DocQueue, monday); return nil })
	topics := map[string]bool{}
	for !topics[TopicAlarm] || !topics[kiosk.DocQueue] {
		for _, h := range heard(t, hears) {
			topics[h.Topic] = true
		}
	}
}

// Nothing that was committed is lost, and nothing but "busy" is answered, while
// the server is restarted by hand, and crashes, under load.
func TestPostgreSQLRestartsUnderLoad(t *testing.T) {
	for name, how := range map[string]os.Signal{"restart": syscall.SIGINT, "crash": syscall.SIGQUIT} {
		t.Run(name, func(t *testing.T) {
			dsn := storetest.NewPostgres(t)
			stores := []*Store{openAt(t, dsn), openAt(t, dsn)}
			load := startLoad(t, stores)
			until(t, func() bool { return load.written() > 40 })
			storetest.Restart(t, how)
			after := load.written()
			until(t, func() bool { return load.written() > after+40 })
			acknowledged := load.stop()
			there := map[string]bool{}
			err := stores[0].Read(t.Context(), func(tx *Tx) error {
				lines, err := tx.AuditAfter(t.Context(), 0, 1_000_000)
				last := Entry{}
				for _, e := range lines {
					there[e.Subject] = true
					if e.N != last.N+1 || e.PrevHash != last.Hash {
						t.Errorf("audit line %d does not continue line %d", e.N, last.N)
					}
					last = e
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			for _, subject := range acknowledged {
				if !there[subject] {
					t.Errorf("%s was acknowledged and is lost", subject)
				}
			}
			t.Logf("%d writes acknowledged, 0 lost, %d busy", len(acknowledged), load.busy)
		})
	}
}

// A load is writers that note what was acknowledged.
type load struct {
	t    *testing.T
	mu   sync.Mutex
	acks []string
	busy int
	end  chan struct{}
	all  sync.WaitGroup
}

func startLoad(t *testing.T, stores []*Store) *load {
	l := &load{t: t, end: make(chan struct{})}
	for i, s := range stores {
		l.all.Go(func() {
			for n := 0; ; n++ {
				select {
				case <-l.end:
					return
				default:
					l.write(s, fmt.Sprintf("%d:%d", i, n))
				}
			}
		})
	}
	return l
}

func (l *load) write(s *Store, subject string) {
	err := s.Write(context.Background(), func(tx *Tx) error {
		return tx.Audit(context.Background(), Entry{At: monday, Actor: "load", Action: "test", Subject: subject})
	})
	l.mu.Lock()
	defer l.mu.Unlock()
	switch {
	case err == nil:
		l.acks = append(l.acks, subject)
	case errors.Is(err, ErrBusy):
		l.busy++
	default:
		l.t.Errorf("a write is answered %v", err)
	}
}

func (l *load) written() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.acks)
}

func (l *load) stop() []string {
	close(l.end)
	l.all.Wait()
	return l.acks
}

func TestTooManyPostgreSQLConnectionsIsBusy(t *testing.T) {
	dsn := storetest.NewPostgres(t)
	first := openAt(t, dsn)
	storetest.Exec(t, dsn, "ALTER DATABASE "+nameOf(t, dsn)+" CONNECTION LIMIT 1")
	if _, err := Open(t.Context(), dsn); !errors.Is(err, ErrBusy) {
		t.Errorf("one center too many: %v", err)
	}
	write(t, first, func(ctx context.Context, tx *Tx) error {
		return tx.Audit(ctx, Entry{At: monday, Actor: "a", Action: "b", Subject: "c"})
	})
}

// After a failover the old server takes no writes; a center waits for the new one.
func TestAPostgreSQLThatOnlyReadsIsBusy(t *testing.T) {
	dsn := storetest.NewPostgres(t)
	s := openAt(t, dsn)
	name := nameOf(t, dsn)
	storetest.Exec(t, dsn, "ALTER DATABASE "+name+" SET default_transaction_read_only = on",
		"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()")
	note := func() error {
		return s.Write(t.Context(), func(tx *Tx) error {
			return tx.Audit(t.Context(), Entry{At: monday, Actor: "a", Action: "b", Subject: "c"})
		})
	}
	if err := note(); !errors.Is(err, ErrBusy) {
		t.Errorf("a server that only reads is %v", err)
	}
	storetest.Admin(t, "ALTER DATABASE "+name+" RESET default_transaction_read_only")
	if err := note(); err != nil {
		t.Error("when it takes writes again: ", err)
	}
}

func TestErrorsOfPostgreSQL(t *testing.T) {
	for code, want := range map[string]error{
		"23505": ErrExists, "53100": kiosk.ErrDiskFull, "53300": ErrBusy, "40001": ErrBusy, "40P01": ErrBusy, "55P03": ErrBusy,
		"57P01": ErrBusy, "57P03": ErrBusy, "08006": ErrBusy, "08003": ErrBusy, "25006": ErrBusy, "22021": kiosk.ErrNotFound,
	} {
		if err := translatePostgres(fmt.Errorf("statement: %w", &pgconn.PgError{Code: code})); !errors.Is(err, want) {
			t.Errorf("%s: %v, want %v", code, err, want)
		}
	}
	known := []error{ErrExists, ErrBusy, kiosk.ErrDiskFull, kiosk.ErrNotFound}
	for _, strange := range []error{&pgconn.PgError{Code: "42601"}, &pgconn.PgError{Code: "23502"}, errors.New("own"), context.Canceled} {
		if err := translatePostgres(strange); slices.ContainsFunc(known, func(k error) bool { return errors.Is(err, k) }) {
			t.Errorf("%v is taken for %v", strange, err)
		}
	}
	if err := translatePostgres(sql.ErrNoRows); !errors.Is(err, kiosk.ErrNotFound) {
		t.Error(err)
	}
	if err := translatePostgres(io.ErrUnexpectedEOF); !errors.Is(err, ErrBusy) {
		t.Error(err)
	}
}

// A commit that was not answered may have happened: it is not done again.
func TestAnUnansweredPostgreSQLCommitIsNotRepeated(t *testing.T) {
	dsn := storetest.NewPostgres(t)
	s := openAt(t, dsn)
	tries := 0
	err := s.Write(t.Context(), func(tx *Tx) error {
		tries++
		var pid int64
		if err := tx.one(t.Context(), "SELECT pg_backend_pid()", nil, &pid); err != nil {
			return err
		}
		storetest.Exec(t, dsn, fmt.Sprintf("SELECT pg_terminate_backend(%d)", pid)) // between the last statement and COMMIT
		return nil
	})
	if !errors.Is(err, ErrBusy) || !errors.Is(err, errUnsure) || tries != 1 {
		t.Errorf("%v after %d tries", err, tries)
	}
}

func TestAWriteThatLostPostgreSQLIsDoneAgain(t *testing.T) {
	dsn := storetest.NewPostgres(t)
	s := openAt(t, dsn)
	tries := 0
	write(t, s, func(ctx context.Context, tx *Tx) error {
		tries++
		if tries == 1 {
			var pid int64
			if err := tx.one(ctx, "SELECT pg_backend_pid()", nil, &pid); err != nil {
				return err
			}
			storetest.Exec(t, dsn, fmt.Sprintf("SELECT pg_terminate_backend(%d)", pid))
		}
		return tx.Audit(ctx, Entry{At: monday, Actor: "a", Action: "b", Subject: "c"})
	})
	write(t, s, func(ctx context.Context, tx *Tx) error {
		if last, err := tx.LastAudit(ctx); err != nil || last.N != 1 || tries != 2 {
			t.Errorf("audit line %d after %d tries, %v", last.N, tries, err)
		}
		return nil
	})
}

// Lists come in the order of bytes, in whatever language the server sorts.
func TestTextsAreSortedByBytes(t *testing.T) {
	s := open(t)
	names := []string{"a", "b", "B", "a-b", "ab", "đ", "z", "_"}
	write(t, s, func(ctx context.Context, tx *Tx) error {
		for _, name := range names {
			if err := tx.AddAccount(ctx, Account{ID: name, Name: name}); err != nil {
				return err
			}
		}
		all, err := tx.Accounts(ctx)
		var got []string
		for _, a := range all {
			got = append(got, a.Name)
		}
		if slices.Sort(names); !slices.Equal(got, names) {
			t.Errorf("sorted %q, want %q", got, names)
		}
		return err
	})
	if storetest.Kind() == storetest.Postgres { // the control: the server itself sorts otherwise
		write(t, s, func(ctx context.Context, tx *Tx) error {
			var first string
			err := tx.one(ctx, `SELECT MIN(name COLLATE "default") FROM accounts`, nil, &first)
			if first == names[0] {
				t.Error("the server sorts by bytes anyway: the test shows nothing")
			}
			return err
		})
	}
}

func TestATextNoDatabaseKeepsIsNotFound(t *testing.T) {
	s := open(t)
	for _, id := range []string{"a\x00b", "a\xffb"} {
		err := s.Read(t.Context(), func(tx *Tx) error {
			_, err := tx.HelpCall(t.Context(), id)
			return err
		})
		if !errors.Is(err, kiosk.ErrNotFound) {
			t.Errorf("%q: %v", id, err)
		}
	}
}
