package ingest

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"sync"
	"testing"
	"time"

	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/center/store/storetest"
	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/bench"
	"dongthap.vn/sen/sync/wire"
)

const (
	benchClients = 16
	benchBatch   = 200 // events
	benchEach    = 4   // batches each client sends in a round, one after the other
	benchRounds  = 9
)

// BenchmarkIngest compares the whole way of a batch, over HTTP and with all
// checks and projections, with bare inserts of as many rows in batches of the
// same size, by turns in one run; see bare. The medians of the rounds are
// compared, for the machine may be busy with something else now and then.
func BenchmarkIngest(b *testing.B) {
	f := openFlood(b, openCenter(b))
	bare := openBare(b)
	var ours, theirs []time.Duration
	for b.Loop() {
		for range benchRounds {
			requests, rows := f.prepare(benchEach, benchBatch)
			ours = append(ours, took(func() { f.send(requests) }))
			theirs = append(theirs, took(func() { bare.insert(b, rows) }))
		}
	}
	name, want := "ingest_200", 0.5
	if storetest.Kind() == storetest.Postgres {
		name, want = "ingest_200_postgres", 0.4
	}
	bench.Figure{Name: name, Ours: eventRate(ours), Unit: "events/s", Limit: eventRate(theirs), Want: want}.Print(b)
	bench.Figure{Name: name + "_rate", Ours: eventRate(ours), Unit: "events/s", Limit: 10_000, Want: 1}.Print(b)
}

// eventRate is how many events a second are taken in the middle one of rounds.
func eventRate(rounds []time.Duration) float64 {
	return benchClients * benchEach * benchBatch / bench.Percentile(rounds, 0.5).Seconds()
}

// A flood is kiosks that send to one center at the same time.
type flood struct {
	b        *testing.B
	url      string
	client   *http.Client
	machines []*machine
	mu       sync.Mutex
	answers  []time.Duration // from question to answer
}

func openFlood(b *testing.B, c *center) *flood { return openFloodOf(b, c, benchClients) }

func openFloodOf(b *testing.B, c *center, kiosks int) *flood {
	server := httptest.NewServer(c.gate)
	b.Cleanup(server.Close)
	f := &flood{b: b, url: server.URL, client: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: benchClients}}}
	for i := range kiosks {
		f.machines = append(f.machines, c.enrolled(fmt.Sprint(i+1)))
	}
	return f
}

// prepare makes so many batches for each kiosk, and the rows of all of them.
func (f *flood) prepare(batches, events int) ([][]*http.Request, [][]store.Event) {
	requests, rows := make([][]*http.Request, len(f.machines)), [][]store.Event(nil)
	for i, m := range f.machines {
		for range batches {
			r, events := m.prepare(f.b, f.url, events)
			requests[i], rows = append(requests[i], r), append(rows, events)
		}
		m.forget()
	}
	runtime.GC() // what was prepared is not to be cleaned up while it is measured
	return requests, rows
}

// forget leaves of the kiosk's log what links it: it would be this process that
// holds it, not the center's.
func (m *machine) forget() {
	for i, e := range m.events {
		m.events[i] = kiosk.Event{Seq: e.Seq, Hash: e.Hash}
	}
}

func took(do func()) time.Duration {
	start := time.Now()
	do()
	return time.Since(start)
}

// prepare records, packs and signs the kiosk's next batch of so many events,
// and reads it back as the rows the center will keep.
func (m *machine) prepare(b *testing.B, url string, size int) (*http.Request, []store.Event) {
	first := int64(len(m.events)) + 1
	for i := range size {
		m.visit(i)
	}
	batch := m.batch(first, first+int64(size)-1)
	body, err := wire.Pack(batch)
	if err != nil {
		b.Fatal(err)
	}
	target, nonce := "/v1/sync/"+m.code, m.center.fleet.Nonce(m.code)
	r, err := http.NewRequest("POST", url+target, bytes.NewReader(body))
	if err != nil {
		b.Fatal(err)
	}
	r.Header.Set(wire.HeaderNonce, nonce)
	r.Header.Set(wire.HeaderSignature, wire.Sign(m.key, wire.Request{Method: "POST", Path: target, Device: m.code, Nonce: nonce, Body: body}))
	r.Header.Set("Content-Type", wire.ContentType)
	decoded, err := decode(batch, store.Device{Code: m.code}, m.center.clock.Now())
	if err != nil {
		b.Fatal(err)
	}
	var rows []store.Event
	for _, e := range decoded.entries {
		rows = append(rows, *e.Event)
	}
	return r, rows
}

// visit records what the i-th visitor does: most take a ticket, one in five
// gives feedback, one in twenty calls for help.
func (m *machine) visit(i int) {
	switch {
	case i%20 == 17:
		m.record(kiosk.KindHelpCalled, kiosk.HelpCalled{Screen: "find", Lang: "vi"})
	case i%5 == 3:
		m.record(kiosk.KindFeedbackGiven, kiosk.FeedbackGiven{Rating: 4, Reasons: []string{"staff"}, HasWords: true, Lang: "vi"},
			kiosk.Sealed{Purpose: kiosk.PurposeWords, KeyID: "2026-11", Ciphertext: make([]byte, 112)})
	default:
		m.ticket("ABCDEFGK"[i%8 : i%8+1])
	}
}

// send lets every kiosk send its requests, one after the other.
func (f *flood) send(requests [][]*http.Request) {
	var all sync.WaitGroup
	for _, queue := range requests {
		all.Go(func() {
			for _, r := range queue {
				begun := time.Now()
				f.one(r)
				f.mu.Lock()
				f.answers = append(f.answers, time.Since(begun))
				f.mu.Unlock()
			}
		})
	}
	all.Wait()
}

func (f *flood) one(r *http.Request) {
	response, err := f.client.Do(r)
	if err != nil {
		f.b.Error(err)
		return
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusOK {
		f.b.Errorf("answered %d %s %v", response.StatusCode, body, err)
	}
}
