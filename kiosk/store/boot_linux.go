package store

import (
	"fmt"
	"os"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

// ThisBoot is the running machine's boot, by the kernel's own name for it and
// its clock that also counts while the machine sleeps.
func ThisBoot() (Boot, error) {
	id, err := os.ReadFile("/proc/sys/kernel/random/boot_id")
	if err != nil {
		return Boot{}, fmt.Errorf("read the name of this boot: %w", err)
	}
	return Boot{ID: strings.TrimSpace(string(id)), Since: sinceBoot}, nil
}

func sinceBoot() time.Duration {
	var t unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_BOOTTIME, &t); err != nil {
		panic(err) // the clock exists since Linux 2.6.39
	}
	return time.Duration(t.Nano())
}
