package touch

import (
	"fyne.io/fyne/v2"

	"dongthap.vn/sen/app/look"
)

// Banner is a message across a screen: what is, and what to do.
type Banner struct{ signal }

// Banner returns a message.
func (k Kit) Banner(m Mood, words string) *Banner {
	s := styled(look.Name, look.Ink)
	s.bold, s.middle = false, true
	b := &Banner{k.signal(m, look.ButtonRadius, newLabel(k, words, s))}
	b.become(b)
	return b
}

// Large makes it the one thing to be read on a screen, and returns b.
func (b *Banner) Large() *Banner {
	b.label.role, b.label.bold = look.Title, true
	return b
}

// Paint is part of Drawing.
func (b *Banner) Paint() { b.paint(false) }

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
