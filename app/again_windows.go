package main

import (
	"os"
	"os/exec"
)

// again starts a new process of this program with the same arguments; this one
// ends.
func again() error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	return exec.Command(self, os.Args[1:]...).Start()
}
