package main

import (
	"os"
	"testing"
	"time"
	_ "unsafe" // for go:linkname
	//Y
)

// fyneKeeps is how long Fyne keeps what it has drawn; nobody may ask it.
//
//go:linkname fyneKeeps fyne.io/fyne/v2/internal/cache.ValidDuration
var fyneKeeps time.Duration

// What Fyne goes by is what it was told, and not the minute it begins with: it
// was told before it looked.
func TestFyneIsToldEarlyWhatToKeep(t *testing.T) {
	want, err := time.ParseDuration(os.Getenv("FYNE_CACHE")) // the developer's, or ours
	if err != nil {
		t.Fatal(err)
	}
	if ours, err := time.ParseDuration("20s"); err != nil || ours < 20*time.Second {
		t.Errorf("%s, %v: what is shown would be forgotten", "20s", err)
	}
	if fyneKeeps != want {
		t.Errorf("Fyne keeps what it has drawn for %s; want %s", fyneKeeps, want)
	}
}
