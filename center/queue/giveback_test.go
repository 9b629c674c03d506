package queue

import (
	"errors"
	"testing"

	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/kiosk"
)

func TestAVisitorGivesATurnBack(t *testing.T) {
	l := open(t)
	tickets := l.Take("B", "B", "B")
	if err := l.GiveBack(l.ctx(), 1, tickets[0].ID); err != nil {
		t.Fatal(err)
	}
	if k := l.next(3); k.Number != "B2-002" {
		t.Errorf("called %s, which was given back before", k.Number)
	}
	acts, err := l.History(l.ctx(), tickets[0].ID)
	if err != nil || len(acts) != 1 || acts[0].Act != store.ActCancel || acts[0].Reason != "visitor" || acts[0].Staff != "" {
		t.Errorf("recorded %+v, %v", acts, err)
	}
	for what, refused := range map[string]struct {
		site   int
		ticket string
		want   error
	}{
		"twice": {1, tickets[0].ID, ErrNotWaiting}, "when it was called": {1, tickets[1].ID, ErrNotWaiting},
		"at another site": {2, tickets[2].ID, kiosk.ErrNotFound}, "by nobody": {1, "nobody", kiosk.ErrNotFound},
	} {
		if err := l.GiveBack(l.ctx(), refused.site, refused.ticket); !errors.Is(err, refused.want) {
			t.Errorf("given back %s: %v, want %v", what, err, refused.want)
		}
	}
	must[Ticket](l)(l.Begin(l.ctx(), at(3)))
	l.refused("given back while it is served", l.GiveBack(l.ctx(), 1, tickets[1].ID), ErrNotWaiting)
	must[Ticket](l)(l.Park(l.ctx(), at(3)))
	if err := l.GiveBack(l.ctx(), 1, tickets[1].ID); err != nil {
		t.Errorf("given back while the counter waits for a paper: %v", err)
	}
	if v, err := l.Counter(l.ctx(), 1, 3); err != nil || len(v.Parked) != 0 {
		t.Errorf("the counter waits for %+v, %v", v.Parked, err)
	}
	if k := l.snapshotOf("B2-003"); k != string(store.Waiting) {
		t.Errorf("the one behind is %s", k)
	}
}

func (l *lobby) snapshotOf(number string) string {
	q, _ := l.snapshot()
	k, _ := q.Ticket(number)
	return k.State
}
