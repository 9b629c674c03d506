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
	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/proof"
)

// clerksAt lets eight clerks do what comes to their mind, and four kiosks give
// numbers, until the process is killed, and tells what was answered: «call t00007»,
// «issue k3-12», «deed» for all else. One in a hurry tells of a call before it is
// stored, and waits.
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
	for code := range 4 {
		all.Go(func() { issues(t.Context(), s, fmt.Sprint(code+3), tell) })
	}
	for clerk := range clerks {
		all.Go(func() {
			r := rand.New(rand.NewPCG(uint64(time.Now().UnixNano()), uint64(clerk)))
			for {
				d := drawDeed(r, clerk+1)
				if d.what != "next" {
					m.do(q, d)
					tell("deed")
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

// issues lets a kiosk give numbers, one after the other, where it had stopped.
func issues(ctx context.Context, s *store.Store, code string, tell func(string, ...any)) {
	n := 0
	if err := s.Read(ctx, func(t *store.Tx) error {
		given, err := t.TicketsOn(ctx, 1, kiosk.DateOf(monday))
		for _, k := range given {
			if k.Device == code {
				n++
			}
		}
		return err
	}); err != nil {
		tell("error %v", err)
	}
	for {
		n++
		k := &store.Ticket{ID: fmt.Sprintf("k%s-%d", code, n), Site: 1, Device: code, Epoch: "00000000000000bb", Seq: int64(n), Number: kiosk.FormatNumber("B", code, n),
			Day: kiosk.DateOf(monday).String(), Service: "B", Lang: kiosk.Vietnamese, ReceiptID: lobbytest.ReceiptID(int64(n)), IssuedAt: time.Now()}
		for err := store.ErrBusy; errors.Is(err, store.ErrBusy); { // a kiosk sends again what was not acknowledged
			if err = s.Write(ctx, func(t *store.Tx) error {
				t.Touch(kiosk.DocQueue, time.Now())
				_, err := t.AddTickets(ctx, []*store.Ticket{k})
				return err
			}); err != nil && !errors.Is(err, store.ErrBusy) {
				tell("error %v", err)
			}
		}
		tell("issue %s", k.ID)
	}
}

// lives kills clerks and kiosks at random moments, some times over, and returns
// what is wrong with the records afterwards. New guests come before each life, of
// which up to so many deeds are heard.
func lives(t *testing.T, times, deeds int, hurry string) (wrong []string) {
	const calls = 60
	l := open(t)
	l.ServeAll("B")
	told, heard := map[string]int{}, 0
	note := func(line string) {
		heard++
		switch what, id, _ := strings.Cut(line, " "); what {
		case "call":
			told[id]++
		case "issue":
			told["issue "+id]++
		case "deed":
		default:
			t.Errorf("a clerk is told: %s", line)
		}
	}
	for range times {
		l.Take(strings.Fields(strings.Repeat("B ", calls))...)
		child := proof.StartChild(t, l.DSN, fmt.Sprint(l.Taken), hurry)
		for range rand.IntN(deeds) + 1 {
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
	}
	t.Logf("%d deeds and numbers, %d kills", heard, times)
	return l.unlawful(told)
}

// unlawful walks over all records: what was answered is there, nobody was called
// while they were served or gone, and each ticket is what its record says.
func (l *lobby) unlawful(told map[string]int) (wrong []string) {
	l.t.Helper()
	after := map[string]store.State{store.ActCall: store.Called, store.ActRecall: store.Called, store.ActBegin: store.Serving, store.ActDone: store.Done,
		store.ActNoShow: store.NoShow, store.ActPark: store.Parked, store.ActReturn: store.Waiting, store.ActTransfer: store.Waiting,
		store.ActGoOn: store.Waiting, store.ActCancel: store.Cancelled}
	var all []Ticket
	if err := l.Store.Read(l.ctx(), func(t *store.Tx) (err error) {
		all, err = t.TicketsOn(l.ctx(), 1, kiosk.DateOf(monday))
		return err
	}); err != nil {
		l.t.Fatal(err)
	}
	issued := map[string]int{}
	for _, k := range all {
		if issued["issue "+k.ID]++; k.Twin > 0 {
			wrong = append(wrong, k.Number+" was given twice")
		}
	}
	for line, times := range told {
		if strings.HasPrefix(line, "issue ") && (times > 1 || issued[line] != 1) {
			wrong = append(wrong, fmt.Sprintf("%s was told %d times and is there %d times", line, times, issued[line]))
		}
	}
	for _, k := range all {
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

// Whenever a center is killed, each call a clerk and each number a kiosk was told
// of is there, nobody is called twice and no number given twice. `make soak` kills
// it a hundred times, in some 100,000 deeds of eight clerks and four kiosks.
func TestKilledClerksLoseNoCall(t *testing.T) {
	if args, tell, child := proof.Told(t); child {
		guests := 0
		fmt.Sscan(args[1], &guests)
		clerksAt(t, args[0], guests, args[2] != "", tell)
		return
	}
	for _, wrong := range lives(t, proof.Times(3, 100), proof.Times(60, 2000), "") {
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
