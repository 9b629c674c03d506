package ingest

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/google/uuid"

	"dongthap.vn/sen/assets/calendar"
	"dongthap.vn/sen/assets/site"
	"dongthap.vn/sen/center/booking"
	"dongthap.vn/sen/center/fleet"
	"dongthap.vn/sen/center/fleet/fleettest"
	"dongthap.vn/sen/center/listen"
	"dongthap.vn/sen/center/publish"
	"dongthap.vn/sen/center/queue"
	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/center/store/lobbytest"
	"dongthap.vn/sen/center/store/storetest"
	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/sync/wire"
)

var monday = lobbytest.Monday

// catalogue is the smallest one.
const catalogue = `{"version":1,"checked_on":"2026-11-01","source":"test","procedures":[]}`

// A center under test, with its writer running.
type center struct {
	t     testing.TB
	dsn   string
	clock *lobbytest.Clock
	store *store.Store
	queue *queue.Queue
	docs  *publish.Publisher
	hear  *listen.Listener
	fleet *fleet.Fleet
	gate  *Gate
}

func TestMain(m *testing.M) { storetest.Main(m, store.Migrate) }

func openCenter(t testing.TB) *center {
	c := newCenter(t)
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		c.gate.Run(ctx)
	}()
	t.Cleanup(func() { stop(); <-ended })
	return c
}

// newCenter makes a center whose writer does not run yet.
func newCenter(t testing.TB) *center {
	t.Helper()
	c := &center{t: t, dsn: storetest.DSN(t), clock: lobbytest.NewClock(monday)}
	var err error
	if c.store, err = store.Open(t.Context(), c.dsn); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.store.Close() })
	silent := slog.New(slog.DiscardHandler)
	c.queue = queue.New(queue.Config{Store: c.store, Now: c.clock.Now, Log: silent})
	keys, err := publish.OpenVault(t.Context(), c.store, t.TempDir(), c.clock.Now)
	if err != nil {
		t.Fatal(err)
	}
	c.hear = listen.New(listen.Config{Store: c.store, Vault: keys, Now: c.clock.Now, Log: silent})
	c.docs = publish.New(publish.Config{Store: c.store, Vault: keys, Queue: c.queue.Snapshot, Now: c.clock.Now, Log: silent})
	seed := publish.Seed{Site: site.Example, Catalogue: []byte(catalogue), Calendar: calendar.Holidays}
	if err := c.docs.Start(t.Context(), seed); err != nil {
		t.Fatal(err)
	}
	c.fleet = fleet.New(fleet.Config{Store: c.store, Keys: c.docs.PublishKeys, Now: c.clock.Now})
	c.gate = New(Config{Store: c.store, Publisher: c.docs, Fleet: c.fleet, Persons: c.hear, Booking: booking.New(booking.Config{Store: c.store, Calendar: c.docs.Calendar, Now: c.clock.Now}), Now: c.clock.Now, Log: silent, Waiting: 256})
	return c
}

// read runs do on the store.
func (c *center) read(do func(*store.Tx) error) {
	c.t.Helper()
	if err := c.store.Read(c.t.Context(), do); err != nil {
		c.t.Fatal(err)
	}
}

// count counts rows, beside the store.
func (c *center) count(table string) (n int) {
	c.t.Helper()
	c.sql(func(db *sql.DB) error { return db.QueryRow("SELECT COUNT(*) FROM " + table).Scan(&n) })
	return n
}

// sql reaches into the database as an intruder or a fault would.
func (c *center) sql(do func(*sql.DB) error) {
	c.t.Helper()
	storetest.SQL(c.t, c.dsn, do)
}

// sound fails the test when the store breaks a promise.
func (c *center) sound() {
	c.t.Helper()
	flaws, err := Verify(c.t.Context(), c.store)
	if err != nil {
		c.t.Fatal(err)
	}
	for _, f := range flaws {
		c.t.Error(f)
	}
}

// A stand-in for a kiosk: it records events, chains and signs them.
type machine struct {
	center *center
	code   string
	key    ed25519.PrivateKey
	epoch  string
	events []kiosk.Event
	count  map[string]int
	boot   string
	booted time.Time
	nonce  string
}

// enrolled makes a kiosk by an enrolment code, as staff would.
func (c *center) enrolled(code string) *machine {
	c.t.Helper()
	right, err := c.fleet.NewCode(c.t.Context(), code, "Sảnh", "admin")
	if err != nil {
		c.t.Fatal(err)
	}
	k := fleettest.EnrolOver(c.t, right.Text, c.post, func(device, digits string) {
		if err := c.fleet.Approve(c.t.Context(), device, digits, "admin"); err != nil {
			c.t.Fatal(err)
		}
	})
	m := &machine{center: c, code: code, key: k.Key, boot: uuid.NewString(), booted: c.clock.Now().Add(-time.Hour)}
	m.rebirth()
	return m
}

// post posts to the gate.
func (c *center) post(path string, header http.Header, body []byte) (status int, answer []byte) {
	return c.do("POST", path, header, body)
}

// rebirth gives the kiosk a new database.
func (m *machine) rebirth() {
	var raw [8]byte
	rand.Read(raw[:])
	m.epoch, m.events, m.count = hex.EncodeToString(raw[:]), nil, map[string]int{}
}

func marshal(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return b
}

// record appends an event to the kiosk's log.
func (m *machine) record(kind string, body any, sealed ...kiosk.Sealed) kiosk.Event {
	now := m.center.clock.Now()
	e := kiosk.Event{Seq: int64(len(m.events)) + 1, ID: uuid.Must(uuid.NewV7()).String(), Kind: kind, V: 1,
		AtWall: now.Truncate(time.Millisecond), BootID: m.boot, AtMono: now.Sub(m.booted).Truncate(time.Millisecond), Body: marshal(body), Sealed: sealed}
	return m.append(e)
}

