package screen

import (
	"strconv"

	"dongthap.vn/sen/app/look"
	"dongthap.vn/sen/app/touch"
	"dongthap.vn/sen/assets/icons"
	"dongthap.vn/sen/kiosk/words"
)

// question asks whether anybody is still there. It covers the page whole:
// whoever comes next must not read what the one before was doing.
func (s *Stage) question() page {
	more := s.kit.Text(look.Body, s.idleWords()).Colored(look.Ink2).Centered()
	stay := s.primary(icons.Check, s.t("idle.stay"), s.goes(func() {}))
	leave := s.kit.Button(touch.Plain, icons.Home, s.t("idle.leave"), s.goes(func() { s.session.Wipe(s.Now()) }))
	card := s.kit.Card(touch.Inset(s.mm(4), s.mm(4), touch.Column(s.mm(6),
		s.kit.Text(look.Title, s.t("idle.title")).Centered(), more,
		touch.Fixed(0, s.mm(look.PrimaryHeight), touch.Across(s.mm(look.Gap), touch.Grow(1, leave), touch.Grow(1.6, stay))),
	)))
	return page{name: "idle", home: true, body: touch.Centered(card), first: stay, tick: func() { more.SetWords(s.idleWords()) }, news: func() {}}
}

func (s *Stage) idleWords() string {
	left, _ := s.session.Asking(s.Now())
	return s.t("idle.more", words.Args{"Seconds": strconv.Itoa(left)})
}
