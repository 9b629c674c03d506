package turn

import (
	"math/rand/v2"
	"slices"
	"time"

	"dongthap.vn/sen/kiosk"
)

// An Open counter works now. Serving is the service it is busy with, "" for none,
// and For how long it has been.
type Open struct {
	Counter
	Serving string
	For     time.Duration
}

// A Newcomer is somebody who would take a number now.
type Newcomer struct {
	Service string
	First   bool // of a class that goes first
}

// A Range is where a wait will lie, most likely.
type Range struct{ From, To time.Duration }

// The range told begins where half of the runs end and ends where four of five do.
// Rounded outwards to five minutes it held 88 to 89 of a hundred waits of a
// simulated month; without the rounding it could hold thirty.
const (
	lowShare  = 0.5
	highShare = 0.8
)

const (
	mostRuns  = 40
	leastRuns = 12
	mostCalls = 4000 // of all runs: what a forecast may cost, however long the line
)

// Forecast tells how long newcomers to each service would wait, by playing the
// line out many times with service times drawn from those observed. Services
// without an open counter or an observed time are not in the answer. The same
// question has the same answer.
func Forecast(line []Ticket, open []Open, took map[string][]time.Duration, p kiosk.Policy, now time.Time) map[Newcomer]Range {
	f := forecast{line: line, open: open, took: took, policy: p, now: now, waits: map[Newcomer][]time.Duration{}}
	f.rand = rand.New(rand.NewPCG(1, uint64(len(line))))
	for service := range took {
		for _, first := range []bool{false, true} {
			f.newcomers = append(f.newcomers, Newcomer{service, first})
		}
	}
	slices.SortFunc(f.newcomers, func(a, b Newcomer) int {
		if a.Service != b.Service {
			return int(a.Service[0]) - int(b.Service[0])
		}
		if a.First {
			return 1
		}
		return -1
	})
	for range min(mostRuns, max(leastRuns, mostCalls/(len(line)+1))) {
		f.run()
	}
	ranges := map[Newcomer]Range{}
	for who, waits := range f.waits {
		slices.Sort(waits)
		ranges[who] = Range{share(waits, lowShare), share(waits, highShare)}
	}
	return ranges
}

type forecast struct {
	line      []Ticket
	open      []Open
	took      map[string][]time.Duration
	policy    kiosk.Policy
	now       time.Time
	newcomers []Newcomer
	rand      *rand.Rand
	waits     map[Newcomer][]time.Duration
}

// run plays the line out once. Newcomers take no time: none is in another's way.
func (f *forecast) run() {
	who := map[string]Newcomer{}
	all := slices.Clone(f.line)
	for i, n := range f.newcomers {
		k := Ticket{ID: "\x00" + n.Service, Service: n.Service, LineAt: f.now, Device: "~", Seq: int64(i)}
		if n.First {
			k.ID, k.Class = k.ID+"\x00", kiosk.Disabled
		}
		who[k.ID] = n
		all = append(all, k)
	}
	line, free := newLine(all, f.policy), make([]time.Duration, len(f.open))
	counters := make([]Counter, len(f.open))
	for i, c := range f.open {
		free[i], counters[i] = f.rest(c), c.Counter
	}
	for left := len(who); left > 0 && len(free) > 0; {
		at := slices.Index(free, slices.Min(free))
		k, _, ok := line.call(&counters[at], f.now.Add(free[at]))
		switch n, new := who[k.ID]; {
		case !ok:
			free, counters = slices.Delete(free, at, at+1), slices.Delete(counters, at, at+1)
		case new:
			f.waits[n] = append(f.waits[n], free[at])
			left--
		default:
			free[at] += f.draw(k.Service)
		}
	}
}

// draw is how long a service may take; one nobody has seen takes as long as any.
func (f *forecast) draw(service string) time.Duration {
	took := f.took[service]
	if len(took) == 0 {
		for _, n := range f.newcomers {
			took = append(took, f.took[n.Service]...)
		}
	}
	if len(took) == 0 {
		return 0
	}
	return took[f.rand.IntN(len(took))]
}

// rest is how much longer a counter is busy: one of the observed times that are
// longer than it has been so far, if there is one.
func (f *forecast) rest(c Open) time.Duration {
	if c.Serving == "" {
		return 0
	}
	var longer []time.Duration
	for _, d := range f.took[c.Serving] {
		if d > c.For {
			longer = append(longer, d)
		}
	}
	if len(longer) == 0 {
		return 0
	}
	return longer[f.rand.IntN(len(longer))] - c.For
}

func share(sorted []time.Duration, q float64) time.Duration {
	return sorted[int(q*float64(len(sorted)-1)+0.5)]
}
