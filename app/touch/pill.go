package touch

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"dongthap.vn/sen/app/look"
)

// Pill is the state of the center or the kiosk in the header, in a few words.
type Pill struct {
	widget.BaseWidget
	kit   Kit
	mood  Mood
	panel *canvas.Rectangle
	icon  *icon
	label *label
}

// Pill returns a pill.
func (k Kit) Pill(m Mood, words string) *Pill {
	s := styled(look.Tiny, look.Ink)
	s.bold, s.middle, s.lines = true, true, 1
	p := &Pill{kit: k, mood: m, panel: k.panel(look.Radius, paper), icon: k.icon(moods[m].icon, moods[m].ink, boldLine), label: newLabel(k, words, s)}
	p.ExtendBaseWidget(p)
	p.Paint()
	return p
}

// Say changes the state.
func (p *Pill) Say(m Mood, words string) {
	if p.label.put(words, "") || p.mood != m {
		p.mood = m
		renew(p)
	}
}

// Words is the state.
func (p *Pill) Words() string { return p.label.words() }

// Cut reports that the words do not fit.
func (p *Pill) Cut() bool { return p.label.cut }

// CreateRenderer is part of fyne.Widget.
func (p *Pill) CreateRenderer() fyne.WidgetRenderer { return Render(p) }

// Parts is part of Drawing.
func (p *Pill) Parts() []fyne.CanvasObject {
	return p.label.parts([]fyne.CanvasObject{p.panel, p.icon.image})
}

// Paint is part of Drawing.
func (p *Pill) Paint() {
	m := moods[p.mood]
	edge := m.tint
	if p.kit.Contrast() == look.High {
		edge = m.ink
	}
	p.kit.wear(p.panel, coat{fill: m.tint, edge: edge})
	p.icon.draw(m.icon, m.ink)
	p.label.recolor(m.ink, m.ink)
}

func (p *Pill) side() float32  { return floor(p.kit.Em(look.Tiny) * 1.25) }
func (p *Pill) textX() float32 { return p.kit.MM(2.2) + p.side() + p.kit.MM(1.2) }
func (p *Pill) height() float32 {
	return ceil(p.label.lineHeight(p.kit.Em(look.Tiny)) + p.kit.MM(1.6))
}

// Least is part of Drawing.
func (p *Pill) Least() fyne.Size {
	return fyne.NewSize(p.textX()+p.label.natural()+p.kit.MM(3), p.height())
}

// Arrange is part of Drawing: a pill keeps its height in the middle of a header.
func (p *Pill) Arrange(s fyne.Size) {
	h := min(p.height(), s.Height)
	y := floor((s.Height - h) / 2)
	place(p.panel, 0, y, s.Width, h)
	p.panel.CornerRadius = h / 2
	p.icon.place(p.kit.MM(2.2), y+floor((h-p.side())/2), p.side())
	p.label.arrange(p.textX(), y, s.Width-p.textX()-p.kit.MM(2), h)
}
