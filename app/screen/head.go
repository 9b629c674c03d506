package screen

import (
	"fyne.io/fyne/v2"

	"dongthap.vn/sen/app/look"
	"dongthap.vn/sen/app/touch"
	"dongthap.vn/sen/assets/icons"
)

// head is what a page is about: the line above its title, the title, the line
// below. Every page has it in the same place. Tall glass gives it all that is
// out of a hand's reach and shows its drawing too.
type head struct {
	icon               icons.Name // on tall glass; "" is the emblem of Sen
	over, title, under string     // over and under may be ""
	small              bool       // a smaller title where there is little room
}

const (
	headGap     = 0.8 // mm between the lines of a head
	tallGap     = 2   // … and on tall glass
	headIcon    = 34  // mm of the drawing on tall glass
	headBetween = 6   // mm between drawing and words on tall glass
)

func (s *Stage) head(h head) fyne.CanvasObject {
	if s.kit.Tall() {
		return s.tallHead(h)
	}
	role := look.Title
	if h.small {
		role = look.Heading
	}
	parts := []fyne.CanvasObject{}
	if h.over != "" {
		parts = append(parts, s.note(h.over))
	}
	parts = append(parts, s.kit.Text(role, h.title).Most(2))
	if h.under != "" {
		parts = append(parts, s.note(h.under))
	}
	return touch.Column(s.mm(headGap), parts...)
}

// tallHead sets the head into the middle, with its drawing above it.
func (s *Stage) tallHead(h head) fyne.CanvasObject {
	parts := []fyne.CanvasObject{}
	if h.over != "" {
		parts = append(parts, s.kit.Text(look.Body, h.over).Colored(look.Ink2).Centered())
	}
	parts = append(parts, s.kit.Text(look.Display, h.title).Centered().Most(2))
	if h.under != "" {
		parts = append(parts, s.kit.Text(look.Body, h.under).Colored(look.Ink2).Centered())
	}
	return touch.Column(s.mm(headBetween), s.picture(h.icon, headIcon), touch.Column(s.mm(tallGap), parts...))
}

// picture is an icon, or the emblem of Sen, so many mm high in the middle of
// the width.
func (s *Stage) picture(icon icons.Name, mm float32) fyne.CanvasObject {
	side := s.mm(mm)
	drawn := s.kit.Emblem(side)
	if icon != "" {
		drawn = s.kit.Icon(icon, look.Primary, side)
	}
	return touch.Fixed(0, side, drawn)
}

// message is a page that only tells something: a drawing, what is, and what
// comes next.
func (s *Stage) message(icon icons.Name, title string, more ...string) fyne.CanvasObject {
	big, small, side, gap := look.Title, look.Body, float32(messageIcon), float32(headBetween)
	if s.kit.Step() > look.A {
		side, gap = messageIcon/1.6, look.HeadGap // words come first
	}
	if s.kit.Portrait() {
		big, small, side, gap = look.Display, look.Heading, tallMessageIcon, headBetween
	}
	parts := []fyne.CanvasObject{s.picture(icon, side), s.kit.Text(big, title).Centered().Most(3)}
	for i, line := range more {
		ink := look.Ink
		if i > 0 {
			ink = look.Ink2
		}
		parts = append(parts, s.kit.Text(small, line).Weighted(false).Colored(ink).Centered().Most(3))
	}
	return touch.Centered(touch.Column(s.mm(gap), parts...))
}

// The drawing of a message in mm.
const (
	messageIcon     = 26
	tallMessageIcon = 46
)

// laid sets head, notice and body one below the other into a height. On tall
// glass the body, which is touched, begins where a hand reaches. What has no room
// is leafed through with ▲ and ▼: the body below a head that stays, or head and
// body together where the head leaves too little of the page.
func (s *Stage) laid(p page, height float32) fyne.CanvasObject {
	width, room := s.size.Width-2*s.mm(look.Margin), height-2*s.mm(look.MarginTop)
	parts := []fyne.CanvasObject{}
	if p.head != nil {
		parts = append(parts, s.headPlace(p.head, width))
	}
	if n := s.noticeBanner(p.typed); n != nil && !p.notes {
		parts = append(parts, n)
	}
	gap := s.mm(look.HeadGap)
	top := touch.HeightAt(touch.Column(gap, parts...), width)
	rest := room - top
	if len(parts) > 0 {
		rest -= gap
	}
	fits := p.pages || touch.HeightAt(p.body, width) <= rest+1
	if !fits {
		touch.Flatten(p.body)
	}
	whole := touch.Column(gap, append(parts, touch.Grow(1, p.body))...)
	switch {
	case fits:
	case rest >= room*bodyLeast || s.kit.Unreached() > 0:
		whole = touch.Column(gap, append(parts, touch.Grow(1, s.kit.Scrolled(s.arrows(), p.body)))...)
	default:
		whole = touch.Column(0, touch.Grow(1, s.kit.Scrolled(s.arrows(), whole)))
	}
	return touch.Inset(s.mm(look.Margin), s.mm(look.MarginTop), whole)
}

// bodyLeast is the part of a page a body that is leafed through must have for the
// head to stay.
const bodyLeast = 0.5

// headPlace is the room of a head: its own height, or all above the reach.
func (s *Stage) headPlace(head fyne.CanvasObject, width float32) fyne.CanvasObject {
	above := s.size.Height*s.kit.Unreached() - s.mm(look.TallHeaderHeight) - s.mm(look.MarginTop)
	if s.kit.Unreached() == 0 || above <= touch.HeightAt(head, width) {
		return head
	}
	return touch.Fixed(0, above, touch.Centered(head))
}
