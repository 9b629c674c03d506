package config

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

// file writes a configuration and returns its path.
func file(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "sen-kiosk.toml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestAMachineEnrolledAsAnotherKioskIsRefused(t *testing.T) {
	path := file(t, "# kiosk at the door\n[kiosk]\ndata = \"x\"\ncode = \"3\"\n")
	err := Agree(path, "2")
	want := path + `, line 4: kiosk.code: is "3", but this machine is enrolled as kiosk "2"; set it to "2", or enrol this machine as kiosk "3"`
	var e *CodeError
	if !errors.As(err, &e) || err.Error() != want {
		t.Fatalf("\n got %v\nwant %s", err, want)
	}
	if e.Line != 4 || e.Configured != "3" || e.Enrolled != "2" {
		t.Errorf("told %+v", e)
	}
	// The same file agrees as soon as it is mended, and with the machine it names.
	if err := Agree(path, "3"); err != nil {
		t.Errorf("kiosk 3 is refused: %v", err)
	}
	if err := os.WriteFile(path, []byte("[kiosk]\ncode = \"2\"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := Agree(path, "2"); err != nil {
		t.Errorf("a mended file is refused: %v", err)
	}
}

func TestAFileWithoutCodeAgreesWithEveryMachine(t *testing.T) {
	for _, text := range []string{"", "[kiosk]\ncode = \"\"", Example} {
		if err := Agree(file(t, text), "2"); err != nil {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestAFileSpoiltWhileTheKioskRunsAgreesWithNothing(t *testing.T) {
	var e *Error
	if err := Agree(file(t, "[kiosk]\ncode = 2"), "2"); !errors.As(err, &e) || e.Line != 2 {
		t.Errorf("a wrong file: %v", err)
	}
	if err := Agree(filepath.Join(t.TempDir(), "none.toml"), "2"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no file: %v", err)
	}
}
