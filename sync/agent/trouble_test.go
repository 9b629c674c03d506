package agent

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"dongthap.vn/sen/kiosk/proof"
	"dongthap.vn/sen/sync/wire"
)

// The troubles a town can have instead of answering plainly.

// loseReplies commits, then breaks the connection.
func loseReplies(_ http.ResponseWriter, r *http.Request, next http.Handler) {
	next.ServeHTTP(httptest.NewRecorder(), r)
	panic(http.ErrAbortHandler)
}

// breakReplies commits, then breaks the connection in the middle of the reply.
func breakReplies(w http.ResponseWriter, r *http.Request, next http.Handler) {
	rec := httptest.NewRecorder()
	next.ServeHTTP(rec, r)
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Length", "1000")
	w.Write(rec.Body.Bytes()[:rec.Body.Len()/2])
	panic(http.ErrAbortHandler)
}

// breakRequests breaks the connection in the middle of the question.
func breakRequests(_ http.ResponseWriter, r *http.Request, _ http.Handler) {
	io.CopyN(io.Discard, r.Body, 10)
	panic(http.ErrAbortHandler)
}

// portal is a captive portal: everything is 200 and HTML.
func portal(w http.ResponseWriter, _ *http.Request, _ http.Handler) {
	w.Header().Set("Content-Type", "text/html")
	io.WriteString(w, "<html>Please sign in</html>")
}

// answering gives every request the same answer.
func answering(status int, header, value, body string) func(http.ResponseWriter, *http.Request, http.Handler) {
	return func(w http.ResponseWriter, r *http.Request, _ http.Handler) {
		io.Copy(io.Discard, r.Body)
		w.Header().Set(header, value)
		w.WriteHeader(status)
		io.WriteString(w, body)
	}
}

// dribble sends a byte a second, for ever.
func dribble(w http.ResponseWriter, r *http.Request, _ http.Handler) {
	w.Header().Set("Content-Type", "application/json")
	for r.Context().Err() == nil {
		io.WriteString(w, " ")
		http.NewResponseController(w).Flush()
		time.Sleep(time.Second)
	}
}

// silence takes the question and never answers.
func silence(_ http.ResponseWriter, r *http.Request, _ http.Handler) {
	io.Copy(io.Discard, r.Body)
	<-r.Context().Done()
}

var flood = floodOf("application/json")

// floodOf answers with more than any message may have.
func floodOf(kind string) func(http.ResponseWriter, *http.Request, http.Handler) {
	return func(w http.ResponseWriter, r *http.Request, _ http.Handler) {
		w.Header().Set("Content-Type", kind)
		for r.Context().Err() == nil {
			if _, err := w.Write(make([]byte, 32<<10)); err != nil {
				return
			}
		}
	}
}

// packed answers in gzip, as the kiosk's client says it may.
func packed(kind, body string) func(http.ResponseWriter, *http.Request, http.Handler) {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	io.WriteString(z, body)
	z.Close()
	return func(w http.ResponseWriter, r *http.Request, _ http.Handler) {
		io.Copy(io.Discard, r.Body)
		w.Header().Set("Content-Type", kind)
		w.Header().Set("Content-Encoding", "gzip")
		w.Write(b.Bytes())
	}
}

// strip is a proxy that lets only headers through which it knows.
func strip(w http.ResponseWriter, r *http.Request, next http.Handler) {
	r.Header.Del(wire.HeaderNonce)
	r.Header.Del(wire.HeaderSignature)
	next.ServeHTTP(w, r)
}

// rotateNonce makes every nonce old as soon as it is given.
func rotateNonce(c *town) func(http.ResponseWriter, *http.Request, http.Handler) {
	return func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		next.ServeHTTP(w, r)
		c.set(func() { c.nonce += "." })
	}
}

