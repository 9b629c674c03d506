package screen

import (
	"context"
	"strconv"

	"fyne.io/fyne/v2"

	"dongthap.vn/sen/app/keyboard"
	"dongthap.vn/sen/app/look"
	"dongthap.vn/sen/app/touch"
	"dongthap.vn/sen/assets/icons"
	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/words"
)

// faces asks how satisfied the visitor is. No face is chosen before a finger
// chooses, and none has a colour of its own.
func (s *Stage) faces() page {
	next := s.primary(icons.ChevronRight, s.t("foot.next"), s.opens(kiosk.AtReasons))
	next.SetEnabled(s.session.Feedback.Rating > 0)
	var labels [5]string
	for i := range labels {
		labels[i] = s.t("rating.r" + strconv.Itoa(5-i))
	}
	faces := s.kit.Faces(labels, func(score int) {
		s.session.Touch(s.Now())
		s.session.Feedback.Rating = score
		next.SetEnabled(s.session.MayRate(s.Now()))
		s.drawn()
	})
	faces.Choose(s.session.Feedback.Rating)
	p := page{name: "faces", main: next, news: func() {}, body: faces,
		head: s.head(head{icon: icons.Smile, over: s.step(1), title: s.t("feedback.how")})}
	if !s.session.MayRate(s.Now()) {
		s.session.Notice = "feedback.wait"
		next.SetEnabled(false)
		p.tick = func() {
			if s.session.MayRate(s.Now()) {
				s.session.Notice = ""
				s.Show()
			}
		}
	}
	return p
}

func (s *Stage) step(n int) string { return s.t("feedback.step", words.Args{"Step": n}) }

// reasons asks why; any number may be ticked, none is fine too.
func (s *Stage) reasons() page {
	chips := make([]fyne.CanvasObject, len(kiosk.Reasons))
	for i, r := range kiosk.Reasons {
		chips[i] = s.kit.Chip(s.t("reason."+r), s.session.HasReason(r), func(bool) {
			s.session.Touch(s.Now())
			s.session.ToggleReason(r)
		})
	}
	p := page{name: "reasons", news: func() {}}
	if s.Desk.CanSeal() {
		p.main = s.primary(icons.ChevronRight, s.t("foot.next"), s.opens(kiosk.AtWords))
	} else {
		s.session.Notice = "feedback.no_words"
		p.main = s.primary(icons.Send, s.t("foot.send"), s.touched(s.sendFeedback))
	}
	p.head = s.head(head{icon: icons.SquareCheck, over: s.step(2), title: s.t("feedback.why"), under: s.t("feedback.why_hint")})
	p.body = touch.Grid(s.columns(), s.mm(look.Gap), chips...)
	return p
}

// say takes the visitor's own words.
func (s *Stage) say() page {
	field := s.field(keyboard.FieldSpec{Hint: s.t("feedback.say_hint"), Most: kiosk.MaxWords, Lines: s.sayLines(), OnChange: func(text string) {
		s.session.Feedback.Words = text
	}}, s.session.Feedback.Words)
	asked := s.head(s.sayHead())
	p, _ := s.typingPage(typed{name: "words", asks: asked, field: field, action: s.t("foot.next"), act: s.opens(kiosk.AtReply), prose: true})
	p.news = func() {}
	return p
}

// sayHead leaves the step out where bigger letters need its room.
func (s *Stage) sayHead() head {
	h := head{icon: icons.MessageSquare, over: s.step(3), title: s.t("feedback.say"), under: s.t("feedback.say_private"), small: s.low()}
	if s.low() && s.kit.Step() > look.A {
		h.over = ""
	}
	return h
}

// sayLines is how many lines one's own words are shown in: two on a tablet,
// more on higher glass.
func (s *Stage) sayLines() int {
	const tablet, each, least, most = 136, 12, 2, 9 // mm of glass, mm a line, lines
	more := (s.size.Height/s.mm(1) - tablet) / each
	return min(max(least+int(more), least), most)
}

// reply asks for a phone number, which nobody has to give.
func (s *Stage) reply() page {
	f := &s.session.Feedback
	send := s.primary(icons.Send, s.t("foot.send"), s.touched(s.sendFeedback))
	field, pad := s.phone(s.t("feedback.reply_hint"), f.Phone, func(text string) { f.Phone = text })
	consent := s.kit.Check(s.t("feedback.consent"), "", f.Consent, func(on bool) {
		s.session.Touch(s.Now())
		f.Consent = on
	})
	return s.padPage(page{name: "reply", main: send, typed: field}, head{icon: icons.Phone, over: s.step(3), title: s.t("feedback.reply")}, pad,
		field, consent, s.note(s.t("feedback.consent_more")))
}

// sendFeedback stores what was said and thanks for it.
func (s *Stage) sendFeedback() {
	f := s.session.Feedback
	f.Lang = s.session.Lang
	s.stores(func(ctx context.Context) error {
		_, err := s.Desk.GiveFeedback(ctx, f)
		return err
	}, func() { s.session.Thanked(s.Now()) })
}

// thanks says that the feedback is stored, and then goes Home by itself.
func (s *Stage) thanks() page {
	done := s.primary(icons.Check, s.doneWords(), s.goes(func() { s.session.Wipe(s.Now()) }))
	return page{name: "thanks", home: true, main: done, news: func() {},
		body: s.message(icons.HeartHandshake, s.t("feedback.thanks"), s.t("feedback.thanks_more")),
		tick: func() { done.SetWords(s.doneWords()) }}
}
