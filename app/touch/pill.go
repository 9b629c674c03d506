package touch

import (
	"fyne.io/fyne/v2"

	"dongthap.vn/sen/app/look"
)

// Pill is the state of the center or the kiosk in the header, in a few words.
type Pill struct{ signal }

// Pill returns a pill.
func (k Kit) Pill(m Mood, words string) *Pill {
	s := styled(look.Tiny, look.Ink)
	s.bold, s.middle, s.lines = true, true, 1
	p := &Pill{k.signal(m, look.Radius, newLabel(k, words, s))}
	p.become(p)
	return p
}

// Paint is part of Drawing.
func (p *Pill) Paint() { p.paint(p.kit.Contrast() != look.High) }

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
