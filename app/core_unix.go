//go:build unix

package main

import "golang.org/x/sys/unix"

// noCore keeps the system from writing the program's memory to the disk when it
// dies: what a visitor types is in there. It cannot fail for a lower limit.
func noCore() { _ = unix.Setrlimit(unix.RLIMIT_CORE, &unix.Rlimit{}) }
