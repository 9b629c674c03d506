package rough_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"dongthap.vn/sen/sync/agent"
)

// A kiosk's line is down for good. What it recorded is carried to the center, which
// is running, on a stick; then somebody mends the line after all.
func TestWhatAKioskRecordedIsCarriedByHand(t *testing.T) {
	c := localCenter(t)
	l := onLine(t, c)
	l.take(40)
	l.proxy.Stop()
	l.run(nil, hasty{})
	l.take(700)
	carried := func() string {
		t.Helper()
		name := filepath.Join(t.TempDir(), "kiosk.sen")
		file, err := os.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		done, err := agent.Export(t.Context(), l.store, l.id, "test", time.Now(), file)
		if err != nil || file.Close() != nil || done.Events != int64(len(l.seen.facts)) {
			t.Fatalf("export: %+v, %v", done, err)
		}
		out, err := exec.Command(program, "import", "--data", c.dir, "--file", name).CombinedOutput()
		if err != nil {
			t.Fatalf("import: %v\n%s", err, out)
		}
		return string(out)
	}
	if said := carried(); !strings.Contains(said, "740 events, 740 of them new here") {
		t.Errorf("it says %q", said)
	}
	expectNone(t, l.seen.compare(c))
	l.take(3)
	if said := carried(); !strings.Contains(said, "743 events, 3 of them new here") {
		t.Errorf("it says %q", said)
	}
	l.take(2)
	if err := l.proxy.Start(); err != nil {
		t.Fatal(err)
	}
	l.arrives(time.Minute)
}
