package proof

import (
	"errors"
	"fmt"
	"os"
	"runtime/debug"
	"strings"
	"testing"
)

// Peak is how many bytes of memory this process had more at its highest while do
// ran than before, as the kernel counts them (VmHWM). Run it in a Child, where
// nothing else does.
func Peak(t testing.TB, do func()) int {
	t.Helper()
	debug.FreeOSMemory()
	if err := os.WriteFile("/proc/self/clear_refs", []byte("5"), 0); err != nil { // the highest is now
		t.Fatal(err)
	}
	before := status(t, "VmHWM")
	do()
	return status(t, "VmHWM") - before
}

// status reads a field of /proc/self/status, in bytes.
func status(t testing.TB, field string) (n int) {
	t.Helper()
	text, err := os.ReadFile("/proc/self/status")
	_, rest, found := strings.Cut(string(text), field+":")
	if _, scan := fmt.Sscanf(rest, "%d kB", &n); err != nil || !found || scan != nil {
		t.Fatal(errors.Join(err, scan))
	}
	return n << 10
}
