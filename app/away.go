package main

import "time"

// grace is how long the UI goroutine itself waits for work: less than the time
// between two frames, and enough for a commit on a disk in good health.
const grace = 12 * time.Millisecond

// An away does work off the UI goroutine and what follows on it. Work that is
// done within the grace is followed at once, so that its answer is in the very
// next frame; otherwise a frame nobody looks at would be drawn before it.
type away struct {
	late <-chan time.Time // ends the grace; nil means a timer
	do   func(func())     // on the UI goroutine, later
}

// run is called on the UI goroutine.
func (a away) run(work, then func()) {
	done := make(chan struct{})
	go func() {
		work()
		close(done)
	}()
	late := a.late
	if late == nil {
		late = time.After(grace)
	}
	select {
	case <-done:
		then()
	case <-late:
		go func() {
			<-done
			a.do(then)
		}()
	}
}
