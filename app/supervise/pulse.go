package supervise

import "time"

// looks is how often a program is looked after within the time it may hang.
const looks = 8

// A pulse counts looks without a beat. It counts them, and does not read a
// clock: a machine that slept, or a supervisor that was held up itself, sees one
// late look and not a program that hangs.
type pulse struct {
	most   time.Duration // without a beat
	silent time.Duration
}

// beat notes one; from now on it may be silent for most.
func (p *pulse) beat(most time.Duration) { p.most, p.silent = most, 0 }

// stopped notes a look without a beat, so long after the one before, and tells
// whether that makes too many.
func (p *pulse) stopped(since time.Duration) bool {
	p.silent += since
	return p.silent >= p.most
}
