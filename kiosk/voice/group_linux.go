package voice

import (
	"os/exec"
	"syscall"

	"golang.org/x/sys/unix"
)

// join puts a program into the process group of the leader. It is also ended
// when the thread that started it is gone.
func (g *group) join(c *exec.Cmd) {
	c.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	if len(g.programs) > 0 {
		c.SysProcAttr.Pgid = g.programs[0].Process.Pid
	}
}

// end ends the programs, and those they started.
func (g *group) end() { _ = unix.Kill(-g.programs[0].Process.Pid, unix.SIGKILL) }

// follow waits for the leader, leaves it on the system's list, and ends what the
// programs left behind.
func (g *group) follow() {
	for unix.Waitid(unix.P_PID, g.programs[0].Process.Pid, nil, unix.WEXITED|unix.WNOWAIT, nil) == unix.EINTR {
	}
	g.kill()
}
