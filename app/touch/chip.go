package touch

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"dongthap.vn/sen/app/look"
	"dongthap.vn/sen/assets/icons"
)

// Chip is a choice that is taken or not, such as a reason. What is taken shows
// a tick besides its colour, in room that was kept for it, so nothing jumps.
type Chip struct {
	Pressable
	kit   Kit
	on    bool
	panel *canvas.Rectangle
	tick  *icon
	label *label
	scale float32 // by which all grows where there is room
}

// Chip returns a choice; onChange hears of every change by a finger.
func (k Kit) Chip(words string, on bool, onChange func(on bool)) *Chip {
	s := styled(look.Label, look.Ink)
	s.middle, s.lines = true, 2
	c := &Chip{kit: k, on: on, scale: 1, panel: k.panel(look.ButtonRadius, outlined),
		tick: k.icon(icons.Square, look.Border, boldLine), label: newLabel(k, words, s)}
	c.Bind(k, c, Press{Rest: Rest, Paint: c.Paint, Tap: func() {
		c.Choose(!c.on)
		if onChange != nil {
			onChange(c.on)
		}
	}})
	c.Paint()
	return c
}

// Chosen reports whether it is taken.
func (c *Chip) Chosen() bool { return c.on }

// Choose takes it or not, without telling.
func (c *Chip) Choose(on bool) {
	c.on = on
	c.Paint()
}

// Words is what it says.
func (c *Chip) Words() string { return c.label.words() }

// Cut reports that the words do not fit.
func (c *Chip) Cut() bool { return c.label.cut }

// CreateRenderer is part of fyne.Widget.
func (c *Chip) CreateRenderer() fyne.WidgetRenderer { return Render(c) }

// Parts is part of Drawing.
func (c *Chip) Parts() []fyne.CanvasObject {
	return append(c.label.parts([]fyne.CanvasObject{c.panel, c.tick.image}), c.ring.parts...)
}

// Paint is part of Drawing.
func (c *Chip) Paint() {
	coat, box, drawn := outlined, icons.Square, look.Border
	if c.on {
		coat, box, drawn = chosen, icons.SquareCheck, look.Info
	}
	switch {
	case !c.Enabled():
		coat = resting
	case c.Down():
		coat = touched
	}
	c.kit.wear(c.panel, coat)
	c.tick.draw(box, drawn)
	c.label.recolor(coat.ink, coat.ink)
}

// Least is the size that keeps the words on one line.
func (c *Chip) Least() fyne.Size {
	return fyne.NewSize(c.textX()+c.label.natural()+c.kit.MM(4), c.kit.MM(look.ButtonHeight))
}

// A chip this many mm high grows what it shows, up to chipMost.
const (
	chipRoomy = 15
	chipMost  = 1.5
)

// grow makes tick and letters bigger in a chip that is given much room.
func (c *Chip) grow(height float32) {
	c.scale = min(max(height/c.kit.MM(chipRoomy), 1), chipMost)
	c.label.grow(c.scale)
}

func (c *Chip) side() float32  { return floor(c.kit.Em(look.Label) * 1.5 * c.scale) }
func (c *Chip) textX() float32 { return c.kit.MM(3) + c.side() + c.kit.MM(2) }

// HeightFor is what its words need at a width, 13.5 mm at least.
func (c *Chip) HeightFor(width float32) float32 {
	c.grow(0)
	return max(c.kit.MM(look.ButtonHeight), c.label.heightFor(width-c.textX()-c.kit.MM(3))+c.kit.MM(2))
}

// Arrange is part of Drawing.
func (c *Chip) Arrange(s fyne.Size) {
	c.grow(s.Height)
	place(c.panel, 0, 0, s.Width, s.Height)
	c.tick.place(c.kit.MM(3), floor((s.Height-c.side())/2), c.side())
	c.label.arrange(c.textX(), 0, s.Width-c.textX()-c.kit.MM(3), s.Height)
}
