package store_test

import (
	"testing"
	"time"

	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/bench"
	"dongthap.vn/sen/kiosk/proof"
)

// BenchmarkStartMillion starts a kiosk that gathered 1,000,000 events without a
// center, up to its first ticket, and looks at the memory that this takes until
// the file has been read whole.
func BenchmarkStartMillion(b *testing.B) {
	const days, each, patience, room = 100, 10_000, 3 * time.Second, 32.0
	dir, clock := b.TempDir(), &morning{time.Date(2026, 11, 23, 8, 30, 0, 0, kiosk.VietnamTime)}
	old := openHallIn(b, dir, clock)
	old.live(b, days, each)
	if pending, err := old.Store.Pending(b.Context()); err != nil || pending != days*each {
		b.Fatalf("%d events wait, %v", pending, err)
	}
	if err := old.Store.Close(); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		var took time.Duration
		var h hall
		grown := proof.Peak(b, func() {
			took = bench.Took(func() {
				h = openHallIn(b, dir, clock)
				h.take(b)
			})
			if h.Store.Born().New || h.Store.Inspected() == nil {
				b.Fatalf("born %+v: the file is not the one that was filled", h.Store.Born())
			}
			<-h.Store.Inspected()
		})
		bench.Figure{Name: "start_million", Ours: took.Seconds(), Unit: "s", Limit: patience.Seconds(), Want: 1, Most: true}.Print(b)
		bench.Figure{Name: "start_million_memory", Ours: float64(grown) / (1 << 20), Unit: "MiB", Limit: room, Want: 1, Most: true}.Print(b)
		if err := h.Store.Close(); err != nil {
			b.Fatal(err)
		}
	}
}
