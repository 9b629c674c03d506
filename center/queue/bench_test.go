package queue

import (
	"slices"
	"testing"
	"time"

	"dongthap.vn/sen/center/store/storetest"
	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/bench"
)

const (
	benchWaiting = 1000
	benchCalls   = 600
)

// fullHall is a lobby in which a thousand wait, some of each class, under the
// policy that asks most of the database.
func fullHall(b *testing.B, history int) *lobby {
	l := open(b)
	if history > 0 { // 74 of 100 events are tickets
		storetest.Grow(b, l.DSN, storetest.History{Events: history * 100 / 74, Kiosks: 8, Last: monday.Add(-24 * time.Hour)})
	}
	l.Rule(func(s *kiosk.Site) {
		s.Policy = kiosk.Policy{Order: kiosk.ByRatio, Others: 3, MostOvertakes: 20, PreferMinutes: 5}
		for i := range s.Counters {
			s.Counters[i].Services = []string{"A", "B", "C"}
		}
	})
	l.Take(slices.Repeat([]string{"A", "B disabled", "C", "A elder_80", "B", "C", "A", "B", "C merit", "A"}, benchWaiting/10)...)
	return l
}

// press finishes and calls at the counters in turn; who is called is replaced.
func (l *lobby) press(b *testing.B, n int) time.Duration {
	l.Clock.Pass(time.Second)
	begun := time.Now()
	step, err := l.FinishAndCallNext(l.ctx(), at(n%clerks+1))
	took := time.Since(begun)
	if err != nil || step.Called == nil {
		b.Fatalf("call %d: %+v, %v", n, step, err)
	}
	l.Take(step.Called.Service)
	return took
}

// BenchmarkCallNextOnSQLite measures «Xong, gọi số kế» with a thousand waiting, in
// a center with a million tickets behind it and in a young one, by turns.
func BenchmarkCallNextOnSQLite(b *testing.B) {
	aged, young := fullHall(b, 1_000_000), fullHall(b, 0)
	for b.Loop() {
		var agedTook, youngTook []time.Duration
		for n := range benchCalls {
			agedTook = append(agedTook, aged.press(b, n))
			youngTook = append(youngTook, young.press(b, n))
		}
		p99, limit := bench.Percentile(agedTook, 0.99), bench.Percentile(youngTook, 0.99)
		bench.Figure{Name: "call_next_p99_1000_waiting", Ours: ms(limit), Unit: "ms", Limit: 10, Want: 1, Most: true}.Print(b)
		bench.Figure{Name: "call_next_p50_1000000_tickets", Ours: ms(bench.Percentile(agedTook, 0.5)), Unit: "ms", Limit: ms(bench.Percentile(youngTook, 0.5)), Want: 1.3, Most: true}.Print(b)
		bench.Figure{Name: "call_next_p99_1000000_tickets", Ours: ms(p99), Unit: "ms", Limit: ms(limit), Want: 1.3, Most: true}.Print(b)
	}
}

// BenchmarkCallNextWaitingOnPostgreSQL measures «Xong, gọi số kế» with a thousand
// waiting, on PostgreSQL.
func BenchmarkCallNextWaitingOnPostgreSQL(b *testing.B) {
	hall := fullHall(b, 0)
	for b.Loop() {
		var took []time.Duration
		for n := range benchCalls {
			took = append(took, hall.press(b, n))
		}
		for name, q := range map[string]float64{"p50": 0.5, "p99": 0.99} {
			bench.Figure{Name: "call_next_" + name + "_1000_waiting_postgres", Ours: ms(bench.Percentile(took, q)), Unit: "ms", Limit: 10, Want: 1, Most: true}.Print(b)
		}
	}
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
