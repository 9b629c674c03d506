package main

import (
	"os"
	"runtime/debug"
)

// How much the heap grows before it is collected, in hundredths of what is in use.
const (
	startPercent = 400 // until the first screen: what a start reads is nearly all kept
	lobbyPercent = 50  // then: what a screen leaves need not lie there until the heap has doubled
)

// spare sets it, unless somebody has set GOGC.
func spare(percent int) {
	if _, set := os.LookupEnv("GOGC"); !set {
		debug.SetGCPercent(percent)
	}
}
