package screen

import (
	"context"
	"crypto/ed25519"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/receipt"
)

const booking = "00112233445566778899" // id of the appointment of the scenes

// booked is the signed code of an appointment so long after now.
func (v *visitor) booked(in time.Duration) string {
	v.t.Helper()
	code, err := receipt.SignAppointment(v.key, kiosk.Appointment{ID: booking, Site: 1, Service: "B", At: v.now.Add(in).Truncate(time.Minute), BookedAt: v.now.Add(-24 * time.Hour)})
	if err != nil {
		v.t.Fatal(err)
	}
	return receipt.URL("http://127.0.0.1:8470", code)
}

// arrivesAt scans a code that is given no number.
func (v *visitor) arrivesAt(over kiosk.Arrival, in time.Duration) {
	v.queue(kiosk.Queue{Appointments: []kiosk.AppointmentState{{ID: booking, State: over, Number: "B3-012"}}})
	v.scans(v.booked(in))
}

func TestAVisitorScansAnAppointment(t *testing.T) {
	for _, g := range glasses {
		t.Run(g.name, func(t *testing.T) {
			v := newVisitor(t, g.screen)
			v.lines()
			v.scans(v.booked(18 * time.Minute)) // at Home, nothing was touched
			v.at("ticket")
			v.mustRead("B2-001")
			v.mustRead("Giờ hẹn")
			v.mustRead("09:00")
			v.hasStored(kiosk.KindTicketIssued)
			events, err := v.store.Outbox(context.Background(), 0, 10)
			if err != nil {
				t.Fatal(err)
			}
			var body kiosk.TicketIssued
			if err := json.Unmarshal(events[0].Body, &body); err != nil || body.Appointment != booking || body.AppointedAt == nil {
				t.Errorf("the event tells %s, %v", events[0].Body, err)
			}
			v.stage.session.Wipe(v.now)
			v.stage.Show()
			v.scans(v.booked(18 * time.Minute)) // the same hand, once more
			v.at("arrival")
			v.mustRead("Lịch hẹn này đã lấy số rồi")
			v.hasStored(kiosk.KindTicketIssued)
		})
	}
}

// opensArrive says at the kiosk that there is an appointment.
func (v *visitor) opensArrive() {
	v.press("Lấy số")
	v.press("Tôi có hẹn")
	v.at("arrive")
}

func TestAVisitorWithAnAppointmentIsToldAWayOn(t *testing.T) {
	for name, c := range map[string]struct {
		arrive func(*visitor)
		said   string
		goesOn bool
	}{
		"early":     {func(v *visitor) { v.scans(v.booked(2 * time.Hour)) }, "Từ 09:42 máy mới ghi", true},
		"other day": {func(v *visitor) { v.scans(v.booked(48 * time.Hour)) }, "08:42 Thứ Tư 25/11/2026", true},
		"past":      {func(v *visitor) { v.scans(v.booked(-48 * time.Hour)) }, "đã qua", true},
		"cancelled": {func(v *visitor) { v.arrivesAt(kiosk.ArrivesCancelled, 0) }, "đã huỷ", true},
		"moved":     {func(v *visitor) { v.arrivesAt(kiosk.ArrivesMoved, 0) }, "đã đổi sang giờ khác", true},
		"again":     {func(v *visitor) { v.arrivesAt(kiosk.ArrivesAgain, 0) }, "Số của bạn: B3-012", false},
		"invented":  {func(v *visitor) { v.opensArrive(); v.scans("https://example.vn/R/" + strings.Repeat("A", 150)) }, "Không có lịch hẹn nào", true},
		"no code":   {func(v *visitor) { v.opensArrive(); v.scans("8934567890123") }, "Không có lịch hẹn nào", true},
	} {
		t.Run(name, func(t *testing.T) {
			v := newVisitor(t, glasses[0].screen)
			c.arrive(v)
			v.at("arrival")
			v.mustRead(c.said)
			v.hasStored()
			if c.goesOn {
				v.press("Lấy số")
				v.at("take")
			}
		})
	}
}

