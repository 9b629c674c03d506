package queue

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"dongthap.vn/sen/center/queue/turn"
	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/kiosk"
)

// calls is what a counter calls, one after the other, with the reasons:
// «B2-001 longest_wait».
func (l *lobby) calls(counter, times int) (called []string) {
	l.t.Helper()
	for range times {
		l.Clock.Pass(time.Minute)
		step, err := l.FinishAndCallNext(l.ctx(), at(counter))
		if err != nil {
			l.t.Fatal(err)
		}
		if step.Called == nil {
			return append(called, "nobody")
		}
		called = append(called, step.Called.Number+" "+step.Called.Reason)
	}
	return called
}

// must fails the test for an error of a press.
func must[T any](l *lobby) func(T, error) T {
	return func(v T, err error) T {
		l.t.Helper()
		if err != nil {
			l.t.Fatal(err)
		}
		return v
	}
}

func (l *lobby) refused(what string, err, want error) {
	l.t.Helper()
	if !errors.Is(err, want) {
		l.t.Errorf("%s: %v, want %v", what, err, want)
	}
}

func TestOneOfAClassThenTwoOthers(t *testing.T) {
	l := open(t)
	l.Rule(func(s *kiosk.Site) { s.Policy = kiosk.Policy{Order: kiosk.ByRatio, Others: 2} })
	l.Take("B", "B", "B", "B disabled", "B elder_80", "B merit", "B")
	want := []string{"B2-004 priority", "B2-001 longest_wait", "B2-002 longest_wait", "B2-005 priority", "B2-003 longest_wait", "B2-007 others_turn", "B2-006 priority", "nobody"}
	v, err := l.Counter(l.ctx(), 1, 3)
	if err != nil {
		t.Fatal(err)
	}
	var foretold []string
	for _, k := range v.Waiting {
		foretold = append(foretold, k.Number+" "+k.Reason)
	}
	if got := l.calls(3, 8); !slices.Equal(got, want) || !slices.Equal(foretold, want[:7]) {
		t.Errorf("called %v\nforetold %v\nwant %v", got, foretold, want)
	}
}

func TestACapOnOvertakesAtTheCounters(t *testing.T) {
	l := open(t)
	l.Rule(func(s *kiosk.Site) {
		s.Policy = kiosk.Policy{Order: kiosk.ByAge, HeadStart: map[kiosk.Class]int{kiosk.Disabled: 60}, MostOvertakes: 2}
	})
	l.Take("B", "B disabled", "B disabled", "B disabled")
	if got := l.calls(3, 4); !slices.Equal(got, []string{"B2-002 priority", "B2-003 priority", "B2-001 longest_wait", "B2-004 longest_wait"}) {
		t.Errorf("called %v", got)
	}
}

// A class no build knows yet waits and is called like any other.
func TestAClassNobodyKnowsIsCalled(t *testing.T) {
	l := open(t)
	l.Rule(func(s *kiosk.Site) { s.Policy = kiosk.Policy{} })
	l.Take("B tall", "B", "B zealous")
	if got := l.calls(3, 4); !slices.Equal(got, []string{"B2-001 longest_wait", "B2-002 longest_wait", "B2-003 longest_wait", "nobody"}) {
		t.Errorf("called %v", got)
	}
}

func TestAnAppointmentIsMet(t *testing.T) {
	l := open(t)
	l.Rule(func(s *kiosk.Site) { s.Policy = kiosk.Policy{AppointmentEarly: 5, AppointmentLate: 10} })
	walkIns := l.Take("B", "B", "B")
	guest := *walkIns[2]
	guest.ID, guest.Seq, guest.Number, guest.AppointedAt = "guest", 99, "B2-099", monday.Add(8*time.Minute)
	l.Write(func(tx *store.Tx) error {
		_, err := tx.AddTickets(l.ctx(), []*Ticket{&guest})
		return err
	})
	if got := l.calls(3, 1); got[0] != "B2-001 longest_wait" {
		t.Errorf("before the appointment %v is called", got)
	}
	l.Clock.Pass(3 * time.Minute)
	if got := l.calls(3, 3); !slices.Equal(got, []string{"B2-099 appointment", "B2-002 longest_wait", "B2-003 longest_wait"}) {
		t.Errorf("at the appointment %v are called", got)
	}
}

