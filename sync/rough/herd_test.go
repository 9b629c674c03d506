package rough_test

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"dongthap.vn/sen/kiosk/identity"
	"dongthap.vn/sen/kiosk/proof"
	"dongthap.vn/sen/sync/wire"
)

// Each device stands for several kiosks: a center knows 99 codes, and a kiosk
// is an epoch to it.
const perDevice = 10

// A gatekeeper counts what a herd is answered, and whether it waits when told to.
type gatekeeper struct {
	mu       sync.Mutex
	statuses map[int]int
	early    int // asked again before the time told
	vague    int // told to come later, not when
}

// A follower is one kiosk's way to the center.
type follower struct {
	http.RoundTripper
	keeper *gatekeeper
	fails  atomic.Int64
	until  time.Time // of the sender, who asks one thing at a time
}

// RoundTrip asks.
func (f *follower) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Header.Get(wire.HeaderSignature) == "" || strings.HasPrefix(r.URL.Path, "/v1/hints/") {
		return f.RoundTripper.RoundTrip(r) // a document, the hints
	}
	early := time.Now().Before(f.until)
	a, err := f.RoundTripper.RoundTrip(r)
	f.keeper.mu.Lock()
	defer f.keeper.mu.Unlock()
	if early {
		f.keeper.early++
	}
	if err != nil {
		f.fails.Add(1)
		return a, err
	}
	f.keeper.statuses[a.StatusCode]++
	if a.StatusCode == http.StatusTooManyRequests || a.StatusCode == http.StatusServiceUnavailable {
		seconds, err := strconv.Atoi(a.Header.Get("Retry-After"))
		if err != nil {
			f.keeper.vague++
		}
		f.until = time.Now().Add(time.Duration(seconds) * time.Second)
	}
	return a, nil
}

// Many kiosks come back at once after an outage, to a center that has much to
// do: nobody is answered anything but "later", all wait as they are told, and
// all arrives.
func TestAHerdComesBackAtOnce(t *testing.T) {
	t.Parallel()
	c := localCenter(t)
	kiosks := proof.Times(100, 500)
	keeper := &gatekeeper{statuses: map[int]int{}}
	herd, followers := make([]*tablet, kiosks), make([]*follower, kiosks)
	var id identity.Identity
	for i := range herd {
		if i%perDevice == 0 {
			id = enrol(t, c.open())
		}
		herd[i] = openTablet(t, id)
		followers[i] = &follower{RoundTripper: &http.Transport{}, keeper: keeper}
		herd[i].take(1)
		herd[i].run(followers[i], nil)
	}
	each(t, "the herd is connected", herd, 5*time.Minute, (*tablet).told)
	c.kill()
	for _, k := range herd {
		k.take(20)
	}
	until(t, "all have found the center gone", 5*time.Minute, func() bool {
		for _, f := range followers {
			if f.fails.Load() < 2 {
				return false
			}
		}
		return true
	})
	c.start()
	back := time.Now()
	release := c.hold()
	until(t, "the center told somebody to come later", time.Minute, func() bool { return keeper.busy() > 0 })
	release()
	each(t, "all is acknowledged", herd, 10*time.Minute, (*tablet).told)
	took := time.Since(back)
	for _, k := range herd {
		expectNone(t, k.seen.compare(c))
	}
	keeper.judge(t)
	if most := c.memory(); most > 256<<20 {
		t.Errorf("the center took %d MiB", most>>20)
	}
	t.Logf("%d kiosks, %d events, all there %s after the center came back; answers %v; the center took %d MiB at most",
		kiosks, kiosks*21, took.Round(100*time.Millisecond), keeper.statuses, c.memory()>>20)
}

// judge holds what a herd may be answered.
func (k *gatekeeper) judge(t *testing.T) {
	t.Helper()
	k.mu.Lock()
	defer k.mu.Unlock()
	for status := range k.statuses {
		switch status {
		case http.StatusOK, http.StatusUnauthorized, http.StatusTooManyRequests, http.StatusServiceUnavailable: // 401 brings a nonce
		default:
			t.Errorf("%d times status %d", k.statuses[status], status)
		}
	}
	if k.early > 0 || k.vague > 0 {
		t.Errorf("%d came before their time, %d were not told one", k.early, k.vague)
	}
}

func (k *gatekeeper) busy() int {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.statuses[http.StatusTooManyRequests] + k.statuses[http.StatusServiceUnavailable]
}

// hold keeps the center from writing until it is released, as a slow disk does.
func (c *center) hold() (release func()) {
	c.t.Helper()
	lock, err := c.writer().Conn(context.Background())
	if err != nil {
		c.t.Fatal(err)
	}
	if _, err := lock.ExecContext(context.Background(), "BEGIN IMMEDIATE"); err != nil {
		c.t.Fatal(err)
	}
	return func() {
		if _, err := lock.ExecContext(context.Background(), "ROLLBACK"); err != nil {
			c.t.Error(err)
		}
		lock.Close()
	}
}

// each waits until it holds for every kiosk.
func each(t *testing.T, what string, herd []*tablet, limit time.Duration, ok func(*tablet) bool) {
	t.Helper()
	i := 0
	until(t, what, limit, func() bool {
		for i < len(herd) && ok(herd[i]) {
			i++
		}
		return i == len(herd)
	})
}

func until(t *testing.T, what string, limit time.Duration, ok func() bool) {
	t.Helper()
	for late := time.Now().Add(limit); !ok(); <-time.After(20 * time.Millisecond) {
		if time.Now().After(late) {
			t.Fatalf("after %s still not: %s", limit, what)
		}
	}
}
