package vault

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"dongthap.vn/sen/kiosk/proof"
)

var november = MonthOf(time.Date(2026, 11, 1, 0, 0, 0, 0, time.FixedZone("", 7*3600)))

func opened(t testing.TB, dir, site string) *Vault {
	t.Helper()
	v, err := Open(dir, site)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestAMonthIsAMonthInVietnam(t *testing.T) {
	last := time.Date(2026, 10, 31, 16, 59, 59, 0, time.UTC)
	if MonthOf(last) != november-1 || MonthOf(last.Add(time.Second)) != november || november.String() != "2026-11" || MonthOf(november.Start()) != november {
		t.Errorf("%s, %s", MonthOf(last), november)
	}
}

func TestWhatIsLockedOpensForItsMonthAndNameAlone(t *testing.T) {
	v := opened(t, t.TempDir(), "")
	private := bytes.Repeat([]byte{7}, 32)
	locked, err := v.Lock(november, "2026-11", private)
	if err != nil || bytes.Contains(locked, private) {
		t.Fatalf("locked: %v", err)
	}
	again, _ := v.Lock(november, "2026-11", private)
	if bytes.Equal(again, locked) {
		t.Error("locking twice gives the same bytes")
	}
	if got, err := v.Unlock(november, "2026-11", locked); err != nil || !bytes.Equal(got, private) {
		t.Fatalf("unlocked: %v", err)
	}
	for name, try := range map[string]func() ([]byte, error){
		"another month": func() ([]byte, error) { return v.Unlock(november+1, "2026-11", locked) },
		"another name":  func() ([]byte, error) { return v.Unlock(november, "2026-12", locked) },
		"truncated":     func() ([]byte, error) { return v.Unlock(november, "2026-11", locked[:len(locked)-1]) },
		"nothing":       func() ([]byte, error) { return v.Unlock(november, "2026-11", nil) },
		"a bare key":    func() ([]byte, error) { return v.Unlock(november, "2026-11", private) },
		"another site":  func() ([]byte, error) { return opened(t, t.TempDir(), "").Unlock(november, "2026-11", locked) },
		"a closed vault": func() ([]byte, error) {
			var none *Vault
			return none.Unlock(november, "2026-11", locked)
		},
	} {
		if got, err := try(); err == nil {
			t.Errorf("%s opens it: %x", name, got)
		}
	}
}

func TestForgottenMonthsAreGoneAndLaterOnesStay(t *testing.T) {
	dir := t.TempDir()
	v := opened(t, dir, "")
	old, _ := v.Lock(november, "a", []byte("old"))
	young, _ := v.Lock(november+1, "b", []byte("young"))
	mark, _ := v.Mark(november+1, "+84912345678")
	if err := v.Forget(november + 1); err != nil {
		t.Fatal(err)
	}
	for name, w := range map[string]*Vault{"this process": v, "the next": opened(t, dir, v.Site())} {
		if _, err := w.Unlock(november, "a", old); !errors.Is(err, ErrForgotten) {
			t.Errorf("%s opens a forgotten month: %v", name, err)
		}
		if got, err := w.Unlock(november+1, "b", young); err != nil || string(got) != "young" {
			t.Errorf("%s cannot open the next month: %v", name, err)
		}
		if again, err := w.Mark(november+1, "+84912345678"); err != nil || !bytes.Equal(again, mark) {
			t.Errorf("%s marks otherwise: %v", name, err)
		}
		if err := w.Forget(november); err != nil || w.Oldest() != november+1 {
			t.Errorf("%s goes back to %s, %v", name, w.Oldest(), err)
		}
	}
	files, _ := os.ReadDir(dir)
	if len(files) != 1 || files[0].Name() != Name {
		t.Errorf("the folder holds %v", files)
	}
	info, _ := files[0].Info()
	if info.Mode().Perm() != 0o600 {
		t.Errorf("the file may be read by others: %v", info.Mode())
	}
}

// Two processes of one machine share the file; one that forgot first is followed.
func TestAProcessFollowsAFileThatWasMovedOn(t *testing.T) {
	dir := t.TempDir()
	first := opened(t, dir, "")
	second := opened(t, dir, first.Site())
	if err := first.Forget(november + 2); err != nil {
		t.Fatal(err)
	}
	if err := second.Forget(november); err != nil || second.Oldest() != november+2 {
		t.Errorf("it stands at %s, %v", second.Oldest(), err)
	}
}

func TestAFileThatIsNone(t *testing.T) {
	dir := t.TempDir()
	site := opened(t, dir, "").Site()
	whole, _ := os.ReadFile(filepath.Join(dir, Name))
	for name, text := range map[string][]byte{"empty": {}, "half": whole[:len(whole)/2], "other JSON": []byte(`{"site":"x"}`)} {
		if err := os.WriteFile(filepath.Join(dir, Name), text, 0o600); err != nil {
			t.Fatal(err)
		}
		if v, err := Open(dir, site); err == nil {
			t.Errorf("%s: opened %v", name, v)
		}
		if v, err := Open(dir, ""); err == nil {
			t.Errorf("%s: a new chain was begun over it: %v", name, v)
		}
	}
}

// The bytes of the secret before are gone from where they stood, not only from
// under their name: they are read through a handle that was opened before.
func TestTheSecretBeforeIsOverwritten(t *testing.T) {
	if left := overwritten(t, func(v *Vault) error { return v.Forget(november) }); left {
		t.Error("the secret before can still be read where it stood")
	}
}

func TestControlSecretThatIsMerelyRemoved(t *testing.T) {
	var found []string
	left := overwritten(t, func(v *Vault) error {
		if err := os.Remove(v.path); err != nil {
			return err
		}
		return v.save()
	})
	if left {
		found = append(found, "the secret before can be read where it stood")
	}
	proof.Control(t, "a key file that is removed and not overwritten", "TestTheSecretBeforeIsOverwritten", found...)
}

func overwritten(t *testing.T, move func(*Vault) error) (left bool) {
	t.Helper()
	dir := t.TempDir()
	v := opened(t, dir, "")
	path := filepath.Join(dir, Name)
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	handle, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer handle.Close()
	if err := move(v); err != nil {
		t.Fatal(err)
	}
	now := make([]byte, len(before))
	handle.ReadAt(now, 0)
	return bytes.Equal(now, before)
}
