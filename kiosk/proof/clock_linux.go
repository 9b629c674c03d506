package proof

import (
	"time"

	"golang.org/x/sys/unix"
)

// SinceBoot is a clock all processes of a machine share.
func SinceBoot() time.Duration {
	var t unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_MONOTONIC, &t); err != nil {
		panic(err) // the clock exists since Linux 2.6
	}
	return time.Duration(t.Nano())
}
