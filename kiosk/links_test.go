package kiosk_test

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// What the kiosk's packages link is more than they import: a library could
// bring a web client along, or C.
func TestTheKioskLinksNoWebAndNoWindow(t *testing.T) {
	c, heavy := linked(t, "./kiosk/...", "./sync/wire")
	if len(heavy) > 0 {
		t.Errorf("the kiosk links %s", heavy)
	}
	if want := []string{"github.com/mattn/go-sqlite3"}; !slices.Equal(c, want) {
		t.Errorf("C is written by %s, want %s", c, want)
	}
	if c, _ := linked(t, "./center/..."); !slices.Equal(c, []string{"github.com/mattn/go-sqlite3"}) {
		t.Errorf("in the center C is written by %s", c)
	}
	// The same question where the answer is yes.
	if c, heavy := linked(t, "./app"); len(c) < 2 || !slices.Contains(heavy, "net/http") || !slices.Contains(heavy, "fyne.io/fyne/v2") {
		t.Errorf("the app links %s and C of %s: nothing is found anywhere", heavy, c)
	}
}

// linked lists what the packages link that is written in C, the library aside,
// and what of it is a web client or a window.
func linked(t *testing.T, packages ...string) (c, heavy []string) {
	t.Helper()
	list := exec.CommandContext(t.Context(), "go", append([]string{"list", "-tags", "x11", "-deps", "-f", "{{.ImportPath}} {{.Standard}} {{len .CgoFiles}}"}, packages...)...)
	list.Dir = ".."
	out, err := list.Output()
	if err != nil {
		t.Fatalf("%s: %v", list, err)
	}
	for line := range strings.Lines(string(out)) {
		f := strings.Fields(line)
		if f[1] == "false" && f[2] != "0" {
			c = append(c, f[0])
		}
		if under("net/http", "crypto/tls", "fyne.io")(f[0]) {
			heavy = append(heavy, f[0])
		}
	}
	return c, heavy
}
