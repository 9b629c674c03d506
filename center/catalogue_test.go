package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"dongthap.vn/sen/assets/catalogue"
)

// file writes a file for a command to read.
func file(t *testing.T, name string, body []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, body, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestACatalogueIsImportedWhileTheCenterRuns(t *testing.T) {
	at := somewhere(t)
	out, _ := started(t, at)
	out.find(t, `center is at (http://\S+)`)
	bring := func(name string, body []byte, more ...string) (string, error) {
		return says(t, "", append(append([]string{"catalogue", "import", "--file", file(t, name, body)}, at.flags()...), more...)...)
	}
	next := bytes.Replace(catalogue.JSON, []byte(`"version": 1`), []byte(`"version": 2`), 1)
	next = bytes.Replace(next, []byte(`"Đăng ký khai sinh"`), []byte(`"Khai sinh"`), 1)
	if said, err := bring("a.json", next, "--try"); err != nil || !strings.Contains(said, "line 7: 1.001193 name_vi\n1 changed, 89 as they were\nnothing was published: this was a try") {
		t.Errorf("%s, %v", said, err)
	}
	if said, err := bring("a.json", next); err != nil || !strings.Contains(said, "published as version") {
		t.Errorf("%s, %v", said, err)
	}
	if said, err := bring("b.csv", []byte("code,name_vi\n1.001193,Khai sinh\n")); err != nil || !strings.Contains(said, "there is nothing new") {
		t.Errorf("%s, %v", said, err)
	}
	said, err := bring("c.csv", []byte("code,name_vi\n\x1b[2J,x\n1.5,\u202ex\n"))
	if err == nil || !strings.Contains(err.Error(), "2 faults; nothing was published") || !strings.HasPrefix(said, "line 2: code: ") || strings.ContainsAny(said, "\x1b\u202e") {
		t.Errorf("%q, %v", said, err)
	}
	for _, name := range []string{"d.xlsx", "e"} {
		if _, err := bring(name, next); err == nil || !strings.Contains(err.Error(), "neither .json nor .csv") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := says(t, "", append([]string{"catalogue", "import", "--file", filepath.Join(t.TempDir(), "none.csv")}, at.flags()...)...); err == nil {
		t.Error("a file that is not there was read")
	}
}
