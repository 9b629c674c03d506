package agent

import (
	"fmt"
	"net/http"
	"slices"
	"testing"
	"time"

	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/sync/wire"
)

func TestOneBadEventDoesNotStopThoseBehind(t *testing.T) {
	for _, code := range []string{wire.CodeBad, wire.CodeTooLarge} {
		t.Run(code, func(t *testing.T) {
			inStreet(t, func(s *street) {
				s.town.set(func() { s.town.refuse = refusing(code, 250) })
				s.record(600)
				if took := s.delivered(5 * time.Minute); took > time.Minute {
					t.Errorf("it took %s", took)
				}
				if got := s.withheld(); !slices.Equal(got, []int64{250}) {
					t.Errorf("events without content: %v, want 250 alone", got)
				}
				if st := s.agent.State(); st.Withheld != 250 || st.Stuck != 0 {
					t.Errorf("state %+v", st)
				}
				if _, err := s.store.Event(s.t.Context(), 250); err != nil {
					t.Errorf("the content is no longer at the kiosk: %v", err)
				}
			})
		})
	}
}

// refusing refuses every batch that holds one of the events with its content.
func refusing(code string, seqs ...int64) func(wire.Batch) *wire.Refusal {
	return func(b wire.Batch) *wire.Refusal {
		for _, e := range b.Events {
			if slices.Contains(seqs, e.Seq) && !e.Withheld {
				return &wire.Refusal{Code: code}
			}
		}
		return nil
	}
}

// withheld lists the events the town has without content.
func (s *street) withheld() (seqs []int64) {
	s.town.mu.Lock()
	defer s.town.mu.Unlock()
	for seq, e := range s.town.log[s.store.Epoch()] {
		if e.Withheld {
			seqs = append(seqs, seq)
		}
	}
	slices.Sort(seqs)
	return seqs
}

func TestSeveralBadEventsInARow(t *testing.T) {
	inStreet(t, func(s *street) {
		bad := []int64{1, 2, 3, 50, 52, 100}
		s.town.set(func() { s.town.refuse = refusing(wire.CodeBad, bad...) })
		s.record(100)
		s.delivered(10 * time.Minute)
		if got := s.withheld(); !slices.Equal(got, bad) {
			t.Errorf("events without content: %v, want %v", got, bad)
		}
	})
}

// A center that refuses everything must not empty the events of their content:
// no event is at fault.
func TestCenterThatRefusesEverythingGetsEverythingLater(t *testing.T) {
	inStreet(t, func(s *street) {
		s.town.set(func() {
			s.town.refuse = func(wire.Batch) *wire.Refusal { return &wire.Refusal{Code: wire.CodeBad} }
		})
		s.record(30)
		s.pass(time.Hour)
		if n := s.town.requests("POST"); n < 20 || n > 60 {
			t.Errorf("%d batches in an hour of refusals", n)
		}
		if st := s.agent.State(); st.Stuck != 1 || st.Withheld != 0 {
			t.Errorf("state %+v", st)
		}
		if online, _ := s.desk.online(); online {
			t.Error("the kiosk shows that it is online")
		}
		s.town.set(func() { s.town.refuse = nil })
		s.delivered(slowMax + retryMost)
		if got := s.withheld(); got != nil {
			t.Errorf("events without content: %v", got)
		}
		if st := s.agent.State(); st.Stuck != 0 {
			t.Errorf("state %+v", st)
		}
	})
}

func TestEventRefusedEvenWithoutItsContentIsReported(t *testing.T) {
	inStreet(t, func(s *street) {
		s.record(1)
		s.delivered(time.Minute)
		s.town.set(func() {
			s.town.refuse = func(b wire.Batch) *wire.Refusal {
				if len(b.Events) == 0 {
					return nil
				}
				return &wire.Refusal{Code: wire.CodeBad}
			}
		})
		s.record(3)
		s.pass(30 * time.Minute)
		if st := s.agent.State(); st.Stuck != 2 {
			t.Errorf("state %+v, want stuck at 2", st)
		}
		s.town.set(func() {
			if s.town.status.Stuck != 2 {
				t.Errorf("the center was told %+v", s.town.status)
			}
			s.town.refuse = nil
		})
		if online, _ := s.desk.online(); online {
			t.Error("the kiosk shows that it is online although nothing arrives")
		}
		s.delivered(slowMax + retryMost)
	})
}

func TestEventTooLargeForAnyBatch(t *testing.T) {
	inStreet(t, func(s *street) {
		s.record(2)
		if _, err := s.store.CallHelp(s.t.Context(), kiosk.HelpCalled{Screen: string(make([]byte, wire.MaxUnpacked))}); err != nil {
			t.Fatal(err)
		}
		s.record(2)
		s.delivered(time.Minute)
		if got := s.withheld(); !slices.Equal(got, []int64{3}) {
			t.Errorf("events without content: %v, want 3 alone", got)
		}
	})
}

func TestProxyThatRefusesLargeBodies(t *testing.T) {
	inStreet(t, func(s *street) {
		s.town.set(func() {
			s.town.trouble = func(w http.ResponseWriter, r *http.Request, next http.Handler) {
				if r.ContentLength > 4000 {
					http.Error(w, "<html>", http.StatusRequestEntityTooLarge)
					return
				}
				next.ServeHTTP(w, r)
			}
		})
		s.record(500)
		s.delivered(time.Minute)
		if got := s.withheld(); got != nil {
			t.Errorf("events without content: %v", got)
		}
	})
}

