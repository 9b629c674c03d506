package agent

import (
	"bytes"
	"compress/gzip"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/proof"
	"dongthap.vn/sen/sync/wire"
)

// Proxies that hold hints back, each in its way.
var holders = map[string]func(http.ResponseWriter, *http.Request, http.Handler){
	"sends nothing until the stream ends": func(_ http.ResponseWriter, r *http.Request, _ http.Handler) { <-r.Context().Done() },
	"sends the head and nothing else": func(w http.ResponseWriter, r *http.Request, _ http.Handler) {
		w.Header().Set("Content-Type", "text/event-stream")
		http.NewResponseController(w).Flush()
		<-r.Context().Done()
	},
	"sends the head and a beat of its own": func(w http.ResponseWriter, r *http.Request, _ http.Handler) {
		w.Header().Set("Content-Type", "text/event-stream")
		for r.Context().Err() == nil {
			io.WriteString(w, ":\n\n")
			http.NewResponseController(w).Flush()
			time.Sleep(10 * time.Second)
		}
	},
	"answers with an error": answering(502, "Content-Type", "text/html", "<html>"),
}

// A proxy that holds hints back, for ever, makes a kiosk slower and not wrong:
// it polls.
func TestAProxyHoldsHintsBack(t *testing.T) {
	for name, hold := range holders {
		t.Run(name, func(t *testing.T) {
			inStreet(t, func(s *street) {
				s.town.set(func() { s.town.trouble = onlyHints(hold) })
				longest := time.Duration(0)
				for v := int64(1); v <= 20; v++ {
					s.town.publish(kiosk.DocSite, v)
					longest = max(longest, s.await("the document is held", pollMax+fetchSpacing, func() bool { return s.held(kiosk.DocSite) == v }))
					s.pass(20 * time.Minute)
				}
				s.record(1)
				s.delivered(time.Minute)
				t.Logf("a document came after %s at most", longest)
			})
		})
	}
}

// The control: a kiosk that only listens, and does not poll, never learns.
func TestControlAKioskThatDoesNotPoll(t *testing.T) {
	inStreet(t, func(s *street) {
		s.stop()
		s.town.set(func() { s.town.trouble = onlyHints(holders["sends the head and nothing else"]) })
		a := s.make()
		ctx, stop := context.WithCancel(context.Background())
		var listening sync.WaitGroup
		listening.Go(func() { a.hints.run(ctx) })
		defer func() { stop(); listening.Wait(); a.road.client.CloseIdleConnections() }()
		s.town.publish(kiosk.DocSite, 1)
		s.pass(2 * pollMax)
		if s.held(kiosk.DocSite) == 0 {
			t.Log("control: a kiosk that does not poll -> caught by TestAProxyHoldsHintsBack")
		} else {
			t.Error("a kiosk that does not poll has the document all the same")
		}
	})
}

// onlyHints makes trouble for the stream of hints alone.
func onlyHints(trouble func(http.ResponseWriter, *http.Request, http.Handler)) func(http.ResponseWriter, *http.Request, http.Handler) {
	return func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		if strings.HasPrefix(r.URL.Path, "/v1/hints/") {
			trouble(w, r, next)
			return
		}
		next.ServeHTTP(w, r)
	}
}

// Proxies that change what does not matter: all arrives, and at once.
func TestProxiesThatMeddle(t *testing.T) {
	for name, meddle := range map[string]func(http.ResponseWriter, *http.Request, http.Handler){
		"packs the answers": func(w http.ResponseWriter, r *http.Request, next http.Handler) {
			a := answered(r, next)
			w.Header().Set("Content-Type", a.Header().Get("Content-Type"))
			w.Header().Set("Content-Encoding", "gzip")
			w.WriteHeader(a.Code)
			z := gzip.NewWriter(w)
			z.Write(a.Body.Bytes())
			z.Close()
		},
		"names a character set": func(w http.ResponseWriter, r *http.Request, next http.Handler) {
			a := answered(r, next)
			w.Header().Set("Content-Type", a.Header().Get("Content-Type")+"; charset=utf-8")
			w.WriteHeader(a.Code)
			w.Write(a.Body.Bytes())
		},
		"keeps no header but the content's type": func(w http.ResponseWriter, r *http.Request, next http.Handler) {
			a := answered(r, next)
			w.Header().Set("Content-Type", a.Header().Get("Content-Type"))
			w.WriteHeader(a.Code)
			w.Write(a.Body.Bytes())
		},
		"adds headers and takes the question apart": func(w http.ResponseWriter, r *http.Request, next http.Handler) {
			r.Header.Set("Via", "1.0 proxy")
			r.Header.Set("X-Forwarded-For", "203.0.113.7")
			r.Header.Set("Accept-Encoding", "br")
			next.ServeHTTP(w, r)
		},
		"hangs up after every answer": func(w http.ResponseWriter, r *http.Request, next http.Handler) {
			w.Header().Set("Connection", "close")
			next.ServeHTTP(w, r)
		},
		"sends a note ahead": func(w http.ResponseWriter, r *http.Request, next http.Handler) {
			w.WriteHeader(http.StatusEarlyHints)
			next.ServeHTTP(w, r)
		},
	} {
		t.Run(name, func(t *testing.T) {
			inStreet(t, func(s *street) {
				s.town.set(func() { s.town.trouble = but("/v1/hints/", meddle) })
				s.record(40)
				s.delivered(time.Minute)
				s.town.publish(kiosk.DocSite, 1)
				s.await("the document is held", pollMax+fetchSpacing, func() bool { return s.held(kiosk.DocSite) == 1 })
				s.record(1)
				if took := s.delivered(time.Minute); took > time.Second {
					t.Errorf("one event took %s", took)
				}
			})
		})
	}
}

