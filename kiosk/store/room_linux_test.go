package store

import (
	"os"
	"os/exec"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// withoutRoom lets no file grow beyond so many bytes while f runs: the kernel refuses
// the write, as it does on a disk without room.
func withoutRoom(t *testing.T, bytes int64, f func()) {
	t.Helper()
	var was unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_FSIZE, &was); err != nil {
		t.Fatal(err)
	}
	limit := func(to uint64) {
		if err := unix.Setrlimit(unix.RLIMIT_FSIZE, &unix.Rlimit{Cur: to, Max: was.Max}); err != nil {
			t.Fatal(err)
		}
	}
	limit(uint64(bytes))
	defer limit(was.Cur)
	f()
}

// apart runs the test in a process of its own and reports whether this is
// another: the limit is the whole process's, and the test program's own files
// would meet it too.
func apart(t *testing.T) bool {
	t.Helper()
	const told = "SEN_TEST_APART"
	if os.Getenv(told) != "" {
		return false
	}
	cmd := exec.Command(os.Args[0], "-test.v", "-test.run", "^"+t.Name()+"$")
	cmd.Env = append(os.Environ(), told+"=1")
	out, err := cmd.CombinedOutput()
	if err != nil || !strings.Contains(string(out), "--- PASS: "+t.Name()) {
		t.Errorf("%v\n%s", err, out)
	}
	return true
}

// logSize is how long the write-ahead log is.
func (f *fixture) logSize() int64 {
	f.t.Helper()
	info, err := os.Stat(f.opts.Path + "-wal")
	if err != nil {
		f.t.Fatal(err)
	}
	return info.Size()
}
