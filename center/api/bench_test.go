package api

import (
	"net/http"
	"testing"
	"time"

	"dongthap.vn/sen/center/queue/queuetest"
	"dongthap.vn/sen/center/store/storetest"
	"dongthap.vn/sen/kiosk/bench"
)

// BenchmarkAnswersAgedOnSQLite compares the answers of a center with a year and a million
// events behind it with those of one that opened last week.
func BenchmarkAnswersAgedOnSQLite(b *testing.B) {
	const rounds, times = 60, 4
	old, young := aged(b, 1_000_000), aged(b, 2_000)
	for b.Loop() {
		for name, address := range map[string]string{"api_queue": "/api/v1/queue", "api_tickets": "/api/v1/tickets"} {
			var took [2][]time.Duration
			for range rounds {
				for i, d := range []*asker{old, young} {
					d.Take("B")
					begun := time.Now()
					for range times {
						if got := d.ask(d.token, "GET", address); got.status != http.StatusOK {
							b.Fatalf("status %d", got.status)
						}
					}
					took[i] = append(took[i], time.Since(begun))
					d.Clock.Pass(time.Second)
				}
			}
			rate := func(d []time.Duration) float64 { return times / bench.Percentile(d, 0.2).Seconds() } // the slower ones had to share the machine
			bench.Figure{Name: name + "_aged", Ours: rate(took[0]), Unit: "answers/s", Limit: rate(took[1]), Want: 0.9}.Print(b)
		}
	}
}

// An asker is a program with its token.
type asker struct {
	*desk
	token string
}

func aged(b *testing.B, events int) *asker {
	d := open(b)
	d.Take("B", "B", "C")
	storetest.Grow(b, d.DSN, storetest.History{Events: events, Kiosks: 8, Last: queuetest.Monday.Add(-24 * time.Hour)})
	return &asker{d, d.token(Scopes...)}
}
