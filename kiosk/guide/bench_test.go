package guide_test

import (
	"fmt"
	"testing"
	"time"

	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/bench"
	"dongthap.vn/sen/kiosk/guide"
)

// repeated is the catalogue, with its phrases, again and again under other
// codes until there are n procedures. Each copy says everything in words of
// its own, so that no text is shared.
func repeated(tb testing.TB, n int) (kiosk.Catalogue, guide.Synonyms) {
	tb.Helper()
	c, s := catalogueAndSynonyms(tb)
	big, say := c, map[string][]string{}
	big.Procedures = nil
	for i := range n {
		p, own := c.Procedures[i%len(c.Procedures)], fmt.Sprintf(" %d", i/len(c.Procedures))
		phrases := append([]string(nil), s.Say[p.Code]...)
		for j := range phrases {
			phrases[j] += own
		}
		p.Code, p.Popular = fmt.Sprintf("9.%06d", i), 0
		p.NameVI, p.NameEN, p.ShortVI, p.Field = p.NameVI+own, p.NameEN+own, p.ShortVI+own, p.Field+own
		p.Papers = append([]kiosk.Paper(nil), p.Papers...)
		for j := range p.Papers {
			p.Papers[j].Name += own
		}
		say[p.Code] = phrases
		big.Procedures = append(big.Procedures, p)
	}
	s.Say = say
	return big, s
}

// typing is every phrase as it is typed: the finder asks after each key.
func typing(tb testing.TB) []string {
	var list []string
	for _, p := range phrases(tb, "testdata/unseen.csv") {
		letters := []rune(p.query)
		for n := 2; n <= len(letters); n++ {
			list = append(list, string(letters[:n]))
		}
	}
	return list
}

// tries is how often each question is asked. The fastest counts: what another
// program took of the processor is no time of the guide's.
const tries = 3

// One iteration types every phrase: `make bench` runs but one.
func BenchmarkFind10000(b *testing.B) {
	g, typed := guide.New(repeated(b, 10_000)), typing(b)
	var took []time.Duration
	for b.Loop() {
		for _, question := range typed {
			fastest := time.Hour
			for range tries {
				start := time.Now()
				g.Find(question, 5)
				fastest = min(fastest, time.Since(start))
			}
			took = append(took, fastest)
		}
	}
	p99 := bench.Percentile(took, 0.99).Seconds() * 1000
	b.ReportMetric(p99, "ms-p99")
	bench.Figure{Name: "search_p99_10000", Ours: p99, Unit: "ms", Limit: 10, Want: 1, Most: true}.Print(b)
	b.Logf("%d questions", len(took))
}

func BenchmarkNew10000(b *testing.B) {
	c, s := repeated(b, 10_000)
	for b.Loop() {
		guide.New(c, s)
	}
}
