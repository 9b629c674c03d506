package desk

import (
	"context"
	"errors"
	"strings"
	"testing"

	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/receipt"
)

// A center that says what a test wants it to.
type center struct {
	code, digits string
	left         map[kiosk.Clock]int
	err          error
}

func (c center) Appointment(context.Context, string) (string, error) { return c.code, c.err }

func (c center) Times(context.Context, string, kiosk.Date) (map[kiosk.Clock]int, error) {
	return c.left, c.err
}

func (c center) Book(context.Context, kiosk.Booking) (string, string, error) {
	return c.code, c.digits, c.err
}

// bare is the code in an address.
func bare(address string) string { return address[strings.LastIndex(address, "/")+1:] }

func TestATimeIsBookedAtTheCenter(t *testing.T) {
	l := open(t)
	s := hall()
	s.Services[1].Appointments = &kiosk.Appointments{Minutes: 30, Capacity: 2, Ahead: 3}
	l.publish(kiosk.DocSite, s)
	tuesday := kiosk.DateOf(morning).AddDays(1)
	if got := l.Bookable(); len(got) != 1 || got[0].Letter != "B" || !l.TakesAppointments() {
		t.Errorf("bookable are %+v", got)
	}
	if days := l.BookableDays("B"); len(days) != 4 || days[1] != tuesday {
		t.Errorf("the days are %v", days)
	}
	l.Center = center{left: map[kiosk.Clock]int{9 * 60: 0, 8 * 60: 2, 10 * 60: -1}}
	times, err := l.BookableTimes(context.Background(), "B", tuesday)
	if err != nil || len(times) != 3 || times[0] != (OfferedSlot{kiosk.Slot{Day: tuesday, From: 8 * 60}, 2}) || times[2].Left != 0 {
		t.Errorf("the times are %+v, %v", times, err)
	}
	wish := kiosk.Booking{Service: "B", Slot: kiosk.Slot{Day: tuesday, From: 8 * 60}, Form: "f"}
	l.Center = center{code: bare(l.booked(1, s.Moment(wish.Slot))), digits: "48219037"}
	made, slip, err := l.Book(context.Background(), wish)
	if err != nil || made.Code != "48219037" || !made.At.Equal(s.Moment(wish.Slot)) || slip.URL != l.booked(1, s.Moment(wish.Slot)) || len(slip.Check) != 4 {
		t.Errorf("made %+v, %+v, %v", made, slip, err)
	}
	other, err := receipt.SignAppointment(keyOf(9), kiosk.Appointment{ID: "00000000000000000001", Site: 1, Service: "B", At: s.Moment(wish.Slot)})
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		center Center
		want   error
	}{
		"nobody":                {nil, kiosk.ErrOffline},
		"a line that is cut":    {center{err: context.DeadlineExceeded}, kiosk.ErrOffline},
		"somebody was quicker":  {center{err: kiosk.ErrNoSlot}, kiosk.ErrNoSlot},
		"another time":          {center{code: l.booked(1, morning), digits: "48219037"}, kiosk.ErrOffline},
		"signed by a stranger":  {center{code: other, digits: "48219037"}, kiosk.ErrOffline},
		"an answer of no sense": {center{code: "X"}, kiosk.ErrOffline},
	} {
		l.Center = c.center
		if made, slip, err := l.Book(context.Background(), wish); !errors.Is(err, c.want) || slip.URL != "" || made.Code != "" {
			t.Errorf("%s: %+v, %v", name, made, err)
		}
	}
	if n := len(l.events()); n != 0 {
		t.Errorf("%d events are stored: what is the center's is told by nobody else", n)
	}
}
