package hook

import (
	"bytes"
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"dongthap.vn/sen/center/queue"
	"dongthap.vn/sen/center/queue/queuetest"
	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/kiosk"
)

// Everything a clerk does with a ticket is told, with where the ticket stands
// after it, but for its class.
func TestWhatAClerkDoesIsTold(t *testing.T) {
	v := settle(t)
	ctx, at := t.Context(), queuetest.At(3)
	k := v.Take("B merit")[0]
	step := func(do func(context.Context, queue.Call) (queue.Ticket, error)) {
		t.Helper()
		v.Clock.Pass(time.Second)
		_, err := do(ctx, at)
		must(t, err)
	}
	add := func(service string) func(context.Context, queue.Call) (queue.Ticket, error) {
		return func(ctx context.Context, c queue.Call) (queue.Ticket, error) {
			return v.Queue.AddService(ctx, c, service)
		}
	}
	class := func(to kiosk.Class) func(context.Context, queue.Call) (queue.Ticket, error) {
		return func(ctx context.Context, c queue.Call) (queue.Ticket, error) {
			return v.Queue.SetClass(ctx, c, k.ID, to)
		}
	}
	back := func(ctx context.Context, c queue.Call) (queue.Ticket, error) { return v.Queue.Return(ctx, c, k.ID) }
	step(v.Queue.CallNext)
	step(v.Queue.Begin)
	step(class(kiosk.Disabled))
	step(add("C"))
	step(v.Queue.Done)
	v.Clock.Pass(time.Second)
	_, err := v.Queue.Undo(ctx, at)
	must(t, err)
	step(v.Queue.Park)
	step(back)
	step(func(ctx context.Context, c queue.Call) (queue.Ticket, error) {
		return v.Queue.CallTicket(ctx, c, k.ID, queue.Why{Reason: queue.ChosenOther, Note: "con nhỏ đang khóc"})
	})
	step(func(ctx context.Context, c queue.Call) (queue.Ticket, error) { return v.Queue.Transfer(ctx, c, "C", 0) })

	must(t, v.Deliver(ctx))
	want := []string{"called B called", "begun B serving", "service_added B serving", "went_on C waiting", "undone B serving 5", "parked B parked",
		"returned B waiting", "called B called", "transferred C waiting"}
	var got []string
	for _, l := range v.receiver.letters() {
		line := []string{strings.TrimPrefix(l.Type, "ticket."), l.Data.Service, l.Data.State}
		if l.Data.Undoes > 0 {
			line = append(line, string('0'+rune(l.Data.Undoes)))
		}
		got = append(got, strings.Join(line, " "))
		for _, private := range []string{"disabled", "merit", "khóc", "class"} {
			if bytes.Contains(l.body, []byte(private)) {
				t.Errorf("%s tells of %q: %s", l.Type, private, l.body)
			}
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("told\n%q, want\n%q", got, want)
	}
	if !slices.Contains(Kinds, store.ToldUndone) || len(Kinds) != 14 {
		t.Errorf("there are the kinds %q", Kinds)
	}
}
