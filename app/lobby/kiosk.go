package lobby

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"dongthap.vn/sen/app/touch"
)

// A Kiosk is a running sen-kiosk in a window of its own.
type Kiosk struct {
	*process
	*Display
	t       testing.TB
	dir     string
	data    string   // its database and identity
	home    []string // of its environment: where else a program may write, or none
	config  string
	witness string
	under   []string  // what starts the program, to run it elsewhere
	last    Target    // what was tapped last
	tapped  time.Time // and when
}

// Seen is what the kiosk says it has drawn; sen-kiosk writes it with
// --witness, a flag for tests alone.
type Seen struct {
	Process    int      `json:"process"` // which drew it
	Goroutines int      `json:"goroutines"`
	Drawn      int      `json:"drawn"` // grows with every drawing
	Screen     string   `json:"screen"`
	Targets    []Target `json:"targets"`
	Texts      []string `json:"texts"`
}

// A Target is something a finger can press, in pixels.
type Target struct {
	Words               string
	X, Y, Width, Height float32
}

// near reports whether a finger would reach both without moving its hand.
func (t Target) near(o Target) bool {
	const hand = 150 // pixels
	ax, ay := t.middle()
	bx, by := o.middle()
	return max(ax-bx, bx-ax, ay-by, by-ay) < hand
}

// middle is where a finger aims.
func (t Target) middle() (x, y int) { return int(t.X + t.Width/2), int(t.Y + t.Height/2) }

// OpenKiosk enrols a kiosk with the center under the code, and starts it.
func OpenKiosk(t testing.TB, c *Center, d *Display, code string) *Kiosk {
	t.Helper()
	k := NewKiosk(t, c, d)
	if out, err := k.Enrol(c, code); err != nil {
		t.Fatalf("enrol: %v\n%s", err, out)
	}
	k.Start()
	return k
}

// Enrol enrols the kiosk with the center under the code, and returns what the
// program printed.
func (k *Kiosk) Enrol(c *Center, code string) (printed string, err error) {
	k.t.Helper()
	e := k.Ask(c, code)
	if digits := e.Digits(); digits != "" {
		c.Run("approve", "--device", code, "--digits", digits)
	}
	return e.End()
}

// NewKiosk writes a kiosk's configuration without enrolling or starting it.
func NewKiosk(t testing.TB, c *Center, d *Display) *Kiosk {
	t.Helper()
	dir := t.TempDir()
	k := &Kiosk{Display: d, t: t, dir: dir, data: dir}
	k.configure(c, "")
	return k
}

// NewKioskOn is NewKiosk on a disk: whatever the program writes by itself, but
// for its log and the witness, it writes there.
func NewKioskOn(t testing.TB, c *Center, d *Display, disk, more string) *Kiosk {
	t.Helper()
	k := &Kiosk{Display: d, t: t, dir: t.TempDir(), data: filepath.Join(disk, "data")}
	for _, name := range []string{"HOME", "TMPDIR", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_RUNTIME_DIR"} {
		dir := filepath.Join(disk, strings.ToLower(name))
		if err := os.MkdirAll(dir, 0o700); err != nil {
			t.Fatal(err)
		}
		k.home = append(k.home, name+"="+dir)
	}
	k.configure(c, more)
	return k
}

func (k *Kiosk) configure(c *Center, more string) {
	k.t.Helper()
	k.config, k.witness = filepath.Join(k.dir, "sen-kiosk.toml"), filepath.Join(k.dir, "witness.json")
	text := fmt.Sprintf("%s[center]\naddress = %q\n\n[kiosk]\ndata = %q\n", more, c.URL, k.data)
	if err := os.WriteFile(k.config, []byte(text), 0o600); err != nil {
		k.t.Fatal(err)
	}
}

// Start starts the kiosk (again) and waits until it has drawn something.
func (k *Kiosk) Start() {
	k.t.Helper()
	k.start()
}

// start starts the kiosk with more arguments.
func (k *Kiosk) start(more ...string) {
	k.t.Helper()
	_ = os.Remove(k.witness)
	line := slices.Concat(k.under, []string{Build(k.t).Kiosk}, more, []string{"--config", k.config, "--witness", k.witness})
	k.process = k.Window(line[0], line[1:]...)
	Until(k.t, "the kiosk's first screen", func() bool { return k.Seen().Screen != "" })
}

