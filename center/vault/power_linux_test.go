package vault

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"dongthap.vn/sen/kiosk/faulty"
	"dongthap.vn/sen/kiosk/proof"
)

// The power is cut before each change on the disk while months are forgotten:
// the file is the old or the new one, and once it has been opened again nothing
// else is left in the folder.
func TestPowerIsCutWhileAMonthIsForgotten(t *testing.T) {
	w := cutForget(t, func(v *Vault) { v.Forget(november) }) // fails in the dark
	if len(w.Faults) > 0 {
		t.Error(strings.Join(w.Faults, "\n"))
	}
	if !w.Did(faulty.Rename, Name) || !w.Did(faulty.Remove, Name+before) {
		t.Errorf("no cut came before the rename or the removal: %v", w.Ops)
	}
}

func TestControlKeyFileWrittenInPlace(t *testing.T) {
	w := cutForget(t, func(v *Vault) {
		f, err := os.OpenFile(v.path, os.O_WRONLY|os.O_TRUNC, 0o600)
		if err != nil {
			return // it is dark
		}
		defer f.Close()
		f.Sync()
		fmt.Fprintf(f, `{"site":%q,"month":%d,"secret":""}`, v.site, november)
		f.Sync()
	})
	proof.Control(t, "a key file written over the one before", "TestPowerIsCutWhileAMonthIsForgotten", w.Faults...)
}

func cutForget(t *testing.T, forget func(*Vault)) faulty.Walk {
	t.Helper()
	start := t.TempDir()
	first := opened(t, start, "")
	old, _ := first.Lock(november-1, "old", []byte("old"))
	young, _ := first.Lock(november, "young", []byte("young"))
	return faulty.Steps{
		Prepare: func(dir string) {
			if err := os.CopyFS(dir, os.DirFS(start)); err != nil {
				t.Fatal(err)
			}
		},
		Work: func(dir string, _ func() bool) {
			if v, err := Open(dir, first.Site()); err == nil {
				forget(v)
			}
		},
		Check: func(dir string, _ faulty.Op) (faults []string) {
			v, err := Open(dir, first.Site())
			if err != nil {
				return []string{err.Error()}
			}
			if got, err := v.Unlock(november, "young", young); err != nil || !bytes.Equal(got, []byte("young")) {
				faults = append(faults, fmt.Sprintf("a month that was not to be forgotten does not open: %v", err))
			}
			if _, err := v.Unlock(november-1, "old", old); (err == nil) != (v.Oldest() == 0) {
				faults = append(faults, fmt.Sprintf("the file stands at %s and opening the month before gives %v", v.Oldest(), err))
			}
			if files, err := filepath.Glob(filepath.Join(dir, Name+"*")); err != nil || len(files) != 1 {
				faults = append(faults, fmt.Sprintf("the folder holds %q, %v", files, err))
			}
			return faults
		},
		Most: proof.Times(20, 400),
	}.Walk(t)
}
