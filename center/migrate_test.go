package main

import (
	"bytes"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/center/store/storetest"
	"dongthap.vn/sen/center/vault"
	"dongthap.vn/sen/kiosk"
)

// A site that has been in use moves while its kiosk waits; the move is killed
// once in the middle, and the kiosk goes on as if nothing had been.
func TestASiteMovesToPostgreSQLThoughItIsKilled(t *testing.T) {
	old := place{dir: t.TempDir()}
	from := filepath.Join(old.dir, "center.db")
	to := place{db: storetest.NewPostgres(t), keys: filepath.Join(old.dir, "keys")}
	out, stop := started(t, old)
	base := out.find(t, `center is at (http://\S+)`)
	k := enrolledAt(t, old, base, "1")
	for range 7 {
		k.takes()
	}
	if err := k.send(base); err != nil {
		t.Fatal(err)
	}
	if err := stop(); err != nil {
		t.Fatal(err)
	}

	storetest.Exec(t, to.db, "CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(600); RETURN NEW; END $$",
		"CREATE TRIGGER wait BEFORE INSERT ON tickets FOR EACH ROW WHEN (NEW.seq = 4) EXECUTE FUNCTION wait()")
	killedInTheMiddle(t, from, to.db)
	if _, err := says(t, "", append([]string{"serve", "--listen", "127.0.0.1:0"}, to.flags()...)...); err == nil || !strings.Contains(err.Error(), "has not finished") {
		t.Fatalf("half a center is served: %v", err)
	}
	if n := rows(t, to.db, "SELECT COUNT(*) FROM events"); n != 0 {
		t.Errorf("%d events were left by a move that was killed", n)
	}

	storetest.Exec(t, to.db, "DROP TRIGGER wait ON tickets")
	figures, err := says(t, "", "migrate", "--from", from, "--to", to.db)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"tickets                     7", "events: 7 in 1 epochs, 0 breaks", "audit log: ", "moved "} {
		if !strings.Contains(figures, want) {
			t.Errorf("the figures do not say %q:\n%s", want, figures)
		}
	}
	if _, err := says(t, "", append([]string{"serve", "--listen", "127.0.0.1:0"}, old.flags()...)...); err == nil || !strings.Contains(err.Error(), "has moved") {
		t.Errorf("the old center is served: %v", err)
	}

	again, _ := started(t, to)
	base = again.find(t, `center is at (http://\S+)`)
	k.takes()
	if err := k.send(base); err != nil || k.acked != 8 {
		t.Errorf("the kiosk does not go on: %d taken, %v", k.acked, err)
	}
	sound(t, to.db)
	if w, err := http.Get(base + "/board"); err != nil || w.StatusCode != http.StatusOK {
		t.Errorf("board: %v", err)
	}
}

// killedInTheMiddle runs sen-center migrate until it has begun to copy, and
// kills it.
func killedInTheMiddle(t *testing.T, from, to string) {
	t.Helper()
	cmd := command("migrate", "--from", from, "--to", to)
	said := newScreen()
	cmd.Stdout, cmd.Stderr = said, said
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	for late := time.Now().Add(60 * time.Second); rows(t, to, "SELECT COUNT(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'") == 0; time.Sleep(20 * time.Millisecond) {
		if time.Now().After(late) {
			t.Fatal("the move never came to the ticket it waits at: ", said)
		}
	}
	cmd.Process.Signal(syscall.SIGKILL)
	cmd.Wait()
	storetest.Exec(t, to, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event = 'PgSleep'") // or it would sleep on
}

// Data from before there was a key file moves too: no month key reaches
// PostgreSQL, or its own log, as it is.
func TestAMoveTakesNoBareKeyToPostgreSQL(t *testing.T) {
	old := t.TempDir()
	from, to := filepath.Join(old, "center.db"), storetest.NewPostgres(t)
	bare := bytes.Repeat([]byte{0xA5}, 32)
	s, err := store.Open(t.Context(), "sqlite:"+from)
	if err != nil {
		t.Fatal(err)
	}
	month := vault.MonthOf(time.Now())
	err = s.Write(t.Context(), func(tx *store.Tx) error {
		return tx.AddSealKey(t.Context(), store.SealKey{Private: bare, SealKey: kiosk.SealKey{ID: month.String(), Public: make([]byte, 32), From: month.Start(), To: (month + 1).Start()}})
	})
	if err := errors.Join(err, s.Close()); err != nil {
		t.Fatal(err)
	}
	keys := filepath.Join(old, "keys")
	if figures, err := says(t, "", "migrate", "--from", from, "--to", to); err != nil || !strings.Contains(figures, "--keys "+keys) {
		t.Fatalf("%s\n%v", figures, err)
	}
	for _, name := range storetest.Files(t, to) {
		if raw, err := os.ReadFile(name); err == nil && bytes.Contains(raw, bare) {
			t.Errorf("%s holds a month key as it is", filepath.Base(name))
		}
	}
	again, _ := started(t, place{db: to, keys: keys})
	again.find(t, `center is at (http://\S+)`)
	if _, err := says(t, "", "serve", "--listen", "127.0.0.1:0", "--db", to, "--keys", t.TempDir()); err == nil || !strings.Contains(err.Error(), "key file is missing") {
		t.Errorf("a center without the moved file starts: %v", err)
	}
}
