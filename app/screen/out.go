package screen

import (
	"strings"

	"fyne.io/fyne/v2"

	"dongthap.vn/sen/app/look"
	"dongthap.vn/sen/app/touch"
	"dongthap.vn/sen/assets/icons"
	"dongthap.vn/sen/kiosk/desk"
	"dongthap.vn/sen/kiosk/words"
)

// A Trouble is why a kiosk cannot serve.
type Trouble struct {
	Kiosk string // its code, or "" when nobody gave it one
	Key   string // of the sentence for a technician, in assets/words
	Args  words.Args
	// Digits are those to be compared at the console, of a kiosk that waits to be
	// confirmed; "" for all other troubles.
	Digits string
	// Support is the number IT staff are called at, or "" where none is known.
	Support string
	Long    bool // it takes minutes, not seconds
}

// Serve opens the stage for visitors, with a desk behind it.
func (s *Stage) Serve(d *desk.Desk) {
	s.Desk = d
	s.loud()
	s.Show()
}

// Rest takes the stage out of service until Serve.
func (s *Stage) Rest(t Trouble) {
	s.Desk, s.trouble = nil, t
	s.Show()
}

// outOfService sends visitors to a counter and tells a technician what to do.
// It stands on its own: without a desk there is no site to name, no door and
// nobody to call.
func (s *Stage) outOfService() page {
	label := s.kit.Text(look.Name, s.whichKiosk()).Colored(look.OnBar).Most(1)
	bar := s.bar(touch.Across(s.mm(3), touch.Centered(s.kit.Emblem(s.mm(9))), touch.Grow(1, touch.Centered(label))))
	foot := s.footed(append(s.easeButtons(), touch.Grow(1, nil))...)
	say := touch.Column(s.mm(4), touch.Grow(1, s.restHead()), s.kit.Banner(touch.Info, s.t(s.trouble.Key, s.trouble.Args)))
	if s.trouble.Digits != "" {
		say = touch.Column(0, touch.Grow(1, s.digits()))
	}
	p := page{name: "out", home: true, bare: true, news: func() {}, body: say}
	height := s.size.Height - touch.HeightAt(touch.Column(0, bar, foot), s.size.Width)
	p.body = touch.Column(0, bar, touch.Grow(1, s.laid(p, height)), foot)
	return p
}

// restHead sends visitors to a counter.
func (s *Stage) restHead() fyne.CanvasObject {
	return touch.Centered(touch.Column(s.mm(4),
		touch.Fixed(0, s.mm(20), s.kit.Icon(icons.Pause, look.Primary, s.mm(20))),
		s.kit.Text(look.Title, s.t("out.title")).Centered(),
		s.kit.Text(look.Body, s.t("out.visitor")).Centered(),
		s.kit.Text(look.Small, s.triesAgain()).Colored(look.Ink2).Centered()))
}

// digits shows a technician the six digits, in two groups as they are read out,
// and what to do with them.
func (s *Stage) digits() fyne.CanvasObject {
	d := s.trouble.Digits
	return touch.Centered(touch.Column(s.mm(4),
		s.kit.Text(look.Title, s.t("out.waiting_title", words.Args{"Kiosk": s.trouble.Kiosk})).Centered(),
		touch.Fixed(0, s.mm(34), s.kit.Number(d[:len(d)/2]+" "+d[len(d)/2:]).Centered()),
		s.kit.Text(look.Body, s.t(s.trouble.Key)).Centered(),
		s.kit.Text(look.Small, s.t("out.waiting_other")).Colored(look.Ink2).Centered(),
		s.kit.Text(look.Small, s.t("out.visitor")).Colored(look.Ink2).Centered()))
}

// whichKiosk is what a technician is told on the telephone, and its number.
func (s *Stage) whichKiosk() string {
	var parts []string
	if s.trouble.Kiosk != "" {
		parts = append(parts, s.t("out.kiosk", words.Args{"Kiosk": s.trouble.Kiosk}))
	}
	if s.trouble.Support != "" {
		parts = append(parts, s.t("out.support", words.Args{"Phone": s.trouble.Support}))
	}
	return strings.Join(parts, " · ")
}

// triesAgain says when the kiosk tries again.
func (s *Stage) triesAgain() string {
	if s.trouble.Long {
		return s.t("out.again_later")
	}
	return s.t("out.again")
}
