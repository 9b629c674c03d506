package main

import (
	"bytes"
	"errors"
	"log"
	"log/slog"
	"os"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
)

// Fyne's own way of telling errors is heard: those about a desktop's message bus
// are left out, every other stands in one line with its cause.
func TestFyneIsHeardAndTheMissingDesktopIsNot(t *testing.T) {
	var heard bytes.Buffer
	flags := log.Flags()
	hearFyne(slog.New(slog.NewTextHandler(&heard, nil)))
	t.Cleanup(func() { log.SetOutput(os.Stderr); log.SetFlags(flags) })
	fyne.LogError("Unable to connect to session D-Bus", errors.New("no such file"))
	fyne.LogError("failed to watch theme settings", errors.New("no such file"))
	if heard.Len() > 0 {
		t.Errorf("heard %q", heard.String())
	}
	fyne.LogError("window creation error", errors.New("no display")) // the control: it is not deaf
	log.Print("something else")
	lines := strings.Split(strings.TrimSpace(heard.String()), "\n")
	if len(lines) != 2 || !strings.Contains(lines[0], "window creation error") || !strings.Contains(lines[0], "no display") || !strings.Contains(lines[0], "fynelog_test.go") || !strings.Contains(lines[1], "something else") {
		t.Errorf("heard %q", lines)
	}
}
