package simulate

import (
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/desk"
	"dongthap.vn/sen/kiosk/identity"
	"dongthap.vn/sen/kiosk/proof"
	"dongthap.vn/sen/kiosk/store"
	"dongthap.vn/sen/sync/agent"
)

// Where a renewal can be cut: the power, or the road.
const (
	beforeNext  = "before the next key is kept"
	afterNext   = "after the next key is kept"
	beforeAsked = "before the center hears of it"
	afterAsked  = "before its answer comes"
	beforeUsed  = "before the center hears from the next key"
	afterUsed   = "before the answer to that comes"
	beforeKept  = "before the kiosk notes that it is in use"
	afterKept   = "after the kiosk has noted it"
)

var renewalSteps = []string{beforeNext, afterNext, beforeAsked, afterAsked, beforeUsed, afterUsed, beforeKept, afterKept}

// A quarter is a kiosk whose key is due, with a disk, a road and a power line.
type quarter struct {
	t      *testing.T
	house  *house
	path   string // of the identity
	center string // of its database
	store  *store.Store
	desk   *desk.Desk
	cut    string // where, "" for nowhere
	power  context.CancelFunc
	drop   func(identity.Identity) identity.Identity // planted: what is kept instead

	mu    sync.Mutex
	asked int // requests
	was   bool
	late  time.Duration // of the center's clock
}

// now is the center's clock.
func (q *quarter) now() time.Time {
	q.mu.Lock()
	defer q.mu.Unlock()
	return time.Now().Add(q.late)
}

var errDark = errors.New("it is dark")

// reaches ends the program when it has come to the cut.
func (q *quarter) reaches(step string) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	if step == "" || step != q.cut || q.was {
		return nil
	}
	q.was = true
	q.power()
	return errDark
}

func (q *quarter) keep(id identity.Identity) error {
	before, after := beforeKept, afterKept
	if id.NextKey != nil {
		before, after = beforeNext, afterNext
	}
	if id.FormerKey == nil && id.NextKey == nil {
		before, after = "", "" // only the time is noted
	}
	if err := q.reaches(before); before != "" && err != nil {
		return err
	}
	if q.drop != nil {
		id = q.drop(id)
	}
	if err := id.Save(q.path); err != nil {
		return err
	}
	if after == "" {
		return nil
	}
	return q.reaches(after)
}

// RoundTrip asks the house, unless it is cut.
func (q *quarter) RoundTrip(req *http.Request) (*http.Response, error) {
	if strings.HasPrefix(req.URL.Path, "/v1/hints/") {
		return response(req, &reply{status: http.StatusNotFound}), nil
	}
	id := got(identity.Load(q.path))
	next, err := q.house.fleet.NextKey(context.Background(), "2")
	must(err)
	before, after := "", ""
	switch {
	case strings.HasPrefix(req.URL.Path, "/v1/renew/"):
		before, after = beforeAsked, afterAsked
	case id.NextKey != nil && len(next) > 0 && strings.HasPrefix(req.URL.Path, "/v1/sync/"):
		before, after = beforeUsed, afterUsed
	}
	q.mu.Lock()
	q.asked++
	q.mu.Unlock()
	if err := q.reaches(before); before != "" && err != nil {
		return nil, err
	}
	a := q.house.ask(&question{method: req.Method, target: req.URL.RequestURI(), header: req.Header.Clone(), body: got(io.ReadAll(req.Body))})
	if after == afterUsed { // the answer to a nonce is none to the key
		if now, err := q.house.fleet.NextKey(context.Background(), "2"); err != nil || len(now) > 0 {
			after = ""
		}
	}
	if err := q.reaches(after); after != "" && err != nil {
		return nil, err
	}
	return response(req, a), nil
}

// virtual is a time that passes as it is waited for.
type virtual struct {
	mu  sync.Mutex
	now time.Time
}

func (v *virtual) Now() time.Time {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.now
}

func (v *virtual) Random(n int64) int64 { return rand.Int64N(n) }

func (*virtual) Within(ctx context.Context, d time.Duration) (context.Context, context.CancelFunc) {
	return context.WithTimeout(ctx, d)
}

func (v *virtual) Rest(ctx context.Context, d time.Duration, _, _ <-chan struct{}) {
	v.mu.Lock()
	v.now = v.now.Add(d)
	v.mu.Unlock()
	select {
	case <-ctx.Done():
	case <-time.After(time.Millisecond):
	}
}

// live runs the program until all is well, the power is cut, or it has asked too
// often in vain.
func (q *quarter) live() bool { return q.until(q.well) }