// countFlights notes how many requests for sync are served at the same time.
func countFlights(c *town, flying, most *int) func(http.ResponseWriter, *http.Request, http.Handler) {
	return func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		if r.Method == http.MethodPost {
			c.set(func() { *flying++; *most = max(*most, *flying) })
			time.Sleep(200 * time.Millisecond)
			defer c.set(func() { *flying-- })
		}
		next.ServeHTTP(w, r)
	}
}

// roads are the ways a network fails; through none of them may an event be
// lost, doubled, or believed delivered.
var roads = map[string]func(http.ResponseWriter, *http.Request, http.Handler){
	"reply lost after commit":       loseReplies,
	"reply cut after commit":        breakReplies,
	"question cut":                  breakRequests,
	"captive portal, 200 HTML":      portal,
	"captive portal, redirect":      answering(302, "Location", "http://portal.test/", ""),
	"redirect to itself":            answering(307, "Location", "http://town.test/v1/sync/2", ""),
	"portal, 511":                   answering(511, "Content-Type", "text/html", "<html>"),
	"200 and JSON, not an ack":      answering(200, "Content-Type", "application/json", `{"ok":true}`),
	"200 and JSON, cut":             answering(200, "Content-Type", "application/json", `{"device":"2","epo`),
	"200 and an ack called HTML":    answering(200, "Content-Type", "text/html", `{"device":"2"}`),
	"204":                           answering(204, "X", "", ""),
	"proxy, 403 HTML":               answering(403, "Content-Type", "text/html", "<html>"),
	"proxy, 400 HTML":               answering(400, "Content-Type", "text/html", "<html>"),
	"proxy, 502":                    answering(502, "Content-Type", "text/html", "<html>"),
	"error with an unknown code":    answering(403, "Content-Type", "application/json", `{"code":"whatever"}`),
	"answer that dribbles":          dribble,
	"silence":                       silence,
	"an answer without end":         flood,
	"every nonce is already old":    answering(401, "Content-Type", "application/json", `{"code":"nonce","nonce":"x"}`),
	"refusal that asks for a batch": answering(413, "Content-Type", "text/html", "<html>"),
	"a gap that never closes":       answering(409, "Content-Type", "application/json", `{"code":"gap"}`),
	"portal, packed HTML":           packed("text/html", "<html>Please sign in</html>"),
	"portal, packed and a bomb":     packed("application/json", strings.Repeat(" ", 20<<20)),
	"the portal's own JSON":         answering(200, "Content-Type", "application/json; charset=utf-8", `{"device":"phone-17","epoch":"0","acked_seq":42}`),
	"portal, a page without end":    floodOf("text/html"),
	"proxy, 504 that asks to wait":  answering(504, "Retry-After", "86400", "<html>"),
	"proxy strips Sen's headers":    strip,
}

func TestNothingIsLostOrDoubledOnABadRoad(t *testing.T) {
	for name, trouble := range roads {
		t.Run(name, func(t *testing.T) {
			inStreet(t, func(s *street) {
				s.record(2)
				s.delivered(time.Minute)
				s.town.set(func() { s.town.trouble = trouble })
				s.record(40)
				before := s.town.requests("POST") + s.town.requests("GET /v1/sync")
				s.pass(10 * time.Minute)
				if s.pending() != 40 {
					t.Errorf("%d events of 40 are pending", s.pending())
				}
				for _, wrong := range s.compare() {
					t.Error(wrong)
				}
				if online, _ := s.desk.online(); online {
					t.Error("the kiosk still shows that it is online")
				}
				if n := s.town.requests("POST") + s.town.requests("GET /v1/sync") - before; n < 5 || n > 120 {
					t.Errorf("%d requests in ten minutes of trouble", n)
				}
				s.town.set(func() { s.town.trouble = nil })
				if took := s.delivered(10 * time.Minute); took > exchangeLasts+retryMost+time.Second {
					t.Errorf("after the trouble it took %s", took)
				}
				if online, _ := s.desk.online(); !online {
					t.Error("the kiosk still shows that it is offline")
				}
			})
		})
	}
}

