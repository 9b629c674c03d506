package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"testing"

	"dongthap.vn/sen/center/store/storetest"
	"dongthap.vn/sen/kiosk"
)

// lived is the DSN of a center in SQLite that has seen some days: something of
// every kind, with texts of every length and blobs that are empty or none.
func lived(t *testing.T) string {
	t.Helper()
	dsn := "sqlite:" + filepath.Join(t.TempDir(), "center.db")
	s := openAt(t, dsn)
	write(t, s, func(ctx context.Context, tx *Tx) error {
		for i, device := range []string{"2", "10"} { // in byte order "10" comes first
			if err := tx.PutDevice(ctx, Device{Code: device, Site: 1, Name: "Sảnh chính", Key: make([]byte, 32), EnrolledAt: monday}); err != nil {
				return err
			}
			if err := liveOn(ctx, tx, device, 200*(i+1)); err != nil {
				return err
			}
		}
		for _, actor := range []string{"Ân", "an", "ẩn"} {
			if err := tx.Audit(ctx, Entry{At: monday, Actor: actor, Action: "test", Subject: "thing:1"}); err != nil {
				return err
			}
		}
		if _, err := tx.NextVersion(ctx, kiosk.DocQueue, monday); err != nil { // its body is an empty text
			return err
		}
		return tx.AddAccount(ctx, Account{ID: "1", Name: "lan-anh", FullName: "Nguyễn Thị Ân", MadeAt: monday})
	})
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return dsn
}

func liveOn(ctx context.Context, tx *Tx, device string, n int) error {
	const epoch = "00000000000000aa"
	prev := kiosk.Genesis(device, epoch)
	var events []*Event
	var tickets []*Ticket
	for i := range n {
		e := &Event{Device: device, Epoch: epoch, At: monday, ReceivedAt: monday}
		e.Seq, e.ID, e.Kind, e.V, e.AtWall, e.BootID = int64(i+1), fmt.Sprintf("%s-%04d", device, i), kiosk.KindTicketIssued, 1, monday, "boot"
		e.Body, e.PrevHash = []byte(fmt.Sprintf(`{"n":%d}`, i)), prev
		e.Hash = sha256.Sum256([]byte(e.ID))
		prev = e.Hash
		events = append(events, e)
		k := issued(e.ID, fmt.Sprintf("B%s-%04d", device, i), e.Seq)
		k.Device = device
		tickets = append(tickets, k)
	}
	if err := tx.AddEvents(ctx, events); err != nil {
		return err
	}
	_, err := tx.AddTickets(ctx, tickets)
	return errors.Join(err, tx.PutCursor(ctx, Cursor{Device: device, Epoch: epoch, Seq: int64(n), Hash: prev, EventAt: monday, UpdatedAt: monday}))
}

