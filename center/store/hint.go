package store

import (
	"maps"
	"slices"
	"sync"
)

// Topics beside the names of documents.
const (
	TopicHelp     = "help"     // a help call was made, seen or closed
	TopicFeedback = "feedback" // feedback has come in
	TopicMeetings = "meetings" // one was asked for, or moved on
	// TopicAppointments: one was booked, moved or taken back, or somebody came.
	TopicAppointments = "appointments"
	TopicFleet        = "fleet"    // a device was enrolled, revoked or heard of
	TopicApproval     = "approval" // a device was enrolled (again) or revoked
	TopicHook         = "hook"     // there is something to tell another system
	TopicAlarm        = "alarm"    // a conflict or a double number was found
)

// A Hint says that a topic has changed; what it is now must be read.
type Hint struct {
	Topic   string
	Version int64 // of the document; for other topics a growing number
}

// A Subscription collects hints for one reader. A slow reader loses no topic,
// only the versions in between, and holds nobody up.
type Subscription struct {
	owner   *broadcaster
	topics  []string // empty for all
	ready   chan struct{}
	mu      sync.Mutex
	pending map[string]int64
}

type broadcaster struct {
	mu   sync.Mutex
	subs map[*Subscription]bool
}

// Subscribe starts collecting hints of the given topics, or of all. The
// caller must Close the subscription. What other processes on the same
// database change is heard too.
func (s *Store) Subscribe(topics ...string) *Subscription {
	if s.others != nil {
		s.others.listen()
	}
	sub := &Subscription{owner: &s.hints, topics: topics, ready: make(chan struct{}, 1), pending: map[string]int64{}}
	s.hints.mu.Lock()
	defer s.hints.mu.Unlock()
	if s.hints.subs == nil {
		s.hints.subs = map[*Subscription]bool{}
	}
	s.hints.subs[sub] = true
	return sub
}

// Hears reports whether subscriptions hear of what other processes change, as on
// PostgreSQL.
func (s *Store) Hears() bool { return s.others != nil }

// C is ready when Take has something to give.
func (s *Subscription) C() <-chan struct{} { return s.ready }

// Take gives what has changed since the last Take, by topic.
func (s *Subscription) Take() []Hint {
	s.mu.Lock()
	defer s.mu.Unlock()
	hints := make([]Hint, 0, len(s.pending))
	for _, topic := range slices.Sorted(maps.Keys(s.pending)) {
		hints = append(hints, Hint{topic, s.pending[topic]})
	}
	clear(s.pending)
	return hints
}

// Close ends the subscription.
func (s *Subscription) Close() {
	s.owner.mu.Lock()
	defer s.owner.mu.Unlock()
	delete(s.owner.subs, s)
}

func (b *broadcaster) send(touched map[string]int64) {
	if len(touched) == 0 {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	for sub := range b.subs {
		sub.note(touched)
	}
}

func (s *Subscription) note(touched map[string]int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for topic, version := range touched {
		if len(s.topics) == 0 || slices.Contains(s.topics, topic) {
			s.pending[topic] = max(s.pending[topic], version)
		}
	}
	if len(s.pending) == 0 {
		return
	}
	select {
	case s.ready <- struct{}{}:
	default: // one token is already waiting
	}
}
