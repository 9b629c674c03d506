package store_test

import (
	"testing"

	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/proof"
)

// TestTheVolumeOutlivesTheProgram makes the voice louder and starts the kiosk anew,
// first as it was, then with another volume in its configuration.
func TestTheVolumeOutlivesTheProgram(t *testing.T) {
	dir := t.TempDir()
	at := func(configured int) (booth, int) {
		b := openBooth(t, dir)
		level, err := b.Store.Volume(t.Context(), configured)
		if err != nil {
			t.Fatal(err)
		}
		return b, level
	}
	b, level := at(3)
	if level != 3 {
		t.Errorf("a new kiosk has volume %d, not the configured 3", level)
	}
	if err := b.Store.SetVolume(t.Context(), 5, 3); err != nil {
		t.Fatal(err)
	}
	b.Store.Close()
	b, level = at(3)
	if level != 5 {
		t.Errorf("after a restart the volume is %d, not the 5 that staff set", level)
	}
	b.Store.Close()
	b, level = at(2)
	defer b.Store.Close()
	if level != 2 {
		t.Errorf("the configuration now says 2 and the volume is %d", level)
	}
	events, err := b.Store.Outbox(t.Context(), 0, 10)
	if err != nil || len(events) > 0 {
		t.Errorf("a volume is told to the center: %d events, %v", len(events), err)
	}
}

// TestAVolumeTheDiskDoesNotTake closes the file under the desk: the volume is in
// force and the failure is told.
func TestAVolumeTheDiskDoesNotTake(t *testing.T) {
	b := openBooth(t, t.TempDir())
	b.Store.Close()
	if err := b.SetLoud(t.Context(), 4); err == nil {
		t.Error("a closed file has kept the volume")
	}
	if b.Loud() != 4 {
		t.Errorf("the volume is %d, not 4", b.Loud())
	}
}

// TestControlAVolumeInMemory starts anew with nothing but the configuration.
func TestControlAVolumeInMemory(t *testing.T) {
	b := openBooth(t, t.TempDir())
	err := b.SetLoud(t.Context(), kiosk.Loudest)
	b.Store.Close()
	again := openBooth(t, t.TempDir())
	defer again.Store.Close()
	var faults []string
	if err == nil && again.Loud() != kiosk.Loudest {
		faults = append(faults, "the volume is forgotten")
	}
	proof.Control(t, "a volume kept in memory alone", "TestTheVolumeOutlivesTheProgram", faults...)
}
