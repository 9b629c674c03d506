// Package queuetest stands a lobby on a real database for tests of packages that
// look at its lines: the example site, a clock that stands, and one kiosk whose
// visitors take numbers.
package queuetest

import (
	"encoding/hex"
	"fmt"
	"log/slog"
	"sync"
	"testing"
	"time"

	"dongthap.vn/sen/assets/site"
	"dongthap.vn/sen/center/queue"
	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/center/store/storetest"
	"dongthap.vn/sen/kiosk"
)

// Monday is a morning at the center: 08:00 in Vietnam.
var Monday = time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC)

// A Clock stands until it is moved.
type Clock struct {
	mu  sync.Mutex
	now time.Time
}

// Now tells the time.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// Pass lets time pass.
func (c *Clock) Pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// A Lobby is the example site with its lines.
type Lobby struct {
	Store *store.Store
	Queue *queue.Queue
	Clock *Clock
	DSN   string
	t     testing.TB
	seq   int64
	count map[string]int
}

// Open stands a lobby on a new database.
func Open(t testing.TB) *Lobby {
	t.Helper()
	l := &Lobby{t: t, DSN: storetest.DSN(t), Clock: &Clock{now: Monday}, count: map[string]int{}}
	l.Store = l.Another()
	l.Queue = queue.New(queue.Config{Store: l.Store, Now: l.Clock.Now, Log: slog.New(slog.DiscardHandler)})
	l.Write(func(tx *store.Tx) error {
		version, err := tx.NextVersion(t.Context(), kiosk.DocSite, Monday)
		if err != nil {
			return err
		}
		tx.Touch(kiosk.DocQueue, Monday)
		return tx.PutDocument(t.Context(), store.Document{Name: kiosk.DocSite, Version: version, Body: site.Example, Envelope: []byte{0}})
	})
	return l
}

// Another opens the lobby's database as another center does.
func (l *Lobby) Another() *store.Store {
	l.t.Helper()
	s, err := store.Open(l.t.Context(), l.DSN)
	if err != nil {
		l.t.Fatal(err)
	}
	l.t.Cleanup(func() { s.Close() })
	return s
}

// Write does something in one transaction and fails the test when it cannot.
func (l *Lobby) Write(do func(*store.Tx) error) {
	l.t.Helper()
	if err := l.Store.Write(l.t.Context(), do); err != nil {
		l.t.Fatal(err)
	}
}

// Take takes numbers for services at kiosk 2, a second apart.
func (l *Lobby) Take(services ...string) (tickets []*store.Ticket) {
	l.t.Helper()
	for _, service := range services {
		l.seq++
		l.count[service]++
		l.Clock.Pass(time.Second)
		now := l.Clock.Now()
		receipt := [10]byte{8: byte(l.seq >> 8), 9: byte(l.seq)}
		tickets = append(tickets, &store.Ticket{ID: fmt.Sprintf("t%05d", l.seq), Site: 1, Device: "2", Epoch: "00000000000000aa", Seq: l.seq,
			Number: kiosk.FormatNumber(service, "2", l.count[service]), Day: kiosk.DateOf(now.In(kiosk.VietnamTime)).String(), Service: service,
			Lang: kiosk.Vietnamese, ReceiptID: hex.EncodeToString(receipt[:]), IssuedAt: now})
	}
	l.Write(func(tx *store.Tx) error {
		tx.Touch(kiosk.DocQueue, l.Clock.Now())
		_, err := tx.AddTickets(l.t.Context(), tickets)
		return err
	})
	return tickets
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
