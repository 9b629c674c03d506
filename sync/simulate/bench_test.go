package simulate

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"sync"
	"testing"
	"time"

	procedures "dongthap.vn/sen/assets/catalogue"
	"dongthap.vn/sen/center/ingest"
	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/bench"
	"dongthap.vn/sen/kiosk/desk"
	"dongthap.vn/sen/sync/agent"
)

// BenchmarkBacklog measures how long a kiosk that was cut off for weeks takes
// to deliver 100,000 events: the real kiosk's store, desk and agent, the real
// gate, HTTP over loopback, all commits durable.
func BenchmarkBacklog(b *testing.B) {
	const events = 100_000
	for b.Loop() {
		town := openTown(b)
		k := town.newKiosk("2", bearFile(b), events)
		d := got(desk.New(b.Context(), desk.Config{Store: k.store, Identity: k.id, Catalogue: procedures.JSON, Synonyms: procedures.Synonyms, Now: time.Now, Log: silent}))
		took := town.drain([]*laden{k}, []agent.Desk{d})
		town.check(events, 0)
		bench.Figure{Name: "backlog_100000", Ours: took.Seconds(), Unit: "s", Limit: 20, Want: 1, Most: true}.Print(b)
	}
}

// BenchmarkOutage measures how long 500 kiosks with 200 events each take to
// deliver them when the center comes back and all ask at the same moment, which
// is worse than what their waits would make of it.
func BenchmarkOutage(b *testing.B) {
	const kiosks, events = 500, 200
	for b.Loop() {
		town, born := openTown(b), bearFile(b)
		var all []*laden
		var desks []agent.Desk
		for i := range kiosks {
			k := town.newKiosk(fmt.Sprint(i+1), born, events)
			all, desks = append(all, k), append(desks, &plainDesk{k: k, versions: map[string]int64{}})
		}
		took := town.drain(all, desks)
		town.check(kiosks*events, http.StatusTooManyRequests)
		b.Log("answers by status:", town.answers)
		bench.Figure{Name: "outage_500x200", Ours: took.Seconds(), Unit: "s", Limit: 30, Want: 1, Most: true}.Print(b)
	}
}

// A centerTown is a center that answers on loopback and counts its answers.
type centerTown struct {
	b       *testing.B
	house   *house
	url     string
	client  *http.Client
	mu      sync.Mutex
	answers map[int]int // by status
}

func openTown(b *testing.B) *centerTown {
	t := &centerTown{b: b, house: openHouse(b.Context(), filepath.Join(b.TempDir(), "center.db"), time.Now), answers: map[int]int{}}
	server := httptest.NewServer(t.counted(t.house.gate))
	b.Cleanup(func() {
		t.house.stop()
		server.Close()
	})
	t.url, t.client = server.URL, &http.Client{}
	return t
}

func (t *centerTown) counted(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c := &counter{ResponseWriter: w, status: http.StatusOK}
		next.ServeHTTP(c, r)
		t.mu.Lock()
		t.answers[c.status]++
		t.mu.Unlock()
	})
}

// A counter notes the status of an answer.
type counter struct {
	http.ResponseWriter
	status int
}

func (c *counter) WriteHeader(status int) {
	c.status = status
	c.ResponseWriter.WriteHeader(status)
}

// Unwrap lets hints be flushed.
func (c *counter) Unwrap() http.ResponseWriter { return c.ResponseWriter }

// drain starts the agents of all kiosks at once and waits until every event is
// acknowledged.
func (t *centerTown) drain(all []*laden, desks []agent.Desk) time.Duration {
	ctx, stop := context.WithCancel(t.b.Context())
	var running sync.WaitGroup
	begun := time.Now()
	for i, k := range all {
		a := agent.New(agent.Config{Store: k.store, Desk: desks[i], Identity: k.id, Client: &http.Client{Transport: &http.Transport{}},
			Now: time.Now, Log: slog.New(slog.DiscardHandler), Version: "bench"})
		running.Go(func() { must(a.Run(ctx)) })
	}
	for _, k := range all {
		for got(k.store.Pending(ctx)) > 0 {
			if time.Since(begun) > 5*time.Minute {
				t.b.Fatal("the events do not arrive; answers by status:", t.answers)
			}
			<-time.After(5 * time.Millisecond)
		}
	}
	took := time.Since(begun)
	stop()
	running.Wait()
	return took
}

// check fails the benchmark unless all arrived, soundly, and nothing but good
// answers, new nonces and the given status was answered.
func (t *centerTown) check(events int, allowed int) {
	t.b.Helper()
	flaws, err := ingest.Verify(t.b.Context(), t.house.store)
	if err != nil || len(flaws) > 0 {
		t.b.Fatal("the log is not sound: ", flaws, err)
	}
	var held int64
	must(t.house.store.Read(t.b.Context(), func(tx *store.Tx) error {
		cursors, err := tx.Cursors(t.b.Context())
		for _, c := range cursors {
			held += c.Seq
		}
		return err
	}))
	if held != int64(events) {
		t.b.Fatalf("%d events arrived, want %d", held, events)
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	for status, n := range t.answers {
		switch status {
		case http.StatusOK, http.StatusNotModified, http.StatusUnauthorized, allowed:
		default:
			t.b.Errorf("%d answers have status %d", n, status)
		}
	}
}

// A plainDesk is the least a kiosk does with documents: it checks and keeps
// their versions. Five hundred catalogues with their search would measure this
// machine's memory.
type plainDesk struct {
	k        *laden
	mu       sync.Mutex
	versions map[string]int64
}

// Apply takes a document that is signed and newer.
func (d *plainDesk) Apply(_ context.Context, name string, envelope []byte) error {
	doc, err := kiosk.OpenDocument(d.k.id.PublicationKey, name, envelope)
	if err != nil {
		return err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if doc.Version <= d.versions[name] {
		return kiosk.ErrOlder
	}
	d.versions[name] = doc.Version
	return nil
}

// Versions are those in force.
func (d *plainDesk) Versions() map[string]int64 {
	d.mu.Lock()
	defer d.mu.Unlock()
	held := map[string]int64{}
	for name, version := range d.versions {
		held[name] = version
	}
	return held
}

// SetOnline shows nothing.
func (d *plainDesk) SetOnline(bool) {}
