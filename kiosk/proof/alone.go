package proof

import (
	"os"
	"os/exec"
	"testing"
)

const aloneTest = "SEN_ALONE"

// Alone reports whether the running test has a process to itself. In a process
// it shares with others it is run again in one of its own, whose end is this
// one's: what looks at all of the memory is to look at that of no other test.
func Alone(t *testing.T) bool {
	t.Helper()
	if os.Getenv(aloneTest) == t.Name() {
		return true
	}
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^"+t.Name()+"$", "-test.count=1", "-test.v")
	cmd.Env = append(os.Environ(), aloneTest+"="+t.Name())
	told, err := cmd.CombinedOutput()
	if err != nil {
		t.Errorf("%v\n%s", err, told)
	} else {
		t.Logf("in a process of its own:\n%s", told)
	}
	return false
}
