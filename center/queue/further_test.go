package queue

import (
	"slices"
	"strings"
	"testing"
	"time"

	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/kiosk"
)

func TestOneNumberForSeveralServices(t *testing.T) {
	l := open(t)
	l.Rule(func(s *kiosk.Site) {
		s.Policy = kiosk.Policy{}
		for i := range s.Counters {
			s.Counters[i].Services = []string{"B"}
		}
		s.Counters[3].Services = []string{"C", "E"}
		s.Counters[4].Services = []string{"A", "F"}
	})
	k := l.Take("B", "C", "C")[0]
	add := func(service string) error { _, err := l.AddService(l.ctx(), at(3), service); return err }
	l.refused("to nobody", add("C"), ErrNobodyServed)
	l.next(3)
	for _, wrong := range []string{"Z", "", "K", "c"} {
		l.refused("a service nobody serves "+wrong, add(wrong), ErrNowhere)
	}
	l.refused("what it is here for", add("B"), ErrHasService)
	for _, service := range []string{"C", "A"} {
		if err := add(service); err != nil {
			t.Fatal(err)
		}
	}
	l.refused("the same again", add("C"), ErrHasService)
	if err := add("F"); err != nil {
		t.Fatal(err)
	}
	l.refused("more than it may", add("E"), ErrTooMany)
	l.Clock.Pass(5 * time.Minute)

	gone := must[Ticket](l)(l.Done(l.ctx(), at(3)))
	if gone.State != store.Waiting || gone.Service != "C" || gone.Further != "AF" || gone.Number != k.Number || !gone.IssuedAt.Equal(k.IssuedAt) {
		t.Fatalf("done as %+v", gone)
	}
	if v, err := l.Counter(l.ctx(), 1, 3); err != nil || v.Served != 1 || v.Median != 5*time.Minute {
		t.Errorf("the counter served %d in %s, %v", v.Served, v.Median, err)
	}
	if got := l.next(4); got.ID != k.ID { // before C2-001 and C2-002, who came later
		t.Errorf("counter 4 calls %s", got.Number)
	}
	step, err := l.FinishAndCallNext(l.ctx(), at(4))
	if err != nil || step.Done.Service != "A" || step.Done.State != store.Waiting || step.Called.Number != "C2-001" {
		t.Fatalf("finished %+v, %v", step, err)
	}
	l.Clock.Pass(UndoWithin)
	back, err := l.Undo(l.ctx(), at(4))
	if err != nil || len(back) != 2 || back[1].ID != k.ID || back[1].State != store.Called || back[1].Service != "C" || back[1].Further != "AF" {
		t.Fatalf("undone: %+v, %v", back, err)
	}
	l.Clock.Pass(time.Second)
	must[Ticket](l)(l.Done(l.ctx(), at(4)))
	l.next(5)
	must[Ticket](l)(l.Done(l.ctx(), at(5)))
	l.next(5)
	if end := must[Ticket](l)(l.Done(l.ctx(), at(5))); end.State != store.Done || end.Service != "F" || end.Further != "" {
		t.Errorf("in the end %+v", end)
	}
	record, err := l.History(l.ctx(), k.ID)
	var acts []string
	for _, a := range store.Standing(record) {
		acts = append(acts, strings.TrimSpace(a.Act+" "+a.ToService))
	}
	if want := []string{"call", "add_service C", "add_service A", "add_service F", "go_on C", "call", "go_on A", "call", "go_on F", "call", "done"}; err != nil || !slices.Equal(acts, want) {
		t.Errorf("recorded %q, %v", acts, err)
	}
}

// The counters of a further service are closed meanwhile: nobody is sent to wait
// for them, and nobody's number is stuck.
func TestAFurtherServiceNobodyServesAnyMore(t *testing.T) {
	l := open(t)
	k := l.Take("B")[0]
	l.next(3)
	for _, service := range []string{"C", "A"} {
		must[Ticket](l)(l.AddService(l.ctx(), at(3), service))
	}
	without := func(letters string) {
		l.Rule(func(s *kiosk.Site) {
			for i := range s.Counters {
				s.Counters[i].Services = slices.DeleteFunc(s.Counters[i].Services, func(v string) bool { return strings.Contains(letters, v) })
				if len(s.Counters[i].Services) == 0 {
					s.Counters[i].Services = []string{"B"}
				}
			}
		})
	}
	without("C")
	if got := must[Ticket](l)(l.Done(l.ctx(), at(3))); got.Service != "A" || got.Further != "C" || got.State != store.Waiting {
		t.Fatalf("sent on as %+v", got)
	}
	l.Rule(func(s *kiosk.Site) { s.Counters[0].Services = []string{"A"} })
	if got, err := l.CallTicket(l.ctx(), at(1), k.ID, Why{Reason: Chosen}); err != nil || got.State != store.Called {
		t.Fatalf("called %+v, %v", got, err)
	}
	without("AC")
	if got := must[Ticket](l)(l.Done(l.ctx(), at(1))); got.State != store.Done || got.Further != "C" {
		t.Errorf("in the end %+v", got)
	}
}
