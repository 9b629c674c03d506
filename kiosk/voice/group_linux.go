package voice

import (
	"os/exec"
	"sync"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// A group is programs that end together: one process group, led by the first.
// They are also ended when the thread that started them is gone.
type group struct {
	mu       sync.Mutex
	programs []*exec.Cmd
	over     bool
}

// start starts one more program.
func (g *group) start(c *exec.Cmd) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	c.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	if len(g.programs) > 0 {
		c.SysProcAttr.Pgid = g.programs[0].Process.Pid
	}
	c.WaitDelay = time.Second // a program that outlives its group must not hold the pipe
	if err := c.Start(); err != nil {
		return err
	}
	g.programs = append(g.programs, c)
	return nil
}

// kill ends all programs, and those they started.
func (g *group) kill() {
	g.mu.Lock()
	defer g.mu.Unlock()
	if len(g.programs) > 0 && !g.over {
		_ = unix.Kill(-g.programs[0].Process.Pid, unix.SIGKILL)
	}
}

// wait returns when all have ended, with their errors. The leader is taken off
// the system's list last: until then its number names the group and nothing else.
func (g *group) wait() []error {
	errs := make([]error, len(g.programs))
	for i := len(g.programs) - 1; i > 0; i-- {
		errs[i] = g.programs[i].Wait()
	}
	if len(errs) == 0 {
		return nil
	}
	leader := g.programs[0]
	for unix.Waitid(unix.P_PID, leader.Process.Pid, nil, unix.WEXITED|unix.WNOWAIT, nil) == unix.EINTR {
	}
	g.kill() // what the programs left behind
	g.mu.Lock()
	g.over = true
	g.mu.Unlock()
	errs[0] = leader.Wait()
	return errs
}
