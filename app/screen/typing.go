package screen

import (
	"strings"

	"fyne.io/fyne/v2"

	"dongthap.vn/sen/app/keyboard"
	"dongthap.vn/sen/app/look"
	"dongthap.vn/sen/app/touch"
	"dongthap.vn/sen/assets/icons"
	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/telex"
)

// field is a text field with Vietnamese typing. What is typed stays in the
// session; the field only shows it, and says why it does not take a letter.
func (s *Stage) field(spec keyboard.FieldSpec, text string) *keyboard.Field {
	return s.fieldFor(spec, "field.letters", text)
}

// fieldFor is a field for what spec allows alone; only is the key of the sentence
// that says so.
func (s *Stage) fieldFor(spec keyboard.FieldSpec, only, text string) *keyboard.Field {
	spec.Typing.Method = telex.None
	if spec.Allow == nil && s.session.Lang == kiosk.Vietnamese {
		spec.Typing.Method = s.Typing
	}
	spec.Clear = s.t("find.clear")
	spec.OnTouch = s.touched(func() {})
	change := spec.OnChange
	spec.OnChange = func(text string) {
		s.session.Touch(s.Now())
		change(text)
		s.tellField("")
		s.drawn()
	}
	spec.OnRefuse = func(full bool) {
		if full {
			s.tellField("field.full")
		} else {
			s.tellField(only)
		}
	}
	f := keyboard.NewField(s.kit, spec)
	f.SetText(text)
	if kept := f.Text(); kept != text {
		change(kept) // what the field does not show is not there
	}
	return f
}

// figures is a field for figures alone, and its number pad.
func (s *Stage) figures(spec keyboard.FieldSpec, text string) (*keyboard.Field, fyne.CanvasObject) {
	plus := spec.Allow
	spec.Allow = func(r rune) bool { return r >= '0' && r <= '9' || plus != nil && plus(r) }
	f := s.fieldFor(spec, "field.figures", text)
	return f, keyboard.NewPad(s.kit, s.t("key.erase"), f)
}

// phone is the field and the number pad for a phone number.
func (s *Stage) phone(hint, text string, onChange func(string)) (*keyboard.Field, fyne.CanvasObject) {
	return s.figures(keyboard.FieldSpec{Hint: hint, Most: 15, Allow: func(r rune) bool { return r == '+' }, OnChange: onChange}, text)
}

// tellField says what the field did not take, and no longer once it has taken
// something; the caret stays where it is. Nothing is drawn anew under a finger.
func (s *Stage) tellField(key string) {
	said := s.session.Notice
	if said == key || key == "" && !strings.HasPrefix(said, "field.") || s.page.typed == nil || s.kit.Held() {
		return
	}
	s.session.Notice = key
	was := s.page.typed.Mark()
	s.Show()
	if s.page.typed != nil {
		s.page.typed.Restore(was)
	}
}

// padPage is a page for figures: what is asked, the field first, beside the number
// pad, or above it on glass that stands. On low glass, with the biggest letters or when
// something is wrong, the pad takes all the height, so that every figure stays in
// sight, and what is asked is leafed through beside it; what is wrong then stands
// for the head.
func (s *Stage) padPage(p page, h head, pad fyne.CanvasObject, asked ...fyne.CanvasObject) page {
	gap, wrong := s.mm(look.HeadGap), s.noticeBanner(p.typed)
	p.news = func() {}
	beside := s.crowded() || s.low() && wrong != nil
	h.small = h.small || beside
	switch {
	case !beside:
		p.head = s.head(h)
	case wrong != nil:
		asked = append([]fyne.CanvasObject{wrong}, asked...)
	default:
		asked = append([]fyne.CanvasObject{s.head(h)}, asked...)
	}
	p.notes, p.pages = beside, beside
	if s.kit.Portrait() {
		p.body = touch.Column(s.mm(6), touch.Column(gap, asked...), touch.Grow(1, pad))
		return p
	}
	p.body = touch.Across(s.mm(6), touch.Grow(1.3, s.kit.Scrolled(s.arrows(), touch.Column(gap, asked...))), touch.Grow(1, pad))
	return p
}

// typed is what a page for typing is made of.
type typed struct {
	name   string
	asks   fyne.CanvasObject // the head, or nil where the field asks for itself
	field  *keyboard.Field
	above  fyne.CanvasObject // between field and keyboard: results, or what is asked; may be nil
	action string            // words of the filled key
	act    func()
	prose  bool // sentences begin with a capital
	code   bool // no marked letters, but figures
}

// typingPage is a page with the on-screen keyboard. On low glass the footer
// gives its room to the keyboard, and Back and «Gọi nhân viên» stand beside the
// field instead, on every such page alike; where something is asked, they stand
// beside the question and the field below it.
func (s *Stage) typingPage(t typed) (page, *keyboard.Keyboard) {
	keys := keyboard.New(s.kit, keyboard.Spec{To: t.field, Labels: s.keyLabels(t.action), OnAction: t.act, Sentences: t.prose, Plain: t.code})
	p := page{name: t.name, typed: t.field, pages: true, full: s.low()}
	if t.above == nil {
		t.above = touch.Column(0)
	}
	if p.full {
		back := s.kit.Arrow(icons.ArrowLeft, s.t("foot.back"), s.goes(s.session.Back))
		first, rest := fyne.CanvasObject(t.field), t.above
		if t.asks != nil && !(s.low() && s.session.Notice != "") { // the notice says what is asked
			first, rest = t.asks, touch.Column(s.mm(look.Gap), t.field, t.above)
		}
		line := touch.Across(s.mm(look.Gap), back, touch.Grow(1, touch.Centered(first)), s.helpButton())
		p.body = touch.Column(s.mm(look.Gap), line, touch.Grow(1, rest), keys)
		return p, keys
	}
	p.head = t.asks
	p.body = touch.Column(s.mm(look.Gap), t.field, touch.Grow(1, t.above), keys)
	return p, keys
}

// lowGlass is the height in mm below which header, field, three rows, keyboard
// and footer do not fit one below the other.
const lowGlass = 175

func (s *Stage) low() bool { return s.size.Height < s.mm(lowGlass) }

// crowded is low glass with the biggest letters: what matters less gives way.
func (s *Stage) crowded() bool { return s.low() && s.kit.Step() == look.APlusPlus }

func (s *Stage) keyLabels(action string) keyboard.Labels {
	return keyboard.Labels{
		Action: action, Space: s.t("key.space"), Erase: s.t("key.erase"), Shift: s.t("key.shift"),
		Letters: s.t("key.letters"), Numbers: s.t("key.numbers"),
		Acute: s.t("key.acute"), Grave: s.t("key.grave"), Hook: s.t("key.hook"), Tilde: s.t("key.tilde"), Dot: s.t("key.dot"),
	}
}