// append links an event to the chain.
func (m *machine) append(e kiosk.Event) kiosk.Event {
	e.PrevHash = m.hashAt(e.Seq - 1)
	e.Hash = e.ChainHash()
	m.events = append(m.events, e)
	return e
}

func (m *machine) hashAt(seq int64) kiosk.Hash {
	if seq == 0 {
		return kiosk.Genesis(m.code, m.epoch)
	}
	return m.events[seq-1].Hash
}

// ticket takes a number for a service.
func (m *machine) ticket(service string) kiosk.Event {
	m.count[service]++
	n := m.count[service]
	return m.record(kiosk.KindTicketIssued, kiosk.TicketIssued{Number: kiosk.FormatNumber(service, m.code, n), Service: service,
		Day: kiosk.DateOf(m.center.clock.Now().In(kiosk.VietnamTime)), N: n, ReceiptID: randomHex(10), Lang: kiosk.Vietnamese})
}

func randomHex(n int) string {
	b := make([]byte, n)
	rand.Read(b)
	return hex.EncodeToString(b)
}

// batch packs events first … last of the log.
func (m *machine) batch(first, last int64) wire.Batch {
	prev := m.hashAt(first - 1)
	b := wire.Batch{Proto: wire.Proto, Device: m.code, Epoch: m.epoch, FirstSeq: first, PrevHash: hex.EncodeToString(prev[:]), Events: []wire.Event{}}
	for _, e := range m.events[first-1 : last] {
		b.Events = append(b.Events, wire.FromEvent(e))
	}
	now := m.center.clock.Now()
	b.Clock = wire.Clock{Wall: now.UnixMilli(), BootID: m.boot, Mono: now.Sub(m.booted).Milliseconds()}
	b.Status = wire.Status{Version: "1.0", Outbox: int64(len(m.events)) - last, Docs: map[string]int64{kiosk.DocSite: 1}}
	return b
}

// An answer of the center.
type answer struct {
	status  int
	header  http.Header
	ack     wire.Ack
	refusal wire.Refusal
}

// send sends events first … last, fetching a nonce where one is needed.
func (m *machine) send(first, last int64) answer { return m.post(m.batch(first, last)) }

// sendAll sends everything, and fails the test when it is not taken.
func (m *machine) sendAll() wire.Ack {
	m.center.t.Helper()
	a := m.send(1, int64(len(m.events)))
	if a.status != http.StatusOK || a.ack.AckedSeq != int64(len(m.events)) {
		m.center.t.Fatalf("batch was not taken: %+v", a)
	}
	return a.ack
}

func (m *machine) post(b wire.Batch) answer {
	packed, err := wire.Pack(b)
	if err != nil {
		m.center.t.Fatal(err)
	}
	return m.postBytes(packed)
}

func (m *machine) postBytes(packed []byte) answer {
	a := m.try("POST", "/v1/sync/"+m.code, packed)
	if a.refusal.Code == wire.CodeNonce {
		m.nonce = a.refusal.Nonce
		a = m.try("POST", "/v1/sync/"+m.code, packed)
	}
	return a
}

// where asks for the center's cursor.
func (m *machine) where() answer {
	target := "/v1/sync/" + m.code + "?epoch=" + m.epoch
	a := m.try("GET", target, nil)
	if a.refusal.Code == wire.CodeNonce {
		m.nonce = a.refusal.Nonce
		a = m.try("GET", target, nil)
	}
	return a
}

func (m *machine) try(method, target string, body []byte) answer {
	signature := wire.Sign(m.key, wire.Request{Method: method, Path: target, Device: m.code, Nonce: m.nonce, Body: body})
	header := http.Header{wire.HeaderNonce: {m.nonce}, wire.HeaderSignature: {signature}, "Content-Type": {wire.ContentType}}
	return m.center.ask(method, target, header, body)
}

// ask makes a request and reads the answer.
func (c *center) ask(method, target string, header http.Header, body []byte) answer {
	w := c.request(method, target, header, body)
	a := answer{status: w.Code, header: w.Header()}
	if w.Code == http.StatusOK {
		json.Unmarshal(w.Body.Bytes(), &a.ack)
	} else {
		json.Unmarshal(w.Body.Bytes(), &a.refusal)
	}
	return a
}

func (c *center) do(method, target string, header http.Header, body []byte) (int, []byte) {
	w := c.request(method, target, header, body)
	return w.Code, w.Body.Bytes()
}

func (c *center) request(method, target string, header http.Header, body []byte) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, target, bytes.NewReader(body))
	for name, values := range header {
		r.Header[http.CanonicalHeaderKey(name)] = values
	}
	w := httptest.NewRecorder()
	c.gate.ServeHTTP(w, r)
	return w
}

// dump writes the rows of a table in a stable order, to compare.
func (c *center) dump(table, order string) (rows []string) {
	c.t.Helper()
	c.sql(func(db *sql.DB) error {
		r, err := db.Query("SELECT * FROM " + table + " ORDER BY " + order)
		if err != nil {
			return err
		}
		defer r.Close()
		columns, _ := r.Columns()
		for r.Next() {
			values, refs := make([]any, len(columns)), make([]any, len(columns))
			for i := range values {
				refs[i] = &values[i]
			}
			if err := r.Scan(refs...); err != nil {
				return err
			}
			rows = append(rows, fmt.Sprint(values...))
		}
		return r.Err()
	})
	return rows
}
