package main

import (
	"os"
	"runtime/debug"
)

// startPercent is how much the heap grows before it is collected, in hundredths of
// what is in use, until the first screen: what a start reads is nearly all kept.
const startPercent = 400

// unhurried lets a start's memory be collected late, unless somebody has set GOGC;
// usual ends that.
func unhurried() (usual func()) {
	if _, set := os.LookupEnv("GOGC"); set {
		return func() {}
	}
	before := debug.SetGCPercent(startPercent)
	return func() { debug.SetGCPercent(before) }
}
