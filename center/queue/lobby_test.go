package queue

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/center/store/lobbytest"
	"dongthap.vn/sen/center/store/storetest"
	"dongthap.vn/sen/kiosk"
)

var monday = lobbytest.Monday

// A lobby is the example site with its lines, seen from inside.
type lobby struct {
	*lobbytest.Lobby
	*Queue
	t testing.TB
}

func TestMain(m *testing.M) { storetest.Main(m, store.Migrate) }

func open(t testing.TB) *lobby {
	t.Helper()
	l := &lobby{Lobby: lobbytest.Open(t), t: t}
	l.Queue = l.on(l.Store)
	return l
}

func (l *lobby) on(s *store.Store) *Queue {
	return New(Config{Store: s, Now: l.Clock.Now, Log: slog.New(slog.DiscardHandler)})
}

// another is the queue of another center on the lobby's database.
func (l *lobby) another() *Queue {
	l.t.Helper()
	return l.on(l.Another())
}

func (l *lobby) ctx() context.Context { return l.t.Context() }

// at is a call from a counter.
func at(counter int) Call { return Call{Site: 1, Counter: counter, Staff: "clerk"} }

// next calls at a counter and fails the test when it cannot.
func (l *lobby) next(counter int) Ticket {
	l.t.Helper()
	k, err := l.CallNext(l.ctx(), at(counter))
	if err != nil {
		l.t.Fatal(err)
	}
	return k
}

// serve calls at a counter and finishes after a while.
func (l *lobby) serve(counter int, takes time.Duration) {
	l.t.Helper()
	l.next(counter)
	l.Clock.Pass(takes)
	if _, err := l.Done(l.ctx(), at(counter)); err != nil {
		l.t.Fatal(err)
	}
}

func (l *lobby) snapshot() (kiosk.Queue, int64) {
	l.t.Helper()
	q, version, err := l.Snapshot(l.ctx())
	if err != nil {
		l.t.Fatal(err)
	}
	return q, version
}