func TestWhoComesLateWaitsLikeEverybody(t *testing.T) {
	v := newVisitor(t, glasses[0].screen)
	v.scans(v.booked(-16 * time.Minute))
	v.at("ticket")
	v.mustRead("xếp hàng như mọi người")
	v.hasStored(kiosk.KindTicketIssued)
}

func TestTheDigitsOfAnAppointmentAreAskedForAtTheCenter(t *testing.T) {
	v := newVisitor(t, glasses[0].screen)
	asked := []string{}
	v.desk.Center = &center{v: v, knows: func(digits string) (string, error) {
		asked = append(asked, digits)
		if digits != "48219037" {
			return "", kiosk.ErrNotFound
		}
		return v.booked(0), nil
	}}
	v.press("Lấy số")
	v.press("Tôi có hẹn")
	v.at("arrive")
	v.types("4821")
	v.press("Tôi đã đến")
	v.mustRead("Mã hẹn có 8 chữ số")
	v.types("0000")
	v.press("Tôi đã đến")
	v.at("arrival")
	v.mustRead("Không có lịch hẹn nào")
	v.stage.session.Back()
	v.stage.Show()
	v.types("48219037")
	v.press("Tôi đã đến")
	v.at("ticket")
	if strings.Join(asked, " ") != "48210000 48219037" {
		t.Errorf("the center was asked for %q", asked)
	}
}

func TestDigitsAreNotGuessedAt(t *testing.T) {
	v := newVisitor(t, glasses[0].screen)
	asked := 0
	v.desk.Center = &center{v: v, knows: func(string) (string, error) { asked++; return "", kiosk.ErrNotFound }}
	for range 8 {
		v.stage.session.Home(v.now)
		v.open(kiosk.AtArrive)
		v.types("00000001")
		v.press("Tôi đã đến")
	}
	if asked != 5 {
		t.Errorf("the center was asked %d times", asked)
	}
	v.mustRead("giây")
}

func TestDigitsOfflineAreRefusedKindly(t *testing.T) {
	v := newVisitor(t, glasses[0].screen)
	v.open(kiosk.AtArrive)
	v.types("48219037")
	v.press("Tôi đã đến") // nobody can be asked although the light is green
	v.mustRead("Máy chưa hỏi được Trung tâm")
	v.desk.SetOnline(false)
	v.open(kiosk.AtHome)
	v.open(kiosk.AtArrive)
	v.mustRead("mất kết nối")
	v.scans(v.booked(0)) // the QR needs nobody
	v.at("ticket")
}

// A center that answers at once.
type center struct {
	v     *visitor
	knows func(digits string) (string, error)
	left  map[kiosk.Clock]int
	fails error
	made  []kiosk.Booking
}

func (c *center) Appointment(_ context.Context, digits string) (string, error) {
	return c.knows(digits)
}

func (c *center) Times(context.Context, string, kiosk.Date) (map[kiosk.Clock]int, error) {
	return c.left, c.fails
}

func (c *center) Book(_ context.Context, b kiosk.Booking) (code, digits string, err error) {
	if c.fails != nil {
		return "", "", c.fails
	}
	c.made = append(c.made, b)
	code, err = receipt.SignAppointment(c.v.key, kiosk.Appointment{ID: booking, Site: 1, Service: b.Service, At: c.v.desk.Site().Moment(b.Slot), BookedAt: c.v.now})
	return code, "48219037", err
}

// center is one that has places left.
func (v *visitor) center() *center {
	left := map[kiosk.Clock]int{}
	for from := kiosk.Clock(7*60 + 30); from < 16*60+30; from += 30 {
		left[from] = int(from/30) % 3
	}
	c := &center{v: v, left: left}
	v.desk.Center = c
	return c
}

// books goes the way to the check of a time.
func (v *visitor) books() {
	v.t.Helper()
	v.press("Lấy số")
	v.press("Tôi có hẹn")
	v.press("Đặt giờ hẹn")
	v.at("book")
	v.press("Đất đai")
	v.at("book-day")
	v.press("Thứ Ba 24/11")
	v.at("book-time")
	v.press("08:00")
	v.at("book-check")
}

