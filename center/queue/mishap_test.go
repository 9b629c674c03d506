package queue

import (
	"testing"
	"time"

	"dongthap.vn/sen/center/queue/turn"
	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/kiosk"
)

// A counter is taken out of the site while somebody is served there, past the
// page that would not: who is there is served to the end, and nobody else is
// called to a counter that is not.
func TestACounterIsGoneWhileItServes(t *testing.T) {
	l := open(t)
	l.Take("B", "B", "B")
	away := l.next(3)
	must[Ticket](l)(l.Park(l.ctx(), at(3)))
	l.next(3)
	l.Rule(func(s *kiosk.Site) { s.Counters = append(s.Counters[:2:2], s.Counters[3:]...) })
	l.Read(func(tx *store.Tx) error {
		site, err := tx.Site(l.ctx())
		if err != nil {
			return err
		}
		left, err := Stranded(l.ctx(), tx, site)
		if len(left) != 2 || left[0].Number != "B2-002" || left[1].ID != away.ID {
			t.Errorf("stranded are %+v", left)
		}
		return err
	})
	_, err := l.CallNext(l.ctx(), at(3))
	l.refused("the next", err, ErrNoCounter)
	l.refused("a pause", l.Pause(l.ctx(), at(3), "lunch", ""), ErrNoCounter)
	if k := must[Ticket](l)(l.Transfer(l.ctx(), at(3), "B", 4)); k.State != store.Waiting {
		t.Errorf("sent as %+v", k)
	}
	if k := l.next(4); k.Number != "B2-002" {
		t.Errorf("counter 4 calls %s", k.Number)
	}
	must[Ticket](l)(l.Return(l.ctx(), at(4), away.ID))
	if k, err := l.CallTicket(l.ctx(), at(5), away.ID, Why{Reason: Chosen}); err != nil || k.State != store.Called {
		t.Errorf("who came back to a counter that is gone: %+v, %v", k, err)
	}
}

// The center's clock is set back an hour in the middle of a morning.
func TestAClockSetBackStopsNobody(t *testing.T) {
	l := open(t)
	l.Take("B", "B", "B")
	l.next(3)
	l.Clock.Pass(-time.Hour)
	if k := must[Ticket](l)(l.Begin(l.ctx(), at(3))); k.State != store.Serving {
		t.Errorf("begun as %+v", k)
	}
	step, err := l.FinishAndCallNext(l.ctx(), at(3))
	if err != nil || step.Done == nil || step.Called == nil || step.Called.Reason != string(turn.LongestWait) {
		t.Fatalf("%+v, %v", step, err)
	}
	if v, err := l.Counter(l.ctx(), 1, 3); err != nil || v.Current == nil || len(v.Waiting) != 1 {
		t.Errorf("the clerk sees %+v, %v", v, err)
	}
	l.pause(4, "break")
	l.Clock.Pass(-time.Hour)
	if err := l.Resume(l.ctx(), at(4)); err != nil {
		t.Error(err)
	}
	if q, _ := l.snapshot(); len(q.Paused) != 0 || q.Line("B").Pace.P50 < 0 {
		t.Errorf("the board is told %+v", q)
	}
}
