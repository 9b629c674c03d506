package agent

import (
	"net/http"
	"testing"
	"time"

	"dongthap.vn/sen/sync/wire"
)

func TestClockOffsetIsMeasuredAtHalfTheRoundTrip(t *testing.T) {
	for _, ahead := range []time.Duration{0, time.Hour, -time.Hour, -20 * 365 * 24 * time.Hour} {
		inStreet(t, func(s *street) {
			s.town.set(func() {
				s.town.touch = func(a *wire.Ack) { a.ServerTime = time.Now().Add(ahead).UnixMilli() }
				s.town.trouble = func(w http.ResponseWriter, r *http.Request, next http.Handler) {
					time.Sleep(2 * time.Second)
					next.ServeHTTP(w, r)
					if f, ok := w.(http.Flusher); ok {
						f.Flush()
					}
				}
			})
			s.record(1)
			s.delivered(time.Minute)
			// The center reads its clock after the whole 2 s: half of it is the error.
			st := s.agent.State()
			if st.RoundTrip < 2*time.Second || st.RoundTrip > 3*time.Second {
				t.Errorf("round trip %s", st.RoundTrip)
			}
			if off := (st.Offset - ahead).Abs(); off > st.RoundTrip/2+time.Millisecond {
				t.Errorf("offset %s for a center %s ahead", st.Offset, ahead)
			}
		})
	}
}

func TestStateBeforeAndAfterTheFirstAck(t *testing.T) {
	inStreet(t, func(s *street) {
		if st := s.make().State(); st != (State{}) {
			t.Errorf("before anything: %+v", st)
		}
		begun := time.Now()
		s.record(1)
		s.delivered(time.Minute)
		if st := s.agent.State(); st.AckedAt.Before(begun) || st.Stopped {
			t.Errorf("after: %+v", st)
		}
	})
}

func TestLinkShowsTheSecondFailure(t *testing.T) {
	desk := &counterDesk{}
	l := link{desk: desk}
	for i, c := range []struct{ good, want bool }{
		{false, false}, {true, true}, {false, true}, {true, true}, {false, true}, {false, false}, {false, false}, {true, true},
	} {
		if c.good {
			l.good()
		} else {
			l.bad()
		}
		if now, _ := desk.online(); now != c.want {
			t.Errorf("step %d: online %t, want %t", i, now, c.want)
		}
	}
	if _, changes := desk.online(); changes != 3 {
		t.Errorf("told %d times, want 3", changes)
	}
}
