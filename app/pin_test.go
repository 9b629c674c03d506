package main

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/config"
	"dongthap.vn/sen/kiosk/identity"
)

func TestThePINOfTheStaffScreenIsSet(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "sen-kiosk.toml")
	write(t, file, "[kiosk]\ndata = \""+filepath.Join(dir, "data")+"\"\n")
	c, err := config.Load(file)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := identity.LoadPIN(pinPath(c)); !errors.Is(err, kiosk.ErrNoPIN) {
		t.Fatalf("before one is set: %v", err)
	}
	var out strings.Builder
	for _, weak := range []string{"", "1", "12345", "111111", "123456", "345678", "987654", "890123", "1234567890123", "48291a", "482 915"} {
		if err := setPIN(&flags{config: file}, strings.NewReader(weak+"\n"), &out); !errors.Is(err, identity.ErrWeakPIN) {
			t.Errorf("%q: %v", weak, err)
		}
	}
	if _, err := os.Stat(pinPath(c)); err == nil {
		t.Fatal("a weak PIN was kept")
	}
	if err := setPIN(&flags{config: file}, strings.NewReader("482915\n"), &out); err != nil {
		t.Fatal(err)
	}
	pin, err := identity.LoadPIN(pinPath(c))
	if err != nil || !pin.Is("482915") || pin.Is("482916") || pin.Is("") || pin.Is(strings.Repeat("4", 1000)) {
		t.Errorf("the PIN kept: %v", err)
	}
	text, err := os.ReadFile(pinPath(c))
	if info, _ := os.Stat(pinPath(c)); err != nil || info.Mode().Perm() != 0o600 || strings.Contains(string(text)+out.String(), "482915") {
		t.Errorf("%s %s, %v: %q", info.Mode(), text, err, out.String())
	}
}
