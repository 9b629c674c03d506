package web

import (
	"context"
	"errors"
	"html/template"
	"strings"
	"time"

	"dongthap.vn/sen/center/booking"
	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/receipt"
	"dongthap.vn/sen/kiosk/words"
)

// An appointmentBody is what a phone shows of an appointment beside its time.
type appointmentBody struct {
	Code    string // 8 digits, "" once it is worth nothing
	QR      template.URL
	Remind  string // how long it is until then, or ""
	Number  string // it was given, or ""
	Change  string // address of the page that moves it, "" when it cannot be
	Newer   string // address of the appointment that took its place, or ""
	Warning string // that the site no longer offers this time, or ""
}

// judgeAppointment finds what became of an appointment. One that is not known here
// any more is long past, or was booked after the backup this center was put back to.
func (s *Server) judgeAppointment(ctx context.Context, a kiosk.Appointment, rc receipt.Receipt) (finding, error) {
	f := finding{verdict: genuine, receipt: rc}
	held, err := s.Booking.Get(ctx, a.ID)
	switch {
	case errors.Is(err, kiosk.ErrNotFound):
		f.verdict, f.hint = expired, "appointment_gone_hint"
		return f, nil
	case err != nil:
		return finding{}, err
	}
	f.appointment = held
	switch held.State {
	case store.AppointmentArrived:
		f.verdict = used
	case store.AppointmentCancelled, store.AppointmentMoved:
		f.verdict = expired
	}
	return f, nil
}

// appointmentReceipt fills the page of an appointment: when, what to bring, how to
// arrive, and how to move it or take it back.
func (s *Server) appointmentReceipt(ctx context.Context, b *receiptBody, f finding, site kiosk.Site, w *words.Words) error {
	a, now := f.appointment, s.Now()
	b.Every = followReceipt
	if a.ID == "" {
		return nil
	}
	today := site.SlotOf(now).Day
	state := stateOf(a, today)
	b.Printed = w.T("appointment_page.made", words.Args{"Time": clock(a.BookedAt, site), "Date": day(a.BookedAt, site)})
	b.Meeting = w.T("appointment_page.is_" + state)
	b.When = strings.Join([]string{a.Slot.From.String(), w.Weekday(a.Slot.Day.Weekday()), words.Day(a.Slot.Day)}, " ")
	b.Service = serviceName(a.Service, site, w.Lang)
	own := &appointmentBody{}
	b.Appointment = own
	if state != "booked" {
		b.Over, b.Every = true, 0
	}
	switch state {
	case "booked":
		return s.appointmentToCome(ctx, b, a, site, w)
	case "arrived":
		k, _, err := s.Queue.Record(ctx, a.Ticket)
		if err == nil {
			own.Number = k.Number
		} else if !errors.Is(err, kiosk.ErrNotFound) {
			return err
		}
	case "moved":
		next, err := s.Booking.Find(ctx, a.Code)
		if err != nil {
			return err
		}
		code, err := s.Booking.Code(site, next)
		own.Newer = "/R/" + code + langQuery(w.Lang)
		return err
	}
	return nil
}

// appointmentToCome fills what is of use before it.
func (s *Server) appointmentToCome(ctx context.Context, b *receiptBody, a booking.Appointment, site kiosk.Site, w *words.Words) (err error) {
	own := b.Appointment
	own.Code, own.Remind = kiosk.FormatCode(a.Code), remind(w, site.Moment(a.Slot), s.Now(), site)
	b.Where = site.Address
	code, err := s.Booking.Code(site, a)
	if err != nil {
		return err
	}
	if own.QR, err = qrPicture(receipt.URL(s.PublicURL, code)); err != nil {
		return err
	}
	own.Change = "/appointment?change=" + code + strings.Replace(langQuery(w.Lang), "?", "&", 1)
	times, err := s.Booking.Times(ctx, a.Service, a.Slot.Day)
	if errors.Is(err, kiosk.ErrUnknownService) {
		err = nil
	}
	if err != nil {
		return err
	}
	offered := false
	for _, t := range times {
		offered = offered || t.Slot == a.Slot
	}
	if !offered {
		own.Warning = w.T("appointment_page.not_offered", words.Args{"Phone": site.Hotline})
	}
	return s.papersOf(ctx, b, a.Procedure)
}

// remind says how long it is until a time: «còn 2 giờ 5 phút», or that it is today
// or tomorrow.
func remind(w *words.Words, at, now time.Time, site kiosk.Site) string {
	days := 0
	for d := site.SlotOf(now).Day; d.Before(site.SlotOf(at).Day) && days < 2; d = d.AddDays(1) {
		days++
	}
	args := words.Args{"Time": clock(at, site), "Left": lasting(w, at.Sub(now))}
	switch {
	case !now.Before(at):
		return w.T("appointment_page.now")
	case days == 0:
		return w.T("appointment_page.today", args)
	case days == 1:
		return w.T("appointment_page.tomorrow", args)
	}
	return ""
}

// langQuery keeps the language of a page in an address.
func langQuery(lang kiosk.Lang) string {
	if lang == kiosk.English {
		return "?lang=en"
	}
	return ""
}
