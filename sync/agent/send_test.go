package agent

import (
	"fmt"
	"testing"
	"time"

	"dongthap.vn/sen/sync/wire"
)

func TestEventsArriveOnceAndInOrder(t *testing.T) {
	inStreet(t, func(s *street) {
		s.record(3)
		s.delivered(time.Minute)
		s.record(1)
		if took := s.delivered(time.Minute); took > time.Second {
			t.Errorf("a ticket taken while online arrived after %s", took)
		}
		if online, _ := s.desk.online(); !online {
			t.Error("the desk is not told that the center answers")
		}
	})
}

func TestBacklogGoesInFullBatches(t *testing.T) {
	inStreet(t, func(s *street) {
		s.stop()
		s.record(1201)
		s.run()
		s.delivered(time.Minute)
		s.town.set(func() {
			if fmt.Sprint(s.town.sizes) != "[500 500 201]" {
				t.Errorf("1201 events went in batches of %d", s.town.sizes)
			}
		})
	})
}

func TestIdleKioskSendsAHeartbeat(t *testing.T) {
	inStreet(t, func(s *street) {
		s.pass(time.Minute)
		before := s.town.requests("POST")
		s.pass(time.Hour)
		if n := s.town.requests("POST") - before; n < 60 || n > 240 {
			t.Errorf("%d heartbeats in an hour, want one every %s to %s", n, pollMin, pollMax)
		}
		if s.town.requests("GET /v1/doc") > 10 {
			t.Error("documents are asked for although every acknowledgement says there is nothing new")
		}
		s.town.set(func() {
			if s.town.status.Version != "test" || s.town.status.Outbox != 0 {
				t.Errorf("status %+v", s.town.status)
			}
		})
	})
}

func TestKioskIsRestartedBetweenCommitAndAck(t *testing.T) {
	inStreet(t, func(s *street) {
		s.pass(time.Second)
		s.town.set(func() { s.town.trouble = loseReplies })
		s.record(5)
		s.await("the center commits", time.Minute, func() bool { return s.town.holds(s.store.Epoch()) == 5 })
		if s.pending() != 5 {
			t.Fatal("the reply was not lost: the story tries nothing")
		}
		s.stop()
		s.town.set(func() { s.town.trouble = nil })
		s.run()
		s.delivered(time.Minute)
	})
}

func TestCenterRestoredFromABackupGetsTheGapAgain(t *testing.T) {
	inStreet(t, func(s *street) {
		s.record(20)
		s.delivered(time.Minute)
		s.town.set(func() { s.town.restore(s.store.Epoch(), 7) })
		if took := s.await("the gap is filled", 5*time.Minute, func() bool { return s.town.holds(s.store.Epoch()) == 20 }); took > pollMax+time.Second {
			t.Errorf("an idle kiosk filled the gap after %s", took)
		}
		s.town.set(func() { s.town.restore(s.store.Epoch(), 0) })
		s.record(2)
		s.await("all is filled", time.Minute, func() bool { return s.town.holds(s.store.Epoch()) == 22 })
		s.delivered(time.Minute)
	})
}

// restore puts a backup back: what came after seq is no longer there.
func (c *town) restore(epoch string, seq int64) {
	for n := range c.log[epoch] {
		if n > seq {
			delete(c.log[epoch], n)
		}
	}
	c.cursor[epoch] = seq
}

func TestRestoredCenterIsToldThatForgottenEventsAreGone(t *testing.T) {
	inStreet(t, func(s *street) {
		s.record(10)
		s.delivered(time.Minute)
		s.stop()
		s.pass(15 * 24 * time.Hour)
		s.run()
		s.record(1)
		s.delivered(time.Minute) // now the ten are forgotten
		if _, err := s.store.Event(s.t.Context(), 10); err == nil {
			t.Fatal("the kiosk still has event 10: the story tries nothing")
		}
		s.town.set(func() { s.town.restore(s.store.Epoch(), 4) })
		s.record(2)
		s.delivered(time.Minute)
		s.town.set(func() {
			if fmt.Sprint(s.town.gone) != "[10]" {
				t.Errorf("gone up to %v, want 10", s.town.gone)
			}
		})
	})
}

func TestNewDatabaseBeginsANewCursor(t *testing.T) {
	inStreet(t, func(s *street) {
		s.record(3)
		s.delivered(time.Minute)
		s.stop()
		s.store.Close()
		old := s.store.Epoch()
		s.path += ".new"
		s.open()
		s.run()
		s.record(2)
		s.delivered(time.Minute)
		if s.store.Epoch() == old || s.town.holds(old) != 3 || s.town.holds(s.store.Epoch()) != 2 {
			t.Errorf("cursors: %d in the old epoch, %d in the new", s.town.holds(old), s.town.holds(s.store.Epoch()))
		}
	})
}

func TestOldNonceIsReplacedAtOnce(t *testing.T) {
	inStreet(t, func(s *street) {
		s.record(1)
		s.delivered(time.Minute)
		s.town.set(func() { s.town.nonce = "n2" })
		s.record(1)
		if took := s.delivered(time.Minute); took > time.Second {
			t.Errorf("a stale nonce cost %s", took)
		}
	})
}

func TestNonceThatNeverFitsIsNoLoop(t *testing.T) {
	inStreet(t, func(s *street) {
		s.pass(time.Minute)
		s.town.set(func() {
			s.town.touch = func(a *wire.Ack) { a.Nonce = "never" }
			s.town.trouble = rotateNonce(s.town)
		})
		s.record(1)
		s.delivered(time.Minute) // by the last nonce that was good
		before := s.town.requests("POST")
		s.record(1)
		s.pass(10 * time.Minute)
		if n := s.town.requests("POST") - before; n < 20 || n > 200 {
			t.Errorf("%d requests in ten minutes", n)
		}
		if s.pending() != 1 {
			t.Error("the event counts as delivered")
		}
	})
}

func TestOneBatchIsInFlight(t *testing.T) {
	inStreet(t, func(s *street) {
		flying, most := 0, 0
		s.town.set(func() { s.town.trouble = countFlights(s.town, &flying, &most) })
		for range 50 {
			s.record(7)
			s.pass(130 * time.Millisecond)
		}
		s.delivered(time.Minute)
		if most != 1 {
			t.Errorf("%d batches were in flight at once", most)
		}
	})
}
