package lobby

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// A Display is an X server nobody sees.
type Display struct {
	*process
	t    testing.TB
	Name string // :99
	// Frame is the file the X server keeps its pixels in (XWD); a benchmark
	// watches it to see the moment something is drawn.
	Frame         string
	Width, Height int
}

// OpenDisplay starts Xvfb with a screen of the given size.
func OpenDisplay(t testing.TB, width, height int) *Display {
	t.Helper()
	dir := t.TempDir()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	cmd := exec.Command("Xvfb", "-displayfd", "3", "-screen", "0", fmt.Sprintf("%dx%dx24", width, height),
		"+extension", "GLX", "-nolisten", "tcp", "-fbdir", dir, "-noreset") // or it refuses who comes while its first client leaves
	cmd.ExtraFiles = []*os.File{w}
	d := &Display{t: t, Width: width, Height: height, Frame: filepath.Join(dir, "Xvfb_screen0")}
	d.process = start(t, cmd, filepath.Join(dir, "xvfb.log"))
	w.Close()
	number, err := bufio.NewReader(r).ReadString('\n') // it comes in two writes
	if err != nil {
		t.Fatalf("Xvfb did not start: %v", err)
	}
	d.Name = ":" + strings.TrimSpace(number)
	return d
}

// run runs an X client and returns what it printed.
func (d *Display) run(name string, args ...string) string {
	d.t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Env = append(os.Environ(), "DISPLAY="+d.Name)
	var problems strings.Builder
	cmd.Stderr = &problems
	out, err := cmd.Output()
	if err != nil {
		d.t.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, problems.String())
	}
	return string(out)
}

// Tap presses and releases a finger at a point in pixels.
func (d *Display) Tap(x, y int) {
	d.t.Helper()
	d.run("xdotool", "mousemove", strconv.Itoa(x), strconv.Itoa(y), "mousedown", "1", "mouseup", "1")
}

// Keys types on a real keyboard.
func (d *Display) Keys(text string) {
	d.t.Helper()
	d.run("xdotool", "type", "--delay", "30", text)
}

// Key presses one named key, as xdotool names it.
func (d *Display) Key(name string) {
	d.t.Helper()
	d.Hit(name)
}

// Hit presses named keys one after the other.
func (d *Display) Hit(names ...string) {
	d.t.Helper()
	d.run("xdotool", append([]string{"key"}, names...)...)
}

// Picture saves what the screen shows as a PNG.
func (d *Display) Picture(path string) {
	d.t.Helper()
	d.run("import", "-window", "root", path)
}
