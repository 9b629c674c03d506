package agent

import (
	"crypto/tls"
	"fmt"
	"net/http"
	"testing"
	"time"

	"dongthap.vn/sen/kiosk/proof"
	"dongthap.vn/sen/sync/wire"
)

// A stranger stands where the center should.
type stranger struct {
	as   func(r *registry, now time.Time) *tls.Config
	kind string // of the trouble, as the log tells it
}

// bears is a stranger who shows a certificate.
func bears(c func(r *registry, now time.Time) *tls.Certificate) stranger {
	return stranger{func(r *registry, now time.Time) *tls.Config { return speaks(c(r, now)) }, "certificate"}
}

var strangers = map[string]stranger{
	"a portal with its own certificate": bears(func(r *registry, now time.Time) *tls.Certificate {
		return newRegistry(r.t).leaf("portal.example", now, now.AddDate(1, 0, 0))
	}),
	"another authority under the same name": bears(func(r *registry, now time.Time) *tls.Certificate {
		return newRegistry(r.t).leaf(townHost, now, now.AddDate(1, 0, 0))
	}),
	"one who signed for himself": bears(func(r *registry, now time.Time) *tls.Certificate {
		self := &registry{t: r.t}
		return self.leaf(townHost, now, now.AddDate(1, 0, 0))
	}),
	"a certificate for another host": bears(func(r *registry, now time.Time) *tls.Certificate {
		return r.leaf("other.test", now, now.AddDate(0, 0, 90))
	}),
	"a certificate that is over": bears(func(r *registry, now time.Time) *tls.Certificate {
		return r.leaf(townHost, now.AddDate(0, 0, -90), now.AddDate(0, 0, -1))
	}),
	"no more than TLS 1.2": {func(r *registry, now time.Time) *tls.Config {
		c := speaks(r.leaf(townHost, now, now.AddDate(0, 0, 90)))
		c.MinVersion, c.MaxVersion = 0, tls.VersionTLS12
		return c
	}, "handshake"},
	"plain HTTP": {func(*registry, time.Time) *tls.Config { return nil }, "handshake"},
}

// meets lets a kiosk that knows its center meet a stranger, and the center again
// later. It tells what was wrong.
func meets(t *testing.T, who stranger, plant func(*Config)) (wrong []string) {
	t.Helper()
	inStreet(t, func(s *street) {
		begun := time.Now()
		now := func() time.Time { return today.Add(time.Since(begun)) }
		s.town.set(func() { s.town.touch = func(a *wire.Ack) { a.ServerTime = now().UnixMilli() } })
		s.wrong = today.Sub(begun)
		r := newRegistry(t)
		s.pinned(r)
		center := speaks(r.leaf(townHost, today, today.AddDate(0, 0, 90)))
		s.stands(center)
		c := s.config()
		plant(&c)
		s.runAs(New(c))
		s.record(1)
		s.delivered(time.Minute)
		s.town.set(func() { s.town.trouble = portal })
		s.stands(who.as(r, now()))
		asked := s.town.requests("")
		s.record(5)
		s.pass(20 * time.Minute)
		if n := s.town.requests("") - asked; n > 0 {
			wrong = append(wrong, fmt.Sprintf("%d requests were made of a stranger", n))
		}
		if online, _ := s.desk.online(); online || s.pending() != 5 {
			wrong = append(wrong, fmt.Sprintf("online %t, %d events pending", online, s.pending()))
		}
		if n := s.said.times("not acknowledged", "trouble="+who.kind); n != 1 {
			wrong = append(wrong, fmt.Sprintf("the log tells of a %s %d times", who.kind, n))
		}
		s.town.set(func() { s.town.trouble = nil })
		s.stands(center)
		s.delivered(2 * time.Minute)
	})
	return wrong
}

// Whoever stands where the center should and is not vouched for, is sent
// nothing: no event, no signature, not even the name of what is asked for. The
// kiosk shows that it is offline, goes on recording, and finds its center again.
func TestNothingIsSentToAStranger(t *testing.T) {
	for name, who := range strangers {
		t.Run(name, func(t *testing.T) {
			for _, w := range meets(t, who, func(*Config) {}) {
				t.Error(w)
			}
		})
	}
}

// The kiosk that asks for no certificate sends a stranger everything it has.
func TestControlAKioskThatVerifiesNobody(t *testing.T) {
	for name, who := range strangers {
		if who.kind != "certificate" {
			continue // nothing there is left to a certificate
		}
		t.Run(name, func(t *testing.T) {
			wrong := meets(t, who, func(c *Config) {
				config := &tls.Config{InsecureSkipVerify: true}
				c.Client = &http.Client{Transport: &http.Transport{DialContext: c.dial, TLSClientConfig: config}}
			})
			proof.Control(t, "a kiosk that verifies no certificate", "TestNothingIsSentToAStranger", wrong...)
		})
	}
}
