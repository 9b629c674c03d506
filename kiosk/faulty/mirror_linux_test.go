package faulty

import (
	"os"
	"testing"
)

// A folder made durable right before the mirror is taken away must not stay
// open below it, or the disk could not be switched off.
func TestAMirrorLetsGoOfFolders(t *testing.T) {
	image := NewImage(t, 16<<20)
	for range 300 {
		m := NewMirror(t, image.Dir())
		d, err := os.Open(m.Dir())
		if err != nil {
			t.Fatal(err)
		}
		if err := d.Sync(); err != nil {
			t.Fatal(err)
		}
		d.Close()
		m.Close()
		if left := openUnder(image.Dir()); len(left) > 0 {
			t.Fatalf("still open: %q", left)
		}
	}
}
