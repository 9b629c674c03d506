// Package queuetest lets clerks call in a lobby of lobbytest, for tests of
// packages that look at its lines.
package queuetest

import (
	"log/slog"
	"testing"

	"dongthap.vn/sen/center/queue"
	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/center/store/lobbytest"
)

// Monday is a morning at the center: 08:00 in Vietnam.
var Monday = lobbytest.Monday

// A Lobby is the example site with its lines and its queue.
type Lobby struct {
	*lobbytest.Lobby
	Queue *queue.Queue
	t     testing.TB
}

// Open stands a lobby on a new database.
func Open(t testing.TB) *Lobby {
	t.Helper()
	l := &Lobby{Lobby: lobbytest.Open(t), t: t}
	l.Queue = queue.New(queue.Config{Store: l.Store, Now: l.Clock.Now, Log: slog.New(slog.DiscardHandler)})
	return l
}

// At is a call from a counter.
func At(counter int) queue.Call { return queue.Call{Site: 1, Counter: counter, Staff: "clerk"} }

// Next ends what a counter serves and calls the next, and fails the test when
// nobody waits.
func (l *Lobby) Next(counter int) store.Ticket {
	l.t.Helper()
	turn, err := l.Queue.FinishAndCallNext(l.t.Context(), At(counter))
	if err != nil || turn.Called == nil {
		l.t.Fatalf("call at %d: %+v, %v", counter, turn, err)
	}
	return *turn.Called
}
