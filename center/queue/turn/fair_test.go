package turn

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/proof"
)

// A picker is Next, or a faulty one.
type picker func([]Ticket, kiosk.Policy, Counter, time.Time) (Ticket, Reason, bool)

// A hall is a morning of calls: what a center keeps, told with slices.
type hall struct {
	pick     picker
	policy   kiosk.Policy
	counters []Counter
	now      time.Time
	line     []Ticket
	seq      int64
	passed   map[string]int // by how many they were overtaken in the end
	wrong    []string
}

var letters = []string{"A", "B", "C"}

// drawHall draws counters and a policy.
func drawHall(t *rapid.T, pick picker) *hall {
	h := &hall{pick: pick, now: eight, passed: map[string]int{}}
	h.policy = kiosk.Policy{
		Order: rapid.SampledFrom([]kiosk.Order{"", kiosk.ByTime, kiosk.ByRatio, kiosk.ByAge}).Draw(t, "order"), Others: rapid.IntRange(0, 4).Draw(t, "others"),
		MostOvertakes: rapid.SampledFrom([]int{0, 1, 3, 6}).Draw(t, "most"), PreferMinutes: rapid.SampledFrom([]int{0, 5}).Draw(t, "prefer"),
		HeadStart: map[kiosk.Class]int{kiosk.Elder80: 30, kiosk.Disabled: rapid.IntRange(0, 40).Draw(t, "start")}, AppointmentEarly: 5, AppointmentLate: 10,
		AppointmentBy: map[string]kiosk.Window{"C": {Early: 0, Late: rapid.IntRange(0, 30).Draw(t, "late")}},
	}
	for n := range rapid.IntRange(1, 3).Draw(t, "counters") {
		services := rapid.Permutation(letters).Draw(t, "services")
		h.counters = append(h.counters, Counter{Number: n + 1, Services: services[:rapid.IntRange(1, 3).Draw(t, "serves")], Since: 9})
	}
	return h
}

// come lets somebody take a number.
func (h *hall) come(t *rapid.T) {
	h.seq++
	k := Ticket{Service: rapid.SampledFrom(letters).Draw(t, "service"), LineAt: h.now, Device: "2", Seq: h.seq,
		Class: rapid.SampledFrom([]kiosk.Class{"", "", "", kiosk.Elder80, kiosk.Disabled}).Draw(t, "class")}
	k.ID = fmt.Sprintf("%s%d", k.Service, h.seq)
	if rapid.IntRange(0, 9).Draw(t, "appointed") == 0 {
		k.AppointedAt = h.now.Add(time.Duration(rapid.IntRange(-20, 20).Draw(t, "slot")) * time.Minute)
	}
	h.line = append(h.line, k)
}

// call lets a counter call, and notes who was overtaken by it.
func (h *hall) call(at int) {
	c := &h.counters[at]
	k, why, ok := h.pick(slices.Clone(h.line), h.policy, *c, h.now)
	if !ok {
		return
	}
	for i := range h.line {
		w := &h.line[i]
		if w.Service == k.Service && Earlier(*w, k) {
			w.Overtaken++
			h.passed[w.ID] = w.Overtaken
			if w.Class == k.Class && w.AppointedAt.IsZero() && k.AppointedAt.IsZero() {
				h.wrongly("%s of class %q was called before %s, who came earlier", k.ID, k.Class, w.ID)
			}
		}
	}
	h.explained(k, why, *c)
	h.inTurn(k, *c)
	if c.Since++; GoesFirst(k, h.policy, h.now) {
		c.Since = 0
	}
	h.line = slices.DeleteFunc(h.line, func(w Ticket) bool { return w.ID == k.ID })
}

// explained checks that the reason given is true.
func (h *hall) explained(k Ticket, why Reason, c Counter) {
	longest := !slices.ContainsFunc(h.line, func(w Ticket) bool { return c.may(w) && Earlier(w, k) })
	switch {
	case why == LongestWait && !longest,
		why == Priority && k.Class == "",
		why == Appointment && !h.due(k),
		why == Overtaken && k.Overtaken < h.policy.MostOvertakes,
		why == Preferred && h.policy.PreferMinutes == 0,
		why == OthersTurn && c.Since >= h.policy.Gap():
		h.wrongly("%s was called for the reason %q, which does not hold", k.ID, why)
	}
}

// due works out anew whether an appointment counts, by minutes.
func (h *hall) due(k Ticket) bool {
	early, late := h.policy.AppointmentEarly, h.policy.AppointmentLate
	if w, own := h.policy.AppointmentBy[k.Service]; own {
		early, late = w.Early, w.Late
	}
	return !k.AppointedAt.IsZero() && k.AppointedAt.Sub(h.now).Minutes() <= float64(early) && k.LineAt.Sub(k.AppointedAt).Minutes() <= float64(late)
}

