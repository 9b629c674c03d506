package screen

import (
	"context"
	"errors"

	"fyne.io/fyne/v2"

	"dongthap.vn/sen/app/keyboard"
	"dongthap.vn/sen/app/look"
	"dongthap.vn/sen/app/touch"
	"dongthap.vn/sen/assets/icons"
	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/words"
)

// meetingName asks for a name, to be called by.
func (s *Stage) meetingName() page {
	field := s.field(keyboard.FieldSpec{Hint: s.t("meeting.name_hint"), Most: kiosk.MaxName, OnChange: func(text string) {
		s.session.Request.Name = text
	}}, s.session.Request.Name)
	asked := s.head(head{icon: icons.User, over: s.meetingStep(3), title: s.t("meeting.name"), small: s.low()})
	p, _ := s.typingPage(typed{name: "name", asks: asked, field: field, above: s.warned(), action: s.t("foot.next"), act: s.touched(s.named), prose: true})
	p.news = func() {}
	return p
}

// warned is the sentence for the visitor where the page has no other place for
// it, or nothing.
func (s *Stage) warned() fyne.CanvasObject {
	if s.low() {
		return s.kit.Text(look.Small, "")
	}
	return s.note(s.t("meeting.name_why"))
}

// named goes on to the number once the name is one.
func (s *Stage) named() {
	r := &s.session.Request
	r.Name = kiosk.TidyName(r.Name)
	s.proceeds(kiosk.CheckName(r.Name), kiosk.AtMeetingPhone)
}

// proceeds opens a screen, or says what is wrong with what was typed.
func (s *Stage) proceeds(wrong error, to kiosk.Screen) {
	if wrong != nil {
		s.session.Notice = notice(wrong)
	} else {
		s.session.Open(to)
	}
	s.Show()
}

// meetingPhone asks for the number the center confirms by, and for consent to
// that alone.
func (s *Stage) meetingPhone() page {
	r := &s.session.Request
	next := s.primary(icons.ChevronRight, s.t("foot.next"), s.touched(s.phoned))
	field, pad := s.phone(s.t("meeting.phone_hint"), r.Phone, func(text string) { r.Phone = text })
	consent := s.kit.Check(s.t("meeting.consent"), "", r.Consent, func(on bool) {
		s.session.Touch(s.Now())
		r.Consent = on
	})
	return s.padPage(page{name: "phone", main: next, typed: field}, head{icon: icons.Phone, over: s.meetingStep(3), title: s.t("meeting.phone"), small: s.low()}, pad,
		field, consent, s.note(s.t("meeting.consent_more")))
}

// phoned goes on to the check once the number is one and its use is agreed to.
func (s *Stage) phoned() {
	r := s.session.Request
	phone, err := kiosk.ParsePhone(r.Phone)
	if r.Phone = phone; err == nil {
		err = r.Check()
	}
	s.proceeds(err, kiosk.AtMeetingCheck)
	if errors.Is(err, kiosk.ErrNoConsent) {
		s.session.Notice = "meeting.need_consent" // without a number nobody can confirm
		s.Show()
	}
}

// meetingCheck shows all that was chosen and typed before it is stored; a touch
// leads to where it is changed.
func (s *Stage) meetingCheck() page {
	r := s.session.Request
	subject := r.Subject
	if m := s.Desk.Site().Meetings; m != nil {
		if sub, ok := m.Subject(r.Subject); ok {
			subject = sub.Name.In(s.session.Lang)
		}
	}
	row := func(icon icons.Name, title string, to kiosk.Screen) fyne.CanvasObject {
		return s.kit.Row(touch.RowSpec{Icon: icon, Title: title, Facts: s.t("meeting.change"), OnTap: s.opens(to)})
	}
	rows := []fyne.CanvasObject{
		row(icons.Clock, s.meetingWords(r.Slot), kiosk.AtMeetingDay), row(icons.MessageSquare, subject, kiosk.AtMeetingSubject),
		row(icons.User, r.Name, kiosk.AtMeetingName), row(icons.Phone, r.Phone, kiosk.AtMeetingPhone),
	}
	return page{name: "check", news: func() {}, main: s.primary(icons.Send, s.t("meeting.send"), s.touched(s.askMeeting)),
		body: s.kit.Pager(touch.PagerSpec{Arrows: s.arrows(), Label: s.pageWords}, rows...),
		head: s.head(head{icon: icons.FileCheck, over: s.meetingStep(4), title: s.t("meeting.check"), small: s.low()})}
}

