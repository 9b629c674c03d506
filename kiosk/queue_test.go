package kiosk

import (
	"encoding/json"
	"math"
	"reflect"
	"testing"

	"pgregory.net/rapid"
)

func TestTheWaitThatIsPromised(t *testing.T) {
	pace := Pace{P50: 240, P80: 420, N: 20}
	for _, c := range []struct {
		pace  Pace
		ahead int
		want  Wait
		ok    bool
	}{
		{pace, 0, Wait{0, 5}, true},
		{pace, 1, Wait{0, 10}, true},  // 4 and 7 minutes
		{pace, 4, Wait{15, 30}, true}, // 16 and 28
		{pace, 5, Wait{20, 40}, true}, // 20 and 35, to the minute: the promise is kept at its end
		{pace, -1, Wait{}, false},
		{Pace{P50: 240, P80: 420, N: EnoughPace - 1}, 4, Wait{}, false},
		{Pace{P50: 240, P80: 420, N: EnoughPace}, 4, Wait{15, 30}, true},
		{Pace{P50: 0, P80: 420, N: 20}, 4, Wait{}, false},
		{Pace{P50: -1, P80: 420, N: 20}, 4, Wait{}, false},
		{Pace{P50: 240, P80: 60, N: 20}, 4, Wait{}, false}, // the slow are quicker than the usual
		{Pace{P50: 1e300, P80: 1e300, N: 20}, 4, Wait{}, false},
		{Pace{P50: math.NaN(), P80: math.NaN(), N: 20}, 4, Wait{}, false},
		{Pace{P50: 240, P80: 420, N: 20}, 1_000_000, Wait{}, false},
	} {
		if got, ok := c.pace.WaitFor(c.ahead); got != c.want || ok != c.ok {
			t.Errorf("%+v, %d ahead: %+v, %v; want %+v, %v", c.pace, c.ahead, got, ok, c.want, c.ok)
		}
	}
}

// broken tells what is wrong with a promise, or "".
func broken(p Pace, ahead int, w Wait) string {
	usual, slow := p.P50*float64(ahead)/60, p.P80*float64(ahead)/60
	switch {
	case w.From%5 != 0 || w.To%5 != 0:
		return "is no multiple of 5 minutes"
	case w.From < 0 || w.From >= w.To:
		return "is no range"
	case float64(w.From) > usual:
		return "begins after the usual wait"
	case float64(w.To) <= slow:
		return "is over before four of five are called"
	case float64(w.To) > slow+5 || float64(w.From) <= usual-5:
		return "is wider than it need be"
	}
	return ""
}

func TestEveryWaitHoldsWhatItPromises(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		p50 := rapid.Float64Range(0.1, 3600).Draw(r, "p50")
		p := Pace{P50: p50, P80: p50 * rapid.Float64Range(1, 5).Draw(r, "spread"), N: EnoughPace}
		ahead := rapid.IntRange(0, 500).Draw(r, "ahead")
		w, ok := p.WaitFor(ahead)
		if !ok {
			if p.P80*float64(ahead) <= longestWait {
				r.Fatalf("nothing is promised for %d ahead at %+v", ahead, p)
			}
			return
		}
		if what := broken(p, ahead, w); what != "" {
			r.Fatalf("%+v for %d ahead at %+v %s", w, ahead, p, what)
		}
		if more, ok := p.WaitFor(ahead + 1); ok && (more.From < w.From || more.To < w.To) {
			r.Fatalf("with one more ahead %+v becomes %+v", w, more)
		}
	})
	for _, w := range []Wait{{16, 28}, {20, 30}, {15, 15}, {15, 25}, {10, 30}, {15, 35}, {-5, 30}} {
		if broken(Pace{P50: 240, P80: 420}, 4, w) == "" {
			t.Errorf("16 to 28 minutes promised as %+v is not noticed", w)
		}
	}
}

