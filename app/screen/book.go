package screen

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"

	"fyne.io/fyne/v2"

	"dongthap.vn/sen/app/look"
	"dongthap.vn/sen/app/touch"
	"dongthap.vn/sen/assets/icons"
	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/desk"
	"dongthap.vn/sen/kiosk/words"
)

// bookButton is the way to book a time. Without the center nobody knows what is
// left: the button then rests, and the page says so.
func (s *Stage) bookButton() fyne.CanvasObject {
	b := s.kit.Button(touch.Plain, icons.CalendarDays, s.t("appoint.open"), s.opens(kiosk.AtBook))
	b.SetEnabled(s.Desk.Online())
	return b
}

// book asks what it is about.
func (s *Stage) book() page {
	rows := []fyne.CanvasObject{}
	for _, v := range s.Desk.Bookable() {
		rows = append(rows, s.kit.Row(touch.RowSpec{Icon: drawing(v.Icon, icons.Ticket), Title: v.Name.In(s.session.Lang), Grows: true,
			OnTap: s.goes(func() { s.session.BookService(v.Letter) })}))
	}
	return page{name: "book", news: func() {}, body: touch.Grid(s.columns(), s.mm(look.Gap), rows...),
		head: s.head(head{icon: icons.CalendarDays, title: s.t("appoint.service"), small: s.low()})}
}

// bookDay lists the days; which have a time left the center says when one is chosen.
func (s *Stage) bookDay() page {
	rows := []fyne.CanvasObject{}
	for _, d := range s.Desk.BookableDays(s.session.Booking.Service) {
		rows = append(rows, s.kit.Row(touch.RowSpec{Icon: icons.CalendarDays, Title: s.dayWords(d), OnTap: s.touched(func() { s.askTimes(d) })}))
	}
	p := page{name: "book-day", news: func() {}, body: s.message(icons.CalendarDays, s.t("appoint.no_days")),
		head: s.head(head{icon: icons.CalendarDays, over: s.serviceName(s.session.Booking.Service), title: s.t("appoint.day"), small: s.low()})}
	if len(rows) > 0 {
		p.body = s.kit.Pager(touch.PagerSpec{Arrows: s.arrows(), Label: s.pageWords}, rows...)
	}
	return p
}

// askTimes asks the center what is left on a day and shows it.
func (s *Stage) askTimes(day kiosk.Date) {
	service := s.session.Booking.Service
	var left []desk.OfferedSlot
	s.asksCenter(func(ctx context.Context) (err error) {
		left, err = s.Desk.BookableTimes(ctx, service, day)
		return err
	}, func() {
		s.session.Busy, s.offered = false, left
		s.session.Booking.Slot = kiosk.Slot{Day: day}
		s.session.Open(kiosk.AtBookTime)
	})
}

// asksCenter is stores for what the center has to answer.
func (s *Stage) asksCenter(work func(context.Context) error, done func()) {
	var refused error
	s.stores(func(ctx context.Context) error {
		err := work(ctx)
		if errors.Is(err, kiosk.ErrOffline) || errors.Is(err, kiosk.ErrNoSlot) {
			refused = err // an answer, and no fault
			return nil
		}
		return err
	}, func() {
		switch {
		case errors.Is(refused, kiosk.ErrOffline):
			s.session.Fail("appoint.offline")
		case refused != nil:
			s.session.BookingGone()
		default:
			done()
		}
	})
}

// bookTime lists the times of the day chosen; those taken rest in their places.
func (s *Stage) bookTime() page {
	day, left := s.session.Booking.Day, 0
	cells := []fyne.CanvasObject{}
	for _, o := range s.offered {
		cell := s.kit.Row(touch.RowSpec{Icon: icons.Clock, Title: o.From.String(), Facts: s.placesWords(o.Left), OnTap: s.goes(func() { s.session.BookTime(o.Slot, s.session.Lang, newForm()) })})
		cell.SetEnabled(o.Left > 0)
		cells, left = append(cells, cell), left+o.Left
	}
	p := page{name: "book-time", news: func() {}, body: s.message(icons.Clock, s.t("appoint.full"), s.t("appoint.full_more")),
		head: s.head(head{icon: icons.Clock, over: s.dayWords(day), title: s.t("appoint.time"), small: s.low()})}
	if left > 0 {
		p.body = s.kit.Pager(touch.PagerSpec{Arrows: s.arrows(), Label: s.pageWords}, cells...)
	}
	return p
}

func (s *Stage) placesWords(left int) string {
	if left == 0 {
		return s.t("appoint.none_left")
	}
	return s.t("appoint.left", words.Args{"Count": left})
}

// newForm names a wish.
func newForm() string {
	var b [16]byte
	rand.Read(b[:])
	return hex.EncodeToString(b[:])
}

// bookCheck shows what was chosen before it is booked; a touch changes it.
func (s *Stage) bookCheck() page {
	b := s.session.Booking
	row := func(icon icons.Name, title string, to kiosk.Screen) fyne.CanvasObject {
		return s.kit.Row(touch.RowSpec{Icon: icon, Title: title, Facts: s.t("meeting.change"), Grows: true, OnTap: s.opens(to)})
	}
	rows := []fyne.CanvasObject{row(icons.Clock, s.meetingWords(b.Slot), kiosk.AtBookDay), row(icons.Ticket, s.serviceName(b.Service), kiosk.AtBook)}
	return page{name: "book-check", news: func() {}, main: s.primary(icons.Check, s.t("appoint.make"), s.touched(s.makeBooking)),
		body: touch.Grid(1, s.mm(look.Gap), rows...),
		head: s.head(head{icon: icons.FileCheck, title: s.t("appoint.check"), small: s.low()})}
}

// makeBooking books at the center and shows the slip.
func (s *Stage) makeBooking() {
	if !s.session.MayBook(s.Now()) {
		s.session.Notice = "appoint.enough"
		s.Show()
		return
	}
	b := s.session.Booking
	var made kiosk.Booked
	var slip kiosk.Slip
	s.asksCenter(func(ctx context.Context) (err error) {
		if made, slip, err = s.Desk.Book(ctx, b); err == nil {
			slip.QR = s.qr(slip.URL)
		}
		return err
	}, func() { s.session.HasBooked(made, slip, s.Now()) })
}

// bookSlip shows the code and the QR that are brought along.
func (s *Stage) bookSlip() page {
	made := s.session.Made
	done := s.primary(icons.Check, s.doneWords(), s.goes(func() { s.session.Wipe(s.Now()) }))
	told := []fyne.CanvasObject{
		s.kit.Text(look.Body, s.meetingWords(s.Desk.Site().SlotOf(made.At))).Weighted(true), s.note(s.t("appoint.code")),
		s.kit.Text(look.Display, kiosk.FormatCode(made.Code)).Colored(look.Emphasis), s.kit.Banner(touch.Info, s.t("appoint.photo")), s.note(s.t("appoint.move")),
	}
	return page{name: "book-slip", home: true, main: done, body: s.slipBody(told, s.t("appoint.scan")), news: func() {},
		head: s.head(head{icon: icons.CalendarDays, over: s.serviceName(made.Service), title: s.t("appoint.made"), small: true}), tick: func() { done.SetWords(s.doneWords()) }}
}
