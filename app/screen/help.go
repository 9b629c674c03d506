package screen

import (
	"context"
	"slices"

	"fyne.io/fyne/v2"

	"dongthap.vn/sen/app/touch"
	"dongthap.vn/sen/assets/icons"
	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/words"
)

// callHelp calls a person with one touch, from any screen.
func (s *Stage) callHelp() {
	var call kiosk.HelpCall
	body := kiosk.HelpCalled{Screen: matter(s.page.name), Lang: s.session.Lang}
	s.stores(func(ctx context.Context) (err error) {
		call, err = s.Desk.CallHelp(ctx, body)
		return err
	}, func() { s.session.Called(call) })
}

// matters group the screens by what a visitor is about: that is what a helper is
// told.
var matters = map[string]string{
	"send": "procedure", "faces": "feedback", "reasons": "feedback", "words": "feedback", "reply": "feedback", "floor": "amenities",
	"subject": "meeting", "day": "meeting", "slot": "meeting", "name": "meeting", "phone": "meeting", "check": "meeting", "slip": "meeting", "code": "meeting",
	"last": "dossier", "answer": "dossier",
}

func matter(screen string) string {
	if m, grouped := matters[screen]; grouped {
		return m
	}
	return screen
}

// help shows that a person was called and whether one has seen it.
func (s *Stage) help() page {
	again := s.kit.Button(touch.Plain, icons.RefreshCw, s.t("help.again"), s.touched(s.callHelp))
	again.SetEnabled(s.mayCallAgain())
	cancel := s.kit.Button(touch.Plain, icons.Close, s.t("help.cancel"), s.touched(s.cancelHelp))
	icon, title, more := s.helpState()
	return page{
		name: "help", foot: []fyne.CanvasObject{again, cancel},
		body: s.message(icon, title, more, s.t("help.desk", s.desk())),
		tick: func() { again.SetEnabled(s.mayCallAgain()) },
	}
}

func (s *Stage) desk() words.Args {
	return words.Args{"Place": s.Desk.Site().HelpDesk.In(s.session.Lang)}
}

func (s *Stage) helpState() (icon icons.Name, title, more string) {
	switch {
	case s.session.HelpSeen:
		return icons.CircleCheck, s.t("help.seen"), s.t("help.stay")
	case !s.Desk.Online():
		return icons.WifiOff, s.t("help.late"), s.t("help.late_more")
	case s.session.Help != nil && slices.Contains(s.Desk.HelpTold(), s.session.Help.ID):
		return icons.HandHelping, s.t("help.told"), s.t("help.told_more")
	}
	return icons.HandHelping, s.t("help.calling"), s.t("help.waiting")
}

// mayCallAgain is true once a minute has passed without an answer.
func (s *Stage) mayCallAgain() bool {
	h := s.session.Help
	return h != nil && !s.session.HelpSeen && s.Now().Sub(h.CalledAt) >= kiosk.HelpRepeats
}

// cancelHelp takes the call back and returns to where the visitor was.
func (s *Stage) cancelHelp() {
	if s.session.Help == nil || s.session.HelpSeen {
		s.session.Help = nil
		s.session.Back()
		s.Show()
		return
	}
	id := s.session.Help.ID
	s.stores(func(ctx context.Context) error { return s.Desk.CancelHelp(ctx, id) }, func() {
		s.session.Busy, s.session.Help = false, nil
		s.session.Back()
	})
}
