package screen

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"dongthap.vn/sen/app/look"
	"dongthap.vn/sen/app/touch"
	"dongthap.vn/sen/assets/icons"
	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/words"
)

// frame is what every screen has: the header with the state of the center and
// the clock, and the footer with Home, Back and «Gọi nhân viên» in their places.
type frame struct {
	root fyne.CanvasObject
	told fyne.CanvasObject // what of it is read aloud
	tick func()            // brings pill and clock up to date
}

func (s *Stage) framed(p page) frame {
	if p.bare {
		return frame{root: s.papered(p.body), told: p.body, tick: func() {}}
	}
	header, tick := s.header()
	below := []fyne.CanvasObject{}
	if !p.full {
		below = append(below, s.footer(p))
	}
	height := s.size.Height - touch.HeightAt(touch.Column(0, append(below, header)...), s.size.Width)
	told := s.laid(p, height)
	parts := append([]fyne.CanvasObject{header, touch.Grow(1, told)}, below...)
	return frame{root: s.papered(touch.Column(0, parts...)), told: told, tick: tick}
}

// papered is a whole screen. The theme clears the window to light paper already,
// so only another is painted.
func (s *Stage) papered(content fyne.CanvasObject) fyne.CanvasObject {
	if s.kit.Contrast() == look.Light {
		return touch.Screen(content)
	}
	return touch.Screen(canvas.NewRectangle(s.kit.Color(look.Bg)), content)
}

// noticeBanner is the sentence for the visitor, if there is one; field is that of
// the page, or nil.
func (s *Stage) noticeBanner(field typing) fyne.CanvasObject {
	key := s.session.Notice
	if key == "" || !s.words().Has(key) {
		return nil
	}
	args := words.Args{"Count": kiosk.MaxWords, "When": s.doorWords(), "Seconds": s.session.Wait, "Phone": s.Desk.Site().Hotline, "Place": s.Desk.Site().HelpDesk.In(s.session.Lang)}
	if field != nil {
		args["Most"] = field.Most()
	}
	return s.kit.Banner(s.mood(key), s.t(key, args))
}

func (s *Stage) mood(key string) touch.Mood {
	switch key {
	case "ticket.cancelled", "meeting.cancelled":
		return touch.Success
	case "error.slow", "error.slower", "scan.not_here", "staff.listen":
		return touch.Info
	}
	return touch.Warning
}

func (s *Stage) header() (bar fyne.CanvasObject, tick func()) {
	site := s.Desk.Site()
	name := s.kit.Text(look.Name, site.Name.In(s.session.Lang)).Colored(look.OnBar).Most(1)
	under := site.Province.In(s.session.Lang)
	if site.Example {
		under += " · " + s.t("app.example")
	}
	second := s.kit.Text(look.Tiny, under).Colored(look.OnBar).Most(1)
	mood, words := s.state()
	pill := s.kit.Pill(mood, words)
	shown := s.clock()
	clock := s.kit.Text(look.Name, shown).Weighted(false).Colored(look.OnBar).Middle()
	emblem := s.kit.Emblem(s.mm(9))
	parts := []fyne.CanvasObject{s.knockable(emblem), touch.Grow(1, touch.Centered(touch.Column(0, name, second)))}
	if s.kit.Tall() {
		clock.Trailing()
		state := touch.Across(0, touch.Grow(1, nil), pill)
		parts = append(parts, touch.Centered(touch.Column(s.mm(tallGap), state, clock)))
	} else {
		parts = append(parts, pill, clock)
	}
	bar = s.bar(touch.Across(s.mm(3), parts...))
	return bar, func() {
		now := s.clock()
		if _, state := s.state(); state != words || len(now) != len(shown) {
			s.Show() // they need other room
		} else if now != shown {
			shown = now
			clock.SetWords(now)
		}
	}
}

// bar is a header, 13 mm high or what its words need: eyes further away and
// bigger letters need more.
func (s *Stage) bar(line fyne.CanvasObject) fyne.CanvasObject {
	least := float32(look.HeaderHeight)
	if s.kit.Tall() {
		least = look.TallHeaderHeight
	}
	back, margin := canvas.NewRectangle(s.kit.Color(look.Bar)), s.mm(look.Margin)
	high := max(s.mm(least), touch.HeightAt(line, s.size.Width-2*margin)+s.mm(1))
	return touch.Fixed(0, high, touch.Stack(back, touch.Inset(margin, 0, line)))
}

// clock is the time and, while there is room beside name and pill, the day.
func (s *Stage) clock() string {
	if (!s.Desk.Online() || s.kit.Step() > look.A) && !s.kit.Tall() {
		return s.local().Format("15:04")
	}
	return clockText(s.words(), s.local())
}

// state is the pill: the link comes before the door, because it says why
// something may look old.
func (s *Stage) state() (touch.Mood, string) {
	if !s.Desk.Online() {
		if s.crowded() {
			return touch.Warning, s.t("head.offline_brief") // the tiles need its room
		}
		return touch.Warning, s.t("head.offline")
	}
	switch s.Desk.Door().Door {
	case kiosk.DoorBreak:
		return touch.Warning, s.t("head.lunch")
	case kiosk.DoorEnding:
		return touch.Warning, s.t("head.ending")
	case kiosk.DoorShut:
		return touch.Warning, s.t("head.shut")
	case kiosk.DoorHoliday:
		return touch.Warning, s.t("head.holiday")
	}
	return touch.Success, s.t("head.open")
}

// doorWords says why no tickets are given, in full.
func (s *Stage) doorWords() string { return doorText(s.words(), s.local(), s.Desk.Door()) }

func (s *Stage) footer(p page) fyne.CanvasObject {
	parts := p.foot
	if !p.home {
		parts = append([]fyne.CanvasObject{s.homeButton(), s.backButton()}, parts...)
	}
	parts = append(parts, touch.Grow(1, nil))
	if s.session.Screen != kiosk.AtHelp {
		parts = append(parts, s.helpButton())
	}
	if p.main != nil {
		parts = append(parts, p.main)
	}
	return s.footed(parts...)
}

// footed is a footer, 18 mm high or more where words need two lines.
func (s *Stage) footed(parts ...fyne.CanvasObject) fyne.CanvasObject {
	back := canvas.NewRectangle(s.kit.Color(look.Surface))
	line := canvas.NewRectangle(s.kit.Color(look.Line))
	room := (s.mm(look.FooterHeight) - s.mm(look.ButtonHeight)) / 2
	return touch.Stack(back, touch.Column(0, touch.Fixed(0, 1, line),
		touch.Grow(1, touch.Inset(s.mm(look.FooterMargin), room, touch.Across(s.mm(look.Gap), parts...)))))
}

func (s *Stage) homeButton() fyne.CanvasObject {
	return s.kit.Button(touch.Plain, icons.Home, s.t("foot.home"), s.goes(func() { s.session.Home(s.Now()) }))
}

func (s *Stage) backButton() fyne.CanvasObject {
	return s.kit.Button(touch.Plain, icons.ArrowLeft, s.t("foot.back"), s.goes(s.session.Back))
}

func (s *Stage) helpButton() fyne.CanvasObject {
	return s.kit.Button(touch.Help, icons.HandHelping, s.t("foot.help"), s.touched(s.callHelp))
}

// primary is the one filled button of a screen.
func (s *Stage) primary(icon icons.Name, words string, act func()) *touch.Button {
	return s.kit.Button(touch.Primary, icon, words, act).Wide(look.PrimaryWidth)
}
