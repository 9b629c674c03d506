package lobby

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// Manage starts openbox on the display with a configuration, or with its own
// when config is "".
func (d *Display) Manage(config string) {
	d.t.Helper()
	args := []string{"--sm-disable"}
	if config != "" {
		path, err := filepath.Abs(config) // openbox goes to its home first
		if err != nil {
			d.t.Fatal(err)
		}
		args = append(args, "--config-file", path)
	}
	home := d.t.TempDir() // nothing of this machine's user
	cmd := exec.Command("openbox", args...)
	cmd.Env = append(os.Environ(), "DISPLAY="+d.Name, "HOME="+home, "XDG_CONFIG_HOME="+home, "XDG_CACHE_HOME="+home)
	start(d.t, cmd, filepath.Join(home, "openbox.log"))
	Until(d.t, "the window manager", func() bool { return strings.Contains(d.property("root", "_NET_SUPPORTING_WM_CHECK"), "#") })
}

// property reads what a window says of itself; window is its id, or "root".
func (d *Display) property(window, name string) string {
	d.t.Helper()
	if window == "root" {
		return d.run("xprop", "-root", name)
	}
	cmd := exec.Command("xprop", "-display", d.Name, "-id", window, name)
	out, _ := cmd.Output() // the window may be gone by now
	return string(out)
}

// windows are the ids of all windows a person can get to.
func (d *Display) windows() (ids []string) {
	d.t.Helper()
	_, list, _ := strings.Cut(d.property("root", "_NET_CLIENT_LIST"), "#")
	for _, id := range strings.Split(list, ",") {
		if id = strings.TrimSpace(id); id != "" {
			ids = append(ids, id)
		}
	}
	return ids
}

// Escaped lists how a kiosk is no longer alone on its display, whole and before
// everything else. The process is the one it was.
func (d *Display) Escaped(pid int) (how []string) {
	d.t.Helper()
	ids := d.windows()
	if len(ids) != 1 {
		return []string{fmt.Sprintf("there are %d windows", len(ids))}
	}
	if !strings.Contains(d.property(ids[0], "_NET_WM_PID"), fmt.Sprintf("= %d\n", pid)) {
		how = append(how, "the window is another program's")
	}
	state := d.property(ids[0], "_NET_WM_STATE")
	if !strings.Contains(state, "_NET_WM_STATE_FULLSCREEN") || strings.Contains(state, "_NET_WM_STATE_HIDDEN") {
		how = append(how, "the window is not full-screen: "+strings.TrimSpace(state))
	}
	if !strings.Contains(d.property("root", "_NET_ACTIVE_WINDOW"), ids[0]) {
		how = append(how, "the keys go elsewhere")
	}
	return how
}
