package listen

import (
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"

	"dongthap.vn/sen/center/publish"
	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/center/store/storetest"
	"dongthap.vn/sen/center/vault"
	"dongthap.vn/sen/kiosk/proof"
)

func TestWordsAreReadForAYearAfterTheirMonth(t *testing.T) {
	e := open(t)
	f := e.give(words, "")
	e.passTo(e.key().To.Add(WordsKept))
	if e.retain(); e.list(analyst)[0].Words != words {
		t.Fatal("unreadable before its time")
	}
	e.passTo(e.time.Add(time.Second))
	if done := e.retain(); len(done.Months) != 1 || done.Months[0] != "2026-11" {
		t.Errorf("the round tells of %+v", done)
	}
	if got := e.list(analyst)[0]; got.WordsState != Sealed || got.Words != "" || got.ID != f.ID {
		t.Errorf("after a year: %+v", got)
	}
	if again := e.retain(); again.any() {
		t.Errorf("a second round tells of %+v", again)
	}
}

// A backup is made, the month's key is destroyed, the backup is put back: the
// rows are there, and nobody can read them, with all the center still has.
func TestABackupCannotBeReadOnceItsMonthIsDestroyed(t *testing.T) {
	e := open(t)
	e.give(words, phone)
	restore := storetest.Backup(t, e.dsn)
	before := copied(t, e.keys)
	if got := e.beside(restore(), e.keys).list(analyst); len(got) != 1 || got[0].Words != words || got[0].Phone == "" {
		t.Fatalf("the backup is no good: %+v", got)
	}
	e.passTo(e.key().To.Add(WordsKept + time.Second))
	e.retain()
	for _, f := range e.beside(restore(), e.keys).list(analyst) {
		if f.WordsState != Sealed || f.PhoneState != Sealed {
			t.Errorf("the backup is read: words %s, phone %s", f.WordsState, f.PhoneState)
		}
	}
	// Whoever kept the key file of that time still reads it.
	var read []string
	for _, f := range e.beside(restore(), before).list(analyst) {
		if f.WordsState == Read {
			read = append(read, "the words of the destroyed month are read")
		}
	}
	proof.Control(t, "a key file that forgets nothing", "TestABackupCannotBeReadOnceItsMonthIsDestroyed", read...)
}

// beside is another center over other data with the keys of a folder.
func (e *ear) beside(dsn, keys string) *ear {
	e.t.Helper()
	s, err := store.Open(e.t.Context(), dsn)
	if err != nil {
		e.t.Fatal(err)
	}
	e.t.Cleanup(func() { s.Close() })
	o := &ear{t: e.t, dsn: dsn, keys: keys, store: s, time: e.time, given: e.given}
	now := func() time.Time { return o.time }
	v, err := publish.OpenVault(e.t.Context(), s, keys, now)
	if err != nil {
		e.t.Fatal(err)
	}
	o.Listener = New(Config{Store: s, Vault: v, Now: now, Log: slog.New(slog.DiscardHandler)})
	return o
}

func copied(t *testing.T, dir string) string {
	t.Helper()
	to := t.TempDir()
	if err := os.CopyFS(to, os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	return to
}

// Two centers on one database walk the chain on their own and read the same.
func TestEachCenterForgetsInItsOwnFile(t *testing.T) {
	e := open(t)
	e.give(words, "")
	other := e.beside(e.dsn, copied(t, e.keys))
	if other.list(analyst)[0].Words != words {
		t.Fatal("a copy of the file does not open what the other center reads")
	}
	e.passTo(e.key().To.Add(WordsKept + time.Second))
	e.retain()
	old := e.time.AddDate(0, -13, 0)
	if _, err := other.vault.Mark(vault.MonthOf(old), "x"); err != nil {
		t.Fatalf("the other center has forgotten already: %v", err)
	}
	other.time = e.time
	other.retain() // finds nothing to destroy in the database, and forgets
	if _, err := other.vault.Mark(vault.MonthOf(old), "x"); !errors.Is(err, vault.ErrForgotten) {
		t.Errorf("the other center still opens the month: %v", err)
	}
}

func TestACenterWhoseKeyFileIsMissingDoesNotStart(t *testing.T) {
	e := open(t)
	e.give(words, "")
	for name, c := range map[string]struct {
		keys string
		want error
	}{
		"an empty folder":     {t.TempDir(), vault.ErrMissing},
		"no folder":           {filepath.Join(t.TempDir(), "keys"), vault.ErrMissing},
		"another site's file": {open(t).keys, vault.ErrOther},
	} {
		if _, err := publish.OpenVault(t.Context(), e.store, c.keys, e.now); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := os.Stat(filepath.Join(c.keys, vault.Name)); c.want == vault.ErrMissing && !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s: a new file was made, which opens nothing: %v", name, err)
		}
	}
}

