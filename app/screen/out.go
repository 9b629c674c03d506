package screen

import (
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
}

// Serve opens the stage for visitors, with a desk behind it.
func (s *Stage) Serve(d *desk.Desk) {
	s.Desk = d
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
	name := ""
	if s.trouble.Kiosk != "" {
		name = s.t("out.kiosk", words.Args{"Kiosk": s.trouble.Kiosk})
	}
	label := s.kit.Text(look.Name, name).Colored(look.OnBar).Most(1)
	bar := s.bar(touch.Across(s.mm(3), touch.Centered(s.kit.Emblem(s.mm(9))), touch.Grow(1, touch.Centered(label))))
	visitor := touch.Centered(touch.Column(s.mm(4),
		touch.Fixed(0, s.mm(20), s.kit.Icon(icons.Pause, look.Primary, s.mm(20))),
		s.kit.Text(look.Title, s.t("out.title")).Centered(),
		s.kit.Text(look.Body, s.t("out.visitor")).Centered(),
		s.kit.Text(look.Small, s.t("out.again")).Colored(look.Ink2).Centered()))
	technician := s.kit.Banner(touch.Info, s.t(s.trouble.Key, s.trouble.Args))
	foot := s.footed(append(s.easeButtons(), touch.Grow(1, nil))...)
	p := page{name: "out", home: true, bare: true, news: func() {}, body: touch.Column(s.mm(4), touch.Grow(1, visitor), technician)}
	height := s.size.Height - touch.HeightAt(touch.Column(0, bar, foot), s.size.Width)
	p.body = touch.Column(0, bar, touch.Grow(1, s.laid(p, height)), foot)
	return p
}
