package queue

import (
	"errors"
	"testing"

	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/kiosk"
)

func TestAVisitorGivesATurnBack(t *testing.T) {
	l := open(t)
	tickets := l.take("B", "B", "B")
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
		"twice": {1, tickets[0].ID, ErrNotWaiting}, "while it is served": {1, tickets[1].ID, ErrNotWaiting},
		"at another site": {2, tickets[2].ID, kiosk.ErrNotFound}, "by nobody": {1, "nobody", kiosk.ErrNotFound},
	} {
		if err := l.GiveBack(l.ctx(), refused.site, refused.ticket); !errors.Is(err, refused.want) {
			t.Errorf("given back %s: %v, want %v", what, err, refused.want)
		}
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
