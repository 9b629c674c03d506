package screen

import (
	"context"
	"errors"
	"unicode"

	"fyne.io/fyne/v2"

	"dongthap.vn/sen/app/keyboard"
	"dongthap.vn/sen/app/touch"
	"dongthap.vn/sen/assets/icons"
	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/desk"
	"dongthap.vn/sen/kiosk/words"
)

// arriveButton is the way for who has booked a time; nothing where none can be.
func (s *Stage) arriveButton() []fyne.CanvasObject {
	if !s.Desk.TakesAppointments() {
		return nil
	}
	return []fyne.CanvasObject{s.kit.Button(touch.Plain, icons.Clock, s.t("arrive.have"), s.opens(kiosk.AtArrive))}
}

// arrive takes the code of an appointment: scanned, which needs no center, or its
// digits.
func (s *Stage) arrive() page {
	enter := s.touched(s.arriveTyped)
	field := s.field(keyboard.FieldSpec{Hint: s.t("arrive.hint"), Most: kiosk.CodeDigits, Allow: unicode.IsDigit, OnEnter: enter, OnChange: func(text string) {
		s.session.Code = text
	}}, s.session.Code)
	pad := keyboard.NewPad(s.kit, s.t("key.erase"), field)
	told := s.t("arrive.scan")
	if !s.Desk.Online() {
		told = s.t("arrive.scan_offline")
	}
	return s.padPage(page{name: "arrive", main: s.primary(icons.Check, s.t("arrive.here"), enter), typed: field, foot: []fyne.CanvasObject{s.bookButton()}, scanned: s.arriveScanned},
		head{icon: icons.Clock, title: s.t("arrive.title"), small: s.low()}, pad, field, s.note(told), s.note(s.t("take.no_printer")))
}

// arriveTyped asks the center what the digits stand for. Those of nothing count, as
// for a meeting.
func (s *Stage) arriveTyped() {
	code := s.session.Code
	if !kiosk.ValidCode(code) {
		s.session.Notice = "arrive.bad_code"
		s.Show()
		return
	}
	if !s.Desk.Online() {
		s.session.Notice = "arrive.offline"
		s.Show()
		return
	}
	if !s.mayTryCode() {
		return
	}
	lang := s.session.Lang
	s.checksIn(func(ctx context.Context) (desk.CheckIn, error) { return s.Desk.CheckInCode(ctx, code, lang) })
}

// arriveScanned takes what was scanned here or on the screens where visits begin.
func (s *Stage) arriveScanned(text string) {
	if lang := s.session.Lang; s.Desk.TakesAppointments() {
		s.checksIn(func(ctx context.Context) (desk.CheckIn, error) { return s.Desk.CheckIn(ctx, text, lang) })
	}
}

// checksIn shows the number of an appointment, or says why there is none.
func (s *Stage) checksIn(ask func(context.Context) (desk.CheckIn, error)) {
	var in desk.CheckIn
	offline := false
	s.stores(func(ctx context.Context) (err error) {
		in, err = ask(ctx)
		if offline = errors.Is(err, kiosk.ErrOffline); offline {
			return nil // no fault: the line is cut
		}
		if err == nil && in.Admits() {
			in.Slip.QR = s.qr(in.Slip.URL)
		}
		return err
	}, func() {
		switch {
		case offline:
			s.session.Fail("arrive.offline")
			return
		case in.Admits():
			s.session.CheckedIn(in.Arrival, in.Ticket, in.Slip, s.Now())
			return
		}
		s.session.Arrived(in.Arrival, in.Appointment, in.Number)
	})
}

// arrival says why there is no number for an appointment, and what can be done.
func (s *Stage) arrival() page {
	a, key := s.session.Booked, "arrival."+string(s.session.Arrival)
	at := s.siteTime(a.At)
	args := words.Args{"Time": at.Format("15:04"), "Day": s.dayWords(kiosk.DateOf(at)), "From": at.Add(-kiosk.ArriveBefore).Format("15:04"), "Number": s.session.Had}
	told := []string{}
	if s.session.Arrival == kiosk.ArrivesAgain && s.session.Had != "" {
		told = append(told, s.t("arrival.again_number", args))
	}
	told = append(told, s.t(key+"_more", args))
	p := page{name: "arrival", news: func() {}, body: s.message(icons.Clock, s.t(key, args), told...), scanned: s.arriveScanned}
	if s.session.Arrival != kiosk.ArrivesAgain {
		p.main = s.primary(icons.Ticket, s.t("arrival.take"), s.opens(kiosk.AtTake))
	}
	return p
}
