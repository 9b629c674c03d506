package store_test

import (
	"crypto/ed25519"
	"crypto/rand"
	"database/sql"
	"encoding/json"
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"dongthap.vn/sen/assets/catalogue"
	"dongthap.vn/sen/assets/site"
	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/bench"
	"dongthap.vn/sen/kiosk/desk"
	"dongthap.vn/sen/kiosk/identity"
	"dongthap.vn/sen/kiosk/store"
)

const (
	issueRounds = 201
	issueEach   = 25 // tickets a round
)

// morning is the clock of a kiosk: a working morning that a benchmark sets.
type morning struct{ now time.Time }

func (m *morning) at() time.Time { return m.now }

// A hall is a kiosk without a window: its store and the desk that gives
// tickets to visitors.
type hall struct {
	*desk.Desk
	*morning
}

func openHall(b *testing.B) hall {
	b.Helper()
	return openHallIn(b, b.TempDir(), &morning{time.Date(2026, 11, 23, 8, 30, 0, 0, kiosk.VietnamTime)})
}

func openHallIn(b *testing.B, dir string, clock *morning) hall {
	b.Helper()
	s, err := store.Open(b.Context(), store.Options{Path: filepath.Join(dir, "kiosk.db"), Device: "2", Now: clock.at,
		Boot: store.Boot{ID: "boot-1", Since: func() time.Duration { return time.Hour }}})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { s.Close() })
	id, err := identity.New()
	if err != nil {
		b.Fatal(err)
	}
	publication, key, err := ed25519.GenerateKey(nil)
	if err != nil {
		b.Fatal(err)
	}
	id.Device, id.SiteID, id.PublicationKey, id.ReceiptKeyID = "2", 1, publication, 1
	d, err := desk.New(b.Context(), desk.Config{Store: s, Identity: id, Catalogue: catalogue.JSON, Synonyms: catalogue.Synonyms, Now: clock.at, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		b.Fatal(err)
	}
	h := hall{d, clock}
	h.publish(b, key, kiosk.DocSite, json.RawMessage(site.Example))
	h.publish(b, key, kiosk.DocQueue, kiosk.Queue{Day: kiosk.DateOf(clock.now), At: clock.now})
	return h
}

// live lets so many days go by, with tickets every day; today is the day after.
func (h hall) live(b *testing.B, days, tickets int) {
	b.Helper()
	today := h.now
	for ago := days; ago > 0; ago-- {
		h.now = today.AddDate(0, 0, -ago)
		if err := h.Store.Age(b.Context(), "B", tickets); err != nil {
			b.Fatal(err)
		}
	}
	h.now = today
}

func (h hall) publish(b *testing.B, key ed25519.PrivateKey, name string, v any) {
	b.Helper()
	body, err := json.Marshal(v)
	if err != nil {
		b.Fatal(err)
	}
	envelope, err := kiosk.SignDocument(key, kiosk.Document{Name: name, Version: 1, Expires: h.now.AddDate(1, 0, 0), Body: body})
	if err == nil {
		err = h.Apply(b.Context(), name, envelope)
	}
	if err != nil {
		b.Fatal(err)
	}
}

func (h hall) take(b *testing.B) {
	if _, _, err := h.TakeTicket(b.Context(), store.TicketRequest{Service: "B", Lang: kiosk.Vietnamese}); err != nil {
		b.Fatal(err)
	}
}

func (h hall) issue(b *testing.B) {
	for range issueEach {
		h.take(b)
	}
}

// A bare is SQLite with the same driver and durability, one table of rows with a
// unique random id, and nothing else: what one commit costs on this disk.
type bare struct {
	db     *sql.DB
	insert *sql.Stmt
}

// rowSize is about what the rows of a ticket and its event hold, in bytes.
const rowSize = 600

func openBare(b *testing.B) bare {
	b.Helper()
	db, err := sql.Open("sqlite3", "file:"+filepath.Join(b.TempDir(), "bare.db")+"?_journal_mode=WAL&_synchronous=FULL&_txlock=immediate")
	if err != nil {
		b.Fatal(err)
	}
	db.SetMaxOpenConns(1)
	b.Cleanup(func() { db.Close() })
	if _, err := db.Exec("CREATE TABLE rows (seq INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, body BLOB NOT NULL)"); err != nil {
		b.Fatal(err)
	}
	insert, err := db.Prepare("INSERT INTO rows (id, body) VALUES (?1, ?2)")
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { insert.Close() })
	return bare{db, insert}
}

func randomID() []byte {
	id := make([]byte, 16)
	rand.Read(id)
	return id
}

func (s bare) commit(b *testing.B) {
	if _, err := s.insert.Exec(randomID(), make([]byte, rowSize)); err != nil {
		b.Fatal(err)
	}
}

func (s bare) commits(b *testing.B) {
	for range issueEach {
		s.commit(b)
	}
}

// BenchmarkTicketIssue compares a ticket given by the desk, from the rules of
// the door to the signed receipt, with one bare commit.
func BenchmarkTicketIssue(b *testing.B) {
	kiosk, bare := openHall(b), openBare(b)
	for b.Loop() {
		ours, limit := bench.ByTurns(issueRounds, func() { kiosk.issue(b) }, func() { bare.commits(b) })
		bench.Figure{Name: "ticket_issue", Ours: issueEach / ours.Seconds(), Unit: "tickets/s", Limit: issueEach / limit.Seconds(), Want: 0.7}.Print(b)
	}
}

// BenchmarkTicketIssueP99 compares the slowest tickets with the slowest bare
// commits of the same minute: at most 5 ms more.
func BenchmarkTicketIssueP99(b *testing.B) {
	const tickets, slack = 3000, 5 * time.Millisecond
	kiosk, bare := openHall(b), openBare(b)
	for b.Loop() {
		var ours, limit []time.Duration
		for range tickets {
			ours = append(ours, bench.Took(func() { kiosk.take(b) }))
			limit = append(limit, bench.Took(func() { bare.commit(b) }))
		}
		p99, bound := bench.Percentile(ours, 0.99), bench.Percentile(limit, 0.99)+slack
		bench.Figure{Name: "ticket_issue_p99", Ours: milliseconds(p99), Unit: "ms", Limit: milliseconds(bound), Want: 1, Most: true}.Print(b)
	}
}

func milliseconds(d time.Duration) float64 { return d.Seconds() * 1000 }

// BenchmarkTicketIssueAged compares a kiosk with 100,000 tickets behind it with
// one that is new: what a ticket costs must not grow with history.
func BenchmarkTicketIssueAged(b *testing.B) {
	old, young := openHall(b), openHall(b)
	old.live(b, 100, 1000)
	for b.Loop() {
		ours, limit := bench.ByTurns(issueRounds, func() { old.issue(b) }, func() { young.issue(b) })
		bench.Figure{Name: "ticket_issue_aged", Ours: issueEach / ours.Seconds(), Unit: "tickets/s", Limit: issueEach / limit.Seconds(), Want: 0.9}.Print(b)
	}
}
