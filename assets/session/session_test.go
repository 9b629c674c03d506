// Package session is what a kiosk's machine is set up with; README.md tells it.
package session

import (
	"encoding/xml"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"dongthap.vn/sen/kiosk/proof"
)

// installed lays the session into a folder, with a program that answers
// --example-config, and returns the folder.
func installed(t *testing.T) (root string) {
	t.Helper()
	root = t.TempDir()
	program := filepath.Join(t.TempDir(), "sen-kiosk")
	if err := os.WriteFile(program, []byte("#!/bin/sh\necho '[kiosk]'; echo 'data = \"var/kiosk\"  # folder'\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	install(t, root, program)
	// What the machine's own packages bring.
	for _, other := range []string{"usr/bin/Xorg", "usr/bin/openbox", "bin/sh", "lib/systemd/system/sysinit.target", "lib/systemd/system/basic.target",
		"lib/systemd/system/shutdown.target", "lib/systemd/system/multi-user.target"} {
		path := filepath.Join(root, other)
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, []byte("[Unit]\n"), 0o755)); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

func install(t *testing.T, root, program string) {
	t.Helper()
	cmd := exec.Command("./install", program)
	cmd.Env = append(os.Environ(), "DESTDIR="+root)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("install: %v\n%s", err, out)
	}
}

func TestTheSessionIsInstalledAndItsConfigurationKept(t *testing.T) {
	root := installed(t)
	config := filepath.Join(root, "etc/sen/sen-kiosk.toml")
	text, err := os.ReadFile(config)
	if err != nil || !strings.Contains(string(text), `data = "/var/lib/sen/kiosk"`) {
		t.Errorf("%v: %s", err, text)
	}
	if err := os.WriteFile(config, []byte("changed"), 0o644); err != nil {
		t.Fatal(err)
	}
	install(t, root, filepath.Join(root, "usr/local/bin/sen-kiosk"))
	if text, err := os.ReadFile(config); err != nil || string(text) != "changed" {
		t.Errorf("installed again it is %q, %v", text, err)
	}
}

// verify asks systemd what is wrong with the units.
func verify(t *testing.T, root string) (wrong []string) {
	t.Helper()
	_, err := exec.LookPath("systemd-analyze")
	proof.Needs(t, err == nil, "systemd-analyze")
	// It names other units of the machine too, which are not there.
	out, _ := exec.Command("systemd-analyze", "verify", "--root", root, "--man=no", "sen-kiosk.service", "sen-openbox.service", "sen-x.service").CombinedOutput()
	for line := range strings.Lines(string(out)) {
		if strings.Contains(line, "sen-") {
			wrong = append(wrong, strings.TrimSpace(line))
		}
	}
	return wrong
}

func TestSystemdUnderstandsTheUnits(t *testing.T) {
	for _, wrong := range verify(t, installed(t)) {
		t.Error(wrong)
	}
}

func TestControlUnitWithAMisspeltKey(t *testing.T) {
	root := installed(t)
	path := filepath.Join(root, "etc/systemd/system/sen-kiosk.service")
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(strings.Replace(string(text), "WatchdogSec", "WatchdogSeconds", 1)), 0o644); err != nil {
		t.Fatal(err)
	}
	proof.Control(t, "a unit with a misspelt key", "TestSystemdUnderstandsTheUnits", verify(t, root)...)
}

// bindings are the elements of an openbox configuration that make a key or a
// button do something.
func bindings(t *testing.T, file io.Reader) (found []string) {
	t.Helper()
	for d := xml.NewDecoder(file); ; {
		token, err := d.Token()
		if err == io.EOF {
			return found
		} else if err != nil {
			t.Fatal(err)
		}
		if e, ok := token.(xml.StartElement); ok && (e.Name.Local == "keybind" || e.Name.Local == "mousebind" || e.Name.Local == "action" || e.Name.Local == "file") {
			found = append(found, e.Name.Local)
		}
	}
}

// What cannot be tried without a real console is at least said: no way to
// another console, no way to end the X server, no SysRq.
func TestTheConfigurationClosesWhatAKeyboardOpens(t *testing.T) {
	f, err := os.Open("openbox.xml")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if found := bindings(t, f); len(found) > 0 {
		t.Errorf("openbox answers: %q", found)
	}
	if len(bindings(t, strings.NewReader("<a><keyboard><keybind key='A-F4'><action/></keybind></keyboard></a>"))) != 2 {
		t.Error("a binding is not seen")
	}
	for file, says := range map[string][]string{
		"xorg.conf":     {`(?m)^\s*Option "DontVTSwitch"\s+"true"`, `(?m)^\s*Option "DontZap"\s+"true"`, `(?m)^\s*Option "BlankTime"\s+"0"`, `(?m)^\s*Option "XkbOptions" "srvrkeys:none"`},
		"sysctl.conf":   {`(?m)^kernel.sysrq = 0$`},
		"logind.conf":   {`(?m)^NAutoVTs=0$`},
		"sen-x.service": {`(?m)^ExecStart=.* -novtswitch.*`, `(?m)^ExecStart=.* -nolisten tcp.*`, `(?m)^ExecStart=.* -auth .*`},
		"install":       {`systemctl mask .*ctrl-alt-del\.target`},
	} {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range says {
			if !regexp.MustCompile(s).Match(text) {
				t.Errorf("%s does not say %s", file, s)
			}
		}
	}
}
