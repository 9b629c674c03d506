package authority

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"dongthap.vn/sen/kiosk/faulty"
	"dongthap.vn/sen/kiosk/proof"
)

// The power is cut before each change on the disk while an authority is made:
// the next start finds the whole file or none, and what was told of is there.
func TestPowerIsCutWhileAnAuthorityIsMade(t *testing.T) {
	w := cutCreate(t, func(dir string) (*Authority, error) { return Create(dir, today) })
	if len(w.Faults) > 0 {
		t.Error(strings.Join(w.Faults, "\n"))
	}
	if !w.Did(faulty.Rename, FileName) {
		t.Errorf("no cut came before the rename: %v", w.Ops)
	}
}

func TestControlAuthorityWrittenInPlace(t *testing.T) {
	w := cutCreate(t, func(dir string) (*Authority, error) {
		a, err := draw(today)
		if err != nil {
			t.Fatal(err)
		}
		text, _ := a.text()
		f, err := os.OpenFile(filepath.Join(dir, FileName), os.O_CREATE|os.O_WRONLY, 0o600)
		if err != nil {
			return nil, err // it is dark
		}
		defer f.Close()
		f.Sync()
		_, err = f.Write(text)
		return a, errors.Join(err, f.Sync())
	})
	proof.Control(t, "an authority's key file written in place", "TestPowerIsCutWhileAnAuthorityIsMade", w.Faults...)
}

func cutCreate(t *testing.T, create func(dir string) (*Authority, error)) faulty.Walk {
	t.Helper()
	var told []byte
	return faulty.Steps{
		Prepare: func(string) {},
		Work: func(dir string, dark func() bool) {
			told = nil
			if a, err := create(dir); err == nil && !dark() {
				told = a.Certificate()
			}
		},
		Check: func(dir string, _ faulty.Op) []string {
			a, err := Load(dir)
			switch {
			case errors.Is(err, ErrMissing) && told == nil:
				return nil
			case err != nil:
				return []string{err.Error()}
			case told != nil && !bytes.Equal(a.Certificate(), told):
				return []string{"it is not the one that was told of"}
			}
			return nil
		},
		Most: proof.Times(20, 100),
	}.Walk(t)
}