// but spares one path from trouble.
func but(path string, trouble func(http.ResponseWriter, *http.Request, http.Handler)) func(http.ResponseWriter, *http.Request, http.Handler) {
	return func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		if r.URL.Path == path || strings.HasSuffix(path, "/") && strings.HasPrefix(r.URL.Path, path) {
			next.ServeHTTP(w, r)
			return
		}
		trouble(w, r, next)
	}
}

func answered(r *http.Request, next http.Handler) *httptest.ResponseRecorder {
	a := httptest.NewRecorder()
	next.ServeHTTP(a, r)
	return a
}

// A proxy that changes what every batch is called makes the center refuse all of
// them. No event is to blame, and none goes without its content.
func TestAProxyThatRenamesEveryBatch(t *testing.T) {
	inStreet(t, func(s *street) {
		s.record(2)
		s.delivered(time.Minute)
		s.town.set(func() {
			s.town.trouble = func(w http.ResponseWriter, r *http.Request, next http.Handler) {
				if r.Method == http.MethodPost {
					io.Copy(io.Discard, r.Body)
					answerJSON(w, http.StatusBadRequest, wire.Refusal{Code: wire.CodeBad})
					return
				}
				next.ServeHTTP(w, r)
			}
		})
		s.record(40)
		s.pass(time.Hour)
		if s.pending() != 40 {
			t.Errorf("%d events of 40 are pending", s.pending())
		}
		s.town.set(func() { s.town.trouble = nil })
		s.delivered(slowMax + time.Minute)
		if got := s.withheld(); got != nil {
			t.Errorf("events without content: %v", got)
		}
	})
}

// A cache in between that gives an old acknowledgement again is not believed.
func TestACacheGivesAnOldAcknowledgement(t *testing.T) {
	inStreet(t, func(s *street) {
		s.record(2)
		s.delivered(time.Minute)
		var old []byte
		s.town.set(func() {
			s.town.trouble = func(w http.ResponseWriter, r *http.Request, next http.Handler) {
				a := answered(r, next)
				s.town.set(func() {
					if old == nil && r.Method == http.MethodPost && a.Code == http.StatusOK && bytes.Contains(a.Body.Bytes(), []byte("acked_seq")) {
						old = a.Body.Bytes() // of a heartbeat, event 2
					}
				})
				w.Header().Set("Content-Type", a.Header().Get("Content-Type"))
				w.WriteHeader(a.Code)
				w.Write(a.Body.Bytes())
			}
		})
		s.pass(2 * time.Minute)
		s.town.set(func() { s.town.trouble = answering(200, "Content-Type", "application/json", string(old)) })
		s.record(40)
		s.pass(10 * time.Minute)
		if s.pending() != 40 {
			t.Errorf("%d events of 40 are pending", s.pending())
		}
		s.town.set(func() { s.town.trouble = nil })
		s.delivered(2 * time.Minute)
	})
}

// The cable is out for seconds or for days (in make soak, a month): what is
// recorded meanwhile is there soon after.
func TestTheCableIsOutForSecondsToDays(t *testing.T) {
	days := time.Duration(proof.Times(1, 30)) * 24 * time.Hour
	for _, out := range []time.Duration{time.Second, 20 * time.Second, 10 * time.Minute, 8 * time.Hour, days} {
		t.Run(out.String(), func(t *testing.T) {
			inStreet(t, func(s *street) {
				s.record(1)
				s.delivered(time.Minute)
				s.cable.pull()
				for range 20 {
					s.record(5)
					s.pass(out / 20)
				}
				if online, _ := s.desk.online(); online && out > 5*time.Minute {
					t.Error("the kiosk still shows that it is online")
				}
				s.cable.plug()
				t.Logf("all was there after %s", s.delivered(retryMost+hintMost))
			})
		})
	}
}
