package agent

import (
	"context"
	"log/slog"
	"maps"
	"net/http"
	"path/filepath"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/identity"
	"dongthap.vn/sen/kiosk/store"
)

// A street has a kiosk with a real database at one end and a town at the other.
type street struct {
	t     *testing.T
	town  *town
	cable *cable
	store *store.Store
	desk  *counterDesk
	id    identity.Identity
	agent *Agent
	stop  func() // ends the agent and waits for it
	path  string
	wrong time.Duration // what the kiosk's clock is wrong by
	said  said          // by the agent's log
	porch porch         // where the town stands
}

// inStreet runs a story where time passes as fast as nothing happens.
func inStreet(t *testing.T, story func(*street)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		s := &street{t: t, town: newTown(t), cable: newCable(), path: filepath.Join(t.TempDir(), "kiosk.db")}
		s.porch.Listener = s.cable
		server := &http.Server{Handler: s.town, ErrorLog: slog.NewLogLogger(slog.DiscardHandler, 0)}
		ended := make(chan error, 1)
		go func() { ended <- server.Serve(&s.porch) }()
		s.enrol()
		s.open()
		defer func() {
			s.stop()
			s.store.Close()
			server.Close()
			<-ended
			time.Sleep(time.Minute) // handlers that were asleep end
		}()
		s.run()
		story(s)
	})
}

// enrol makes the kiosk's identity known to the town.
func (s *street) enrol() {
	id, err := identity.New()
	if err != nil {
		s.t.Fatal(err)
	}
	id.Device, id.SiteID, id.CenterURL, id.Server = "2", 1, "http://town.test/", "town"
	id.PublicationKey = public(s.town.publication)
	s.id, s.town.device = id, public(id.DeviceKey)
}

func (s *street) open() {
	begun := time.Now()
	st, err := store.Open(s.t.Context(), store.Options{
		Path: s.path, Device: "2", Now: time.Now, Boot: store.Boot{ID: "boot", Since: func() time.Duration { return time.Since(begun) }},
	})
	if err != nil {
		s.t.Fatal(err)
	}
	s.store, s.desk = st, &counterDesk{store: st, key: s.id.PublicationKey}
}

// make builds the agent without running it.
func (s *street) make() *Agent { return New(s.config()) }

func (s *street) config() Config {
	wrong := s.wrong
	return Config{
		Store: s.store, Desk: s.desk, Identity: s.id, Now: func() time.Time { return time.Now().Add(wrong) },
		Log: slog.New(slog.NewTextHandler(&s.said, nil)), Version: "test", dial: s.cable.dial,
	}
}

func (s *street) run() { s.runAs(s.make()) }

func (s *street) runAs(a *Agent) {
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- a.Run(ctx) }()
	s.agent = a
	s.stop = sync.OnceFunc(func() {
		cancel()
		if err := <-ended; err != nil {
			s.t.Errorf("run: %v", err)
		}
	})
}

// record lets n visitors take a ticket.
func (s *street) record(n int) {
	s.t.Helper()
	for range n {
		if _, err := s.store.IssueTicket(s.t.Context(), store.TicketRequest{Service: "B", Lang: kiosk.Vietnamese}); err != nil {
			s.t.Fatal(err)
		}
	}
}

func (s *street) pending() int64 {
	s.t.Helper()
	n, err := s.store.Pending(s.t.Context())
	if err != nil {
		s.t.Fatal(err)
	}
	return n
}

// pass lets time pass, and what is to happen then come to rest.
func (s *street) pass(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

// await lets time pass until f holds, and reports how long it took. It fails
// the test after limit.
func (s *street) await(what string, limit time.Duration, f func() bool) time.Duration {
	s.t.Helper()
	begun := time.Now()
	for synctest.Wait(); !f(); s.pass(100 * time.Millisecond) {
		if time.Since(begun) > limit {
			s.t.Fatalf("after %s still not: %s", limit, what)
		}
	}
	return time.Since(begun)
}

// delivered waits until the town has all, and checks it.
func (s *street) delivered(limit time.Duration) time.Duration {
	s.t.Helper()
	took := s.await("everything is acknowledged", limit, func() bool { return s.pending() == 0 && s.town.holds(s.store.Epoch()) > 0 })
	for _, wrong := range s.compare() {
		s.t.Error(wrong)
	}
	return took
}

// compare is the judge of every story: the town must have what the kiosk
// recorded, each event once and unchanged, and the kiosk must not believe more.
func (s *street) compare() (wrong []string) {
	s.t.Helper()
	recorded, err := s.store.Outbox(s.t.Context(), 0, 1<<30)
	if err != nil {
		s.t.Fatal(err)
	}
	acked, err := s.store.Acked(s.t.Context())
	if err != nil {
		s.t.Fatal(err)
	}
	s.town.mu.Lock()
	defer s.town.mu.Unlock()
	log := s.town.log[s.store.Epoch()]
	for _, e := range recorded {
		if got, here := log[e.Seq]; e.Seq <= acked && (!here || got.ID != e.ID || got.Hash != hexHash(e.Hash)) {
			wrong = append(wrong, "event "+e.ID+" counts as delivered, but the center does not have it")
		}
	}
	for seq := range log {
		if len(recorded) == 0 || seq < 1 || seq > recorded[len(recorded)-1].Seq {
			wrong = append(wrong, "the center has an event that nobody recorded")
		}
	}
	return wrong
}

// counterDesk applies documents as the kiosk's desk does, and remembers what it
// was told of the link.
type counterDesk struct {
	store *store.Store
	key   []byte

	mu    sync.Mutex
	shown []bool
	held  map[string]int64
}

func (d *counterDesk) Apply(ctx context.Context, name string, envelope []byte) error {
	doc, err := kiosk.OpenDocument(d.key, name, envelope)
	if err != nil {
		return err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if doc.Version <= d.held[name] {
		return kiosk.ErrOlder
	}
	if name != kiosk.DocQueue { // as the real desk: the queue is never on disk
		if err := d.store.PutDocument(ctx, name, doc.Version, envelope); err != nil {
			return err
		}
	}
	if d.held == nil {
		d.held = map[string]int64{}
	}
	d.held[name] = doc.Version
	return nil
}

func (d *counterDesk) Versions() map[string]int64 {
	d.mu.Lock()
	defer d.mu.Unlock()
	return maps.Clone(d.held)
}

func (d *counterDesk) SetOnline(online bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.shown = append(d.shown, online)
}

// online is what is shown now, and how often it changed.
func (d *counterDesk) online() (now bool, changes int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.shown) == 0 {
		return false, 0
	}
	return d.shown[len(d.shown)-1], len(d.shown)
}
