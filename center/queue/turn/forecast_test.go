package turn

import (
	"slices"
	"testing"
	"time"

	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/proof"
)

// oneCounter serves B, ten minutes each, with so many waiting at eight.
func oneCounter(waiting int) Lobby {
	l := Lobby{Now: eight, Took: map[string][]time.Duration{"B": {10 * time.Minute}}, Open: []Open{{Counter: Counter{Number: 3, Services: []string{"B"}}}}}
	for i := range waiting {
		l.Line = append(l.Line, Ticket{ID: string(rune('a' + i)), Service: "B", LineAt: eight.Add(time.Duration(i-waiting) * time.Minute), Seq: int64(i)})
	}
	return l
}

func told(l Lobby) kiosk.Wait { return Forecast(l)[Newcomer{Service: "B"}] }

// A wait that runs into lunch goes on after it; one that ends before does not.
func TestAForecastKnowsLunch(t *testing.T) {
	lunch := []Span{{eight.Add(25 * time.Minute), eight.Add(145 * time.Minute)}}
	for waiting, want := range map[int]kiosk.Wait{0: {From: 0, To: 5}, 2: {From: 20, To: 25}, 3: {From: 145, To: 150}, 4: {From: 155, To: 160}} {
		l := oneCounter(waiting)
		l.Breaks = lunch
		if w := told(l); within5(w, want) {
			continue
		}
		t.Errorf("behind %d before lunch: told %+v, want about %+v", waiting, told(l), want)
	}
}

func within5(a, b kiosk.Wait) bool { return a.From >= b.From-5 && a.From <= b.From && a.To-a.From == 5 }

// Who comes later and goes first, and counters that rest, lengthen a wait and
// never shorten it; the same lobby is told the same.
func TestAForecastKnowsWhoComesAndWhoRests(t *testing.T) {
	plain := oneCounter(6)
	plain.Policy = kiosk.Policy{Order: kiosk.ByRatio, Others: 1}
	busy, tired := plain, plain
	busy.Came, busy.CameIn = slices.Repeat([]Newcomer{{"B", true}, {"B", false}}, 3), time.Hour
	tired.Away = Absences{Lasted: []time.Duration{15 * time.Minute}, Every: 20 * time.Minute}
	others := plain
	others.Came, others.CameIn = slices.Repeat([]Newcomer{{"B", false}}, 9), time.Hour
	if a, b := told(others), told(plain); a != b {
		t.Errorf("with others who come later %+v, without %+v", a, b)
	}
	for name, l := range map[string]Lobby{"who goes first comes": busy, "counters rest": tired} {
		if w := told(l); w.To <= told(plain).To || w != told(l) {
			t.Errorf("%s: told %+v and %+v, without it %+v", name, w, told(l), told(plain))
		}
	}
}

// A counter that calls nobody though somebody waits is away, for as long as such
// absences last.
func TestAnIdleCounterWithALineIsAway(t *testing.T) {
	l := oneCounter(1)
	if w := told(l); w.From > 10 || w.To > 15 {
		t.Errorf("with a counter that calls: told %+v", w)
	}
	l.Away = Absences{Lasted: []time.Duration{40 * time.Minute}, Every: 1000 * time.Hour}
	if w := told(l); w.To < 40 {
		t.Errorf("with a counter that has gone: told %+v", w)
	}
}

func minutes(all ...int) (waits []time.Duration) {
	for _, m := range all {
		waits = append(waits, time.Duration(m)*time.Minute)
	}
	return waits
}

// What is told is the narrowest range that holds enough: half of the waits in five
// minutes, three of four in ten, and so on.
func TestTheNarrowestRangeIsTold(t *testing.T) {
	for _, c := range []struct {
		waits []time.Duration
		want  kiosk.Wait
	}{
		{minutes(0, 0, 0, 0), kiosk.Wait{From: 0, To: 5}},
		{minutes(7, 7, 7, 30), kiosk.Wait{From: 5, To: 10}},
		{minutes(1, 6, 8, 12, 14, 19, 21, 26), kiosk.Wait{From: 0, To: 30}},
		{minutes(6, 7, 11, 12), kiosk.Wait{From: 5, To: 10}},
		{minutes(6, 11, 16, 21), kiosk.Wait{From: 5, To: 25}},
		{minutes(60), kiosk.Wait{From: 60, To: 65}},
	} {
		if w := likely(slices.Clone(c.waits)); w != c.want {
			t.Errorf("of %v told %+v, want %+v", c.waits, w, c.want)
		}
	}
}

// The control: a forecast that never heard of lunch.
func TestControlAForecastWithoutLunch(t *testing.T) {
	var found []string
	if w := told(oneCounter(3)); !within5(w, kiosk.Wait{From: 145, To: 150}) {
		found = append(found, "told a time at which nobody calls")
	}
	proof.Control(t, "a forecast without lunch", "TestAForecastKnowsLunch", found...)
}

// expecting is a lobby in which six more people have appointments before a
// newcomer's turn.
func expecting() Lobby {
	l := oneCounter(3)
	for i := range 6 {
		l.Expect = append(l.Expect, Expected{"B", eight.Add(time.Duration(15+2*i) * time.Minute)})
	}
	return l
}

// longer is how many minutes appointments of that lobby lengthen a wait, at least.
const longer = 15

// Who has an appointment and will come within the wait is waited for; who comes
// after it, or for another counter, is in nobody's way.
func TestAForecastExpectsAppointments(t *testing.T) {
	plain, l := told(oneCounter(3)), expecting()
	if w := told(l); w.From < plain.From+longer {
		t.Errorf("behind three and six appointments of ten minutes each told %+v, without them %+v", w, plain)
	}
	l.Come = 0.01
	if w := told(l); w.To > plain.To+10 {
		t.Errorf("when hardly anybody keeps an appointment told %+v, without any %+v", w, plain)
	}
	for name, e := range map[string]Expected{"long after": {"B", eight.Add(2 * time.Hour)}, "for another counter": {"C", eight.Add(15 * time.Minute)}} {
		l := oneCounter(3)
		l.Expect = []Expected{e}
		if w := told(l); w != plain {
			t.Errorf("an appointment %s: told %+v, without it %+v", name, w, plain)
		}
	}
}

func TestControlAForecastThatExpectsNobody(t *testing.T) {
	l := expecting()
	l.Expect = nil
	var found []string
	if w := told(l); w.From < told(oneCounter(3)).From+longer {
		found = append(found, "told a wait as if nobody had an appointment")
	}
	proof.Control(t, "a forecast that knows no appointments to come", "TestAForecastExpectsAppointments", found...)
}

// Who waits is told what a newcomer was told who stood there.
func TestTheLineIsForetoldAsNewcomersAre(t *testing.T) {
	newcomers, line := Foretell(oneCounter(6))
	for at := range 6 {
		want := told(oneCounter(at))
		if got := line[string(rune('a'+at))]; got != want {
			t.Errorf("behind %d: who waits is told %+v, a newcomer %+v", at, got, want)
		}
	}
	if len(line) != 6 || newcomers[Newcomer{Service: "B"}] != told(oneCounter(6)) {
		t.Errorf("%d of the line, newcomers %+v", len(line), newcomers)
	}
}