// askMeeting stores the request and shows its slip.
func (s *Stage) askMeeting() {
	r := s.session.Request
	r.Lang = s.session.Lang
	var m kiosk.Meeting
	var slip kiosk.Slip
	taken := false
	s.stores(func(ctx context.Context) (err error) {
		m, slip, err = s.Desk.AskMeeting(ctx, r)
		if taken = errors.Is(err, kiosk.ErrNoSlot); taken {
			return nil // no fault: somebody was quicker
		}
		if err == nil {
			slip.QR = s.qr(slip.URL)
		}
		return err
	}, func() {
		if taken {
			s.session.MeetingGone()
			return
		}
		s.session.Asked(m, slip, s.Now())
	})
}

// meetingSlip shows the code and the QR, and says that the time is only asked for.
func (s *Stage) meetingSlip() page {
	m := *s.session.Meeting
	done := s.primary(icons.Check, s.doneWords(), s.goes(func() { s.session.Wipe(s.Now()) }))
	code := s.kit.Text(look.Display, kiosk.FormatCode(m.Code)).Colored(look.Emphasis)
	told := []fyne.CanvasObject{
		s.kit.Text(look.Body, s.meetingWords(m.Slot)).Weighted(true), s.note(s.t("meeting.code")), code,
		s.kit.Banner(touch.Warning, s.t("meeting.unconfirmed")), s.note(s.t("meeting.photo")),
	}
	body := s.slipBody(told, s.t("meeting.scan"))
	cancel := s.kit.Button(touch.Plain, icons.Close, s.t("meeting.cancel"), s.touched(func() { s.cancelMeeting(m.Code) }))
	return page{name: "slip", home: true, main: done, body: body, foot: []fyne.CanvasObject{cancel}, news: func() {},
		head: s.head(head{icon: icons.CalendarDays, title: s.t("meeting.asked"), small: true}), tick: func() { done.SetWords(s.doneWords()) }}
}

// slipBody is what is told of something asked for or booked, beside the card with
// its QR.
func (s *Stage) slipBody(told []fyne.CanvasObject, scan string) fyne.CanvasObject {
	parts := []fyne.CanvasObject{}
	if modules := s.session.Slip.QR; modules != nil {
		parts = append(parts, touch.Grow(1, s.kit.QR(modules, s.mm(45))))
	}
	parts = append(parts, s.kit.Text(look.Label, scan).Centered().Most(2))
	card := s.kit.Card(touch.Column(s.mm(headGap), parts...))
	left := s.kit.Scrolled(s.arrows(), touch.Column(s.mm(look.Gap), told...))
	if s.kit.Portrait() {
		return touch.Column(s.mm(6), touch.Grow(1, left), touch.Grow(1.2, card))
	}
	return touch.Across(s.mm(8), touch.Grow(1.35, left), touch.Grow(1, card))
}

// meetingCode takes a meeting back by the code of its slip.
func (s *Stage) meetingCode() page {
	cancel := s.primary(icons.Close, s.t("meeting.cancel"), s.touched(func() { s.cancelMeeting(s.session.Code) }))
	field, pad := s.figures(keyboard.FieldSpec{Hint: s.t("meeting.code_hint"), Most: kiosk.CodeDigits, OnChange: func(text string) {
		s.session.Code = text
	}}, s.session.Code)
	return s.padPage(page{name: "code", main: cancel, typed: field}, head{icon: icons.CalendarDays, title: s.t("meeting.cancel_by_code")}, pad,
		field, s.note(s.t("meeting.code_where")))
}

// cancelMeeting takes a meeting back. A code that is none of this kiosk's counts:
// five wrong ones close the door for a while.
func (s *Stage) cancelMeeting(code string) {
	if !kiosk.ValidCode(code) {
		s.session.Notice = "meeting.bad_code"
		s.Show()
		return
	}
	if !s.mayTryCode() {
		return
	}
	unknown := false
	s.stores(func(ctx context.Context) error {
		_, err := s.Desk.CancelMeeting(ctx, code)
		if unknown = errors.Is(err, kiosk.ErrNotFound); unknown {
			return nil
		}
		return err
	}, func() {
		if unknown {
			s.session.Fail("meeting.unknown")
			return
		}
		s.session.RightCode()
		s.session.MeetingCancelled(s.Now())
	})
}

// mayTryCode counts a try at a code, of a meeting, a dossier or an appointment, or
// says for how long none is taken.
func (s *Stage) mayTryCode() bool {
	left, ok := s.session.MayTryCode(s.Now())
	if !ok {
		s.session.RefuseCode(left)
		s.Show()
	}
	return ok
}

// meetingTile is Home's way to it; nil where the site has no meetings.
func (s *Stage) meetingTile() fyne.CanvasObject {
	m := s.Desk.Site().Meetings
	if m == nil {
		return nil
	}
	return s.kit.Tile(touch.TileSpec{Icon: icons.CalendarDays, Title: s.t("home.meeting", words.Args{"With": m.With.In(s.session.Lang)}), OnTap: s.opens(kiosk.AtMeeting)})
}
