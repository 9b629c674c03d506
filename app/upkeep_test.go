package main

import (
	"os"
	"path/filepath"
	"testing"

	"dongthap.vn/sen/kiosk/proof"
)

// lying is a program whose file lies in a folder of its own.
func lying(t *testing.T) program {
	t.Helper()
	path := filepath.Join(t.TempDir(), "sen-kiosk")
	if err := os.WriteFile(path, []byte("1.4.0"), 0o755); err != nil {
		t.Fatal(err)
	}
	file, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	return program{path, file}
}

// update puts another file in the place of a program's, as a package does.
func update(t *testing.T, p program, words string) {
	t.Helper()
	if err := os.WriteFile(p.path+".new", []byte(words), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(p.path+".new", p.path); err != nil {
		t.Fatal(err)
	}
}

// TestAnUpdateThatWaitsIsSeen installs another version beside a program that runs.
func TestAnUpdateThatWaitsIsSeen(t *testing.T) {
	p := lying(t)
	if p.replaced() {
		t.Error("the file it was started from counts as another")
	}
	update(t, p, "1.4.1") // as long as the one before
	if !p.replaced() {
		t.Error("another version is not seen")
	}
	if err := os.Remove(p.path); err != nil || p.replaced() {
		t.Errorf("a program that was taken away, %v, counts as an update", err)
	}
	if (program{}).replaced() {
		t.Error("a program nobody knows the file of was replaced")
	}
	if here := started(); here.file == nil || here.replaced() {
		t.Errorf("this test runs from %q, replaced: %v", here.path, here.replaced())
	}
}

// TestControlAnUpdateAsLongAsTheOneBefore looks at the length alone, which misses it.
func TestControlAnUpdateAsLongAsTheOneBefore(t *testing.T) {
	p := lying(t)
	update(t, p, "1.4.1")
	var faults []string
	if now, err := os.Stat(p.path); err == nil && now.Size() == p.file.Size() && p.replaced() {
		faults = append(faults, "an update of the same length is missed")
	}
	proof.Control(t, "an update known by the length of its file", "TestAnUpdateThatWaitsIsSeen", faults...)
}