// A clock that jumps years ahead destroys nothing: kiosks contradict it, or
// nobody confirms it.
func TestAClockYearsAheadDestroysNothing(t *testing.T) {
	years := 9 * 365 * 24 * time.Hour
	for name, hear := range map[string]func(*ear){
		"kiosks contradict it":      func(e *ear) { e.kiosk("2", -years); e.kiosk("3", -years) },
		"one of two contradicts it": func(e *ear) { e.kiosk("2", -years); e.kiosk("3", 0) },
		"no kiosk is heard":         func(*ear) {},
		"a revoked kiosk would":     func(e *ear) { e.kiosk("2", 0); e.revoke("2") },
	} {
		t.Run(name, func(t *testing.T) {
			e := open(t)
			f := e.give(words, phone)
			e.record(f)
			e.passTo(e.time.Add(time.Hour))
			e.retain()
			e.time = e.time.Add(years)
			for range 6 {
				hear(e)
				if done := e.retain(); done.any() {
					t.Fatalf("the round tells of %+v", done)
				}
				e.time = e.time.Add(retainEvery)
			}
			if got := e.list(director)[0]; got.Words != words || got.Phone == "" {
				t.Errorf("what was given is %+v", got)
			}
		})
	}
}

// A clock that was years ahead at the start, and is put right, has counted
// nothing.
func TestAClockThatIsPutRightHasCountedNothing(t *testing.T) {
	e := open(t)
	e.time = monday.AddDate(9, 0, 0)
	e.retain()
	e.time = monday
	f := e.give(words, phone)
	e.record(f)
	for range 24 {
		e.time = e.time.Add(retainEvery)
		if done := e.retain(); done.any() || done.Until.After(e.time) {
			t.Fatalf("the round tells of %+v", done)
		}
	}
}

// What is planted is a round that believes the center's clock alone.
func TestControlRetentionByOneClock(t *testing.T) {
	e := open(t)
	e.give(words, phone)
	e.time = e.time.Add(9 * 365 * 24 * time.Hour)
	n, err := e.erasePhones(t.Context(), e.now().Add(-PhonesKept))
	if err != nil {
		t.Fatal(err)
	}
	months, err := e.destroyKeys(t.Context(), e.now().Add(-WordsKept))
	if err != nil {
		t.Fatal(err)
	}
	if n == 0 {
		months = nil
	}
	proof.Control(t, "periods counted by the center's clock alone", "TestAClockYearsAheadDestroysNothing", months...)
}

// While no kiosk is heard time passes as it does, and no quicker after a start.
func TestAHouseWithoutKiosksForgetsInItsTime(t *testing.T) {
	e := open(t)
	f := e.give(words, phone)
	e.record(f)
	e.passTo(f.At.Add(PhonesKept - 24*time.Hour))
	e.retain()
	for e.time.Sub(f.At) <= PhonesKept {
		if e.list(director)[0].Phone == "" {
			t.Fatalf("erased after %s", e.time.Sub(f.At))
		}
		e.time = e.time.Add(retainEvery)
		e.retain()
	}
	if e.list(director)[0].Phone != "" {
		t.Errorf("after %s the number is still there", e.time.Sub(f.At))
	}
}
