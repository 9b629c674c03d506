package queue

import (
	"slices"
	"testing"
	"time"

	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/kiosk"
)

func (l *lobby) pause(counter int, reason string) {
	l.t.Helper()
	if err := l.Pause(l.ctx(), at(counter), reason, ""); err != nil {
		l.t.Fatal(err)
	}
}

func TestACounterGoesToLunch(t *testing.T) {
	l := open(t)
	k := l.Take("B", "B", "B")[1]
	l.next(3)
	l.refused("while somebody is at the counter", l.Pause(l.ctx(), at(3), "lunch", ""), ErrServing)
	must[Ticket](l)(l.Done(l.ctx(), at(3)))
	for _, wrong := range [][2]string{{"", ""}, {"siesta", ""}, {"another", "gọi 0912 345 678"}, {"another", "a\u202eb"}, {"lunch", string(make([]rune, MaxNote+1))}} {
		l.refused("for "+wrong[0], l.Pause(l.ctx(), at(3), wrong[0], wrong[1]), ErrBadReason)
	}
	l.refused("a counter there is not", l.Pause(l.ctx(), at(99), "lunch", ""), ErrNoCounter)
	l.pause(3, "lunch")
	l.refused("twice", l.Pause(l.ctx(), at(3), "break", ""), ErrPaused)

	_, err := l.CallNext(l.ctx(), at(3))
	l.refused("the next number", err, ErrPaused)
	_, err = l.FinishAndCallNext(l.ctx(), at(3))
	l.refused("finish and call", err, ErrPaused)
	_, err = l.CallTicket(l.ctx(), at(3), k.ID, Why{Reason: Chosen})
	l.refused("a chosen number", err, ErrPaused)
	_, err = l.Undo(l.ctx(), at(3))
	l.refused("undo, which would seat somebody", err, ErrPaused)
	if got := l.next(4); got.ID != k.ID {
		t.Errorf("a colleague calls %s", got.Number)
	}

	if q, _ := l.snapshot(); !slices.Equal(q.Paused, []kiosk.Paused{{Counter: 3, Reason: "lunch", Since: l.Clock.Now()}}) {
		t.Errorf("the board is told %+v", q.Paused)
	}
	v, err := l.Counter(l.ctx(), 1, 4)
	if err != nil || len(v.Pauses) != 1 || v.Pauses[0].Counter != 3 || v.Pauses[0].Staff != "clerk" || v.Pause != nil {
		t.Errorf("a colleague sees %+v, %v", v.Pauses, err)
	}
	if v, _ := l.Counter(l.ctx(), 1, 3); v.Pause == nil || v.Pause.Reason != "lunch" || v.Undo {
		t.Errorf("the counter itself sees %+v, undo %v", v.Pause, v.Undo)
	}
	if err := l.Resume(l.ctx(), at(3)); err != nil {
		t.Fatal(err)
	}
	l.refused("resume twice", l.Resume(l.ctx(), at(3)), ErrNotPaused)
	l.next(3)
	if q, _ := l.snapshot(); len(q.Paused) != 0 {
		t.Errorf("the board is still told %+v", q.Paused)
	}
}

func TestPausesAreInTheAuditLog(t *testing.T) {
	l := open(t)
	l.pause(3, "equipment")
	l.Clock.Pass(time.Hour)
	if err := l.Resume(l.ctx(), at(3)); err != nil {
		t.Fatal(err)
	}
	l.Read(func(tx *store.Tx) error {
		lines, err := tx.AuditAfter(l.ctx(), 0, 10)
		if len(lines) != 2 || lines[0].Action != "counter.pause.equipment" || lines[0].Subject != "counter:3" || lines[1].Action != "counter.resume" || lines[1].Actor != "clerk" {
			t.Errorf("audited %+v", lines)
		}
		pauses, _ := tx.PausesSince(l.ctx(), 1, monday)
		if len(pauses) != 1 || pauses[0].EndedAt.Sub(pauses[0].BeganAt) != time.Hour || pauses[0].N != 1 {
			t.Errorf("recorded %+v", pauses)
		}
		return err
	})
}

// A clerk goes home without resuming: the counter works the next morning.
func TestAPauseEndsWithTheDay(t *testing.T) {
	l := open(t)
	l.pause(3, "another")
	l.Clock.Pass(15 * time.Hour) // 23:00
	if err := l.endPauses(l.ctx(), l.Clock.Now()); err != nil {
		t.Fatal(err)
	}
	_, err := l.CallNext(l.ctx(), at(3))
	l.refused("the same evening", err, ErrPaused)
	l.Clock.Pass(2 * time.Hour)
	if err := l.endPauses(l.ctx(), l.Clock.Now()); err != nil {
		t.Fatal(err)
	}
	l.Take("B")
	l.next(3)
}

// A counter at lunch is no counter that shortens a wait, though it has just called.
func TestAPausedCounterPromisesNothing(t *testing.T) {
	l := open(t)
	l.ServeAll("B")
	l.Take("B", "B", "B", "B", "B", "B", "B", "B")
	for range 3 {
		l.serve(3, time.Minute)
		l.serve(4, time.Minute)
	}
	pace := func() float64 { q, _ := l.snapshot(); return q.Line("B").Pace.P50 }
	both := pace()
	l.pause(4, "lunch")
	if alone := pace(); both <= 0 || alone != 2*both {
		t.Errorf("a minute ahead is %.1f s with two counters, %.1f s with one at lunch", both, alone)
	}
	if err := l.Resume(l.ctx(), at(4)); err != nil || pace() != both {
		t.Errorf("%.1f s after lunch, want %.1f s; %v", pace(), both, err)
	}
}
