package session

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"dongthap.vn/sen/kiosk/faulty"
	"dongthap.vn/sen/kiosk/proof"
)

const program = "usr/local/bin/sen-kiosk"

// A machine whose power goes while its program is replaced starts the old one
// or the new one.
func TestPowerIsCutWhileTheProgramIsReplaced(t *testing.T) {
	w := cutUpdate(t, func(dir, from string) {
		cmd := exec.Command("./install", from)
		cmd.Env = append(os.Environ(), "DESTDIR="+dir)
		_ = cmd.Run() // fails in the dark
	})
	if len(w.Faults) > 0 {
		t.Error(strings.Join(w.Faults, "\n"))
	}
	if !w.Did(faulty.Rename, filepath.Base(program)) {
		t.Error("no cut came before the rename: the test shows nothing of it")
	}
}

func TestControlProgramCopiedOverTheOneBefore(t *testing.T) {
	w := cutUpdate(t, func(dir, from string) {
		const careless = `: > "$2" && sync "$2" && cat "$1" > "$2" && sync "$2"` // the disk may write at any time
		_ = exec.Command("sh", "-c", careless, "sh", from, filepath.Join(dir, program)).Run()
	})
	proof.Control(t, "a program copied over the one before", "TestPowerIsCutWhileTheProgramIsReplaced", w.Faults...)
}

// cutUpdate cuts the power while a program of 1 MiB takes the place of another.
func cutUpdate(t *testing.T, update func(dir, from string)) faulty.Walk {
	t.Helper()
	before, after := bytes.Repeat([]byte("old\n"), 1<<18), bytes.Repeat([]byte("new\n"), 1<<18)
	from := filepath.Join(t.TempDir(), "sen-kiosk")
	write(t, from, after)
	return faulty.Steps{
		Prepare: func(dir string) {
			write(t, filepath.Join(dir, program), before)
			write(t, filepath.Join(dir, "etc/sen/sen-kiosk.toml"), []byte("# as it was"))
		},
		Work: func(dir string, _ func() bool) { update(dir, from) },
		Check: func(dir string, _ faulty.Op) []string {
			text, err := os.ReadFile(filepath.Join(dir, program))
			if err == nil && !bytes.Equal(text, before) && !bytes.Equal(text, after) {
				err = fmt.Errorf("the program has %d bytes and is neither the old one nor the new", len(text))
			}
			if err != nil {
				return []string{err.Error()}
			}
			return nil
		},
		Most: proof.Times(20, 400),
	}.Walk(t)
}

func write(t *testing.T, path string, text []byte) {
	t.Helper()
	if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, text, 0o755)); err != nil {
		t.Fatal(err)
	}
}
