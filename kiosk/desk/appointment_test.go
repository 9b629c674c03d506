package desk

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/receipt"
)

// booked is the address in the QR of an appointment of service B.
func (l *lobby) booked(id int, at time.Time) string {
	l.t.Helper()
	code, err := receipt.SignAppointment(l.press, kiosk.Appointment{ID: fmt.Sprintf("%020d", id), Site: 1, Service: "B", At: at, BookedAt: morning.AddDate(0, 0, -1)})
	if err != nil {
		l.t.Fatal(err)
	}
	return receipt.URL("https://phucvu.dongthap.gov.vn", code)
}

func (l *lobby) checkIn(scanned string) CheckIn {
	l.t.Helper()
	c, err := l.CheckIn(context.Background(), scanned, kiosk.Vietnamese)
	if err != nil {
		l.t.Fatal(err)
	}
	return c
}

// A kiosk nothing reaches gives an appointment its number, once, and again only
// when that was taken back; also after a restart.
func TestAKioskWithoutNetworkTakesAppointments(t *testing.T) {
	l := open(t)
	at := morning.Add(18 * time.Minute)
	code := l.booked(1, at)
	c := l.checkIn(code)
	if c.Arrival != kiosk.ArrivesInTime || c.Ticket.Number != "B2-001" || !c.Ticket.AppointedAt.Equal(at) || c.Slip.URL == "" {
		t.Fatalf("checked in as %+v", c)
	}
	l.restart()
	for _, again := range []string{code, strings.ToLower(code), code[strings.LastIndex(code, "/")+1:]} {
		if c := l.checkIn(again); c.Arrival != kiosk.ArrivesAgain {
			t.Errorf("a second time it is %+v", c)
		}
	}
	if n := len(l.events()); n != 1 {
		t.Fatalf("%d events are stored", n)
	}
	if _, err := l.CancelTicket(context.Background(), c.Ticket.ID); err != nil {
		t.Fatal(err)
	}
	if c := l.checkIn(code); c.Ticket.Number != "B2-002" {
		t.Errorf("after it was taken back: %+v", c)
	}
	if c := l.checkIn(l.booked(2, at)); c.Ticket.Number != "B2-003" {
		t.Errorf("another one: %+v", c)
	}
}

func TestOnlyTheCentersAppointmentsCount(t *testing.T) {
	l := open(t)
	code := l.booked(1, morning)
	other, err := receipt.SignAppointment(keyOf(9), kiosk.Appointment{ID: fmt.Sprintf("%020d", 1), Site: 1, Service: "B", At: morning})
	if err != nil {
		t.Fatal(err)
	}
	_, slip := l.take("B")
	for name, scanned := range map[string]string{"nothing": "", "a ticket's": slip.URL, "another center's": other, "cut": code[:len(code)-1], "long": strings.Repeat(code, 20), "words": "Tôi có hẹn\x00"} {
		if c := l.checkIn(scanned); c.Arrival != kiosk.ArrivesUnknown {
			t.Errorf("%s is %+v", name, c)
		}
	}
	for i := range len(code) - strings.LastIndex(code, "/") - 1 {
		at := strings.LastIndex(code, "/") + 1 + i
		letter := "A"
		if code[at] == 'A' {
			letter = "B"
		}
		if c := l.checkIn(code[:at] + letter + code[at+1:]); c.Arrival != kiosk.ArrivesUnknown {
			t.Fatalf("with letter %d changed it is %+v", i, c)
		}
	}
}

func TestWhatTheCenterToldOfAnAppointmentHolds(t *testing.T) {
	l := open(t)
	id := fmt.Sprintf("%020d", 1)
	l.publish(kiosk.DocQueue, kiosk.Queue{Day: kiosk.DateOf(morning), Appointments: []kiosk.AppointmentState{{ID: id, State: kiosk.ArrivesAgain, Number: "B3-004"}}})
	if c := l.checkIn(l.booked(1, morning)); c.Arrival != kiosk.ArrivesAgain || c.Number != "B3-004" {
		t.Errorf("it is %+v", c)
	}
	if n := len(l.events()); n != 0 {
		t.Errorf("%d events are stored", n)
	}
}

func TestAnAppointmentAtAClosedDoor(t *testing.T) {
	l := open(t)
	l.now = time.Date(2026, 11, 23, 16, 50, 0, 0, kiosk.VietnamTime)
	if _, err := l.CheckIn(context.Background(), l.booked(1, l.now), kiosk.Vietnamese); !errors.Is(err, kiosk.ErrClosed) {
		t.Errorf("at a closed door: %v", err)
	}
	s := hall()
	s.Services = s.Services[:1]
	l.now = morning
	l.publish(kiosk.DocSite, s)
	if _, err := l.CheckIn(context.Background(), l.booked(1, morning), kiosk.Vietnamese); !errors.Is(err, kiosk.ErrUnknownService) {
		t.Errorf("of a line that is gone: %v", err)
	}
}

// A quota is for who comes without an appointment.
func TestAnAppointmentHasItsNumberBeyondTheQuota(t *testing.T) {
	l := open(t)
	s := hall()
	s.Services[1].Quota = 1
	l.publish(kiosk.DocSite, s)
	l.publish(kiosk.DocQueue, kiosk.Queue{Day: kiosk.DateOf(morning)})
	l.take("B")
	if l.Gives("B") {
		t.Fatal("the quota is not used up")
	}
	if c := l.checkIn(l.booked(1, morning)); c.Ticket.Number != "B2-002" {
		t.Errorf("it is %+v", c)
	}
}
