package agent

import (
	"bytes"
	"crypto/ed25519"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"dongthap.vn/sen/kiosk"
)

// held is the version of a document the kiosk uses, 0 for none.
func (s *street) held(name string) int64 { return s.desk.Versions()[name] }

func TestDocumentsArrive(t *testing.T) {
	inStreet(t, func(s *street) {
		for _, name := range kiosk.DocumentNames {
			s.town.publish(name, 1)
		}
		s.await("all documents are held", time.Minute, func() bool {
			for _, name := range kiosk.DocumentNames {
				if s.held(name) != 1 {
					return false
				}
			}
			return true
		})
		s.town.publish(kiosk.DocSite, 2)
		s.await("the newer one is held", pollMax+fetchSpacing, func() bool { return s.held(kiosk.DocSite) == 2 })
		s.record(1)
		s.delivered(time.Minute)
		s.town.set(func() {
			if s.town.status.Docs[kiosk.DocSite] != 2 || s.town.status.Docs[kiosk.DocKeys] != 1 {
				t.Errorf("the center was told %v", s.town.status.Docs)
			}
		})
	})
}

func TestAcknowledgementTellsOfANewDocument(t *testing.T) {
	inStreet(t, func(s *street) {
		s.pass(time.Minute)
		s.town.publish(kiosk.DocQueue, 7)
		s.record(1)
		s.await("the document is held", fetchSpacing, func() bool { return s.held(kiosk.DocQueue) == 7 })
	})
}

// What must never replace a good document.
func TestBadDocumentsLeaveTheLastGoodOne(t *testing.T) {
	_, stranger, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	sign := func(key ed25519.PrivateKey, name string, version int64) []byte {
		b, err := kiosk.SignDocument(key, kiosk.Document{Name: name, Version: version, Body: []byte(`{}`)})
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	for name, spoil := range map[string]func(good []byte, key ed25519.PrivateKey) []byte{
		"truncated":         func(good []byte, _ ed25519.PrivateKey) []byte { return good[:len(good)/2] },
		"empty":             func([]byte, ed25519.PrivateKey) []byte { return []byte{} },
		"unsigned":          func([]byte, ed25519.PrivateKey) []byte { return []byte(`{"payload":"e30="}`) },
		"signed by another": func([]byte, ed25519.PrivateKey) []byte { return sign(stranger, kiosk.DocKeys, 9) },
		"changed": func(good []byte, _ ed25519.PrivateKey) []byte {
			return bytes.Replace(good, []byte("A"), []byte("B"), 1)
		},
		"older":               func(_ []byte, key ed25519.PrivateKey) []byte { return sign(key, kiosk.DocKeys, 4) },
		"another document":    func(_ []byte, key ed25519.PrivateKey) []byte { return sign(key, kiosk.DocSite, 9) },
		"larger than allowed": func(_ []byte, key ed25519.PrivateKey) []byte { return bytes.Repeat([]byte(" "), 9<<20) },
	} {
		t.Run(name, func(t *testing.T) {
			inStreet(t, func(s *street) {
				s.town.publish(kiosk.DocKeys, 5)
				s.await("the good one is held", time.Minute, func() bool { return s.held(kiosk.DocKeys) == 5 })
				_, before, err := s.store.Document(s.t.Context(), kiosk.DocKeys)
				if err != nil {
					t.Fatal(err)
				}
				bad := spoil(s.town.publish(kiosk.DocKeys, 9), s.town.publication)
				s.town.set(func() { s.town.docs[kiosk.DocKeys] = bad })
				asked := s.town.requests("GET /v1/doc/keys")
				s.pass(time.Hour)
				if _, after, _ := s.store.Document(s.t.Context(), kiosk.DocKeys); !bytes.Equal(before, after) {
					t.Error("the last good document was replaced")
				}
				if n := s.town.requests("GET /v1/doc/keys") - asked; n < 5 || n > 130 {
					t.Errorf("it was asked for %d times in an hour", n)
				}
				s.town.publish(kiosk.DocKeys, 10)
				s.await("the next good one is held", 2*slowMax, func() bool { return s.held(kiosk.DocKeys) == 10 })
			})
		})
	}
}

func TestDocumentsArriveAlthoughEventsDoNot(t *testing.T) {
	inStreet(t, func(s *street) {
		s.town.set(func() { s.town.trouble = onlyDocuments })
		s.pass(3 * time.Minute)
		s.town.publish(kiosk.DocCalendar, 3)
		s.await("the document is held", pollMax+fetchSpacing, func() bool { return s.held(kiosk.DocCalendar) == 3 })
		s.town.set(func() { s.town.asked = nil })
		s.pass(time.Hour)
		if n := s.town.requests("GET /v1/doc/calendar"); n < 50 || n > 240 {
			t.Errorf("asked %d times in an hour, want one every %s to %s", n, pollMin, pollMax)
		}
	})
}

// onlyDocuments refuses the device and the hints.
func onlyDocuments(w http.ResponseWriter, r *http.Request, next http.Handler) {
	if r.URL.Path[:8] == "/v1/doc/" {
		next.ServeHTTP(w, r)
		return
	}
	answering(403, "Content-Type", "application/json", `{"code":"device"}`)(w, r, next)
}

func TestDocumentCutOnItsWayIsFetchedAgain(t *testing.T) {
	inStreet(t, func(s *street) {
		n := 0
		s.town.set(func() { s.town.trouble = cutFirst(s.town, &n) })
		s.town.publish(kiosk.DocSite, 1)
		s.await("the document is held", 3*pollMax, func() bool { return s.held(kiosk.DocSite) == 1 })
		if n < 2 {
			t.Error("nothing was cut: the story tries nothing")
		}
	})
}

// cutFirst breaks the connection within the first answer that is the site.
func cutFirst(c *town, n *int) func(http.ResponseWriter, *http.Request, http.Handler) {
	return func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		cut := false
		if r.URL.Path == "/v1/doc/site" {
			c.set(func() { *n++; cut = *n == 1 })
		}
		if cut {
			breakReplies(w, r, next)
		}
		next.ServeHTTP(w, r)
	}
}

