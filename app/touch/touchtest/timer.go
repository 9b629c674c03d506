package touchtest

import "time"

// Timer is a clock that only moves when told, and knows what waits for it.
type Timer struct {
	now     time.Time
	waiting []func()
}

// NewTimer is a timer on a working morning.
func NewTimer() *Timer { return &Timer{now: time.Date(2026, 11, 23, 8, 42, 0, 0, time.UTC)} }

// Now is the time.
func (c *Timer) Now() time.Time { return c.now }

// Pass lets time go by; nothing that waits is run.
func (c *Timer) Pass(d time.Duration) { c.now = c.now.Add(d) }

// After keeps f until Fire or FireAll, whatever the time.
func (c *Timer) After(_ time.Duration, f func()) (stop func()) {
	i := len(c.waiting)
	c.waiting = append(c.waiting, f)
	return func() { c.waiting[i] = nil }
}

// Fire runs what waits now, and not what that begins to wait for.
func (c *Timer) Fire() { c.fire(len(c.waiting)) }

// FireAll runs what waits, and what that begins to wait for.
func (c *Timer) FireAll() {
	for i := 0; i < len(c.waiting); i++ {
		c.fire(i + 1)
	}
}

func (c *Timer) fire(upTo int) {
	for i := range upTo {
		if f := c.waiting[i]; f != nil {
			c.waiting[i] = nil
			f()
		}
	}
}
