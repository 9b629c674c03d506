package ingest

import (
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"dongthap.vn/sen/center/publish"
	"dongthap.vn/sen/center/store/storetest"
	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/bench"
)

// BenchmarkAcknowledgement measures how long kiosks wait for an acknowledgement
// while 16 of them send batches of 100 without a pause.
func BenchmarkAcknowledgement(b *testing.B) {
	const batches, events = 40, 100
	f := openFlood(b, openCenter(b))
	name := "ack_p99"
	if storetest.Kind() == storetest.Postgres {
		name += "_postgres"
	}
	for b.Loop() {
		requests, _ := f.prepare(batches, events)
		f.answers = nil
		f.send(requests)
		p99 := bench.Percentile(f.answers, 0.99)
		bench.Figure{Name: name, Ours: float64(p99.Microseconds()) / 1000, Unit: "ms", Limit: 250, Want: 1, Most: true}.Print(b)
	}
}

// BenchmarkTickets measures tickets that kiosks tell of one by one, each with a
// request of its own and each committed to the disk before it is answered: 8
// kiosks at once, as fast as they can.
func BenchmarkTickets(b *testing.B) {
	const kiosks, each, rounds = 8, 150, 5
	f := openFloodOf(b, openCenter(b), kiosks)
	name := "ticket_http"
	if storetest.Kind() == storetest.Postgres {
		name += "_postgres"
	}
	for b.Loop() {
		var took []time.Duration
		f.answers = nil
		for range rounds {
			requests, _ := f.prepare(each, 1)
			took = append(took, bench.Took(func() { f.send(requests) }))
		}
		rate := kiosks * each / bench.Median(took).Seconds()
		bench.Figure{Name: name, Ours: rate, Unit: "tickets/s", Limit: 1000, Want: 1}.Print(b)
		p99 := bench.Percentile(f.answers, 0.99)
		bench.Figure{Name: name + "_p99", Ours: float64(p99.Microseconds()) / 1000, Unit: "ms", Limit: 20, Want: 1, Most: true}.Print(b)
	}
}

// BenchmarkUnchangedDocument compares what a document costs that a kiosk has
// already with a bare handler that always answers the same.
func BenchmarkUnchangedDocument(b *testing.B) {
	const asked, rounds = 4000, 9
	c := openCenter(b)
	version, err := c.docs.Version(b.Context(), kiosk.DocCatalogue)
	if err != nil {
		b.Fatal(err)
	}
	ours := openPoll(b, c.gate, publish.ETag(version))
	bare := openPoll(b, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("ETag", r.Header.Get("If-None-Match"))
		w.WriteHeader(http.StatusNotModified)
	}), publish.ETag(version))
	name := "etag_hits"
	if storetest.Kind() == storetest.Postgres {
		name += "_postgres"
	}
	for b.Loop() {
		gate, limit := bench.ByTurns(rounds, func() { ours.ask(asked) }, func() { bare.ask(asked) })
		rate := func(d time.Duration) float64 { return asked / d.Seconds() }
		bench.Figure{Name: name, Ours: rate(gate), Unit: "requests/s", Limit: 5000, Want: 1}.Print(b)
		bench.Figure{Name: name + "_bare", Ours: rate(gate), Unit: "requests/s", Limit: rate(limit), Want: 0.4}.Print(b)
	}
}

// A poll is kiosks that ask a server over and over for a document they have.
type poll struct {
	b      *testing.B
	url    string
	etag   string
	client *http.Client
}

func openPoll(b *testing.B, h http.Handler, etag string) *poll {
	server := httptest.NewServer(h)
	b.Cleanup(server.Close)
	return &poll{b, server.URL + "/v1/doc/" + kiosk.DocCatalogue, etag, &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: benchClients}}}
}

// ask asks so many times, some at once.
func (p *poll) ask(times int) {
	var all sync.WaitGroup
	for range benchClients {
		all.Go(func() {
			for range times / benchClients {
				p.one()
			}
		})
	}
	all.Wait()
}

func (p *poll) one() {
	r, err := http.NewRequest("GET", p.url, nil)
	if err != nil {
		p.b.Error(err)
		return
	}
	r.Header.Set("If-None-Match", p.etag)
	w, err := p.client.Do(r)
	if err != nil {
		p.b.Error(err)
		return
	}
	defer w.Body.Close()
	if _, err := io.Copy(io.Discard, w.Body); err != nil || w.StatusCode != http.StatusNotModified {
		p.b.Errorf("answered %d, %v", w.StatusCode, err)
	}
}
