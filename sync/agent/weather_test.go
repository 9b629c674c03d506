package agent

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"testing"
	"time"
)

var seeds = flag.Uint64("seeds", 12, "how many days of bad weather to try")

// A day of a kiosk in any weather: visitors come while the road fails in every
// way there is, the center is restored from backups, the cable is pulled, the
// kiosk is restarted. In the evening all is well, and all is there.
func TestAnyWeather(t *testing.T) {
	seen := map[string]int{}
	for seed := range *seeds {
		t.Run(fmt.Sprintf("seed %d", seed), func(t *testing.T) {
			inStreet(t, func(s *street) { s.day(rand.New(rand.NewPCG(seed, 1)), seen) })
		})
	}
	for _, turn := range []string{"record", "trouble", "calm", "pull", "plug", "restart", "restore", "nonce"} {
		if seen[turn] == 0 {
			t.Errorf("%q never happened", turn)
		}
	}
}

func (s *street) day(r *rand.Rand, seen map[string]int) {
	turns := map[string]func(){
		"record":  func() { s.record(1 + r.IntN(30)) },
		"trouble": func() { s.storm(r) },
		"calm":    func() { s.town.set(func() { s.town.trouble = nil }) },
		"pull":    s.cable.pull,
		"plug":    s.cable.plug,
		"restart": func() { s.stop(); s.run() },
		"restore": func() { s.restoreSomewhere(r) },
		"nonce":   func() { s.town.set(func() { s.town.nonce = fmt.Sprint("n", r.Uint64()) }) },
	}
	names := []string{"record", "record", "record", "trouble", "calm", "pull", "plug", "plug", "restart", "restore", "nonce"}
	for range 60 {
		name := names[r.IntN(len(names))]
		seen[name]++
		turns[name]()
		s.pass(time.Duration(r.Int64N(int64(2 * time.Minute))))
		if acked, err := s.store.Acked(s.t.Context()); err != nil || acked > s.town.most(s.store.Epoch()) {
			s.t.Fatalf("after %s event %d counts as delivered, but the center never had it, %v", name, acked, err)
		}
	}
	s.cable.plug()
	s.town.set(func() { s.town.trouble = nil })
	s.record(1)
	s.delivered(10 * time.Minute)
	if got := s.withheld(); got != nil {
		s.t.Errorf("events without content: %v", got)
	}
}

// storm chooses one of the bad roads, for some of the requests.
func (s *street) storm(r *rand.Rand) {
	names := make([]string, 0, len(roads))
	for name := range roads {
		names = append(names, name)
	}
	slices.Sort(names)
	bad, share, n := roads[names[r.IntN(len(names))]], 1+r.IntN(4), 0
	s.town.set(func() {
		s.town.trouble = func(w http.ResponseWriter, req *http.Request, next http.Handler) {
			hit := false
			s.town.set(func() { n++; hit = n%share == 0 })
			if hit {
				bad(w, req, next)
				return
			}
			next.ServeHTTP(w, req)
		}
	})
}

// restoreSomewhere puts back a backup of some moment.
func (s *street) restoreSomewhere(r *rand.Rand) {
	epoch := s.store.Epoch()
	s.town.set(func() { s.town.restore(epoch, r.Int64N(s.town.cursor[epoch]+1)) })
}
