// Package bench prints what a benchmark measured as one line a figure:
//
//	bench <name> <ours> <unit> limit <limit> ratio <r> want <w> ok|short
//
// A figure is always a ratio of ours to a limit measured in the same run, so
// that a noisy machine disturbs both alike. `make bench` collects the lines;
// nothing here is called outside benchmarks.
package bench

import (
	"cmp"
	"fmt"
	"slices"
	"testing"
	"time"
)

// A Figure is one measured ratio.
type Figure struct {
	Name  string
	Ours  float64
	Unit  string
	Limit float64 // in the same unit, from the same run, or the demanded bound
	Want  float64 // the ratio demanded
	Most  bool    // the ratio may be at most Want; otherwise at least
}

// Ratio is ours to the limit.
func (f Figure) Ratio() float64 { return f.Ours / f.Limit }

// OK reports whether the demand is met.
func (f Figure) OK() bool {
	if f.Most {
		return f.Ratio() <= f.Want
	}
	return f.Ratio() >= f.Want
}

// String is the line.
func (f Figure) String() string {
	sign, verdict := ">=", "short"
	if f.Most {
		sign = "<="
	}
	if f.OK() {
		verdict = "ok"
	}
	return fmt.Sprintf("bench %s %.4g %s limit %.4g ratio %.2f want %s%.2f %s", f.Name, f.Ours, f.Unit, f.Limit, f.Ratio(), sign, f.Want, verdict)
}

// Print writes the line where `make bench` finds it and hands the ratio to the
// benchmark's own output.
func (f Figure) Print(b *testing.B) {
	b.ReportMetric(f.Ratio(), "ratio")
	fmt.Println("\n" + f.String())
}

// Median is the middle one of what was measured; it sorts its argument.
func Median[T cmp.Ordered](list []T) T {
	slices.Sort(list)
	return list[len(list)/2]
}

// Percentile is the value below which the share q (0 to 1) of the durations
// lies; it sorts its argument. An empty list gives 0.
func Percentile(d []time.Duration, q float64) time.Duration {
	if len(d) == 0 {
		return 0
	}
	slices.Sort(d)
	return d[min(len(d)-1, int(q*float64(len(d))))]
}

// ByTurns runs two things in turn for so many rounds and returns the medians of
// what a round of each took: a machine that is busy for a while is busy for both.
func ByTurns(rounds int, ours, limit func()) (a, b time.Duration) {
	var first, second []time.Duration
	for range rounds {
		first = append(first, Took(ours))
		second = append(second, Took(limit))
	}
	return Median(first), Median(second)
}

// Took is how long one run takes.
func Took(do func()) time.Duration {
	start := time.Now()
	do()
	return time.Since(start)
}