func TestAVisitorFetchesAPaper(t *testing.T) {
	l := open(t)
	l.Take("B", "B")
	k := l.next(3)
	must[Ticket](l)(l.Begin(l.ctx(), at(3)))
	_, err := l.NoShow(l.ctx(), at(3))
	l.refused("no-show of who is here", err, ErrServingBegun)
	_, err = l.Recall(l.ctx(), at(3))
	l.refused("recall of who is here", err, ErrServingBegun)
	if parked := must[Ticket](l)(l.Park(l.ctx(), at(3))); parked.State != store.Parked || parked.ForCounter != 3 {
		t.Fatalf("parked as %+v", parked)
	}
	if got := l.next(3); got.Number != "B2-002" {
		t.Errorf("called %s while the first fetches a paper", got.Number)
	}
	if v, _ := l.Counter(l.ctx(), 1, 3); len(v.Parked) != 1 || v.Parked[0].ID != k.ID {
		t.Errorf("parked %+v", v.Parked)
	}
	l.Take("B")
	must[Ticket](l)(l.Return(l.ctx(), at(3), k.ID))
	_, err = l.Return(l.ctx(), at(3), k.ID)
	l.refused("returned twice", err, ErrNotWaiting)
	if _, err := l.CallTicket(l.ctx(), at(4), k.ID, Why{Reason: Chosen}); err != nil {
		t.Errorf("a colleague cannot call who came back: %v", err)
	}
}

func TestWhoCameBackIsCalledWhereTheyWere(t *testing.T) {
	l := open(t)
	l.Take("B", "B", "B")
	k := l.next(3)
	must[Ticket](l)(l.Park(l.ctx(), at(3)))
	must[Ticket](l)(l.Return(l.ctx(), at(3), k.ID))
	if got := l.next(4); got.Number != "B2-002" {
		t.Errorf("another counter calls %s", got.Number)
	}
	if got := l.next(3); got.ID != k.ID {
		t.Errorf("the counter calls %s", got.Number)
	}
}

func TestANoShowMayReturnForAWhile(t *testing.T) {
	l := open(t)
	l.Rule(func(s *kiosk.Site) { s.Policy.ReturnWithin = 2 })
	l.Take("B", "B", "B", "B", "B", "A")
	k := l.next(3)
	must[Ticket](l)(l.NoShow(l.ctx(), at(3)))
	l.calls(3, 2)
	l.next(1) // of another service
	if v, _ := l.Counter(l.ctx(), 1, 3); len(v.Missed) != 1 || v.Missed[0].ID != k.ID {
		t.Errorf("missed %+v", v.Missed)
	}
	must[Ticket](l)(l.Return(l.ctx(), at(5), k.ID))
	if got := l.calls(3, 1); got[0] != "B2-001 longest_wait" {
		t.Errorf("called %v when the first came back", got)
	}
	must[Ticket](l)(l.NoShow(l.ctx(), at(3)))
	l.calls(3, 2)
	l.Take("B")
	l.calls(3, 1)
	_, err := l.Return(l.ctx(), at(3), k.ID)
	l.refused("after three numbers", err, ErrPassed)
	if v, _ := l.Counter(l.ctx(), 1, 3); len(v.Missed) != 0 {
		t.Errorf("missed %+v", v.Missed)
	}
	_, err = l.Return(l.ctx(), at(3), "nobody's")
	l.refused("nobody's ticket", err, ErrNotWaiting)
}

func TestATransferKeepsItsPlace(t *testing.T) {
	l := open(t)
	l.Take("B", "C", "C")
	k := l.next(3)
	for _, wrong := range []struct {
		service string
		to      int
	}{{"Z", 0}, {"", 0}, {"C", 99}, {"C", 3}} {
		_, err := l.Transfer(l.ctx(), at(3), wrong.service, wrong.to)
		l.refused(fmt.Sprintf("transfer to %q at %d", wrong.service, wrong.to), err, ErrNowhere)
	}
	sent := must[Ticket](l)(l.Transfer(l.ctx(), at(3), "C", 0))
	if sent.State != store.Waiting || sent.Service != "C" || sent.Number != k.Number {
		t.Fatalf("sent as %+v", sent)
	}
	if got := l.calls(4, 2); !slices.Equal(got, []string{"B2-001 longest_wait", "C2-001 longest_wait"}) {
		t.Errorf("called %v", got)
	}
	must[Ticket](l)(l.Transfer(l.ctx(), at(4), "F", 8)) // counter 8 has no line F
	if got := l.calls(8, 2); !slices.Equal(got, []string{"C2-001 longest_wait", "nobody"}) {
		t.Errorf("counter 8 called %v", got)
	}
}

func TestATransferToAServiceNobodyHas(t *testing.T) {
	l := open(t)
	l.Rule(func(s *kiosk.Site) { s.Counters = s.Counters[:3] })
	l.Take("B")
	l.next(3)
	_, err := l.Transfer(l.ctx(), at(3), "K", 0)
	l.refused("a service without counters", err, ErrNowhere)
}

// undone presses something, takes it back, and expects every ticket to be what
// it was.
func (l *lobby) undone(what string, counter int, press func() error) {
	l.t.Helper()
	l.Clock.Pass(time.Minute)
	before := l.tickets()
	if err := press(); err != nil {
		l.t.Fatalf("%s: %v", what, err)
	}
	if slices.Equal(before, l.tickets()) {
		l.t.Fatalf("%s changed nothing", what)
	}
	l.Clock.Pass(UndoWithin)
	if _, err := l.Undo(l.ctx(), at(counter)); err != nil {
		l.t.Fatalf("undo of %s: %v", what, err)
	}
	if after := l.tickets(); !slices.Equal(before, after) {
		l.t.Errorf("%s\nbefore %v\nafter %v", what, strings.Join(before, "\n"), strings.Join(after, "\n"))
	}
	_, err := l.Undo(l.ctx(), at(counter))
	l.refused("undo of undo of "+what, err, ErrNothingToUndo)
}

