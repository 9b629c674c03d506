package store

import "time"

// A Boot is a clock that never jumps: it counts from the start of the machine
// and is named by it, so that times of two boots are never compared.
type Boot struct {
	ID    string               // names the boot
	Since func() time.Duration // since the boot
}
