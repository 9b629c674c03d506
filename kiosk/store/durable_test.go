package store

import (
	"context"
	"strings"
	"testing"
)

func TestTheKioskRefusesToRunWithoutFullSync(t *testing.T) {
	f := newFixture(t)
	if err := durable(context.Background(), f.write.conn); err != nil {
		t.Errorf("our own connection is refused: %v", err)
	}
	f.Close()
	for _, level := range []string{"NORMAL", "OFF", "EXTRA"} {
		write, err := hold(context.Background(), dsn(f.opts.Path, "_synchronous", level))
		if err != nil {
			t.Fatal(err)
		}
		s := &Store{opts: f.opts, write: write, read: f.read}
		if err := s.start(context.Background(), false); err == nil || !strings.Contains(err.Error(), "synchronous") {
			t.Errorf("synchronous=%s: start says %v", level, err)
		}
		s.Close()
	}
}

func TestTheFileHasANameWithEverything(t *testing.T) {
	f := newFixture(t)
	f.Close()
	f.opts.Path = t.TempDir() + "/Máy số 2? 100% & #1.db"
	f.open()
	f.take("B")
	if !exists(f.opts.Path) {
		t.Errorf("the file is not at %s", f.opts.Path)
	}
	f.reopen()
	if len(f.events()) != 1 {
		t.Error("the event is gone")
	}
}

func TestReadersCannotWrite(t *testing.T) {
	f := newFixture(t)
	if _, err := f.read.Exec("DELETE FROM events"); err == nil {
		t.Error("the read pool writes")
	}
}
