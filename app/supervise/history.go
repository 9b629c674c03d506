package supervise

import "time"

// What makes a program one that crashes again and again, and how long is waited
// before one at rest that crashes too is tried again.
const (
	often  = 5
	within = time.Minute
	pause  = 5 * time.Second
)

// A history is when a program crashed.
type history struct {
	crashes []time.Time // the last ones, the oldest first
	resting time.Time   // until then it is started at rest
}

// crashed notes a crash.
func (h *history) crashed(now time.Time) {
	h.crashes = append(h.crashes, now)
	h.crashes = h.crashes[max(0, len(h.crashes)-often):]
}

// next tells how the program is started now: for how long at rest, 0 for not at
// all, and after what wait.
func (h *history) next(now time.Time, rest time.Duration) (left, wait time.Duration) {
	if left := h.resting.Sub(now); left > 0 {
		return left, min(pause, left) // it crashed at rest
	}
	if len(h.crashes) == often && now.Sub(h.crashes[0]) < within {
		h.crashes, h.resting = nil, now.Add(rest)
		return rest, 0
	}
	return 0, 0
}
