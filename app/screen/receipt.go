package screen

import (
	"fyne.io/fyne/v2"

	"dongthap.vn/sen/app/keyboard"
	"dongthap.vn/sen/app/look"
	"dongthap.vn/sen/app/touch"
	"dongthap.vn/sen/assets/icons"
	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/receipt"
	"dongthap.vn/sen/kiosk/words"
)

// receiptAsk is where staff hold a receipt under the scanner, or type its code.
func (s *Stage) receiptAsk() page {
	judge := s.touched(func() { s.judge(s.session.Code) })
	field := s.fieldFor(keyboard.FieldSpec{Hint: s.t("checked.hint"), Most: receipt.MaxCode, Allow: inReceipt, OnEnter: judge, OnChange: func(text string) {
		s.session.Code = text
	}}, "field.receipt", s.session.Code)
	above := fyne.CanvasObject(nil)
	if !s.low() {
		above = s.note(s.t("checked.how"))
	}
	p, _ := s.typingPage(typed{name: "receiptask", asks: s.head(head{icon: icons.ScanLine, title: s.t("checked.ask"), small: s.low()}),
		field: field, above: above, action: s.t("checked.check"), act: judge, code: true})
	p.news, p.scanned, p.tick = func() {}, s.judge, func() {}
	return p
}

// inReceipt reports whether a letter stands in a receipt's address.
func inReceipt(r rune) bool {
	return kiosk.InDossier(r) && r != '–' || r == ':' || r == '/'
}

// judge shows what a receipt is worth, without asking any network.
func (s *Stage) judge(text string) {
	s.session.Judged(s.Desk.CheckReceipt(text))
	s.Show()
}

// scannedAtHome takes what a visitor holds under the scanner without being asked: a
// dossier's code leads to the dossier, an appointment to its number, and a receipt is
// told what it is worth.
func (s *Stage) scannedAtHome(text string) {
	if s.Desk.HoldsAppointment(text) && s.Desk.TakesAppointments() {
		s.arriveScanned(text)
		return
	}
	if code, err := kiosk.ParseDossier(text); err == nil && s.Desk.Online() {
		s.session.Code = code
		s.session.Open(kiosk.AtDossierLast)
	} else if c := s.Desk.CheckReceipt(text); c.Worth != kiosk.WorthUnreadable {
		s.session.Judged(c)
	} else {
		s.session.Notice = "scan.unknown"
	}
	s.Show()
}

// receipt tells what a receipt is worth, and what is written in it.
func (s *Stage) receipt() page {
	c := s.session.Checked
	icon := icons.CircleCheck
	if c.Worth != kiosk.WorthGenuine {
		icon = icons.TriangleAlert
	}
	var more []string
	if c.Device != "" {
		more = append(more, s.receiptOf(c), s.t("checked.given", words.Args{"Kiosk": c.Device, "Time": s.siteTime(c.IssuedAt).Format("15:04 02/01/2006")}))
	}
	if c.Begins.IsZero() {
		more = append(more, s.t("checked."+string(c.Worth)+"_more"))
	} else {
		more = append(more, s.t("checked.appointment", words.Args{"Service": s.serviceName(c.Service), "Time": s.siteTime(c.Begins).Format("15:04 02/01/2006")}), s.t("checked.appointment_more"))
	}
	p := page{name: "receipt", news: func() {}, scanned: s.scannedAtHome, body: s.message(icon, s.t("checked."+string(c.Worth)), more...)}
	if s.session.Staffed() {
		p.scanned, p.tick = s.judge, func() {}
		p.foot = []fyne.CanvasObject{s.kit.Button(touch.Plain, icons.ScanLine, s.t("checked.another"), s.goes(s.session.Back))}
	}
	return p
}

// receiptOf is what the receipt is for.
func (s *Stage) receiptOf(c kiosk.Checked) string {
	if c.Meeting {
		return s.t("checked.meeting")
	}
	return s.t("checked.number", words.Args{"Number": c.Number, "Service": s.serviceName(c.Service)})
}

// staffButtons are what staff can try and set besides the program itself.
func (s *Stage) staffButtons() fyne.CanvasObject {
	list := []fyne.CanvasObject{
		s.kit.Button(touch.Plain, icons.ScanLine, s.t("checked.ask"), s.opens(kiosk.AtReceiptAsk)),
		s.kit.Button(touch.Plain, icons.SquareCheck, s.t("staff.touch"), s.opens(kiosk.AtTouchTest)),
	}
	if s.Voice != nil {
		list = append(list,
			s.kit.Button(touch.Plain, icons.Sound, s.t("staff.hear"), s.goes(func() { s.hear("staff.listen") })),
			s.kit.Button(touch.Plain, icons.Plus, s.t("staff.louder"), s.touched(func() { s.makeLoud(1) })),
			s.kit.Button(touch.Plain, icons.Minus, s.t("staff.quieter"), s.touched(func() { s.makeLoud(-1) })))
	}
	list = append(list, s.easeButtons()...)
	columns := 4
	if s.kit.Portrait() || s.crowded() {
		columns = 2
	}
	return touch.Column(s.mm(look.Gap), pairs(columns, s.mm(look.Gap), list)...)
}