func TestASiteMovesToPostgreSQL(t *testing.T) {
	from, to := lived(t), storetest.NewPostgres(t)
	moved, err := MoveTo(t.Context(), from, to)
	if err != nil {
		t.Fatal(err)
	}
	rows := map[string]int64{}
	for _, f := range moved.Tables {
		rows[f.Table] = f.Rows
	}
	if rows["events"] != 600 || rows["tickets"] != 600 || rows["devices"] != 2 || rows["accounts"] != 1 || rows["meta"] != 4 || len(rows) < 20 {
		t.Errorf("moved %v", rows)
	}
	if moved.Events.Links != 600 || moved.Events.Epochs != 2 || moved.Events.Broken != 0 || moved.Audit.Links != 3 || moved.Audit.Broken != 0 {
		t.Errorf("chains %+v, %+v", moved.Events, moved.Audit)
	}
	s := openAt(t, to)
	err = s.Read(t.Context(), func(tx *Tx) error {
		a, err := tx.AccountNamed(t.Context(), "lan-anh")
		if err != nil || a.FullName != "Nguyễn Thị Ân" {
			t.Errorf("account %+v, %v", a, err)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Open(t.Context(), from); !errors.Is(err, ErrMoved) {
		t.Errorf("the old database is opened: %v", err)
	}
	if _, err := MoveTo(t.Context(), from, to); !errors.Is(err, ErrNotEmpty) {
		t.Errorf("moved over what is there: %v", err)
	}
}

func TestTheSameCenterGoesOnInPostgreSQL(t *testing.T) {
	from, to := lived(t), storetest.NewPostgres(t)
	before := openAt(t, from)
	meta := before.Meta()
	if err := before.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := MoveTo(t.Context(), from, to); err != nil {
		t.Fatal(err)
	}
	after := openAt(t, to).Meta()
	if after.Server != meta.Server || after.Incarnation != meta.Incarnation || !after.PublicationKey.Equal(meta.PublicationKey) {
		t.Error("kiosks would find another center")
	}
}

func TestACenterThatRunsIsNotMovedToPostgreSQL(t *testing.T) {
	from := lived(t)
	running := openAt(t, from)
	to := storetest.NewPostgres(t)
	if _, err := MoveTo(t.Context(), from, to); !errors.Is(err, ErrBusy) {
		t.Errorf("moved under a running center: %v", err)
	}
	write(t, running, func(ctx context.Context, tx *Tx) error { // it is none the worse
		return tx.Audit(ctx, Entry{At: monday, Actor: "a", Action: "b", Subject: "c"})
	})
	openAt(t, to) // and the target is free
}

func TestAPostgreSQLInUseIsNotMovedInto(t *testing.T) {
	from, to := lived(t), storetest.NewPostgres(t)
	openAt(t, to) // another center's
	if _, err := MoveTo(t.Context(), from, to); !errors.Is(err, ErrNotEmpty) {
		t.Fatalf("moved into another center's database: %v", err)
	}
	openAt(t, from) // the source is as it was
}

// Faults of the target that a move must notice: a row that is not there, one
// too many, a value that changed. They are planted as triggers, so that the
// move's own code runs as it is.
func TestControlPostgreSQLCopiesThatDiffer(t *testing.T) {
	for name, body := range map[string]string{
		"a dropped row":    "IF NEW.id = '2-0007' THEN RETURN NULL; END IF; RETURN NEW;",
		"a changed number": "IF NEW.id = '2-0007' THEN NEW.issued_at := NEW.issued_at + 1; END IF; RETURN NEW;",
		"a changed text":   "IF NEW.id = '2-0007' THEN NEW.staff := 'ai đó'; END IF; RETURN NEW;",
		"a row too many":   "IF NEW.id = '2-0007' THEN INSERT INTO tickets (id, site, device, epoch, seq, number, day, twin, service, procedure, lang, receipt_id, issued_at, state, counter, staff, called_at, rung_at, calls, ended_at, reason) SELECT 'x', NEW.site, NEW.device, NEW.epoch, 9999, 'Z', NEW.day, 0, '', '', '', '', 0, 'done', 0, '', 0, 0, 0, 1, ''; END IF; RETURN NEW;",
	} {
		from, to := lived(t), storetest.NewPostgres(t)
		storetest.Exec(t, to, "CREATE FUNCTION fault() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "+body+" END $$",
			"CREATE TRIGGER fault BEFORE INSERT ON tickets FOR EACH ROW EXECUTE FUNCTION fault()")
		if _, err := MoveTo(t.Context(), from, to); !errors.Is(err, ErrDiffers) {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if _, err := Open(t.Context(), to); !errors.Is(err, ErrUnfinished) {
			t.Errorf("%s: the wrong copy is opened: %v", name, err)
		}
		t.Logf("control: %s in the copy -> caught by TestASiteMovesToPostgreSQLThoughItIsKilled", name)
		storetest.Exec(t, to, "DROP TRIGGER fault ON tickets") // without the fault it goes through
		if _, err := MoveTo(t.Context(), from, to); err != nil {
			t.Errorf("again, after %s: %v", name, err)
		}
	}
}

// A broken audit line is moved as it is, and said.
func TestABrokenAuditLogMovesToPostgreSQLAndIsSaid(t *testing.T) {
	from := lived(t)
	storetest.Exec(t, from, "UPDATE audit SET actor = 'someone' WHERE n = 2")
	moved, err := MoveTo(t.Context(), from, storetest.NewPostgres(t))
	if err != nil || moved.Audit.Broken != 1 {
		t.Errorf("%+v, %v", moved.Audit, err)
	}
}

// sleeping tells whether a statement is in pg_sleep now.
func sleeping(t *testing.T, dsn string) (yes bool) {
	t.Helper()
	storetest.SQL(t, dsn, func(db *sql.DB) error {
		return db.QueryRow("SELECT EXISTS (SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep')").Scan(&yes)
	})
	return yes
}

// A move that ends in the middle leaves a target nobody can start, a source
// that goes on, and can be run again.
func TestAMoveToPostgreSQLIsCutOff(t *testing.T) {
	from, to := lived(t), storetest.NewPostgres(t)
	storetest.Exec(t, to, "CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(120); RETURN NEW; END $$",
		"CREATE TRIGGER wait BEFORE INSERT ON tickets FOR EACH ROW WHEN (NEW.id = '2-0007') EXECUTE FUNCTION wait()")
	ctx, cut := context.WithCancel(t.Context())
	defer cut()
	ended := make(chan error, 1)
	go func() {
		_, err := MoveTo(ctx, from, to)
		ended <- err
	}()
	until(t, func() bool { return sleeping(t, to) })
	cut()
	if err := <-ended; err == nil {
		t.Fatal("the move was not cut off")
	}
	if _, err := Open(t.Context(), to); !errors.Is(err, ErrUnfinished) {
		t.Errorf("half a center is opened: %v", err)
	}
	if err := openAt(t, from).Close(); err != nil {
		t.Error(err)
	}
	storetest.Exec(t, to, "DROP TRIGGER wait ON tickets")
	if _, err := MoveTo(t.Context(), from, to); err != nil {
		t.Error("again: ", err)
	}
}
