package screen

import (
	"strings"

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
		return page{name: "procedure", body: touch.Column(0, s.kit.Banner(touch.Warning, s.t("procedure.gone")))}
	}
	code := s.t("procedure.code", words.Args{"Field": s.fieldOf(p), "Code": p.Code})
	card := s.kit.Card(touch.Column(s.mm(0.6), s.papers(p)...))
	more := s.kit.Card(touch.Column(s.mm(1.6), s.grounds(p)...))
	gap := float32(look.HeadGap)
	if s.kit.Tall() {
		gap = headBetween
	}
	asked := touch.Column(s.mm(gap), s.head(head{icon: icons.FileText, over: code, title: s.shortName(p)}), s.procedureFacts(p))
	body := touch.Column(s.mm(look.HeadGap), card, more)
	take := s.primary(icons.Ticket, s.t("procedure.take"), s.touched(func() { s.takeTicket(p.Service, p.Code) }))
	take.SetEnabled(s.closed() == "" && s.session.Ticket == nil)
	return page{name: "procedure", head: asked, body: body, main: take, news: func() {}}
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
	cards := []fyne.CanvasObject{
		s.kit.Fact(s.t("procedure.fee"), feeText(s.words(), fee)),
		s.kit.Fact(s.t("procedure.time"), timeText(s.words(), timeLimit(p))),
		s.kit.Fact(s.t("procedure.where"), s.place(p)),
	}
	return touch.Across(s.mm(3), touch.Grow(1, cards[0]), touch.Grow(1.15, cards[1]), touch.Grow(1, cards[2]))
}

// place is the counters of the procedure's line, else the office that decides.
func (s *Stage) place(p kiosk.Procedure) string {
	if counters := s.Desk.Site().CountersFor(p.Service); len(counters) > 0 {
		return s.t("procedure.counters", words.Args{"Counters": numbers(counters)})
	}
	return s.t("procedure.other_place", words.Args{"Level": strings.Join(p.Levels, ", ")})
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

// grounds is what the facts rest on: other fees and times, online level, law,
// source and date.
func (s *Stage) grounds(p kiosk.Procedure) []fyne.CanvasObject {
	w, today := s.words(), kiosk.DateOf(s.local())
	lines := []string{}
	for _, f := range p.FeesOn(today, kiosk.Direct) {
		lines = append(lines, sentence(s.t("procedure.fee")+": "+feeText(w, f), f.If, f.Note, until(w, f)))
	}
	for _, f := range p.FeesOn(today, kiosk.OverNetwork) {
		lines = append(lines, sentence(s.t("fee.online", words.Args{"Fee": feeText(w, f)}), f.If, f.Note, until(w, f)))
	}
	for _, t := range p.Times {
		lines = append(lines, sentence(s.t("procedure.time")+": "+timeText(w, t), t.If, t.Note))
	}
	lines = append(lines, sentence(s.t("procedure.online_"+string(p.Online.Level)), p.Online.Note))
	lines = append(lines, p.Notes...)
	lines = append(lines, s.t("procedure.law", words.Args{"Law": strings.Join(p.Legal, "; ")}))
	lines = append(lines, s.t("procedure.checked", words.Args{"Date": dayText(p.CheckedOn), "Source": p.Source}))
	list := []fyne.CanvasObject{s.kit.Text(look.Heading, s.t("procedure.more"))}
	for _, line := range lines {
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

// sentence joins a statement with its conditions: «25.000 đ (nếu …), đến 31/12/2026».
func sentence(text string, rest ...string) string {
	for _, r := range rest {
		if r != "" {
			text += " (" + r + ")"
		}
	}
	return text
}

func until(w *words.Words, f kiosk.Fee) string {
	if f.ValidTo.IsZero() {
		return ""
	}
	return w.T("fee.until", words.Args{"Date": dayText(f.ValidTo)})
}
