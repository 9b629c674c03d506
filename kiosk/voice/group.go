package voice

import (
	"os/exec"
	"sync"
	"time"
)

// A group is programs that end together, led by the first.
type group struct {
	mu       sync.Mutex
	programs []*exec.Cmd
	over     bool // all have ended, and their numbers may name others
}

// start starts one more program.
func (g *group) start(c *exec.Cmd) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.join(c)
	c.WaitDelay = time.Second // a program that outlives its group must not hold the pipe
	if err := c.Start(); err != nil {
		return err
	}
	g.programs = append(g.programs, c)
	return nil
}

// kill ends all programs.
func (g *group) kill() {
	g.mu.Lock()
	defer g.mu.Unlock()
	if len(g.programs) > 0 && !g.over {
		g.end()
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
	g.follow()
	g.mu.Lock()
	g.over = true
	g.mu.Unlock()
	errs[0] = g.programs[0].Wait()
	return errs
}
