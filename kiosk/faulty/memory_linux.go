package faulty

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"golang.org/x/sys/unix"

	"dongthap.vn/sen/kiosk/proof"
)

// memories are where control groups of memory are found, with the name of their
// limit: version 2, beside others, and version 1.
var memories = []struct{ root, limit string }{
	{"/sys/fs/cgroup", "memory.max"},
	{"/sys/fs/cgroup/unified", "memory.max"},
	{"/sys/fs/cgroup/memory", "memory.limit_in_bytes"},
}

// Starve leaves a process no memory beside what it has: the kernel ends it when
// it takes more, as it ends one on a machine that has none left.
func Starve(t testing.TB, pid int) {
	t.Helper()
	proof.NeedsRoot(t)
	for _, m := range memories {
		group := filepath.Join(m.root, fmt.Sprintf("sen-test-%d", pid))
		if os.Mkdir(group, 0o755) != nil {
			continue
		}
		t.Cleanup(func() { _ = unix.Rmdir(group) }) // in vain while the process lives, which ends with the test
		limit, err := os.OpenFile(filepath.Join(group, m.limit), os.O_WRONLY, 0)
		if err != nil {
			continue // no control group, or none of memory
		}
		_, err = limit.WriteString("0")
		err = errors.Join(err, limit.Close(), os.WriteFile(filepath.Join(group, "cgroup.procs"), []byte(strconv.Itoa(pid)), 0))
		if err != nil {
			t.Fatal(err)
		}
		return
	}
	proof.Needs(t, false, "a control group for memory")
}
