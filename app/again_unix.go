//go:build unix

package main

import (
	"os"
	"syscall"
)

// again puts a new process of this program in the place of this one, with the
// same arguments, so that it needs nobody to start it.
func again() error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	return syscall.Exec(self, os.Args, os.Environ())
}
