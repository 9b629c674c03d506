package store

import (
	"context"
	"os"
	"testing"

	"dongthap.vn/sen/kiosk"
)

// A damaged file is being replaced when the power goes, after any step. The
// next start goes on: no number is given twice, and no event stays behind.
func TestThePowerGoesWhileADamagedFileIsReplaced(t *testing.T) {
	ctx := context.Background()
	begin := func(f *fixture) { moved(f.t, f.opts.Path, wreckOf(f.opts.Path), "") }
	log := func(f *fixture) { moved(f.t, f.opts.Path, wreckOf(f.opts.Path), "-wal", "-shm") }
	born := func(f *fixture) {
		s, err := open(ctx, f.opts)
		if err != nil {
			f.t.Fatal(err)
		}
		f.Store = s
	}
	carried := func(f *fixture) {
		if n, err := f.salvage(ctx, wreckOf(f.opts.Path)); err != nil || n != 120 {
			f.t.Fatalf("%d carried over, %v", n, err)
		}
	}
	skipped := func(f *fixture) {
		if err := f.skipNumbers(ctx, afterLoss); err != nil {
			f.t.Fatal(err)
		}
	}
	off := func(f *fixture) { f.Close() }
	stump := func(f *fixture) {
		if err := os.WriteFile(f.opts.Path, []byte("half a header"), 0o600); err != nil {
			f.t.Fatal(err)
		}
	}
	for name, steps := range map[string][]func(*fixture){
		"after the file moved":           {begin},
		"after its log moved":            {begin, log},
		"while the new file was made":    {begin, log, stump},
		"after the new file was made":    {begin, log, born, off},
		"after the events were carried":  {begin, log, born, carried, off},
		"after the numbers were skipped": {begin, log, born, carried, skipped, off},
	} {
		f, given := broken(t)
		for _, step := range steps {
			step(f)
		}
		f.open()
		if b := f.Born(); !b.New || b.Cause == nil || !exists(b.MovedTo) || exists(wreckOf(f.opts.Path)) {
			t.Errorf("%s: born %+v", name, b)
		}
		told := map[string]bool{}
		for _, e := range f.events() {
			told[e.ID] = true
		}
		for number, ticket := range given {
			if ticket.Seq != 2 && !told[ticket.ID] { // event 2 was forged
				t.Errorf("%s: the event of %s stays behind", name, number)
			}
		}
		f.goesOn(given, nil)
	}
}

// broken is a kiosk's file whose second event was changed, closed with its log
// beside it, as a power cut leaves it.
func broken(t *testing.T) (f *fixture, given map[string]kiosk.Ticket) {
	t.Helper()
	from, given := used(t)
	from.open()
	if _, err := from.write.Exec("UPDATE events SET kind = 'forged' WHERE seq = 2"); err != nil {
		t.Fatal(err)
	}
	f = newFixture(t)
	f.Close()
	from.copyTo(f.opts.Path)
	return f, given
}

// copyTo copies the files as they are now.
func (f *fixture) copyTo(path string) {
	f.t.Helper()
	for _, suffix := range []string{"", "-wal"} {
		b, err := os.ReadFile(f.opts.Path + suffix)
		if err != nil {
			f.t.Fatal(err)
		}
		if err := os.WriteFile(path+suffix, b, 0o600); err != nil {
			f.t.Fatal(err)
		}
	}
}

func moved(t testing.TB, from, to string, suffixes ...string) {
	t.Helper()
	if err := move(from, to, suffixes...); err != nil {
		t.Fatal(err)
	}
}