// inTurn checks that nobody goes first while others wait whose turn it is. So of
// the calls of a counter before that of somebody in its lines, at most one in
// each Gap+1 goes to one who came later and goes first.
func (h *hall) inTurn(k Ticket, c Counter) {
	owed := func(k Ticket) bool { return h.policy.MostOvertakes > 0 && k.Overtaken >= h.policy.MostOvertakes }
	others := slices.ContainsFunc(h.line, func(w Ticket) bool { return c.may(w) && !GoesFirst(w, h.policy, h.now) && !owed(w) })
	if GoesFirst(k, h.policy, h.now) && !owed(k) && others && c.Since < h.policy.Gap() {
		h.wrongly("%s goes first after %d others, and %d others wait for their turn", k.ID, c.Since, h.policy.Gap())
	}
}

func (h *hall) wrongly(format string, args ...any) {
	h.wrong = append(h.wrong, fmt.Sprintf(format, args...))
}

// morning lets people come and counters call, in any order, then lets the line
// run out, and returns what was wrong with it.
func morning(t *rapid.T, pick picker) []string {
	h := drawHall(t, pick)
	for range rapid.IntRange(0, 80).Draw(t, "steps") {
		h.now = h.now.Add(time.Duration(rapid.IntRange(0, 4).Draw(t, "pass")) * time.Minute)
		if rapid.Bool().Draw(t, "come") {
			h.come(t)
		} else {
			h.call(rapid.IntRange(0, len(h.counters)-1).Draw(t, "at"))
		}
	}
	for range len(h.line) {
		h.now = h.now.Add(time.Minute)
		for at := range h.counters {
			h.call(at)
		}
	}
	return append(h.wrong, h.bounds()...)
}

// bounds checks that nobody was overtaken by more than the policy says, and that
// nobody whom a counter may call is left.
func (h *hall) bounds() (wrong []string) {
	for _, k := range h.line {
		if slices.ContainsFunc(h.counters, func(c Counter) bool { return c.may(k) }) {
			wrong = append(wrong, k.ID+" was never called")
		}
	}
	for id, n := range h.passed {
		if most := h.policy.MostOvertakes; most > 0 && n > most {
			wrong = append(wrong, fmt.Sprintf("%s was overtaken by %d, and %d may", id, n, most))
		}
	}
	return wrong
}

func TestNobodyIsOvertakenWithoutEnd(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		for _, wrong := range morning(t, Next) {
			t.Error(wrong)
		}
	})
}

// The first of each line decide as the whole line does, and what is foretold
// comes true when nobody comes.
func TestTheFirstOfEachLineAreEnough(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		morning(t, func(line []Ticket, p kiosk.Policy, c Counter, now time.Time) (Ticket, Reason, bool) {
			k, why, ok := Next(line, p, c, now)
			foretold := Order(rapid.Permutation(line).Draw(t, "shuffled"), p, c, now)
			for i, turn := range foretold {
				if i == 0 && (turn.ID != k.ID || turn.Why != why) {
					t.Errorf("all say %s because of %s, the first of each say %s because of %s", k.ID, why, turn.ID, turn.Why)
				}
			}
			if ok != (len(foretold) > 0) {
				t.Errorf("%d are foretold, and one is called: %v", len(foretold), ok)
			}
			foreseen(t, line, p, c, now, foretold)
			return k, why, ok
		})
	})
}

// foreseen lets a counter call alone and compares with what was foretold.
func foreseen(t *rapid.T, line []Ticket, p kiosk.Policy, c Counter, now time.Time, foretold []Turn) {
	h := &hall{pick: Next, policy: p, counters: []Counter{c}, now: now, line: slices.Clone(line), passed: map[string]int{}}
	for i, turn := range foretold {
		k, why, _ := Next(h.line, p, h.counters[0], now)
		if k.ID != turn.ID || why != turn.Why {
			t.Errorf("call %d is %s because of %s, foretold was %s because of %s", i+1, k.ID, why, turn.ID, turn.Why)
			return
		}
		h.call(0)
	}
}

// The controls: pickers with one rule left out.
func TestControlUnfairPickers(t *testing.T) {
	for name, pick := range map[string]picker{
		"a cap on overtakes nobody keeps": func(line []Ticket, p kiosk.Policy, c Counter, now time.Time) (Ticket, Reason, bool) {
			p.MostOvertakes = 0
			return Next(line, p, c, now)
		},
		"a counter that lets every class go first": func(line []Ticket, p kiosk.Policy, c Counter, now time.Time) (Ticket, Reason, bool) {
			if p.Order == kiosk.ByRatio {
				c.Since = 99
			}
			return Next(line, p, c, now)
		},
		"a line called from its end": func(line []Ticket, p kiosk.Policy, c Counter, now time.Time) (Ticket, Reason, bool) {
			line = slices.DeleteFunc(line, func(k Ticket) bool { return !c.may(k) })
			if len(line) == 0 {
				return Ticket{}, "", false
			}
			return line[len(line)-1], Priority, true
		},
		"a reason that is always the same": func(line []Ticket, p kiosk.Policy, c Counter, now time.Time) (Ticket, Reason, bool) {
			k, _, ok := Next(line, p, c, now)
			return k, LongestWait, ok
		},
	} {
		var found []string
		draw := rapid.Custom(func(t *rapid.T) []string { return morning(t, pick) })
		for seed := 0; seed < 300 && len(found) == 0; seed++ {
			found = draw.Example(seed)
		}
		proof.Control(t, name, "TestNobodyIsOvertakenWithoutEnd", found...)
	}
}