func (l *lobby) tickets() (all []string) {
	l.t.Helper()
	for seq := range l.Taken {
		l.Read(func(tx *store.Tx) error {
			k, err := tx.Ticket(l.ctx(), fmt.Sprintf("t%05d", seq+1))
			all = append(all, fmt.Sprintf("%+v", k))
			return err
		})
	}
	return all
}

func TestEveryPressCanBeTakenBack(t *testing.T) {
	l := open(t)
	l.Take("B", "B disabled", "C", "B")
	press := func(do func(context.Context, Call) (Ticket, error)) func() error {
		return func() error { _, err := do(l.ctx(), at(3)); return err }
	}
	l.undone("call", 3, press(l.CallNext))
	l.next(3)
	l.undone("finish and call", 3, func() error { _, err := l.FinishAndCallNext(l.ctx(), at(3)); return err })
	l.undone("recall", 3, press(l.Recall))
	l.undone("no-show", 3, press(l.NoShow))
	l.undone("done", 3, press(l.Done))
	l.undone("begin", 3, press(l.Begin))
	add := func(service string) func() error {
		return func() error { _, err := l.AddService(l.ctx(), at(3), service); return err }
	}
	l.undone("add a service", 3, add("C"))
	if err := add("C")(); err != nil {
		t.Fatal(err)
	}
	l.undone("go on", 3, press(l.Done))
	l.undone("go on and call", 3, func() error { _, err := l.FinishAndCallNext(l.ctx(), at(3)); return err })
	must[Ticket](l)(l.Begin(l.ctx(), at(3)))
	l.undone("park", 3, press(l.Park))
	l.undone("transfer", 3, func() error { _, err := l.Transfer(l.ctx(), at(3), "C", 4); return err })
	k := must[Ticket](l)(l.Park(l.ctx(), at(3)))
	l.undone("return", 3, func() error { _, err := l.Return(l.ctx(), at(3), k.ID); return err })
}

func TestWhatCannotBeTakenBack(t *testing.T) {
	l := open(t)
	l.Take("B", "B", "C")
	undo := func() error { _, err := l.Undo(l.ctx(), at(3)); return err }
	l.refused("nothing", undo(), ErrNothingToUndo)
	l.next(3)
	l.Clock.Pass(UndoWithin + time.Millisecond)
	l.refused("after ten seconds", undo(), ErrNothingToUndo)
	must[Ticket](l)(l.Transfer(l.ctx(), at(3), "C", 0))
	l.next(4)
	l.refused("a transfer another has called", undo(), ErrNothingToUndo)
	l.Clock.Pass(time.Minute)
	k := l.next(3)
	l.Write(func(tx *store.Tx) error {
		_, err := tx.Act(l.ctx(), store.Action{Ticket: k.ID, Site: 1, Act: store.ActCancel, At: l.Clock.Now(), Event: "e", Reason: "visitor"})
		return err
	})
	l.refused("a call the visitor has left since", undo(), ErrNothingToUndo)
	seen := k.ID
	c := at(3)
	c.Seen = &seen
	_, err := l.Undo(l.ctx(), c)
	l.refused("undo on an old page", err, ErrMoved)
}

// The auditor's sum: what a counter called follows from who waited and the rule.
func TestTheReasonIsInTheRecord(t *testing.T) {
	l := open(t)
	l.Rule(func(s *kiosk.Site) { s.Policy = kiosk.Policy{Order: kiosk.ByRatio} })
	k := l.Take("B", "B merit")[1]
	l.next(3)
	if record, err := l.History(l.ctx(), k.ID); err != nil || len(record) != 1 || record[0].Reason != string(turn.Priority) {
		t.Errorf("record %+v, %v", record, err)
	}
}

// Who went for a paper and never came back does not stand at the counter the next
// day.
func TestAPaperNeverCame(t *testing.T) {
	l := open(t)
	l.Take("B")
	l.next(3)
	parked := must[Ticket](l)(l.Park(l.ctx(), at(3)))
	if n, err := l.CloseOld(l.ctx()); err != nil || n != 0 {
		t.Errorf("%d closed on the same day, %v", n, err)
	}
	l.Clock.Pass(24 * time.Hour)
	if n, err := l.CloseOld(l.ctx()); err != nil || n != 1 {
		t.Errorf("%d closed on the day after, %v", n, err)
	}
	v := must[CounterView](l)(l.Counter(l.ctx(), 1, 3))
	if k, _, err := l.Record(l.ctx(), parked.ID); err != nil || k.State != store.Closed || len(v.Parked) != 0 {
		t.Errorf("%s, %v, and %d papers are waited for", k.State, err, len(v.Parked))
	}
}
