//go:build !linux

package voice

import (
	"os/exec"
	"sync"
	"time"
)

// A group is programs that end together.
type group struct {
	mu       sync.Mutex
	programs []*exec.Cmd
}

// start starts one more program.
func (g *group) start(c *exec.Cmd) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	c.WaitDelay = time.Second
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
	for _, c := range g.programs {
		_ = c.Process.Kill() // an error says that it has ended
	}
}

// wait returns when all have ended, with their errors.
func (g *group) wait() []error {
	errs := make([]error, len(g.programs))
	for i := len(g.programs) - 1; i >= 0; i-- {
		errs[i] = g.programs[i].Wait()
	}
	return errs
}