func TestAVisitorBooksATime(t *testing.T) {
	for _, g := range glasses {
		t.Run(g.name, func(t *testing.T) {
			v := newVisitor(t, g.screen)
			c := v.center()
			v.books()
			v.mustRead("08:00 Thứ Ba 24/11/2026")
			v.press("Đặt giờ này")
			v.at("book-slip")
			v.mustRead("4821 9037")
			v.mustRead("08:00 Thứ Ba 24/11/2026")
			if text, _ := v.scanned(); !strings.HasPrefix(text, "HTTP://127.0.0.1:8470/R/") {
				t.Errorf("the slip's code leads to %s", text)
			}
			if len(c.made) != 1 || c.made[0].Service != "B" || c.made[0].From != 8*60 || len(c.made[0].Form) != 32 {
				t.Errorf("booked %+v", c.made)
			}
			v.hasStored() // it is the center's
		})
	}
}

func TestABookingThatIsNotAnsweredIsTheSameWhenPressedAgain(t *testing.T) {
	v := newVisitor(t, glasses[0].screen)
	c := v.center()
	v.books()
	c.fails = context.DeadlineExceeded
	v.press("Đặt giờ này")
	v.at("book-check")
	v.mustRead("chưa đặt được giờ")
	form := v.stage.session.Booking.Form
	c.fails = nil
	v.press("Đặt giờ này")
	v.at("book-slip")
	if c.made[0].Form != form {
		t.Error("the second press is another wish")
	}
}

func TestATimeThatIsGone(t *testing.T) {
	v := newVisitor(t, glasses[0].screen)
	c := v.center()
	v.books()
	c.fails = kiosk.ErrNoSlot
	v.press("Đặt giờ này")
	v.at("book-day")
	v.mustRead("vừa có người đặt")
}

func TestNoTimeIsBookedOffline(t *testing.T) {
	v := newVisitor(t, glasses[0].screen)
	c := v.center()
	v.desk.SetOnline(false)
	v.open(kiosk.AtArrive)
	if contains(v.presses(), "Đặt giờ hẹn") {
		t.Errorf("offered is %q", v.presses())
	}
	v.desk.SetOnline(true)
	v.open(kiosk.AtHome)
	v.open(kiosk.AtBook)
	c.fails = context.DeadlineExceeded
	v.press("Đất đai")
	v.press("Thứ Ba 24/11")
	v.at("book-day")
	v.mustRead("chưa đặt được giờ")
	v.mustRead("0277 3898989")
}

func TestAnAnswerThatWasNotAskedForIsNotBelieved(t *testing.T) {
	v := newVisitor(t, glasses[0].screen)
	v.center()
	v.books()
	_, v.key, _ = ed25519.GenerateKey(nil) // somebody else signs
	v.press("Đặt giờ này")
	v.at("book-check")
	v.mustRead("chưa đặt được giờ")
}

func TestOneHandDoesNotBookTheWholeDay(t *testing.T) {
	v := newVisitor(t, glasses[0].screen)
	c := v.center()
	for range 12 {
		v.stage.session.Wipe(v.now)
		v.stage.session.Booking = kiosk.Booking{Service: "B", Slot: kiosk.Slot{Day: kiosk.Date{Year: 2026, Month: 11, Day: 24}, From: 8 * 60}}
		v.open(kiosk.AtBookCheck)
		v.press("Đặt giờ này")
	}
	if len(c.made) != 8 {
		t.Errorf("%d times were booked", len(c.made))
	}
	v.mustRead("vừa đặt nhiều lịch hẹn")
}

// bookedTo shows a screen of booking.
func (v *visitor) bookedTo(to kiosk.Screen) {
	v.center()
	v.stage.session.BookService("B")
	v.stage.askTimes(kiosk.Date{Year: 2026, Month: 11, Day: 24})
	if to == kiosk.AtBookDay {
		v.open(to)
	}
	if to == kiosk.AtBookCheck || to == kiosk.AtBookSlip {
		v.stage.session.BookTime(kiosk.Slot{Day: kiosk.Date{Year: 2026, Month: 11, Day: 24}, From: 8 * 60}, kiosk.Vietnamese, newForm())
		v.stage.Show()
	}
	if to == kiosk.AtBookSlip {
		v.stage.makeBooking()
	}
}
