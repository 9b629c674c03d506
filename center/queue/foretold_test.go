package queue

import (
	"fmt"
	"testing"
	"time"

	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/center/store/lobbytest"
	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/proof"
)

// oneDesk is a morning at which counter 3 alone serves B, ten minutes each, until
// twenty to ten; lunch is from half past eleven to half past one.
func oneDesk(t *testing.T) *lobby {
	t.Helper()
	l := open(t)
	every := []time.Weekday{0, 1, 2, 3, 4, 5, 6}
	l.Rule(func(s *kiosk.Site) {
		s.Hours = []kiosk.Opening{{Weekdays: every, From: 0, To: 11*60 + 30}, {Weekdays: every, From: 13*60 + 30, To: 24 * 60}}
		for i := range s.Counters {
			if s.Counters[i].Number != 3 {
				s.Counters[i].Services = []string{"A"}
			}
		}
	})
	l.Take("B", "B", "B", "B", "B", "B", "B", "B", "B", "B")
	for range 10 {
		l.serve(3, 10*time.Minute)
	}
	return l
}

// onThePhone is what the holder of the number taken last is told.
func (l *lobby) onThePhone() Position {
	l.t.Helper()
	k, _, err := l.Record(l.ctx(), fmt.Sprintf("t%05d", l.Taken))
	if err != nil {
		l.t.Fatal(err)
	}
	p, err := l.Position(l.ctx(), TicketRef{Site: 1, Device: k.Device, Seq: k.Seq, Number: k.Number, IssuedAt: k.IssuedAt, ReceiptID: lobbytest.Receipt(l.Taken)})
	if err != nil {
		l.t.Fatal(err)
	}
	return p
}

// A phone and a kiosk go on telling what was promised at issue: the same forecast,
// with lunch in it.
func TestAPhoneIsToldWhatWasPromised(t *testing.T) {
	l := oneDesk(t)
	l.Take("B", "B", "B", "B", "B", "B", "B", "B", "B", "B", "B", "B", "B")
	before, _ := l.snapshot()
	promised := before.Line("B").Wait
	last := l.Take("B")[0]
	after, _ := l.snapshot()
	phone := l.onThePhone()
	state, ok := after.Ticket(last.Number)
	if promised == nil || promised.From < 220 || !ok || state.Wait == nil {
		t.Fatalf("promised %+v, kiosks are told %+v", promised, state)
	}
	if !phone.WaitKnown || phone.Wait != *promised || *state.Wait != *promised {
		t.Errorf("promised %+v, a phone tells %+v (%v), a kiosk %+v", *promised, phone.Wait, phone.WaitKnown, *state.Wait)
	}
}

func TestControlAPhoneThatCountsPeopleAlone(t *testing.T) {
	l := oneDesk(t)
	l.Take("B", "B", "B", "B", "B", "B", "B", "B", "B", "B", "B", "B", "B")
	before, _ := l.snapshot()
	l.Take("B")
	after, _ := l.snapshot()
	var found []string
	if w, _ := after.Line("B").Pace.WaitFor(l.onThePhone().Ahead); w != *before.Line("B").Wait {
		found = append(found, "a phone tells another wait than was promised")
	}
	proof.Control(t, "a wait worked out from the people ahead alone", "TestAPhoneIsToldWhatWasPromised", found...)
}

// Who has booked a time and has not come is expected by the promise.
func TestAPromiseExpectsAppointments(t *testing.T) {
	told := func(booked int) kiosk.Wait {
		l := oneDesk(t)
		l.Take("B", "B", "B")
		day := kiosk.DateOf(l.Clock.Now().In(kiosk.VietnamTime))
		for i := range booked {
			l.Write(func(tx *store.Tx) error {
				a := store.Appointment{ID: string(rune('a' + i)), Site: 1, Service: "B", Slot: kiosk.Slot{Day: day, From: 9*60 + 50}, Code: string(rune('a' + i)), BookedAt: l.Clock.Now()}
				done, err := tx.BookAppointment(l.ctx(), &a, booked)
				if !done {
					t.Errorf("appointment %d is not booked", i)
				}
				return err
			})
		}
		q, _ := l.snapshot()
		if q.Line("B").Wait == nil {
			t.Fatal("nothing is promised")
		}
		return *q.Line("B").Wait
	}
	if without, with := told(0), told(4); with.From < without.From+20 {
		t.Errorf("with four people booked for ten to ten promised %+v, without %+v", with, without)
	}
}
