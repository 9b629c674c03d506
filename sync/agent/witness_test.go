package agent

import (
	"strings"
	"testing"
	"time"

	"dongthap.vn/sen/sync/wire"
)

// told lets the town tell a head of its audit log.
func (s *street) told(head string) {
	s.town.set(func() { s.town.touch = func(a *wire.Ack) { a.Audit = head } })
}

func (s *street) witnessed() (head string) {
	s.town.set(func() { head = s.town.status.Audit })
	return head
}

func TestKioskIsAWitnessOfTheAuditLog(t *testing.T) {
	inStreet(t, func(s *street) {
		s.told("7:aa")
		s.await("the head comes back", 5*time.Minute, func() bool { return s.witnessed() == "7:aa" })

		s.stop()
		s.told("") // a center that tells nothing makes nobody forget
		s.town.set(func() { s.town.status = wire.Status{} })
		s.store.Close()
		s.open()
		s.run()
		s.await("a restarted kiosk still says it", 5*time.Minute, func() bool { return s.witnessed() == "7:aa" })

		s.told(strings.Repeat("9", wire.MaxAudit+1))
		s.pass(5 * time.Minute)
		if head := s.witnessed(); head != "7:aa" {
			t.Errorf("a head over its cap was kept: %.20q", head)
		}
	})
}
