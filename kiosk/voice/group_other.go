//go:build !linux

package voice

import "os/exec"

func (g *group) join(*exec.Cmd) {}

// end ends the programs; those they started end with their pipes.
func (g *group) end() {
	for _, c := range g.programs {
		_ = c.Process.Kill() // an error says that it has ended
	}
}

func (g *group) follow() {}