// trustAny200 is the mistake believe exists to prevent.
func trustAny200(a answer, f fit) (wire.Ack, error) {
	if a.status != http.StatusOK {
		return wire.Ack{}, refusedBy(a)
	}
	return wire.Ack{AckedSeq: f.last}, nil
}

// The control of the stories above: the judge sees an agent that takes any 200
// for an acknowledgement.
func TestControlAgentThatTrustsAny200(t *testing.T) {
	inStreet(t, func(s *street) {
		s.stop()
		s.town.set(func() { s.town.trouble = portal })
		a := s.make()
		a.sender.believe = trustAny200
		s.runAs(a)
		s.record(3)
		s.pass(time.Minute)
		proof.Control(t, "an agent that trusts any 200", "TestNothingIsLostOrDoubledOnABadRoad", s.compare()...)
	})
}

func TestAcksThatDoNotFitAreIgnored(t *testing.T) {
	for name, touch := range map[string]func(*wire.Ack){
		"another device":  func(a *wire.Ack) { a.Device = "3" },
		"no device":       func(a *wire.Ack) { a.Device = "" },
		"another epoch":   func(a *wire.Ack) { a.Epoch = "ffffffffffffffff" },
		"beyond the last": func(a *wire.Ack) { a.AckedSeq = 43 },
		"far beyond":      func(a *wire.Ack) { a.AckedSeq = 1 << 62 },
		"negative":        func(a *wire.Ack) { a.AckedSeq = -1 },
	} {
		t.Run(name, func(t *testing.T) {
			inStreet(t, func(s *street) {
				s.record(2)
				s.delivered(time.Minute)
				s.town.set(func() { s.town.touch = touch })
				s.record(40)
				s.pass(5 * time.Minute)
				if s.pending() != 40 {
					t.Errorf("%d events of 40 are pending", s.pending())
				}
				if online, _ := s.desk.online(); online {
					t.Error("the kiosk still shows that it is online")
				}
				s.town.set(func() { s.town.touch = nil })
				s.delivered(time.Minute)
			})
		})
	}
}

func TestCablePulledAndPluggedAgain(t *testing.T) {
	inStreet(t, func(s *street) {
		s.record(1)
		s.delivered(time.Minute)
		s.cable.pull()
		for range 5 {
			s.record(1)
			s.pass(7 * time.Minute)
		}
		if online, _ := s.desk.online(); online || s.pending() != 5 {
			t.Errorf("online %t with %d pending", online, s.pending())
		}
		s.cable.plug()
		if took := s.delivered(5 * time.Minute); took > retryMost+time.Second {
			t.Errorf("after the cable was plugged in it took %s", took)
		}
	})
}

func TestKioskShowsThatTheCableIsPulled(t *testing.T) {
	inStreet(t, func(s *street) {
		s.await("online", time.Minute, func() bool { now, _ := s.desk.online(); return now })
		s.pass(time.Minute) // the hint stream is open
		s.cable.pull()
		took := s.await("offline", 5*time.Minute, func() bool { now, _ := s.desk.online(); return !now })
		if took > hintSpread+retryFirst+retryMost {
			t.Errorf("it took %s", took)
		}
	})
}

func TestFlappingLineDoesNotFlicker(t *testing.T) {
	inStreet(t, func(s *street) {
		s.record(1)
		s.delivered(time.Minute)
		_, before := s.desk.online()
		n := 0
		s.town.set(func() { s.town.trouble = everySecond(s.town, &n) })
		for range 30 {
			s.record(1)
			s.pass(20 * time.Second)
		}
		s.delivered(time.Minute)
		if _, after := s.desk.online(); after != before {
			t.Errorf("the link was shown to change %d times", after-before)
		}
	})
}

// everySecond loses every second answer to a batch.
func everySecond(c *town, n *int) func(http.ResponseWriter, *http.Request, http.Handler) {
	return func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		lose := false
		if r.Method == http.MethodPost {
			c.set(func() { *n++; lose = *n%2 == 1 })
		}
		if lose {
			loseReplies(w, r, next)
		}
		next.ServeHTTP(w, r)
	}
}
