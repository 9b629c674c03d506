package web

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"time"
)

// What one person may do on the public pages. Nobody is asked who they are, so a
// person is known by the address they come from, for a day and in memory alone; many
// phones share one (a household, a carrier), so it allows for several. What many
// addresses do together is bounded too. Each center counts for itself.
const (
	mostBooked     = 6                // times an address books in a day
	mostBookedAll  = 90               // times all phones book in an hour
	mostWrong      = 5                // wrong codes of an address …
	mostWrongAll   = 60               // … and of all, in an hour
	wrongFor       = 15 * time.Minute // an address then tries no more
	formReadIn     = 2 * time.Second  // nobody chooses a time faster
	formLasts      = 30 * time.Minute
	formNonce      = 16
	formTokenBytes = formNonce + 8 + sha256.Size
)

// A bound counts what was done lately, by whom and by all.
type bound struct {
	each, all int
	lasts     time.Duration // of what one did
	allLasts  time.Duration

	mu   sync.Mutex
	by   map[string][]time.Time
	done []time.Time
}

// mostKnown is how many addresses a bound keeps.
const mostKnown = 10_000

// may reports whether who may do it once more.
func (b *bound) may(who string, now time.Time) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.done = lately(b.done, now, b.allLasts)
	b.by[who] = lately(b.by[who], now, b.lasts)
	if len(b.by[who]) == 0 {
		delete(b.by, who)
	}
	return len(b.done) < b.all && (who == "" || len(b.by[who]) < b.each)
}

// did counts it.
func (b *bound) did(who string, now time.Time) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.by) >= mostKnown {
		for other, times := range b.by {
			if len(lately(times, now, b.lasts)) == 0 || len(b.by) > 2*mostKnown {
				delete(b.by, other)
			}
		}
	}
	b.by[who], b.done = append(b.by[who], now), append(b.done, now)
}

func lately(times []time.Time, now time.Time, lasts time.Duration) []time.Time {
	for len(times) > 0 && now.Sub(times[0]) >= lasts {
		times = times[1:]
	}
	return times
}

// bounds are those of the public pages.
type bounds struct{ booked, wrong *bound }

func newBounds() bounds {
	return bounds{
		booked: &bound{each: mostBooked, all: mostBookedAll, lasts: 24 * time.Hour, allLasts: time.Hour, by: map[string][]time.Time{}},
		wrong:  &bound{each: mostWrong, all: mostWrongAll, lasts: wrongFor, allLasts: time.Hour, by: map[string][]time.Time{}},
	}
}

// comesFrom is the address a request comes from: of IPv6 the network a household
// has, "" where a proxy on the way does not tell. A proxy's word is taken from a
// machine of the center's own network alone.
func comesFrom(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return ""
	}
	addr, err := netip.ParseAddr(host)
	if err != nil {
		return ""
	}
	if addr.IsLoopback() || addr.IsPrivate() {
		told := strings.Split(r.Header.Get("X-Forwarded-For"), ",")
		if behind, err := netip.ParseAddr(strings.TrimSpace(told[len(told)-1])); err == nil {
			addr = behind
		}
	}
	if addr = addr.Unmap(); addr.IsLoopback() {
		return ""
	}
	if addr.Is6() {
		if network, err := addr.Prefix(64); err == nil {
			return network.String()
		}
	}
	return addr.String()
}

// A form's token names it and says when it was read, sealed by a secret all centers
// of a site share: it books once, soon, and cannot be made by who never read the page.
func (s *Server) formToken() string {
	var raw [formTokenBytes]byte
	rand.Read(raw[:formNonce])
	binary.BigEndian.PutUint64(raw[formNonce:], uint64(s.Now().UnixMilli()))
	copy(raw[formNonce+8:], s.formSeal(raw[:formNonce+8]))
	return base64.RawURLEncoding.EncodeToString(raw[:])
}

func (s *Server) formSeal(body []byte) []byte {
	m := hmac.New(sha256.New, s.Store.Meta().NonceSecret)
	m.Write([]byte("sen-form-v1\x00"))
	m.Write(body)
	return m.Sum(nil)
}

// readToken reads a token: the name of the form, and whether it is of now.
func (s *Server) readToken(token string) (name string, fresh bool) {
	raw, err := base64.RawURLEncoding.DecodeString(token)
	if err != nil || len(raw) != formTokenBytes || !hmac.Equal(raw[formNonce+8:], s.formSeal(raw[:formNonce+8])) {
		return "", false
	}
	age := s.Now().Sub(time.UnixMilli(int64(binary.BigEndian.Uint64(raw[formNonce:]))))
	return base64.RawURLEncoding.EncodeToString(raw[:formNonce]), age >= formReadIn && age < formLasts
}
