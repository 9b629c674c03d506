// Package proof is what tests share that have to be believed: what a machine
// must have, how often a mishap is repeated, and the line that tells which
// planted fault was noticed. `make controls` collects those lines. Nothing here
// is called outside tests.
package proof

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

// Needs ends the test when the machine lacks something: skipped where somebody
// tries the house at home, failed in CI, whose runs set SEN_CI=1.
func Needs(t testing.TB, there bool, what string) {
	t.Helper()
	switch {
	case there:
	case os.Getenv("SEN_CI") == "1":
		t.Fatalf("CI has to have %s", what)
	default:
		t.Skipf("this machine lacks %s", what)
	}
}

// NeedsRoot is Needs for mounts, loop devices and namespaces.
func NeedsRoot(t testing.TB) {
	t.Helper()
	Needs(t, os.Geteuid() == 0, "the right to mount (run as root)")
}

// Times is how often a mishap is tried: few in `make test`, many in `make soak`.
func Times(few, many int) int {
	if os.Getenv("SEN_SOAK") == "1" {
		return many
	}
	return few
}

// Control tells that the check named by noticed the planted fault. With no
// findings it did not, and the test fails: a check that cannot fail shows nothing.
func Control(t testing.TB, planted, by string, findings ...string) {
	t.Helper()
	if len(findings) == 0 {
		t.Errorf("%s was planted and %s did not notice", planted, by)
		return
	}
	t.Log(Line(planted, by))
	t.Logf("it said: %s", first(findings))
}

// Line is a control's line.
func Line(planted, by string) string { return fmt.Sprintf("control: %s -> caught by %s", planted, by) }

func first(findings []string) string {
	line, _, _ := strings.Cut(findings[0], "\n")
	if len(findings) > 1 {
		line += fmt.Sprintf(" (and %d more)", len(findings)-1)
	}
	return line
}
