package turn

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"dongthap.vn/sen/center/queue/visitors"
	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/proof"
)

// A month is days of a center: each has rushes and quiet hours, three lines, five
// counters, one in seven with priority; services take 2 to 30 minutes.
type month struct {
	rand   *rand.Rand
	policy kiosk.Policy
	tell   func(m *month, k Ticket, now time.Time) (kiosk.Wait, bool)

	line    []Ticket
	open    []Open
	free    []time.Time
	took    map[string][]time.Duration
	takes   map[string]time.Duration
	told    map[string]kiosk.Wait
	kept, n int
}

var monthCounters = [][]string{{"A"}, {"A", "B"}, {"B"}, {"B", "C"}, {"C", "A"}}

// service draws how long a service takes: most are short, some are long.
func (m *month) service(letter string) time.Duration {
	return visitors.Takes(m.rand, map[string]float64{"A": 5, "B": 9, "C": 7}[letter])
}

// day plays a morning and an afternoon; nobody is left in the evening.
func (m *month) day(from time.Time) {
	m.open, m.free = nil, nil
	for i, services := range monthCounters {
		m.open = append(m.open, Open{Counter: Counter{Number: i + 1, Services: services, Since: m.policy.Gap()}})
		m.free = append(m.free, from)
	}
	for minute := 0; minute < 420 || len(m.line) > 0; minute++ {
		now := from.Add(time.Duration(minute) * time.Minute)
		rush := 0.35 + 0.3*math.Max(0, math.Sin(float64(minute)/60)) // people a minute
		for minute < 420 && m.rand.Float64() < rush/2 || minute < 420 && m.rand.Float64() < rush/2 {
			m.comes(now)
			break
		}
		m.call(now)
	}
}

func (m *month) comes(now time.Time) {
	m.n++
	k := Ticket{ID: fmt.Sprint(m.n), Service: []string{"A", "B", "B", "C"}[m.rand.IntN(4)], LineAt: now, Seq: int64(m.n)}
	if m.rand.IntN(7) == 0 {
		k.Class = kiosk.Elder60
	}
	m.takes[k.ID] = m.service(k.Service)
	if m.n%3 == 0 { // a third of them will do
		if w, ok := m.tell(m, k, now); ok {
			m.told[k.ID] = w
		}
	}
	m.line = append(m.line, k)
}

func (m *month) call(now time.Time) {
	for i := range m.open {
		c := &m.open[i]
		if m.free[i].After(now) {
			c.For = now.Sub(m.free[i].Add(-m.takes[c.Serving]))
			continue
		}
		c.Serving = ""
		k, _, ok := Next(m.line, m.policy, c.Counter, now)
		if !ok {
			continue
		}
		if c.Since++; GoesFirst(k, m.policy, now) {
			c.Since = 0
		}
		m.called(k, now)
		c.Serving, m.free[i] = k.ID, now.Add(m.takes[k.ID])
		m.took[k.Service] = append(m.took[k.Service], m.takes[k.ID])
		if took := m.took[k.Service]; len(took) > 50 {
			m.took[k.Service] = took[1:]
		}
		m.line = slices.DeleteFunc(m.line, func(w Ticket) bool { return w.ID == k.ID })
	}
}

func (m *month) called(k Ticket, now time.Time) {
	w, told := m.told[k.ID]
	if waited := now.Sub(k.LineAt).Minutes(); told && waited >= float64(w.From) && waited <= float64(w.To) {
		m.kept++
	}
}

// accuracy plays 22 days and tells how often a wait lay inside what was told.
func accuracy(p kiosk.Policy, tell func(*month, Ticket, time.Time) (kiosk.Wait, bool)) (share float64, told int) {
	m := &month{rand: rand.New(rand.NewPCG(1, 2)), policy: p, tell: tell, took: map[string][]time.Duration{}, takes: map[string]time.Duration{}, told: map[string]kiosk.Wait{}}
	for day := range 22 {
		m.day(eight.AddDate(0, 0, day))
	}
	return float64(m.kept) / float64(len(m.told)), len(m.told)
}

func foretell(m *month, k Ticket, now time.Time) (kiosk.Wait, bool) {
	open := slices.Clone(m.open)
	for i := range open {
		if id := open[i].Serving; id != "" {
			open[i].Serving = serviceOf(m, id)
		}
	}
	w, ok := Forecast(Lobby{Now: now, Line: m.line, Open: open, Took: m.took, Policy: m.policy})[Newcomer{k.Service, k.Class != ""}]
	if !ok || len(m.took[k.Service]) < kiosk.EnoughPace {
		return kiosk.Wait{}, false
	}
	return w, true
}

func serviceOf(m *month, id string) string {
	for service, took := range m.took {
		if slices.Contains(took, m.takes[id]) {
			return service
		}
	}
	return "B"
}

// What people are told on a simulated month comes true for three of four to nine
// of ten of them, whatever the policy: not less, and not by saying «0 to 90».
func TestPromisesOfAMonth(t *testing.T) {
	for name, p := range map[string]kiosk.Policy{
		"by time": {}, "by ratio": {Order: kiosk.ByRatio, Others: 2, MostOvertakes: 8},
		"ageing": {Order: kiosk.ByAge, HeadStart: map[kiosk.Class]int{kiosk.Elder60: 15, kiosk.Disabled: 15}},
	} {
		share, told := accuracy(p, foretell)
		t.Logf("%s: %.1f %% of %d promises came true", name, 100*share, told)
		if share < 0.75 || share > 0.90 || told < 1000 {
			t.Errorf("%s: %.1f %% of %d promises came true, want 75 to 90", name, 100*share, told)
		}
	}
}

// The controls: promises that do not look at the line, or at the counters.
func TestControlPromisesOutOfTheAir(t *testing.T) {
	for name, tell := range map[string]func(*month, Ticket, time.Time) (kiosk.Wait, bool){
		"everybody is told 10 to 20 minutes": func(*month, Ticket, time.Time) (kiosk.Wait, bool) { return kiosk.Wait{From: 10, To: 20}, true },
		"everybody is told 0 to 90 minutes":  func(*month, Ticket, time.Time) (kiosk.Wait, bool) { return kiosk.Wait{To: 90}, true },
		"a forecast for one counter": func(m *month, k Ticket, now time.Time) (kiosk.Wait, bool) {
			one := *m
			one.open = m.open[1:2]
			return foretell(&one, k, now)
		},
	} {
		var found []string
		if share, _ := accuracy(kiosk.Policy{}, tell); share < 0.75 || share > 0.90 {
			found = append(found, fmt.Sprintf("%.1f %% came true", 100*share))
		}
		proof.Control(t, name, "TestPromisesOfAMonth", found...)
	}
}
