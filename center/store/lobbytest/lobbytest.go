// Package lobbytest stands a lobby on a real database for tests of packages that
// work with its lines: the example site, a clock that stands, and one kiosk whose
// visitors take numbers. It calls nobody; queuetest does.
package lobbytest

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"dongthap.vn/sen/assets/site"
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

// NewClock makes a clock that stands at a time.
func NewClock(now time.Time) *Clock { return &Clock{now: now} }

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
	Clock *Clock
	DSN   string
	Taken int64 // numbers so far: t00001, t00002 … are their tickets
	t     testing.TB
	count map[string]int
}

// Open stands a lobby on a new database.
func Open(t testing.TB) *Lobby {
	t.Helper()
	l := &Lobby{t: t, DSN: storetest.DSN(t), Clock: NewClock(Monday), count: map[string]int{}}
	l.Store = l.Another()
	l.publish(site.Example)
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

// Read looks at something in one transaction and fails the test when it cannot.
func (l *Lobby) Read(do func(*store.Tx) error) {
	l.t.Helper()
	if err := l.Store.Read(l.t.Context(), do); err != nil {
		l.t.Fatal(err)
	}
}

// Rule publishes the example site with a change.
func (l *Lobby) Rule(change func(*kiosk.Site)) {
	l.t.Helper()
	s, err := kiosk.ParseSite(site.Example)
	if err != nil {
		l.t.Fatal(err)
	}
	change(&s)
	body, err := json.Marshal(s)
	if err != nil {
		l.t.Fatal(err)
	}
	l.publish(body)
}

// ServeAll lets every counter serve the same services.
func (l *Lobby) ServeAll(services ...string) {
	l.t.Helper()
	l.Rule(func(s *kiosk.Site) {
		for i := range s.Counters {
			s.Counters[i].Services = services
		}
	})
}

func (l *Lobby) publish(body []byte) {
	l.t.Helper()
	l.Write(func(tx *store.Tx) error {
		version, err := tx.NextVersion(l.t.Context(), kiosk.DocSite, l.Clock.Now())
		if err != nil {
			return err
		}
		tx.Touch(kiosk.DocQueue, l.Clock.Now())
		return tx.PutDocument(l.t.Context(), store.Document{Name: kiosk.DocSite, Version: version, Body: body, Envelope: []byte{0}})
	})
}

// Take takes numbers for services at kiosk 2, a second apart. «B disabled» is
// taken by somebody of a class.
func (l *Lobby) Take(services ...string) (tickets []*store.Ticket) {
	l.t.Helper()
	for _, wish := range services {
		service, class, _ := strings.Cut(wish, " ")
		l.Taken++
		l.count[service]++
		l.Clock.Pass(time.Second)
		now := l.Clock.Now()
		tickets = append(tickets, &store.Ticket{ID: fmt.Sprintf("t%05d", l.Taken), Site: 1, Device: "2", Epoch: "00000000000000aa", Seq: l.Taken,
			Number: kiosk.FormatNumber(service, "2", l.count[service]), Day: kiosk.DateOf(now.In(kiosk.VietnamTime)).String(), Service: service,
			Class: kiosk.Class(class), Lang: kiosk.Vietnamese, ReceiptID: ReceiptID(l.Taken), IssuedAt: now})
	}
	l.Write(func(tx *store.Tx) error {
		tx.Touch(kiosk.DocQueue, l.Clock.Now())
		_, err := tx.AddTickets(l.t.Context(), tickets)
		return err
	})
	return tickets
}

// Receipt is the id of the receipt of a taken number, as a receipt holds it.
func Receipt(taken int64) [10]byte { return [10]byte{8: byte(taken >> 8), 9: byte(taken)} }

// ReceiptID is the id of the receipt of a taken number, as a ticket holds it.
func ReceiptID(taken int64) string {
	id := Receipt(taken)
	return hex.EncodeToString(id[:])
}