func TestBusyCenterIsNotAskedForDocuments(t *testing.T) {
	inStreet(t, func(s *street) {
		s.pass(time.Second)
		s.town.publish(kiosk.DocSite, 1)
		s.town.set(func() { s.town.trouble, s.town.asked = answering(503, "Retry-After", "600", ""), nil })
		s.pass(9 * time.Minute)
		if n := s.town.requests("GET /v1/doc"); n > 6 {
			t.Errorf("a center that asked for ten minutes was asked for %d documents", n)
		}
	})
}

func TestHintFetchesAtOnce(t *testing.T) {
	inStreet(t, func(s *street) {
		s.pass(time.Minute)
		s.town.publish(kiosk.DocQueue, 8)
		s.town.stream <- "event: hint\ndata: {\"doc\":\"queue\",\"version\":8}\n\n"
		s.await("the document is held", fetchSpacing, func() bool { return s.held(kiosk.DocQueue) == 8 })
	})
}

// TestTheQueueIsFollowedCallAfterCall is about a desk that keeps the queue in
// memory alone: whoever asks the disk which version is held fetches the same one
// again, has it refused as old, and then comes late for the next.
func TestTheQueueIsFollowedCallAfterCall(t *testing.T) {
	inStreet(t, func(s *street) {
		s.pass(time.Minute)
		s.town.set(func() { s.town.asked = nil })
		for v := int64(1); v <= 5; v++ {
			s.town.publish(kiosk.DocQueue, v)
			s.town.stream <- fmt.Sprintf("event: hint\ndata: {\"doc\":\"queue\",\"version\":%d}\n\n", v)
			s.await("the call is seen", 2*fetchSpacing, func() bool { return s.held(kiosk.DocQueue) == v })
			s.pass(5 * time.Second)
		}
		if n := s.town.requests("GET /v1/doc/queue"); n > 7 {
			t.Errorf("the queue was asked for %d times to see 5 calls", n)
		}
	})
}

func TestStormOfHintsIsNoStormOfRequests(t *testing.T) {
	inStreet(t, func(s *street) {
		s.pass(time.Minute)
		s.town.set(func() { s.town.asked = nil })
		for v := int64(1); v <= 600; v++ {
			s.town.publish(kiosk.DocQueue, v)
			s.town.stream <- fmt.Sprintf("event: hint\ndata: {\"doc\":\"queue\",\"version\":%d}\n\n", v)
			s.pass(100 * time.Millisecond)
		}
		if n := s.town.requests("GET /v1/doc/queue"); n > 70 {
			t.Errorf("%d requests in a minute", n)
		}
		s.await("the newest is held", pollMax, func() bool { return s.held(kiosk.DocQueue) == 600 })
	})
}

func TestNonsenseHintsAreHarmless(t *testing.T) {
	inStreet(t, func(s *street) {
		s.pass(time.Minute)
		s.town.set(func() { s.town.asked = nil })
		for _, text := range []string{
			"data: {\"doc\":\"queue\",\"version\":8}\n\n", "event: hint\ndata: <html>\n\n", "event: hint\ndata:\n\n",
			"event: other\ndata: {\"doc\":\"queue\",\"version\":8}\n\n", "event: hint\n\ndata: {\"doc\":\"queue\",\"version\":8}\n\n",
			"event: hint\ndata: {\"doc\":\"../sync/2\",\"version\":8}\n\n", "event: hint\ndata: {\"doc\":\"queue\",\"version\":-1}\n\n",
			"\x00\xff\n\n",
		} {
			s.town.stream <- text
			s.pass(time.Second)
		}
		if n := s.town.requests("GET /v1/doc"); n != 0 {
			t.Errorf("%d documents were asked for", n)
		}
		s.town.stream <- string(bytes.Repeat([]byte("x"), 1<<20)) // the stream is given up
		s.town.publish(kiosk.DocSite, 1)
		s.await("polling goes on", pollMax+fetchSpacing, func() bool { return s.held(kiosk.DocSite) == 1 })
	})
}

func TestHintStreamThatFallsSilentIsOpenedAgain(t *testing.T) {
	inStreet(t, func(s *street) {
		opened := 0
		s.town.set(func() {
			s.town.trouble = func(w http.ResponseWriter, r *http.Request, next http.Handler) {
				if !strings.HasPrefix(r.URL.Path, "/v1/hints/") {
					next.ServeHTTP(w, r)
					return
				}
				s.town.set(func() { opened++ })
				w.Header().Set("Content-Type", "text/event-stream")
				http.NewResponseController(w).Flush()
				<-r.Context().Done()
			}
		})
		s.pass(time.Hour)
		s.town.set(func() {
			if opened < 25 || opened > 100 {
				t.Errorf("a silent stream was opened %d times in an hour", opened)
			}
		})
	})
}
