package lobby

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// Supervise starts the kiosk under its supervisor, as a lobby does, and waits
// until it has drawn something.
func (k *Kiosk) Supervise(args ...string) {
	k.t.Helper()
	k.start(append([]string{"supervise"}, args...)...)
}

// Supervised is the process that the kiosk's, its supervisor, keeps running; 0
// while there is none.
func (k *Kiosk) Supervised() int {
	lists, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", k.Pid()))
	if err != nil {
		k.t.Fatal(err)
	}
	for _, list := range lists {
		text, _ := os.ReadFile(list) // a thread may have ended
		if pids := strings.Fields(string(text)); len(pids) > 0 {
			pid, err := strconv.Atoi(pids[0])
			if err != nil {
				k.t.Fatal(err)
			}
			return pid
		}
	}
	return 0
}

// Strike sends a signal to the supervised process and tells which it was.
func (k *Kiosk) Strike(sig syscall.Signal) (pid int) {
	k.t.Helper()
	Until(k.t, "a supervised kiosk", func() bool { pid = k.Supervised(); return pid != 0 })
	if err := syscall.Kill(pid, sig); err != nil {
		k.t.Fatal(err)
	}
	return pid
}

// WaitAnother waits until another process than pid has drawn the screen.
func (k *Kiosk) WaitAnother(pid int, screen string) {
	k.t.Helper()
	k.until("screen "+screen+" of another kiosk than before", func() bool { s := k.Seen(); return s.Process != pid && s.Screen == screen })
}
