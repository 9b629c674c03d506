package main

import (
	"os"
	"runtime/debug"
)

// gcPercent is how much a center's heap grows before it is collected, in hundredths
// of what is in use: half of what Go does by itself. A hall of screens asks for 570
// pages at one moment, and what those leave need not lie there until the heap has
// doubled. It costs some hundredths of a core while many ask.
const gcPercent = 50

// spareMemory holds unless somebody has set GOGC.
func spareMemory() {
	if _, set := os.LookupEnv("GOGC"); !set {
		debug.SetGCPercent(gcPercent)
	}
}