func TestRevokedKioskStopsSendingButRecords(t *testing.T) {
	for _, code := range []string{wire.CodeDevice, wire.CodeSignature} {
		t.Run(code, func(t *testing.T) {
			inStreet(t, func(s *street) {
				s.record(1)
				s.delivered(time.Minute)
				status := map[string]int{wire.CodeDevice: 403, wire.CodeSignature: 401}[code]
				s.town.set(func() {
					s.town.trouble = answering(status, "Content-Type", "application/json", `{"code":"`+code+`"}`)
				})
				s.record(5)
				s.pass(time.Second)
				if online, _ := s.desk.online(); online || !s.agent.State().Stopped {
					t.Errorf("online %t, state %+v", online, s.agent.State())
				}
				before := s.town.requests("POST")
				for range 60 {
					s.record(1)
					s.pass(time.Minute)
				}
				if n := s.town.requests("POST") - before; n < 10 || n > 15 {
					t.Errorf("%d batches in an hour, want one every %s to %s", n, slowMin, slowMax)
				}
				if s.pending() != 65 {
					t.Errorf("%d events are pending, want 65", s.pending())
				}
				s.town.set(func() { s.town.trouble = nil })
				s.delivered(slowMax + time.Minute)
				if s.agent.State().Stopped {
					t.Error("still stopped after it was let in again")
				}
			})
		})
	}
}

func TestBusyCenterIsLeftAlone(t *testing.T) {
	for name, after := range map[string]func() string{
		"seconds": func() string { return "120" },
		"a date":  func() string { return time.Now().Add(120 * time.Second).UTC().Format(http.TimeFormat) },
	} {
		for _, status := range []int{http.StatusTooManyRequests, http.StatusServiceUnavailable} {
			t.Run(fmt.Sprintf("%d with %s", status, name), func(t *testing.T) {
				inStreet(t, func(s *street) {
					s.record(1)
					s.delivered(time.Minute)
					until := after()
					s.town.set(func() { s.town.trouble = answering(status, "Retry-After", until, "") })
					before := s.town.requests("POST")
					s.record(5)
					s.await("the center is asked", time.Second, func() bool { return s.town.requests("POST") > before })
					s.town.set(func() { s.town.trouble = nil })
					first := s.lastPost()
					s.record(5) // a new event is no reason to come early
					s.delivered(5 * time.Minute)
					if waited := s.lastPost().Sub(first); waited < 119*time.Second || waited > 140*time.Second {
						t.Errorf("it came back after %s, and was asked to wait 120 s", waited)
					}
				})
			})
		}
	}
}

// lastPost is when the last batch came.
func (s *street) lastPost() (at time.Time) {
	s.town.mu.Lock()
	defer s.town.mu.Unlock()
	for i, line := range s.town.asked {
		if line == "POST /v1/sync/2" {
			at = s.town.askedAt[i]
		}
	}
	return at
}

func TestStormOf500IsMetWithJitter(t *testing.T) {
	var first, second []time.Duration
	for _, gaps := range []*[]time.Duration{&first, &second} {
		inStreet(t, func(s *street) {
			s.record(1)
			s.delivered(time.Minute)
			s.town.set(func() {
				s.town.trouble = answering(500, "Content-Type", "text/plain", "")
				s.town.asked, s.town.askedAt = nil, nil
			})
			s.record(1)
			s.pass(time.Hour)
			*gaps = s.gaps()
			s.town.set(func() { s.town.trouble = nil })
			s.delivered(retryMost + time.Second)
		})
	}
	if slices.Equal(first, second) {
		t.Error("two kiosks waited alike")
	}
	for _, gaps := range [][]time.Duration{first, second} {
		if longest := slices.Max(gaps); longest > retryMost || longest < retryMost/2 {
			t.Errorf("the longest wait is %s, want it close below %s", longest, retryMost)
		}
		if n := len(gaps); n < 150 || n > 500 {
			t.Errorf("%d tries in an hour, want about %d", n, time.Hour/(retryMost/2))
		}
		if gaps[0] > retryFirst {
			t.Errorf("the first wait is %s, want at most %s", gaps[0], retryFirst)
		}
	}
}

// gaps are the times between batches.
func (s *street) gaps() (gaps []time.Duration) {
	s.town.mu.Lock()
	defer s.town.mu.Unlock()
	var last time.Time
	for i, line := range s.town.asked {
		if line != "POST /v1/sync/2" {
			continue
		}
		if !last.IsZero() {
			gaps = append(gaps, s.town.askedAt[i].Sub(last))
		}
		last = s.town.askedAt[i]
	}
	return gaps
}

// A line so slow that a full batch takes longer than an exchange may last.
func TestSlowLineCarriesSmallBatches(t *testing.T) {
	inStreet(t, func(s *street) {
		s.town.set(func() {
			s.town.trouble = func(w http.ResponseWriter, r *http.Request, next http.Handler) {
				time.Sleep(time.Duration(r.ContentLength) * time.Second / 200) // 200 bytes a second
				if r.Context().Err() == nil {
					next.ServeHTTP(w, r)
				}
			}
		})
		s.record(400)
		s.delivered(time.Hour)
	})
}