// Window starts a program on the kiosk's display.
func (k *Kiosk) Window(program string, args ...string) *process {
	k.t.Helper()
	cmd := exec.Command(program, args...)
	cmd.Env = append(append(os.Environ(), "DISPLAY="+k.Display.Name, "FYNE_SCALE=1"), k.home...)
	if k.home != nil {
		cmd.Dir = strings.TrimPrefix(k.home[0], "HOME=") // a core would fall here
	}
	return start(k.t, cmd, k.Log())
}

// Log is the path of what the kiosk printed.
func (k *Kiosk) Log() string { return filepath.Join(k.dir, "kiosk.log") }

// Data is the folder with the kiosk's database and identity.
func (k *Kiosk) Data() string { return k.data }

// Seen reads what is drawn now.
func (k *Kiosk) Seen() (s Seen) {
	data, err := os.ReadFile(k.witness)
	if err != nil {
		return Seen{}
	}
	_ = json.Unmarshal(data, &s) // replaced whole, so it is whole or from before
	return s
}

// Stop ends the kiosk, not its display.
func (k *Kiosk) Stop() { k.process.Stop() }

// Kill ends the kiosk at once, not its display.
func (k *Kiosk) Kill() { k.process.Kill() }

// Freeze holds the kiosk still; Thaw lets it go on.
func (k *Kiosk) Freeze() { k.process.Freeze() }

// Thaw lets a frozen kiosk go on.
func (k *Kiosk) Thaw() { k.process.Thaw() }

// Pid is the kiosk's.
func (k *Kiosk) Pid() int { return k.process.Pid() }

// WaitScreen waits until the screen is drawn.
func (k *Kiosk) WaitScreen(name string) Seen {
	k.t.Helper()
	k.until("screen "+name, func() bool { return k.Seen().Screen == name })
	return k.Seen()
}

// until is Until, and tells what was drawn instead.
func (k *Kiosk) until(what string, ok func() bool) {
	k.t.Helper()
	came := false
	defer func() {
		if !came {
			k.t.Logf("the kiosk shows %q with %q", k.Seen().Screen, k.Seen().Texts)
		}
	}()
	Until(k.t, what, ok)
	came = true
}

// WaitText waits until a text is drawn that contains part.
func (k *Kiosk) WaitText(part string) string {
	k.t.Helper()
	var found string
	Until(k.t, fmt.Sprintf("the kiosk to show %q", part), func() bool {
		texts := k.Seen().Texts
		i := slices.IndexFunc(texts, func(s string) bool { return strings.Contains(s, part) })
		if i >= 0 {
			found = texts[i]
		}
		return i >= 0
	})
	return found
}

// Press taps the middle of the target whose words begin with words.
func (k *Kiosk) Press(words string) {
	k.t.Helper()
	k.PressAt(words)
}

// PressAt is Press, and returns what was pressed.
func (k *Kiosk) PressAt(words string) (at Target) {
	k.t.Helper()
	Until(k.t, fmt.Sprintf("something to press that says %q", words), func() (ok bool) {
		at, ok = k.find(func(t Target) bool { return strings.HasPrefix(t.Words, words) })
		return ok
	})
	k.rest(at)
	k.tap(at)
	return at
}

// rest waits as long as a hand does before it comes back to the same place: what
// comes sooner is the echo of a trembling finger, and the kiosk leaves it alone.
// It counts from what the last tap has drawn, which on a busy machine is long
// after the tap.
func (k *Kiosk) rest(at Target) {
	if !at.near(k.last) {
		return
	}
	k.Rest()
}

// Rest is that, wherever the last tap was: after hands other than these.
func (k *Kiosk) Rest() {
	k.t.Helper()
	Until(k.t, "a rest between two taps", func() bool {
		drawn, err := os.Stat(k.witness)
		return time.Since(k.tapped) > touch.Rest && (err != nil || time.Since(drawn.ModTime()) > touch.Rest)
	})
}

// PressKey taps the key of the on-screen keyboard that says exactly words.
func (k *Kiosk) PressKey(words string) {
	k.t.Helper()
	drawn := k.Seen().Drawn
	var at Target
	Until(k.t, fmt.Sprintf("a key that says %q", words), func() (ok bool) {
		at, ok = k.find(func(t Target) bool { return t.Words == words })
		return ok
	})
	k.tap(at)
	Until(k.t, fmt.Sprintf("key %q to be drawn", words), func() bool { return k.Seen().Drawn > drawn })
}

func (k *Kiosk) find(is func(Target) bool) (Target, bool) {
	targets := k.Seen().Targets
	if i := slices.IndexFunc(targets, is); i >= 0 {
		return targets[i], true
	}
	return Target{}, false
}

func (k *Kiosk) tap(at Target) {
	k.Tap(at.middle())
	k.last, k.tapped = at, time.Now()
}
