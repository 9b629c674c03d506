package turn

import (
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"dongthap.vn/sen/kiosk"
)

// A Lobby is what is seen of one at a moment: what a forecast is made from.
type Lobby struct {
	Now    time.Time
	Policy kiosk.Policy
	Line   []Ticket // who waits
	Open   []Open
	Took   map[string][]time.Duration // how long services took lately, by service
	Came   []Newcomer                 // who joined the line within CameIn
	CameIn time.Duration
	Away   Absences
	Breaks []Span     // parts of today in which nobody is called
	Expect []Expected // who has an appointment and has not come
	Come   float64    // the share of them who do; 0 is all
}

// An Open counter works now. Serving is the service it is busy with, "" for none,
// and For how long it has been.
type Open struct {
	Counter
	Serving string
	For     time.Duration
}

// An Expected is somebody with an appointment who has not come yet.
type Expected struct {
	Service string
	At      time.Time
}

// Absences are how long counters lately called nobody though somebody waited: a
// rest, a paper that was looked at again. Every is how much serving lay between two.
type Absences struct {
	Lasted []time.Duration
	Every  time.Duration
}

// A Newcomer is somebody who takes a number.
type Newcomer struct {
	Service string
	First   bool // of a class that goes first, due, or back in an early place
}

const (
	mostRuns  = 40
	leastRuns = 12
	mostCalls = 4000          // of all runs: what a forecast may cost, however long the line
	horizon   = 3 * time.Hour // nobody is foretold to come after it
)

// Forecast tells how long newcomers to each service would wait, by playing the
// line out many times: with service times, absences and people who come later
// drawn from those observed, and the breaks that are known. Services without an
// open counter or an observed time are not in the answer. The same question has
// the same answer.
func Forecast(l Lobby) map[Newcomer]kiosk.Wait {
	told, _ := Foretell(l)
	return told
}

// Foretell is Forecast, and how much longer each of the line would wait, by
// the tickets' ids.
func Foretell(l Lobby) (told map[Newcomer]kiosk.Wait, line map[string]kiosk.Wait) {
	f := forecast{Lobby: l, waits: map[Newcomer][]time.Duration{}, line: map[string][]time.Duration{}}
	f.rand = rand.New(rand.NewPCG(1, uint64(len(l.Line))))
	for service := range l.Took {
		f.newcomers = append(f.newcomers, Newcomer{service, false}, Newcomer{service, true})
	}
	slices.SortStableFunc(f.newcomers, func(a, b Newcomer) int { return strings.Compare(a.Service, b.Service) })
	for _, n := range l.Came {
		if n.First {
			f.first = append(f.first, n)
		}
	}
	runs := min(mostRuns, max(leastRuns, mostCalls/(len(l.Line)+1)))
	for range runs {
		f.run()
	}
	told, line = map[Newcomer]kiosk.Wait{}, map[string]kiosk.Wait{}
	for who, waits := range f.waits {
		told[who] = likely(waits)
	}
	for id, waits := range f.line {
		if len(f.Took) > 0 && 10*len(waits) >= 9*runs { // who is called after all newcomers is foretold nothing
			line[id] = likely(waits)
		}
	}
	return told, line
}

type forecast struct {
	Lobby
	newcomers []Newcomer
	first     []Newcomer // of those who came
	rand      *rand.Rand
	waits     map[Newcomer][]time.Duration
	line      map[string][]time.Duration // of who waits already
}

// run plays the line out once. Newcomers take no time: none is in another's way.
func (f *forecast) run() {
	who := map[string]Newcomer{}
	all := slices.Clone(f.Line)
	for i, n := range f.newcomers {
		k := Ticket{ID: "\x00" + n.Service, Service: n.Service, LineAt: f.Now, Device: "~", Seq: int64(i)}
		if n.First {
			k.ID, k.Class = k.ID+"\x00", kiosk.Disabled
		}
		who[k.ID] = n
		all = append(all, k)
	}
	line, coming := newLine(all, f.Policy), f.coming()
	free, counters := make([]time.Time, len(f.Open)), make([]Counter, len(f.Open))
	for i, c := range f.Open {
		free[i], counters[i] = f.callsAt(f.Now.Add(f.rest(c))), c.Counter
	}
	for left := len(who); left > 0 && len(free) > 0; {
		at := earliest(free)
		for ; len(coming) > 0 && !coming[0].LineAt.After(free[at]); coming = coming[1:] {
			line.join(coming[0])
		}
		before := counters[at]
		k, _, ok := line.call(&counters[at], free[at])
		switch n, new := who[k.ID]; {
		case !ok && len(coming) > 0:
			free[at] = f.callsAt(coming[0].LineAt)
		case !ok:
			free, counters = slices.Delete(free, at, at+1), slices.Delete(counters, at, at+1)
		case new:
			f.waits[n] = append(f.waits[n], free[at].Sub(f.Now))
			counters[at] = before
			left--
		default:
			if _, known := f.Took[k.Service]; known && k.ID > "\x03" {
				f.line[k.ID] = append(f.line[k.ID], free[at].Sub(f.Now))
			}
			free[at] = f.callsAt(free[at].Add(f.absent(f.draw(k.Service))))
		}
	}
}

// callsAt is when a counter calls that is free at a time: at the end of a break.
func (f *forecast) callsAt(free time.Time) time.Time {
	for _, b := range f.Breaks {
		if !free.Before(b.From) && free.Before(b.To) {
			return b.To
		}
	}
	return free
}

func earliest(times []time.Time) (at int) {
	for i, t := range times {
		if t.Before(times[at]) {
			at = i
		}
	}
	return at
}
