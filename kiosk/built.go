package kiosk

import (
	"runtime/debug"
	"sync"
	"time"
)

// firstBuilt is the floor of a program whose builder left no date.
var firstBuilt = time.Date(2026, time.November, 28, 0, 0, 0, 0, time.UTC)

// Built is a moment this program is not older than: that of its last commit,
// as the builder noted it. No clock that shows an earlier one is right.
var Built = sync.OnceValue(func() time.Time {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return firstBuilt
	}
	return builtOf(info.Settings)
})

func builtOf(settings []debug.BuildSetting) time.Time {
	for _, s := range settings {
		if at, err := time.Parse(time.RFC3339, s.Value); s.Key == "vcs.time" && err == nil && at.After(firstBuilt) {
			return at
		}
	}
	return firstBuilt
}
