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
// alone, against what SHA-256 must do at least, and the whole log with its
// projections as it lies on disk, against a bare read of the log's rows: faster
// than its rows are read through the driver no log can be proved.
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
		bare := took(func() { readAll(b, c) })
		whole := took(func() {
			if flaws, err := Verify(b.Context(), c.store); err != nil || len(flaws) > 0 {
				b.Fatal(flaws, err)
			}
		})
		rate := func(d time.Duration) float64 { return float64(aYear.Events) / d.Seconds() }
		bench.Figure{Name: "verify_log", Ours: rate(whole), Unit: "events/s", Limit: rate(bare), Want: 0.5}.Print(b)
	}
}

// readAll reads every event and does nothing with it.
func readAll(b *testing.B, c *center) {
	c.read(func(tx *store.Tx) error {
		cursors, err := tx.Cursors(b.Context())
		for _, at := range cursors {
			for seq := int64(0); seq < at.Seq && err == nil; {
				var page []store.Event
				if page, err = tx.EpochEvents(b.Context(), at.Device, at.Epoch, seq, rebuildPage); err == nil {
					seq = page[len(page)-1].Seq
				}
			}
		}
		return err
	})
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
