package day

import (
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"dongthap.vn/sen/center/queue/turn"
	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/proof"
)

// A quiet day, and one of more than the counters can serve before noon. With fewer
// than on the quiet one nearly all wait less than the five minutes that are the
// least anybody is told, and more than nine of ten come true.
const quiet, busy = 300, 600

func toldOn(t *testing.T, seed uint64, visitors int, tell func(*hall, *visitor) (kiosk.Wait, bool)) Report {
	t.Helper()
	c := Config{Seed: seed, Visitors: visitors, Database: "sqlite:" + filepath.Join(t.TempDir(), "center.db")}
	h, err := open(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	h.tell = func(v *visitor) (kiosk.Wait, bool) { return tell(h, v) }
	r, err := h.days(c)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// broken tells what is wrong with what people were told on a day: too little came
// true, or ranges were so wide that nearly all did.
func broken(r Report) []string {
	most := map[bool]float64{true: 7, false: 25}[r.Visitors <= quiet] // minutes
	if r.Kept() < 0.75 || r.Kept() > 0.92 || r.Wide > most || r.Told.Told < r.Visitors*9/10 {
		return []string{fmt.Sprintf("seed %d: for %.1f %% of %d who were told it came true, with ranges of %.1f minutes", r.Seed, 100*r.Kept(), r.Told.Told, r.Wide)}
	}
	return nil
}

// What people are told comes true for three of four to nine of ten, when few come
// and when a morning is too full for its counters and clerks rest in the midst of it.
func TestWhatIsToldComesTrueOnQuietAndBusyDays(t *testing.T) {
	for _, visitors := range []int{quiet, busy} {
		for seed := range uint64(3) {
			t.Run(fmt.Sprintf("%d visitors, seed %d", visitors, seed+1), func(t *testing.T) {
				t.Parallel()
				r := toldOn(t, seed+1, visitors, (*hall).foretold)
				t.Logf("%.1f %% of %d, %.1f minutes wide", 100*r.Kept(), r.Told.Told, r.Wide)
				for _, found := range broken(r) {
					t.Error(found)
				}
			})
		}
	}
}

// The controls: a forecast that knows the line, the counters and how long services
// take and nothing else; and one that counts people ahead.
func TestControlForecastsThatKnowTooLittle(t *testing.T) {
	for name, tell := range map[string]func(*hall, *visitor) (kiosk.Wait, bool){
		"a forecast without breaks, absences and who comes later": onlyTheLine,
		"so many people ahead at the pace of one": func(h *hall, v *visitor) (kiosk.Wait, bool) {
			lines, _, err := h.queue.Snapshot(h.ctx)
			h.check(err)
			l := lines.Line(v.service)
			return l.Pace.WaitFor(l.Waiting)
		},
	} {
		proof.Control(t, name, "TestWhatIsToldComesTrueOnQuietAndBusyDays", broken(toldOn(t, 1, busy, tell))...)
	}
}

func onlyTheLine(h *hall, v *visitor) (w kiosk.Wait, ok bool) {
	l := turn.Lobby{Now: h.at, Policy: h.site.Policy, Took: map[string][]time.Duration{}}
	h.check(h.store.Read(h.ctx, func(t *store.Tx) error {
		waiting, err := t.AllWaiting(h.ctx, h.site.ID)
		for _, k := range waiting {
			l.Line = append(l.Line, turn.Ticket{ID: k.ID, Service: k.Service, Class: k.Class, LineAt: k.IssuedAt, Device: k.Device, Seq: k.Seq})
		}
		for _, s := range h.site.Services {
			if took, _ := t.LastServed(h.ctx, h.site.ID, s.Letter, 50); len(took) >= kiosk.EnoughPace {
				l.Took[s.Letter] = took
			}
		}
		called, _ := t.AllCalled(h.ctx, h.site.ID)
		for i, c := range h.site.Counters {
			o := turn.Open{Counter: turn.Counter{Number: c.Number, Services: c.Services, Since: h.site.Policy.Gap()}}
			for _, k := range called {
				if k.Counter == c.Number {
					o.Serving, o.For = k.Service, h.at.Sub(k.CalledAt)
				}
			}
			if h.desks[i].busy || h.desks[i].working() {
				l.Open = append(l.Open, o)
			}
		}
		return err
	}))
	w, ok = turn.Forecast(l)[turn.Newcomer{Service: v.service, First: v.class != ""}]
	return w, ok
}
