package touch

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"dongthap.vn/sen/app/look"
	"dongthap.vn/sen/assets/icons"
)

// Check is a line of a list to tick off, such as what to bring. The whole line
// can be touched; lines stand on a common card and have none of their own.
type Check struct {
	Pressable
	kit   Kit
	on    bool
	panel *canvas.Rectangle
	box   *icon
	label *label
}

// Check returns a line: words, a quieter note after them (or ""), and whether
// it is ticked. onChange hears of every change by a finger.
func (k Kit) Check(words, note string, on bool, onChange func(on bool)) *Check {
	s := styled(look.Body, look.Ink)
	s.middle, s.letters = true, look.LineLetters
	c := &Check{kit: k, on: on, panel: k.panel(look.KeyRadius, plain),
		box: k.icon(icons.Square, look.Ink2, boldLine), label: newLabel(k, words, s)}
	c.label.tail = note
	c.Bind(k, c, Press{Rest: Rest, Paint: c.Paint, Tap: func() {
		c.on = !c.on
		c.Paint()
		if onChange != nil {
			onChange(c.on)
		}
	}})
	c.Paint()
	return c
}

// Chosen reports whether it is ticked.
func (c *Check) Chosen() bool { return c.on }

// Words is what it says.
func (c *Check) Words() string { return c.label.words() }

// Cut reports that the words do not fit.
func (c *Check) Cut() bool { return c.label.cut }

// CreateRenderer is part of fyne.Widget.
func (c *Check) CreateRenderer() fyne.WidgetRenderer { return Render(c) }

// Parts is part of Drawing.
func (c *Check) Parts() []fyne.CanvasObject {
	return append(c.label.parts([]fyne.CanvasObject{c.panel, c.box.image}), c.ring.parts...)
}

// Paint is part of Drawing.
func (c *Check) Paint() {
	box, drawn, coat := icons.Square, look.Ink2, plain
	if c.on {
		box, drawn = icons.SquareCheck, look.Success
	}
	if c.Down() {
		coat = touched
	}
	c.kit.wear(c.panel, coat)
	c.box.draw(box, drawn)
}

func (c *Check) side() float32  { return floor(c.kit.Em(look.Body) * 1.3) }
func (c *Check) textX() float32 { return c.side() + c.kit.MM(2) }

// Least is part of Drawing.
func (c *Check) Least() fyne.Size {
	return fyne.NewSize(c.kit.MM(look.PrimaryWidth), c.kit.MM(look.TouchLeast))
}

// HeightFor is what its words need at a width, 12.7 mm at least.
func (c *Check) HeightFor(width float32) float32 {
	return max(ceil(c.kit.MM(look.TouchLeast)), c.label.heightFor(width-c.textX())+c.kit.MM(1.2))
}

// Arrange is part of Drawing.
func (c *Check) Arrange(s fyne.Size) {
	place(c.panel, 0, 0, s.Width, s.Height)
	c.box.place(0, floor((s.Height-c.side())/2), c.side())
	c.label.arrange(c.textX(), 0, s.Width-c.textX(), s.Height)
}
