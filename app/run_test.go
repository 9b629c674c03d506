package main

import (
	"context"
	"path/filepath"
	"strings"
	"testing"
)

// What an IT person can get wrong is answered with one sentence, and before any
// window: this test has no display.
func TestWhatIsWrongOnTheCommandLineIsSaid(t *testing.T) {
	t.Setenv("DISPLAY", "")
	dir := t.TempDir()
	wrong, right := filepath.Join(dir, "wrong.toml"), filepath.Join(dir, "right.toml")
	write(t, wrong, "[screen]\nwidth = \"wide\"\n")
	write(t, right, "[kiosk]\ndata = \""+dir+"\"\n")
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"--config", filepath.Join(dir, "none.toml")}, "none.toml: there is no such file; sen-kiosk --example-config prints one"},
		{[]string{"--config", wrong}, "wrong.toml, line 2: screen.width: there is text where a number is wanted"},
		{[]string{"enrol", "--config", wrong, "ABCD"}, "wrong.toml, line 2: screen.width"},
		{[]string{"enrol", "--config", right}, "enrol needs the code"},
		{[]string{"supervise", "--config", wrong}, "wrong.toml, line 2: screen.width"},
		{[]string{"supervise", "--config", right, "--hang", "0"}, "--hang and --rests are 1s or more"},
		{[]string{"enroll"}, `unknown command "enroll"`},
		{[]string{"--fullscreen"}, "sen-kiosk --help tells what there is"},
	} {
		err := run(context.Background(), c.args, t.Output())
		if err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("sen-kiosk %s: %v, want …%s…", strings.Join(c.args, " "), err, c.want)
		}
	}
	var out strings.Builder
	if err := run(context.Background(), []string{"--example-config"}, &out); err != nil || !strings.Contains(out.String(), "[kiosk]") {
		t.Errorf("the control: %v, %q", err, out.String())
	}
}
