package identity

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"dongthap.vn/sen/kiosk/faulty"
	"dongthap.vn/sen/kiosk/proof"
)

func TestPowerIsCutWhileAnIdentityIsSaved(t *testing.T) {
	w := cutSave(t, func(i Identity, path string) { i.Save(path) }) // fails in the dark
	if len(w.Faults) > 0 {
		t.Error(strings.Join(w.Faults, "\n"))
	}
	if !w.Did(faulty.Rename, "identity.json") {
		t.Error("no cut came before the rename: the test shows nothing of it")
	}
}

func TestControlIdentityWrittenInPlace(t *testing.T) {
	w := cutSave(t, func(i Identity, path string) {
		fresh := filepath.Join(t.TempDir(), "identity.json")
		if err := i.Save(fresh); err != nil {
			t.Fatal(err)
		}
		text, err := os.ReadFile(fresh)
		if err != nil {
			t.Fatal(err)
		}
		f, err := os.OpenFile(path, os.O_WRONLY|os.O_TRUNC, 0o600)
		if err != nil {
			return // it is dark
		}
		defer f.Close()
		f.Sync()
		f.Write(text)
		f.Sync()
	})
	proof.Control(t, "an identity written over the one before", "TestPowerIsCutWhileAnIdentityIsSaved", w.Faults...)
}

// cutSave cuts the power while the keys of a kiosk are replaced.
func cutSave(t *testing.T, save func(i Identity, path string)) faulty.Walk {
	t.Helper()
	before, after := enrolled(t), enrolled(t)
	return faulty.Steps{
		Prepare: func(dir string) {
			if err := before.Save(filepath.Join(dir, "identity.json")); err != nil {
				t.Fatal(err)
			}
		},
		Work: func(dir string, _ func() bool) { save(after, filepath.Join(dir, "identity.json")) },
		Check: func(dir string, _ faulty.Op) []string {
			got, err := Load(filepath.Join(dir, "identity.json"))
			if err != nil {
				return []string{err.Error()}
			}
			if !got.DeviceKey.Equal(before.DeviceKey) && !got.DeviceKey.Equal(after.DeviceKey) {
				return []string{fmt.Sprintf("it is neither the old one nor the new: %v", got)}
			}
			return nil
		},
		Most: proof.Times(30, 400),
	}.Walk(t)
}
