package rough_test

import (
	"testing"
	"time"

	"dongthap.vn/sen/sync/rough"
)

// The cable is pulled, packets are swallowed, connections are reset, the line
// flaps: tickets go on being taken, and all arrive.
func TestTheLineIsCutAgainAndAgain(t *testing.T) {
	if isDistant(t) {
		return
	}
	t.Parallel()
	r, c := onRoad(t)
	k := startDistant(t, r, c, plan{Backlog: 5, More: 400, Every: 50 * time.Millisecond})
	for _, fault := range []struct {
		what       string
		begin, end func()
		lasts      time.Duration
	}{
		{"the cable is out at the kiosk for 1 s", func() { r.Unplug(rough.Kiosk) }, func() { r.Plug(rough.Kiosk) }, time.Second},
		{"the cable is out at the center for 3 s", func() { r.Unplug(rough.Center) }, func() { r.Plug(rough.Center) }, 3 * time.Second},
		{"everything is swallowed for 2 s", r.Cut, r.Clear, 2 * time.Second},
		{"everything is reset for 2 s", r.Reset, r.Clear, 2 * time.Second},
		{"everything is reset for half a second", r.Reset, r.Clear, time.Second / 2},
	} {
		before := k.acked
		k.until("something is acknowledged before "+fault.what, time.Minute, func() bool { return k.acked > before })
		fault.begin()
		over := time.Now().Add(fault.lasts)
		k.until("it has lasted", time.Minute, func() bool { return time.Now().After(over) })
		fault.end()
		t.Logf("%s: %d taken, %d acknowledged", fault.what, len(k.seen.facts), k.acked)
	}
	for range 4 { // at 1 Hz
		r.Unplug(rough.Kiosk)
		over := time.Now().Add(time.Second / 2)
		k.until("down", time.Minute, func() bool { return time.Now().After(over) })
		r.Plug(rough.Kiosk)
		over = time.Now().Add(time.Second / 2)
		k.until("up", time.Minute, func() bool { return time.Now().After(over) })
	}
	t.Logf("all had arrived %s after the last cut", k.arrives(2*time.Minute).Round(10*time.Millisecond))
}
