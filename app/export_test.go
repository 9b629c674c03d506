package main

import (
	"context"
	"crypto/ed25519"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/config"
	"dongthap.vn/sen/kiosk/identity"
	"dongthap.vn/sen/kiosk/store"
)

// registered makes the folder of a registered kiosk and its configuration.
func registered(t *testing.T) (file string, c config.Config, id identity.Identity) {
	t.Helper()
	dir := t.TempDir()
	file = filepath.Join(dir, "kiosk.toml")
	write(t, file, "[kiosk]\ndata = \""+dir+"\"\n")
	c, err := config.Load(file)
	if err != nil {
		t.Fatal(err)
	}
	if id, err = identity.New(); err != nil {
		t.Fatal(err)
	}
	id.Device, id.SiteID, id.CenterURL, id.Server = "2", 1, "http://127.0.0.1:1/", "test"
	id.PublicationKey = id.DeviceKey.Public().(ed25519.PublicKey)
	return file, c, id
}

func TestAKioskIsExportedToAFile(t *testing.T) {
	file, c, id := registered(t)
	to := filepath.Join(t.TempDir(), "kiosk-2.sen")
	if _, err := shell(t, "export", to, "--config", file); err == nil || !strings.Contains(err.Error(), "not registered") {
		t.Errorf("before it is registered: %v", err)
	}
	if err := id.Save(identityPath(c)); err != nil {
		t.Fatal(err)
	}
	s, err := openStore(t.Context(), c, id)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.IssueTicket(t.Context(), store.TicketRequest{Service: "B", Lang: kiosk.Vietnamese}); err != nil {
		t.Fatal(err)
	}
	if _, err := shell(t, "export", to, "--config", file); err == nil || !strings.Contains(err.Error(), "the kiosk is running; end it first") {
		t.Errorf("while it runs: %v", err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	out, err := shell(t, "export", to, "--config", file)
	if err != nil || !strings.Contains(out, "holds 1 events of kiosk 2") || !strings.Contains(out, "sen-center import --data DIR --file kiosk-2.sen") {
		t.Errorf("%q, %v", out, err)
	}
	text, err := os.ReadFile(to)
	if lines := strings.Split(string(text), "\n"); err != nil || len(lines) != 4 || !strings.Contains(lines[1], `{"device":"2","batch":"`) || lines[2] != `{"pages":1}` {
		t.Errorf("it holds %q, %v", text, err)
	}
	if _, err := shell(t, "export", to, "--config", file); err == nil || !strings.Contains(err.Error(), "is there already") {
		t.Errorf("over a file that is there: %v", err)
	}
	if _, err := shell(t, "export", "--config", file); err == nil || !strings.Contains(err.Error(), "needs the name of a file") {
		t.Errorf("without a name: %v", err)
	}
	for _, place := range []string{"/proc/none/x", filepath.Join(file, "x"), "/dev/full"} {
		if _, err := shell(t, "export", place, "--config", file); err == nil {
			t.Errorf("to %s: no error", place)
		}
	}
}

// TestAnExportThatStopsLeavesNoFile stops in the middle.
func TestAnExportThatStopsLeavesNoFile(t *testing.T) {
	_, c, id := registered(t)
	s, err := openStore(t.Context(), c, id)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if _, err := s.IssueTicket(t.Context(), store.TicketRequest{Service: "B", Lang: kiosk.Vietnamese}); err != nil {
		t.Fatal(err)
	}
	to := filepath.Join(t.TempDir(), "kiosk-2.sen")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := exportTo(ctx, to, s, id); err == nil {
		t.Error("an export that was stopped is told as done")
	}
	if left, err := os.ReadDir(filepath.Dir(to)); err != nil || len(left) > 0 {
		t.Errorf("it leaves %v, %v", left, err)
	}
}
