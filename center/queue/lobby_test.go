package queue

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"dongthap.vn/sen/assets/site"
	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/center/store/storetest"
	"dongthap.vn/sen/kiosk"
)

// monday is a morning at the center: 08:00 in Vietnam.
var monday = time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC)

type clock struct {
	mu sync.Mutex
	t  time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.t
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t = c.t.Add(d)
}

// A lobby is the example site with its lines.
type lobby struct {
	*Queue
	t     testing.TB
	dsn   string
	clock *clock
	seq   int64
	count map[string]int
}

func TestMain(m *testing.M) { storetest.Main(m, store.Migrate) }

func open(t testing.TB) *lobby {
	t.Helper()
	l := &lobby{t: t, dsn: storetest.DSN(t), clock: &clock{t: monday}, count: map[string]int{}}
	l.Queue = l.another()
	l.write(func(tx *store.Tx) error {
		version, err := tx.NextVersion(t.Context(), kiosk.DocSite, monday)
		if err != nil {
			return err
		}
		tx.Touch(kiosk.DocQueue, monday)
		return tx.PutDocument(t.Context(), store.Document{Name: kiosk.DocSite, Version: version, Body: site.Example, Envelope: []byte{0}})
	})
	return l
}

// rule publishes the site with a change.
func (l *lobby) rule(change func(*kiosk.Site)) {
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
	l.write(func(tx *store.Tx) error {
		version, err := tx.NextVersion(l.t.Context(), kiosk.DocSite, l.clock.now())
		if err != nil {
			return err
		}
		return tx.PutDocument(l.t.Context(), store.Document{Name: kiosk.DocSite, Version: version, Body: body, Envelope: []byte{0}})
	})
}

// serveAll lets every counter serve the same services.
func (l *lobby) serveAll(services ...string) {
	l.t.Helper()
	l.rule(func(s *kiosk.Site) {
		for i := range s.Counters {
			s.Counters[i].Services = services
		}
	})
}

// another opens the lobby's database as another center does.
func (l *lobby) another() *Queue {
	l.t.Helper()
	s, err := store.Open(l.t.Context(), l.dsn)
	if err != nil {
		l.t.Fatal(err)
	}
	l.t.Cleanup(func() { s.Close() })
	return New(Config{Store: s, Now: l.clock.now, Log: slog.New(slog.DiscardHandler)})
}

func (l *lobby) write(do func(*store.Tx) error) {
	l.t.Helper()
	if err := l.store.Write(l.t.Context(), do); err != nil {
		l.t.Fatal(err)
	}
}

// take takes numbers for services at kiosk 2, a second apart. «B disabled» is
// taken by somebody of a class.
func (l *lobby) take(services ...string) (tickets []*Ticket) {
	l.t.Helper()
	for _, wish := range services {
		service, class, _ := strings.Cut(wish, " ")
		l.seq++
		l.count[service]++
		l.clock.pass(time.Second)
		now := l.clock.now()
		tickets = append(tickets, &Ticket{ID: fmt.Sprintf("t%05d", l.seq), Site: 1, Device: "2", Epoch: "00000000000000aa", Seq: l.seq,
			Number: kiosk.FormatNumber(service, "2", l.count[service]), Day: kiosk.DateOf(now.In(kiosk.VietnamTime)).String(), Service: service,
			Class: kiosk.Class(class), Lang: kiosk.Vietnamese, ReceiptID: receiptID(l.seq), IssuedAt: now})
	}
	l.write(func(tx *store.Tx) error {
		tx.Touch(kiosk.DocQueue, l.clock.now())
		_, err := tx.AddTickets(l.t.Context(), tickets)
		return err
	})
	return tickets
}

func receiptID(seq int64) string {
	id := receiptBytes(seq)
	return hex.EncodeToString(id[:])
}

func receiptBytes(seq int64) (id [10]byte) {
	id[9], id[8] = byte(seq), byte(seq>>8)
	return id
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
	l.clock.pass(takes)
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
