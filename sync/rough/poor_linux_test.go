package rough_test

import (
	"testing"
	"time"

	"dongthap.vn/sen/kiosk/proof"
	"dongthap.vn/sen/sync/rough"
)

// On poor lines everything arrives, if slowly: also the center's documents,
// which take the same line.
func TestThirtyOfAHundredPacketsAreLost(t *testing.T) {
	if isDistant(t) {
		return
	}
	t.Parallel()
	poorLine(t, func(r *rough.Road) { r.Lose(30) }, proof.Times(2000, 10000))
}

func TestTheLineCarriesTwentyKilobytesASecond(t *testing.T) {
	if isDistant(t) {
		return
	}
	t.Parallel()
	poorLine(t, func(r *rough.Road) { r.Narrow(20_000) }, proof.Times(2000, 10000))
}

func poorLine(t *testing.T, spoil func(*rough.Road), events int) {
	t.Helper()
	r, c := onRoad(t)
	k := startDistant(t, r, c, plan{Backlog: events})
	k.until("the kiosk is enrolled", time.Minute, func() bool { return k.seen.epoch != "" })
	spoil(r)
	k.until("all tickets are taken", 3*time.Minute, func() bool { return len(k.seen.facts) == k.planned })
	took := k.arrives(time.Duration(proof.Times(3, 20)) * time.Minute)
	t.Logf("%d events in %s: %.0f events/s", events, took.Round(10*time.Millisecond), float64(events)/took.Seconds())
}