func (q *quarter) until(done func() bool) (well bool) {
	ctx, power := context.WithCancel(q.t.Context())
	defer power()
	q.power, q.asked = power, 0
	a := agent.New(agent.Config{Store: q.store, Desk: q.desk, Identity: got(identity.Load(q.path)), Client: &http.Client{Transport: q}, Now: time.Now,
		Log: silent, Version: "test", Time: &virtual{now: time.Now()}, Keep: q.keep})
	var ended sync.WaitGroup
	ended.Go(func() { must(a.Run(ctx)) })
	for ctx.Err() == nil && !well {
		well = done()
		q.mu.Lock()
		tired := q.asked > 2000
		q.mu.Unlock()
		if tired {
			break
		}
		select {
		case <-ctx.Done():
		case <-time.After(time.Millisecond):
		}
	}
	power()
	ended.Wait()
	return well
}

// well tells whether all is delivered, and with a renewed key that both ends
// know.
func (q *quarter) well() bool {
	id := got(identity.Load(q.path))
	d := got(q.house.fleet.Device(q.t.Context(), "2"))
	pending := got(q.store.Pending(q.t.Context()))
	return pending == 0 && id.NextKey == nil && id.FormerKey != nil && d.Key.Equal(id.DeviceKey.Public())
}

// openQuarter enrols a kiosk, and lets its key grow old.
func openQuarter(t *testing.T) *quarter {
	t.Helper()
	dir := t.TempDir()
	q := &quarter{t: t, path: filepath.Join(dir, "identity.json"), center: filepath.Join(dir, "center.db")}
	q.house = openHouse(t.Context(), q.center, q.now)
	id := q.house.enrol(t.Context(), "2", q.house.ask)
	must(id.Save(q.path))
	q.store = got(store.Open(t.Context(), store.Options{Path: filepath.Join(dir, "kiosk.db"), Device: "2", Now: time.Now, Boot: got(store.ThisBoot())}))
	t.Cleanup(func() { q.house.stop(); q.store.Close() })
	q.desk = got(desk.New(t.Context(), desk.Config{Store: q.store, Identity: id, Catalogue: []byte(catalogue), Synonyms: []byte(`{"version":1}`), Now: time.Now, Log: silent}))
	if !q.until(func() bool { return !got(identity.Load(q.path)).KeySince.IsZero() }) {
		t.Fatal("the kiosk does not note since when its key is used")
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	q.late = agent.KeyLasts
	return q
}

func (q *quarter) ticket() {
	_, err := q.store.IssueTicket(q.t.Context(), store.TicketRequest{Service: "B", Lang: kiosk.Vietnamese})
	must(err)
}

// Wherever a renewal is cut off, by a power cut or a lost message, the kiosk is
// heard again without anybody's help, and its key is renewed.
func TestARenewalIsCutOffAtEveryStep(t *testing.T) {
	for _, step := range append([]string{""}, renewalSteps...) {
		q := openQuarter(t)
		q.cut = step
		backup := keep(q.center)
		q.ticket()
		if !q.live() && step == "" {
			t.Errorf("without a cut the key is not renewed after %d requests", q.asked)
		}
		if step != "" && !q.was {
			t.Errorf("%s: never came to that", step)
		}
		q.ticket()
		if !q.live() {
			t.Errorf("cut %s: not well after %d requests", step, q.asked)
		}
		q.back(backup, step)
	}
}

// back puts the center back to a backup from before the renewal: it knows the
// kiosk by the key it had then.
func (q *quarter) back(old files, step string) {
	q.t.Helper()
	q.house.stop()
	old.put(q.center)
	q.house = openHouse(q.t.Context(), q.center, q.now)
	q.ticket()
	if !q.live() {
		q.t.Errorf("cut %s, and the center put back: not well after %d requests", step, q.asked)
	}
}

func TestControlARenewalThatDropsTheOldKeyAtOnce(t *testing.T) {
	q := openQuarter(t)
	q.cut = beforeAsked
	q.drop = func(id identity.Identity) identity.Identity {
		if id.NextKey != nil {
			id.DeviceKey, id.NextKey, id.FormerKey = id.NextKey, nil, nil
		}
		return id
	}
	q.ticket()
	q.live()
	q.drop = nil
	q.ticket()
	var faults []string
	if !q.live() {
		faults = append(faults, "the kiosk is not heard again")
	}
	proof.Control(t, "a renewal that drops the old key before the center knows the next", "TestARenewalIsCutOffAtEveryStep", faults...)
}
