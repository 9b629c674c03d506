package ingest

import (
	"testing"
	"time"

	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/center/store/storetest"
	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/bench"
)

// aYear is what a center of some years has behind it.
var aYear = storetest.History{Events: 1_000_000, Kiosks: 8, Last: monday.Add(-24 * time.Hour)}

// BenchmarkIngestAgedOnSQLite compares a center with a million events behind it
// with a young one: what a batch costs must not grow with history.
func BenchmarkIngestAgedOnSQLite(b *testing.B) {
	old, young := openFlood(b, openAged(b)), openFlood(b, openCenter(b))
	for b.Loop() {
		var ours, theirs []time.Duration
		for range 2 * benchRounds {
			one, _ := old.prepare(benchEach, benchBatch)
			other, _ := young.prepare(benchEach, benchBatch)
			ours = append(ours, took(func() { old.send(one) }))
			theirs = append(theirs, took(func() { young.send(other) }))
		}
		rate := func(rounds []time.Duration) float64 {
			return benchClients * benchEach * benchBatch / bench.Median(rounds).Seconds()
		}
		bench.Figure{Name: "ingest_aged", Ours: rate(ours), Unit: "events/s", Limit: rate(theirs), Want: 0.9}.Print(b)
	}
}

// openAged opens a center with a history.
func openAged(b *testing.B) *center {
	c := openCenter(b)
	storetest.Grow(b, c.dsn, aYear)
	return c
}

// BenchmarkVerifyOnSQLite measures how fast a history is proved: the hashes
// alone, against what SHA-256 must do at least, and the whole log as it lies on
// disk.
func BenchmarkVerifyOnSQLite(b *testing.B) {
	c := openAged(b)
	page := somePage(b, c)
	for b.Loop() {
		const rounds = 100
		hashes := took(func() {
			for range rounds {
				v := &verifier{}
				last := store.Event{Event: kiosk.Event{Seq: page[0].Seq - 1, Hash: page[0].PrevHash}}
				for _, e := range page {
					v.link(last, e)
					last = e
				}
				if len(v.proof.Flaws) > 0 {
					b.Fatal(v.proof.Flaws)
				}
			}
		})
		bench.Figure{Name: "verify_hashes", Ours: float64(rounds*len(page)) / hashes.Seconds(), Unit: "events/s", Limit: 500_000, Want: 1}.Print(b)
		whole := took(func() {
			if flaws, err := Verify(b.Context(), c.store); err != nil || len(flaws) > 0 {
				b.Fatal(flaws, err)
			}
		})
		bench.Figure{Name: "verify_log", Ours: float64(aYear.Events) / whole.Seconds(), Unit: "events/s", Limit: 500_000, Want: 1}.Print(b)
	}
}

func somePage(b *testing.B, c *center) (page []store.Event) {
	c.read(func(tx *store.Tx) error {
		cursors, err := tx.Cursors(b.Context())
		if err != nil {
			return err
		}
		page, err = tx.EpochEvents(b.Context(), cursors[0].Device, cursors[0].Epoch, 0, 5000)
		return err
	})
	return page
}
