package touch

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"dongthap.vn/sen/app/look"
	"dongthap.vn/sen/assets/icons"
)

// Mood is what a message is about. Its colour never stands alone: a drawing and
// words say the same.
type Mood int

// The moods.
const (
	Info Mood = iota
	Success
	Warning
	Error
)

var moods = [...]struct {
	ink, tint look.Color
	icon      icons.Name
}{
	Info:    {look.Info, look.InfoTint, icons.Info},
	Success: {look.Success, look.SuccessTint, icons.CircleCheck},
	Warning: {look.Warning, look.WarningTint, icons.TriangleAlert},
	Error:   {look.Error, look.ErrorTint, icons.OctagonAlert},
}

// Banner is a message across a screen: what is, and what to do.
type Banner struct {
	widget.BaseWidget
	kit   Kit
	mood  Mood
	panel *canvas.Rectangle
	icon  *icon
	label *label
}

// Banner returns a message.
func (k Kit) Banner(m Mood, words string) *Banner {
	s := styled(look.Name, look.Ink)
	s.bold, s.middle = false, true
	b := &Banner{kit: k, panel: k.panel(look.ButtonRadius, paper), icon: k.icon(moods[m].icon, moods[m].ink, boldLine), label: newLabel(k, words, s)}
	b.ExtendBaseWidget(b)
	b.mood = m
	b.Paint()
	return b
}

// Large makes it the one thing to be read on a screen, and returns b.
func (b *Banner) Large() *Banner {
	b.label.role, b.label.bold = look.Title, true
	return b
}

// Say changes the message.
func (b *Banner) Say(m Mood, words string) {
	if b.label.put(words, "") || b.mood != m {
		b.mood = m
		renew(b)
	}
}

// Words is the message.
func (b *Banner) Words() string { return b.label.words() }

// Cut reports that the words do not fit.
func (b *Banner) Cut() bool { return b.label.cut }

// CreateRenderer is part of fyne.Widget.
func (b *Banner) CreateRenderer() fyne.WidgetRenderer { return Render(b) }

// Parts is part of Drawing.
func (b *Banner) Parts() []fyne.CanvasObject {
	return b.label.parts([]fyne.CanvasObject{b.panel, b.icon.image})
}

// Paint is part of Drawing.
func (b *Banner) Paint() {
	m := moods[b.mood]
	b.kit.wear(b.panel, coat{fill: m.tint, edge: m.ink})
	b.icon.draw(m.icon, m.ink)
	b.label.recolor(m.ink, m.ink)
}

const (
	bannerPadX = 4
	bannerPadY = 2.6
)

func (b *Banner) side() float32  { return floor(b.label.em() * 1.5) }
func (b *Banner) textX() float32 { return b.kit.MM(bannerPadX) + b.side() + b.kit.MM(2.4) }

// Least is part of Drawing.
func (b *Banner) Least() fyne.Size {
	w := b.textX() + b.label.natural() + b.kit.MM(bannerPadX)
	return fyne.NewSize(w, b.HeightFor(w))
}

// HeightFor is what the words need at a width.
func (b *Banner) HeightFor(width float32) float32 {
	return max(b.side(), b.label.heightFor(width-b.textX()-b.kit.MM(bannerPadX))) + 2*b.kit.MM(bannerPadY)
}

// Arrange is part of Drawing.
func (b *Banner) Arrange(s fyne.Size) {
	place(b.panel, 0, 0, s.Width, s.Height)
	b.icon.place(b.kit.MM(bannerPadX), floor((s.Height-b.side())/2), b.side())
	b.label.arrange(b.textX(), 0, s.Width-b.textX()-b.kit.MM(bannerPadX), s.Height)
}