func TestALineNobodyKnowsIsEmpty(t *testing.T) {
	q := Queue{Lines: []Line{{Service: "A", Waiting: 3}}, Tickets: []TicketState{{Number: "A2-001", State: "called", Counter: 4}}}
	if q.Line("A").Waiting != 3 || q.Line("Z") != (Line{Service: "Z"}) {
		t.Errorf("lines %+v, %+v", q.Line("A"), q.Line("Z"))
	}
	if s, ok := q.Ticket("A2-001"); !ok || s.Counter != 4 {
		t.Errorf("ticket %+v, %v", s, ok)
	}
	if s, ok := q.Ticket("A2-0010"); ok {
		t.Errorf("a number of another ticket gave %+v", s)
	}
}

func TestAQueueIsReadAsItWasWritten(t *testing.T) {
	want := Queue{
		Day: Date{2026, 11, 23}, At: morning.UTC(), Lines: []Line{{Service: "A", Waiting: 3, Pace: Pace{240, 420, 9}}},
		Called: []Called{{"A2-001", 4, morning.UTC()}}, Tickets: []TicketState{{"A2-002", "waiting", 0, 2, &Wait{5, 15}}},
		Cursors: map[string]Cursor{"2": {"00112233445566aa", 7}}, HelpSeen: []string{"1"},
	}
	body, err := json.Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := ParseQueue(body); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("read %+v, %v; wrote %+v", got, err, want)
	}
	for i := range body {
		if q, err := ParseQueue(body[:i]); err == nil {
			t.Fatalf("cut after %d bytes it is read as %+v", i, q)
		}
	}
}

func TestWhatALineForetells(t *testing.T) {
	foretold, first, mad := Wait{10, 20}, Wait{0, 5}, Wait{10, 5}
	pace := Pace{P50: 240, P80: 420, N: 9}
	for name, c := range map[string]struct {
		line  Line
		class Class
		since int
		want  Wait
		ok    bool
	}{
		"as the center foretold":        {Line{Waiting: 4, Pace: pace, Wait: &foretold}, "", 0, foretold, true},
		"four came here since":          {Line{Waiting: 4, Pace: pace, Wait: &foretold}, "", 4, Wait{25, 35}, true},
		"one was taken back":            {Line{Waiting: 4, Pace: pace, Wait: &foretold}, "", -1, foretold, true},
		"who goes first":                {Line{Waiting: 4, Pace: pace, Wait: &foretold, WaitFirst: &first}, Elder80, 4, first, true},
		"a class where none goes first": {Line{Waiting: 4, Pace: pace, Wait: &foretold}, Elder80, 0, foretold, true},
		"an older center":               {Line{Waiting: 4, Pace: pace}, "", 0, Wait{15, 30}, true},
		"too little is known":           {Line{Waiting: 4, Pace: Pace{240, 420, 2}}, "", 0, Wait{}, false},
		"nothing that could be":         {Line{Waiting: 4, Pace: pace, Wait: &mad}, "", 0, Wait{}, false},
	} {
		if w, ok := c.line.Forecast(c.class, c.since); w != c.want || ok != c.ok {
			t.Errorf("%s: %v %v, want %v %v", name, w, ok, c.want, c.ok)
		}
	}
}

func TestALineRestsWhenAllItsCountersDo(t *testing.T) {
	q := Queue{Paused: []Paused{{Counter: 1, Reason: "lunch"}, {Counter: 2, Reason: "lunch"}, {Counter: 3, Reason: "meeting"}}}
	for _, c := range []struct {
		counters []int
		reason   string
		paused   bool
	}{
		{[]int{1}, "lunch", true},
		{[]int{1, 2}, "lunch", true},
		{[]int{1, 3}, PausedAnother, true},
		{[]int{1, 2, 4}, "", false}, // one is open
		{[]int{4}, "", false},
		{nil, "", false}, // nobody serves it: that is no pause
	} {
		if reason, paused := q.AllPaused(c.counters); reason != c.reason && c.paused || paused != c.paused {
			t.Errorf("counters %v: %q, %v; want %q, %v", c.counters, reason, paused, c.reason, c.paused)
		}
	}
}
