package queue

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"

	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/center/store/lobbytest"
	"dongthap.vn/sen/kiosk/proof"
)

// clerksAt lets eight clerks do what comes to their mind until the process is
// killed, and tells what was answered: «call t00007». One in a hurry tells of a
// call before it is stored, and waits.
func clerksAt(t *testing.T, dsn string, guests int, hurry bool, tell func(string, ...any)) {
	s, err := store.Open(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	q := New(Config{Store: s, Now: time.Now, Log: slog.New(slog.DiscardHandler)})
	if hurry {
		err := q.change(t.Context(), func(tx *store.Tx) error {
			k, err := q.callNext(t.Context(), tx, Call{Site: 1, Counter: 1, Staff: "clerk", at: time.Now()})
			if err == nil {
				tell("call %s", k.ID)
				<-t.Context().Done() // the end comes first
			}
			return err
		})
		t.Fatal(err)
	}
	m := &mixed{lobby: &lobby{Lobby: &lobbytest.Lobby{Clock: lobbytest.NewClock(time.Time{})}, t: t}, place: map[string]int{}}
	for i := range min(guests, len(m.ids)-1) {
		m.ids[i+1] = fmt.Sprintf("t%05d", guests-i)
	}
	var all sync.WaitGroup
	for clerk := range clerks {
		all.Go(func() {
			r := rand.New(rand.NewPCG(uint64(time.Now().UnixNano()), uint64(clerk)))
			for {
				d := drawDeed(r, clerk+1)
				if d.what != "next" {
					m.do(q, d)
					continue
				}
				step, err := q.FinishAndCallNext(context.Background(), at(clerk+1))
				if err != nil && !errors.Is(err, store.ErrBusy) && !errors.Is(err, ErrPaused) {
					tell("error %v", err)
				}
				if step.Called != nil {
					tell("call %s", step.Called.ID)
				}
			}
		})
	}
	all.Wait()
}

// lives kills clerks at random moments, some times over, and returns what is
// wrong with the records afterwards. New guests come before each life.
func lives(t *testing.T, times, calls int, hurry string) (wrong []string) {
	l := open(t)
	l.ServeAll("B")
	told := map[string]int{}
	note := func(line string) {
		what, id, _ := strings.Cut(line, " ")
		if what != "call" {
			t.Errorf("a clerk is told: %s", line)
		}
		told[id]++
	}
	for range times {
		l.Take(strings.Fields(strings.Repeat("B ", calls))...)
		child := proof.StartChild(t, l.DSN, fmt.Sprint(l.Taken), hurry)
		for range rand.IntN(calls/2) + 1 {
			line, ok := child.Hear()
			if !ok {
				break
			}
			note(line)
			if hurry != "" {
				break
			}
		}
		for _, line := range child.Kill(1 << 62) {
			note(line)
		}
		wrong = append(wrong, l.unlawful(told)...)
	}
	return wrong
}

// unlawful walks over all records: what was answered is there, nobody was called
// while they were served or gone, and each ticket is what its record says.
func (l *lobby) unlawful(told map[string]int) (wrong []string) {
	l.t.Helper()
	after := map[string]store.State{store.ActCall: store.Called, store.ActRecall: store.Called, store.ActBegin: store.Serving, store.ActDone: store.Done,
		store.ActNoShow: store.NoShow, store.ActPark: store.Parked, store.ActReturn: store.Waiting, store.ActTransfer: store.Waiting,
		store.ActGoOn: store.Waiting, store.ActCancel: store.Cancelled}
	for i := range l.Taken {
		k := l.ticketAt(int(i))
		record, err := l.History(l.ctx(), k.ID)
		if err != nil {
			l.t.Fatal(err)
		}
		calls, state := 0, store.Waiting
		for _, a := range record {
			if a.Act == store.ActCall {
				calls++
			}
		}
		for _, a := range store.Standing(record) {
			if a.Act == store.ActCall && state != store.Waiting {
				wrong = append(wrong, k.Number+" was called when it was "+string(state))
			}
			if to, moves := after[a.Act]; moves {
				state = to
			}
		}
		if state != k.State {
			wrong = append(wrong, fmt.Sprintf("%s is %s, and its record says %s", k.Number, k.State, state))
		}
		if told[k.ID] > calls {
			wrong = append(wrong, fmt.Sprintf("%s was called %d times, a clerk was told %d", k.Number, calls, told[k.ID]))
		}
	}
	return wrong
}

// Whenever a center is killed, each call a clerk was told of is there, and nobody
// is called twice. `make soak` kills it a hundred times.
func TestKilledClerksLoseNoCall(t *testing.T) {
	if args, tell, child := proof.Told(t); child {
		guests := 0
		fmt.Sscan(args[1], &guests)
		clerksAt(t, args[0], guests, args[2] != "", tell)
		return
	}
	for _, wrong := range lives(t, proof.Times(3, 100), 60, "") {
		t.Error(wrong)
	}
}

// The control: a center that answers before the call is stored.
func TestControlKilledClerkToldTooSoon(t *testing.T) {
	if args, tell, child := proof.Told(t); child {
		clerksAt(t, args[0], 0, true, tell)
		return
	}
	proof.Control(t, "a call told before it is stored", "TestKilledClerksLoseNoCall", lives(t, 1, 60, "hurry")...)
}
