package desk

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/json"
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/identity"
	"dongthap.vn/sen/kiosk/store"
)

// morning is a Monday at the center.
var morning = time.Date(2026, 11, 23, 8, 42, 0, 0, kiosk.VietnamTime)

var everyDay = []time.Weekday{0, 1, 2, 3, 4, 5, 6}

// hall is a site with two lines, open from half past seven to five.
func hall() kiosk.Site {
	return kiosk.Site{
		ID: 1, Name: kiosk.Name{VI: "Trung tâm"}, PublicURL: "https://phucvu.dongthap.gov.vn", LastTicket: 15,
		Hours:    []kiosk.Opening{{Weekdays: everyDay, From: 7*60 + 30, To: 17 * 60}},
		Services: []kiosk.Service{{Letter: "A"}, {Letter: "B"}},
	}
}

const noProcedures = `{"version":1,"checked_on":"2026-11-01","source":"test","procedures":[]}`

// A lobby is a desk with a real database, a clock, and the publication key the
// desk trusts.
type lobby struct {
	*Desk
	t        *testing.T
	dir      string
	now      time.Time
	press    ed25519.PrivateKey
	logged   bytes.Buffer
	versions int64
}

func keyOf(b byte) ed25519.PrivateKey {
	return ed25519.NewKeyFromSeed(bytes.Repeat([]byte{b}, ed25519.SeedSize))
}

// empty is a lobby before the center has told it anything.
func empty(t *testing.T) *lobby {
	t.Helper()
	l := &lobby{t: t, dir: t.TempDir(), now: morning, press: keyOf(1)}
	l.start()
	t.Cleanup(func() { l.Store.Close() })
	return l
}

// open is a lobby that gives tickets.
func open(t *testing.T) *lobby {
	t.Helper()
	l := empty(t)
	l.publish(kiosk.DocSite, hall())
	return l
}

// start opens store and desk, as after a power cut.
func (l *lobby) start() {
	l.t.Helper()
	clock := func() time.Time { return l.now }
	s, err := store.Open(context.Background(), store.Options{Path: filepath.Join(l.dir, "kiosk.db"), Device: "2", Now: clock,
		Boot: store.Boot{ID: "boot", Since: func() time.Duration { return time.Hour }}})
	if err != nil {
		l.t.Fatal(err)
	}
	l.Desk, err = New(context.Background(), Config{
		Store: s, Catalogue: []byte(noProcedures), Synonyms: []byte(`{"version":1}`), Now: clock,
		Log: slog.New(slog.NewTextHandler(&l.logged, nil)),
		Identity: identity.Identity{
			Device: "2", SiteID: 1, PublicationKey: l.press.Public().(ed25519.PublicKey), ReceiptKey: keyOf(2), ReceiptKeyID: 7,
		},
	})
	if err != nil {
		l.t.Fatal(err)
	}
}

func (l *lobby) restart() {
	l.t.Helper()
	if err := l.Store.Close(); err != nil {
		l.t.Fatal(err)
	}
	l.start()
}

// envelope signs a body as the center would.
func (l *lobby) envelope(key ed25519.PrivateKey, name string, version int64, body any) []byte {
	l.t.Helper()
	b, err := json.Marshal(body)
	if err != nil {
		l.t.Fatal(err)
	}
	e, err := kiosk.SignDocument(key, kiosk.Document{Name: name, Version: version, Expires: l.now.AddDate(1, 0, 0), Body: b})
	if err != nil {
		l.t.Fatal(err)
	}
	return e
}

// publish puts a newer document in force.
func (l *lobby) publish(name string, body any) {
	l.t.Helper()
	l.versions++
	if err := l.Apply(context.Background(), name, l.envelope(l.press, name, l.versions, body)); err != nil {
		l.t.Fatal(err)
	}
}

// told takes the signal that something changed, if it was given.
func (l *lobby) told() bool {
	select {
	case <-l.Changed():
		return true
	default:
		return false
	}
}

// take gets a ticket.
func (l *lobby) take(service string) (kiosk.Ticket, kiosk.Slip) {
	l.t.Helper()
	t, slip, err := l.TakeTicket(context.Background(), store.TicketRequest{Service: service, Lang: kiosk.Vietnamese})
	if err != nil {
		l.t.Fatal(err)
	}
	return t, slip
}

// events lists what the store holds.
func (l *lobby) events() []kiosk.Event {
	l.t.Helper()
	list, err := l.Store.Outbox(context.Background(), 0, 1<<20)
	if err != nil {
		l.t.Fatal(err)
	}
	return list
}
