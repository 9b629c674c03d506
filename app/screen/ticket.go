package screen

import (
	"context"

	"fyne.io/fyne/v2"

	"dongthap.vn/sen/app/look"
	"dongthap.vn/sen/app/touch"
	"dongthap.vn/sen/assets/icons"
	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/words"
)

// ticket shows the number, its QR, and what to expect.
func (s *Stage) ticket() page {
	t := *s.session.Ticket
	done := s.primary(icons.Check, s.doneWords(), s.goes(func() { s.session.Wipe(s.Now()) }))
	p := page{name: "ticket", home: true, main: done, body: s.ticketBody(t)}
	if t.Procedure != "" {
		p.foot = append(p.foot, s.kit.Button(touch.Plain, icons.List, s.t("ticket.papers"), s.goes(func() { s.session.Look(t.Procedure) })))
	}
	if t.Cancellable(s.Now()) {
		p.foot = append(p.foot, s.kit.Button(touch.Plain, icons.Close, s.t("ticket.cancel"), s.touched(s.cancelTicket)))
	}
	p.tick = func() { done.SetWords(s.doneWords()) }
	return p
}

func (s *Stage) doneWords() string {
	return s.t("foot.done_in", words.Args{"Seconds": s.session.Left(s.Now())})
}

// serviceName is what a service is called here, or its letter once it is gone.
func (s *Stage) serviceName(letter string) string {
	v, err := s.Desk.Site().Service(letter)
	if err != nil {
		return letter
	}
	return v.Name.In(s.session.Lang)
}

func (s *Stage) ticketBody(t kiosk.Ticket) fyne.CanvasObject {
	caption := s.kit.Text(look.Body, s.t("ticket.yours", words.Args{"Service": s.serviceName(t.Service)})).Colored(look.Ink2).Weighted(true).Most(2)
	number := s.kit.Number(t.Number).Colored(look.Emphasis).Middle()
	if s.kit.Portrait() {
		first := touch.Centered(touch.Column(s.mm(look.HeadGap), caption.Centered(), touch.Fixed(0, s.mm(numberHeight), number.Centered())))
		told := touch.Column(s.mm(look.HeadGap), append([]fyne.CanvasObject{touch.Grow(1, first)}, s.expect(t)...)...)
		return touch.Column(s.mm(6), touch.Grow(1, told), touch.Grow(1.25, s.ticketQR(t)))
	}
	told := touch.Column(s.mm(look.HeadGap), append([]fyne.CanvasObject{caption, touch.Grow(1, number)}, s.expect(t)...)...)
	return touch.Across(s.mm(8), touch.Grow(1.35, told), touch.Grow(1, s.ticketQR(t)))
}

// numberHeight is the place of the number in mm on glass that stands.
const numberHeight = 46

// ticketQR is the card with the code a phone can follow.
func (s *Stage) ticketQR(t kiosk.Ticket) fyne.CanvasObject {
	parts := []fyne.CanvasObject{}
	if modules := s.session.Slip.QR; modules != nil {
		parts = append(parts, touch.Grow(1, s.kit.QR(modules, s.mm(45))))
	}
	hint := s.t("ticket.scan_hint")
	switch {
	case !s.Desk.Online():
		hint = s.t("ticket.scan_offline")
	case s.warnedOf(t) != "":
		hint = s.t("ticket.photo")
	}
	first, lesser := look.Label, look.Small
	if s.kit.Portrait() {
		first, lesser = look.Heading, look.Body
	}
	return s.kit.Card(touch.Column(s.mm(headGap), append(parts,
		s.kit.Text(first, s.t("ticket.scan")).Centered().Most(2),
		s.kit.Text(lesser, hint).Colored(look.Ink2).Centered(),
		s.kit.Text(lesser, s.t("ticket.check", words.Args{"Check": s.session.Slip.Check})).Centered(),
	)...))
}

// expect is what comes next: the counter the number was called to, large and
// alone, or the wait and where it will end.
func (s *Stage) expect(t kiosk.Ticket) []fyne.CanvasObject {
	place := s.Desk.Place(t)
	if place.Counter > 0 {
		return []fyne.CanvasObject{s.kit.Banner(touch.Success, s.t("ticket.called", words.Args{"Counter": place.Counter})).Large()}
	}
	wait := s.t("ticket.listen")
	if place.WaitKnown {
		wait = s.t("ticket.range", words.Args{"From": place.Wait.From, "To": place.Wait.To})
	}
	what := s.t("ticket.wait")
	if !t.AppointedAt.IsZero() && s.session.Arrival == kiosk.ArrivesInTime {
		what, wait = s.t("ticket.appointed"), s.siteTime(t.AppointedAt).Format("15:04")
	}
	facts := touch.Abreast(s.mm(look.Gap),
		touch.Weighed{Fact: s.kit.Fact(s.t("ticket.ahead"), s.aheadWords(place.Ahead, place.Known)), Weight: 1},
		touch.Weighed{Fact: s.kit.Fact(what, wait), Weight: 1.2},
		touch.Weighed{Fact: s.kit.Fact(s.t("ticket.counter"), words.Numbers(s.Desk.Site().CountersFor(t.Service))), Weight: 0.8})
	if warned := s.warnedOf(t); warned != "" {
		return []fyne.CanvasObject{facts, s.kit.Banner(touch.Warning, s.t(warned))}
	}
	return []fyne.CanvasObject{facts, s.kit.Banner(touch.Info, s.t("ticket.photo"))}
}

// warnedOf is the key of what a visitor should know of a number besides, or "". It
// takes the place of the word that nothing is printed, which then goes to the code.
func (s *Stage) warnedOf(t kiosk.Ticket) string {
	if s.session.Arrival == kiosk.ArrivesLate {
		return "arrival.late_note"
	}
	if _, paused := s.Desk.Paused(t.Service); paused {
		return "ticket.paused"
	}
	return ""
}

func (s *Stage) aheadWords(ahead int, known bool) string {
	switch {
	case !known:
		return s.t("ticket.unknown")
	case ahead == 0:
		return s.t("ticket.next_up")
	}
	return s.t("ticket.people", words.Args{"Count": ahead})
}

// cancelTicket takes the number back within its minute.
func (s *Stage) cancelTicket() {
	id := s.session.Ticket.ID
	s.stores(func(ctx context.Context) error {
		_, err := s.Desk.CancelTicket(ctx, id)
		return err
	}, func() { s.session.Cancelled(s.Now()) })
}
