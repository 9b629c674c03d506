package kiosk

import (
	"runtime/debug"
	"testing"
	"time"
)

func TestAProgramKnowsBeforeWhichMomentItCannotRun(t *testing.T) {
	for _, c := range []struct{ noted, want string }{
		{"2027-03-01T08:00:00Z", "2027-03-01T08:00:00Z"},
		{"1970-01-01T00:00:00Z", "2026-11-28T00:00:00Z"}, // the builder's clock was wrong
		{"yesterday", "2026-11-28T00:00:00Z"},
		{"", "2026-11-28T00:00:00Z"},
	} {
		got := builtOf([]debug.BuildSetting{{Key: "vcs", Value: "git"}, {Key: "vcs.time", Value: c.noted}})
		if got.Format(time.RFC3339) != c.want {
			t.Errorf("noted %q: %s, want %s", c.noted, got, c.want)
		}
	}
	if Built().Before(firstBuilt) {
		t.Errorf("this program was built at %s", Built())
	}
}
