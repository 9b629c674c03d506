package queue

import (
	"slices"
	"testing"
	"time"

	"dongthap.vn/sen/center/queue/turn"
	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/kiosk"
)

// A day is played again from its record: each part of a visit with how long it
// took, and the counters without their pauses.
func TestAPastDayIsWhatItsRecordTells(t *testing.T) {
	l := open(t)
	l.ServeAll("B", "C")
	k := l.Take("B merit")[0]
	step := func(minutes int, do func() error) {
		t.Helper()
		if err := do(); err != nil {
			t.Fatal(err)
		}
		l.Clock.Pass(time.Duration(minutes) * time.Minute)
	}
	press := func(counter int, do func(q *Queue, c Call) error) func() error {
		return func() error { return do(l.Queue, at(counter)) }
	}
	next := func(q *Queue, c Call) error { _, err := q.CallNext(l.ctx(), c); return err }
	done := func(q *Queue, c Call) error { _, err := q.Done(l.ctx(), c); return err }
	step(2, press(3, next))
	step(1, press(3, func(q *Queue, c Call) error { _, err := q.SetClass(l.ctx(), c, k.ID, kiosk.Child); return err }))
	step(1, press(3, func(q *Queue, c Call) error { _, err := q.AddService(l.ctx(), c, "C"); return err }))
	step(10, press(3, func(q *Queue, c Call) error { _, err := q.Park(l.ctx(), c); return err }))
	step(0, press(3, func(q *Queue, c Call) error { _, err := q.Return(l.ctx(), c, k.ID); return err }))
	step(3, press(3, next))
	step(0, press(3, done))
	step(30, press(3, func(q *Queue, c Call) error { return q.Pause(l.ctx(), c, "lunch", "") }))
	step(0, press(3, func(q *Queue, c Call) error { return q.Resume(l.ctx(), c) }))
	step(5, press(4, next))
	step(0, press(4, done))

	l.Read(func(tx *store.Tx) error {
		site, _ := tx.Site(l.ctx())
		day := kiosk.DateOf(monday.In(kiosk.VietnamTime))
		tickets, _ := tx.TicketsOn(l.ctx(), 1, day)
		record, _ := tx.ActionsOn(l.ctx(), 1, day)
		pauses, err := tx.PausesSince(l.ctx(), 1, monday)
		visits, desks := dayOf(site, tickets, record, pauses)
		if len(visits) != 1 || len(desks) != 2 {
			t.Fatalf("%d visits at %d counters, %v", len(visits), len(desks), err)
		}
		want := []turn.Leg{{Service: "B", ForCounter: 3, Away: 10 * time.Minute, Takes: 3 * time.Minute}, {Service: "C", Takes: 5 * time.Minute}}
		if v := visits[0]; v.Service != "B" || v.Class != kiosk.Child || v.Takes != 4*time.Minute || !slices.Equal(v.Then, want) {
			t.Errorf("the visit is %+v", v)
		}
		if d := desks[0]; d.Number != 3 || d.To.Sub(d.From) != 17*time.Minute || len(d.Pauses) != 1 || d.Pauses[0].To.Sub(d.Pauses[0].From) != 30*time.Minute {
			t.Errorf("the counter worked %+v", d)
		}
		return err
	})
	if r, err := l.Replay(l.ctx(), kiosk.DateOf(monday.In(kiosk.VietnamTime)), kiosk.Policy{}); err != nil || r.All.Was.People != 1 || r.Services[0].Group != "B" {
		t.Errorf("replayed %+v, %v", r, err)
	}
}
