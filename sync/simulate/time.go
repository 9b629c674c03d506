package simulate

import (
	"container/heap"
	"context"
	"math"
	"time"
)

// An errand is something that happens at a moment.
type errand struct {
	at time.Duration // since dawn
	n  int           // errands of one moment happen in the order they were planned
	do func()
}

type agenda []errand

func (a agenda) Len() int { return len(a) }
func (a agenda) Less(i, j int) bool {
	return a[i].at < a[j].at || a[i].at == a[j].at && a[i].n < a[j].n
}
func (a agenda) Swap(i, j int) { a[i], a[j] = a[j], a[i] }
func (a *agenda) Push(x any)   { *a = append(*a, x.(errand)) }
func (a *agenda) Pop() any {
	last := (*a)[len(*a)-1]
	*a = (*a)[:len(*a)-1]
	return last
}

// after plans an errand.
func (w *world) after(d time.Duration, do func()) {
	w.planned++
	heap.Push(&w.agenda, errand{w.now + d, w.planned, do})
}

// pass lets time pass, and what is planned happen.
func (w *world) pass(d time.Duration) {
	until := w.now + d
	w.wakeSignalled()
	for len(w.agenda) > 0 && w.agenda[0].at <= until {
		next := heap.Pop(&w.agenda).(errand)
		w.now = next.at
		next.do()
		w.wakeSignalled()
	}
	w.now = until
	must(w.ctx.Err())
}

// A strand is a loop of an agent. It runs alone, until it waits: for time, for
// a signal or for an answer. So the order of everything is the seed's.
type strand struct {
	w           *world
	ctx         context.Context
	cancel      context.CancelFunc
	resume      chan struct{}
	parked      bool
	ended       bool
	waits       int // counts them, so that a timer of an earlier wait is known
	wake, hurry <-chan struct{}
}

type strandKey struct{}

func strandOf(ctx context.Context) *strand { return ctx.Value(strandKey{}).(*strand) }

// spin starts a strand; it runs for the first time when the present errand is over.
func (w *world) spin(run func(context.Context)) *strand {
	s := &strand{w: w, resume: make(chan struct{}), parked: true}
	ctx, cancel := context.WithCancel(w.ctx)
	s.ctx, s.cancel = context.WithValue(ctx, strandKey{}, s), cancel
	w.strands = append(w.strands, s)
	go func() {
		<-s.resume
		run(s.ctx)
		s.ended = true
		w.yield <- struct{}{}
	}()
	s.after(0)
	return s
}

// after resumes the strand when d has passed, unless it went on before.
func (s *strand) after(d time.Duration) {
	n := s.waits
	s.w.after(d, func() {
		if s.waits == n {
			s.run()
		}
	})
}

// run lets the strand run until it waits again; the world's errands call it.
func (s *strand) run() {
	if s.ended || !s.parked {
		return
	}
	s.parked = false
	s.waits++
	s.wake, s.hurry = nil, nil
	s.resume <- struct{}{}
	<-s.w.yield
}

// park waits until the strand is run again; its own code calls it.
func (s *strand) park() {
	s.parked = true
	s.w.yield <- struct{}{}
	<-s.resume
}

// kill ends a strand as the end of its process does: it does nothing more.
func (s *strand) kill() {
	s.cancel()
	for !s.ended {
		s.run()
	}
}

// wakeSignalled runs the strands whose signal has fired.
func (w *world) wakeSignalled() {
	for again := true; again; {
		again = false
		for _, s := range w.strands {
			if !s.ended && s.parked && (fired(s.wake) || fired(s.hurry)) {
				s.run()
				again = true
			}
		}
	}
}

func fired(c <-chan struct{}) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}

// tempo is the time of one kiosk's agent.
type tempo struct{ w *world }

func (t tempo) Now() time.Time       { return dawn.Add(t.w.now) }
func (t tempo) Random(n int64) int64 { return t.w.chance.Int64N(n) }

// Within leaves it to the simulated road to give up: a limit by the machine's clock
// would make the day another when the machine is slow.
func (t tempo) Within(ctx context.Context, _ time.Duration) (context.Context, context.CancelFunc) {
	return context.WithCancel(ctx)
}

func (t tempo) Rest(ctx context.Context, d time.Duration, wake, hurry <-chan struct{}) {
	s := strandOf(ctx)
	if ctx.Err() != nil || fired(wake) || fired(hurry) {
		return
	}
	s.after(d)
	s.wake, s.hurry = wake, hurry
	s.park()
}

// odds is true with probability p.
func (w *world) odds(p float64) bool { return w.chance.Float64() < p }

// span is a length of time; short ones are as likely as long ones.
func (w *world) span(from, to time.Duration) time.Duration {
	return time.Duration(float64(from) * math.Pow(float64(to)/float64(from), w.chance.Float64()))
}

// pick chooses one of some.
func pick[T any](w *world, from ...T) T { return from[w.chance.IntN(len(from))] }
