package queue

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/proof"
)

// heard lets a kiosk be heard now, whose clock is so far from the center's.
func (l *lobby) heard(code string, offset time.Duration) {
	l.t.Helper()
	l.Write(func(tx *store.Tx) error {
		if _, err := tx.Device(l.ctx(), code); errors.Is(err, kiosk.ErrNotFound) {
			if err := tx.PutDevice(l.ctx(), store.Device{Code: code, Site: 1, Key: make([]byte, 32), EnrolledAt: l.Clock.Now()}); err != nil {
				return err
			}
		}
		return tx.SeeDevice(l.ctx(), code, store.DeviceStatus{ClockOffset: offset}, l.Clock.Now())
	})
}

// sweeps lets the center look for old tickets so many times, a minute apart, and
// returns what it closed.
func (l *lobby) sweeps(times int, between func()) (closed int) {
	l.t.Helper()
	for range times {
		between()
		n, err := l.CloseOld(l.ctx())
		if err != nil {
			l.t.Fatal(err)
		}
		closed += n
		l.Clock.Pass(sweepEvery)
	}
	return closed
}

func nothing() {}

// The clock of the center jumps in the middle of a morning: nobody who waits, is
// served or fetches a paper loses the number, whatever the kiosks know of it.
func TestAClockThatJumpsClosesNobodysDay(t *testing.T) {
	for name, jump := range map[string]time.Duration{"a day": 24 * time.Hour, "nine years": 9 * 365 * 24 * time.Hour} {
		for said, hear := range map[string]func(*lobby){
			"a kiosk tells another time": func(l *lobby) { l.heard("2", -jump) },
			"two of three do":            func(l *lobby) { l.heard("2", -jump); l.heard("3", -jump); l.heard("4", 0) },
			"no kiosk is heard":          func(*lobby) {},
			"the center starts anew":     func(l *lobby) { l.heard("2", -jump); l.Queue = l.on(l.Store) },
		} {
			t.Run(fmt.Sprint(name, ", ", said), func(t *testing.T) {
				l := open(t)
				l.sweeps(15, func() { l.heard("2", 0) })
				l.Take("B", "B", "B")
				l.next(4)
				must[Ticket](l)(l.Park(l.ctx(), at(4)))
				l.next(3)
				l.Clock.Pass(jump)
				if closed := l.sweeps(20, func() { hear(l) }); closed > 0 {
					t.Errorf("%d are closed", closed)
				}
				l.Clock.Pass(-jump) // it is put right
				if closed := l.sweeps(3, func() { l.heard("2", 0) }); closed > 0 {
					t.Errorf("%d are closed when the clock is right again", closed)
				}
				must[Ticket](l)(l.Done(l.ctx(), at(3)))
				l.next(3)
			})
		}
	}
}

// A night ends as ever: at the first word of a kiosk, or in its time when none is
// heard; nor does one kiosk with a dead clock keep it from ending.
func TestANightThatIsOverIsOver(t *testing.T) {
	for name, after := range map[string]func(*lobby) int{
		"a kiosk is heard": func(l *lobby) int { return l.sweeps(1, func() { l.heard("2", time.Second) }) },
		"one of three has a dead clock": func(l *lobby) int {
			return l.sweeps(1, func() { l.heard("2", 0); l.heard("3", 0); l.heard("4", -1e17) })
		},
		"none is heard, and time goes on": func(l *lobby) int { l.Clock.Pass(-15 * time.Hour); return l.sweeps(16*60, nothing) },
		"there was never a kiosk": func(l *lobby) int {
			l.Write(func(tx *store.Tx) error { return tx.RevokeDevice(l.ctx(), "2", l.Clock.Now()) })
			return l.sweeps(1, nothing)
		},
	} {
		t.Run(name, func(t *testing.T) {
			l := open(t)
			l.sweeps(2, func() { l.heard("2", 0) })
			l.Take("B", "B")
			l.Clock.Pass(23 * time.Hour)
			if closed := after(l); closed != 2 {
				t.Errorf("%d of 2 are closed", closed)
			}
		})
	}
}

// What is planted is a center that believes its own clock.
func TestControlADayClosedByOneClock(t *testing.T) {
	l := open(t)
	l.Take("B", "B")
	l.heard("2", 0)
	l.Clock.Pass(24 * time.Hour)
	l.heard("2", -24*time.Hour)
	old, err := l.old(l.ctx(), l.Clock.Now())
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	for _, k := range old {
		found = append(found, k.Number+" would be closed")
	}
	proof.Control(t, "a day that ends by the center's clock alone", "TestAClockThatJumpsClosesNobodysDay", found...)
}
