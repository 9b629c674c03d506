package agent

import (
	"context"
	"math/rand/v2"
	"time"
)

// Time is how the agent passes time and leaves things to chance. It is not the
// kiosk's wall clock, which people and batteries set.
type Time interface {
	Now() time.Time // never jumps
	// Rest waits until d has passed, ctx ends, or wake or hurry fires; a nil
	// channel never does.
	Rest(ctx context.Context, d time.Duration, wake, hurry <-chan struct{})
	// Within is a context that ends after d at the latest.
	Within(ctx context.Context, d time.Duration) (context.Context, context.CancelFunc)
	Random(n int64) int64 // one of 0 … n-1
}

// machineTime is the machine's own.
type machineTime struct{}

func (machineTime) Now() time.Time       { return time.Now() }
func (machineTime) Random(n int64) int64 { return rand.Int64N(n) }

func (machineTime) Within(ctx context.Context, d time.Duration) (context.Context, context.CancelFunc) {
	return context.WithTimeout(ctx, d)
}

func (machineTime) Rest(ctx context.Context, d time.Duration, wake, hurry <-chan struct{}) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	case <-wake:
	case <-hurry:
	}
}

func between(t Time, from, to time.Duration) time.Duration {
	return from + time.Duration(t.Random(int64(to-from)))
}

// spread adds up to a tenth and a second to a wait others were given too.
func spread(t Time, d time.Duration) time.Duration { return d + between(t, 0, time.Second+d/10) }

// A ceiling doubles from first to most, so that kiosks cut off together do not
// come back together when each waits a random time below it.
type ceiling struct{ first, most, now time.Duration }

func (c *ceiling) reset() { c.now = 0 }

func (c *ceiling) next() time.Duration {
	c.now = min(max(2*c.now, c.first), c.most)
	return c.now
}
