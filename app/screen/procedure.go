package screen

import (
	"fyne.io/fyne/v2"

	"dongthap.vn/sen/app/look"
	"dongthap.vn/sen/app/touch"
	"dongthap.vn/sen/assets/icons"
	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/words"
)

// procedure tells of one procedure: fee, time and place as big facts, then what
// to bring, then what the facts rest on.
func (s *Stage) procedure() page {
	p, err := s.Desk.Procedure(s.session.Procedure)
	if err != nil {
		search := s.primary(icons.FileSearch, s.t("procedure.search"), s.opens(kiosk.AtFind))
		return page{name: "procedure", news: func() {}, main: search, body: s.message(icons.FileSearch, s.t("procedure.gone"), s.t("procedure.gone_more"))}
	}
	code := s.t("procedure.code", words.Args{"Field": s.fieldOf(p), "Code": p.Code})
	card := s.kit.Card(touch.Column(s.mm(0.6), s.papers(p)...))
	more := s.kit.Card(touch.Column(s.mm(1.6), s.grounds(p)...))
	gap := float32(look.HeadGap)
	if s.kit.Tall() {
		gap = headBetween
	}
	asked := touch.Column(s.mm(gap), s.head(head{icon: icons.FileText, over: code, title: s.shortName(p)}), s.procedureFacts(p))
	take := s.primary(icons.Ticket, s.t("procedure.take"), s.touched(func() { s.takeTicket(p.Service, p.Code) }))
	take.SetEnabled(s.closed() == "" && s.session.Ticket == nil)
	parts := []fyne.CanvasObject{card, more}
	if take.Enabled() {
		parts = append([]fyne.CanvasObject{s.note(s.t("take.no_printer"))}, parts...)
	}
	body := touch.Column(s.mm(look.HeadGap), parts...)
	drawn := page{name: "procedure", head: asked, body: body, main: take, news: func() {}}
	if s.Desk.Site().PublicURL != "" {
		drawn.foot = []fyne.CanvasObject{s.kit.Button(touch.Plain, icons.Smartphone, s.t("procedure.send"), s.opens(kiosk.AtSend))}
	}
	return drawn
}

// fieldOf is where a procedure belongs. Fields have Vietnamese names alone, so
// other languages name the service.
func (s *Stage) fieldOf(p kiosk.Procedure) string {
	if s.session.Lang == kiosk.Vietnamese {
		return p.Field
	}
	return s.serviceName(p.Service)
}

func (s *Stage) procedureFacts(p kiosk.Procedure) fyne.CanvasObject {
	fee := p.FeeOn(kiosk.DateOf(s.local()), kiosk.Direct)
	return touch.Abreast(s.mm(3),
		touch.Weighed{Fact: s.kit.Fact(s.t("procedure.fee"), s.words().Fee(fee)), Weight: 1},
		touch.Weighed{Fact: s.kit.Fact(s.t("procedure.time"), s.words().Usual(p)), Weight: 1.15},
		touch.Weighed{Fact: s.kit.Fact(s.t("procedure.where"), s.words().Place(p, s.Desk.Site())), Weight: 1})
}

// papers is the list of what to bring. Ticks stay on this screen alone.
func (s *Stage) papers(p kiosk.Procedure) []fyne.CanvasObject {
	list := []fyne.CanvasObject{s.kit.Text(look.Heading, s.t("procedure.papers"))}
	if p.Confidence.Papers != kiosk.Good {
		list = append(list, s.note(s.t("procedure.papers_ask")))
	}
	if s.session.Lang == kiosk.English {
		list = append(list, s.note(s.t("procedure.papers_vi")))
	}
	for i, paper := range p.Papers {
		list = append(list, s.kit.Check(paper.Name, condition(paper.If), s.session.Ticked[i], func(bool) {
			s.session.Touch(s.Now())
			s.session.TickPaper(i)
		}))
	}
	return list
}

// grounds is what the facts rest on.
func (s *Stage) grounds(p kiosk.Procedure) []fyne.CanvasObject {
	list := []fyne.CanvasObject{s.kit.Text(look.Heading, s.t("procedure.more"))}
	for _, line := range s.words().Grounds(p, kiosk.DateOf(s.local())) {
		list = append(list, s.note(line))
	}
	return list
}

func (s *Stage) note(text string) fyne.CanvasObject {
	return s.kit.Text(look.Small, text).Colored(look.Ink2)
}

func condition(text string) string {
	if text == "" {
		return ""
	}
	return "(" + text + ")"
}
