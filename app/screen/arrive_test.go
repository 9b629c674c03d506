package screen

import (
	"context"
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

// scans lets a scanner type a code and its Enter.
func (v *visitor) scans(code string) {
	v.t.Helper()
	v.stage.scanned(code)
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
		"invented":  {func(v *visitor) { v.scans("https://example.vn/R/" + strings.Repeat("A", 150)) }, "Không có lịch hẹn nào", true},
		"no code":   {func(v *visitor) { v.scans("8934567890123") }, "Không có lịch hẹn nào", true},
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
	v.desk.Appointment = func(_ context.Context, digits string) (string, error) {
		asked = append(asked, digits)
		if digits != "48219037" {
			return "", kiosk.ErrNotFound
		}
		code := v.booked(0)
		return code[strings.LastIndex(code, "/")+1:], nil
	}
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
	v.desk.Appointment = func(context.Context, string) (string, error) { asked++; return "", kiosk.ErrNotFound }
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
