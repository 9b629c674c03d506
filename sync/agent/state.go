package agent

import (
	"sync"
	"time"

	"dongthap.vn/sen/sync/wire"
)

// A State is what staff may want to see of the road.
type State struct {
	Stopped   bool          // the center refuses this kiosk; events are recorded but not sent
	AckedAt   time.Time     // of the last acknowledgement, by the kiosk's clock; zero before the first
	Offset    time.Duration // the center's clock minus the kiosk's, right to ± RoundTrip/2
	RoundTrip time.Duration
	Told      time.Time // the center's clock at the last acknowledgement; zero before the first
	Withheld  int64     // the last event sent without its content because the center refused it, or 0
	Stuck     int64     // the event the center refuses even so, or 0
}

// board lets other goroutines read the State.
type board struct {
	mu    sync.Mutex
	state State
}

func (b *board) read() State {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.state
}

func (b *board) change(f func(*State)) {
	b.mu.Lock()
	defer b.mu.Unlock()
	f(&b.state)
}

// acked notes an acknowledgement and samples the clocks: the center read its
// own half-way between question and answer, as far as anyone knows.
func (b *board) acked(a answer, ack wire.Ack) {
	trip := a.received.Sub(a.sent)
	middle := a.sent.Add(trip / 2)
	b.change(func(s *State) {
		s.Stopped, s.AckedAt, s.Told = false, a.received, time.UnixMilli(ack.ServerTime)
		s.Offset, s.RoundTrip = s.Told.Sub(middle), trip
	})
}
