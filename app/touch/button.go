package touch

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"dongthap.vn/sen/app/look"
	"dongthap.vn/sen/assets/icons"
)

// Kind is what a button means.
type Kind int

// The kinds of buttons. A screen has at most one Primary.
const (
	Plain   Kind = iota // white with a border
	Primary             // filled: what most people want next
	Help                // yellow: a person comes
	Quiet               // words alone, for what is rarely wanted
)

var buttonCoats = [...]struct{ rest, down coat }{
	Plain:   {outlined, touched},
	Primary: {filled, sunk},
	Help: {coat{fill: look.Help, edge: look.OnHelp, ink: look.OnHelp},
		coat{fill: look.HelpPressed, edge: look.OnHelp, ink: look.OnHelp}},
	Quiet: {coat{ink: look.Ink2, bare: true}, touched},
}

// Button is words, with a drawing or without, that act when touched.
type Button struct {
	Pressable
	kit   Kit
	kind  Kind
	panel *canvas.Rectangle
	icon  *icon
	label *label
	bare  bool    // the drawing is shown and the words are only spoken
	least float32 // width
	scale float32 // by which drawing and words grow where there is room
}

// Button returns a button; an icon of "" leaves the drawing out.
func (k Kit) Button(kind Kind, i icons.Name, words string, onTap func()) *Button {
	c := buttonCoats[kind].rest
	s := styled(look.Label, c.ink)
	s.align, s.middle, s.lines = fyne.TextAlignCenter, true, 2
	b := &Button{kit: k, kind: kind, scale: 1, panel: k.panel(look.ButtonRadius, c), icon: k.icon(i, c.ink, boldLine), label: newLabel(k, words, s)}
	b.Bind(k, b, Press{Tap: onTap, Paint: b.Paint, Rest: Rest})
	return b
}

// Arrow returns a button that shows only a drawing and speaks its words; for
// ▲, ▼ and their like.
func (k Kit) Arrow(i icons.Name, words string, onTap func()) *Button {
	b := k.Button(Plain, i, words, onTap)
	b.bare = true
	return b
}

// Wide makes it at least so many millimetres wide and returns b.
func (b *Button) Wide(mm float32) *Button {
	b.least = b.kit.MM(mm)
	return b
}

// SetWords changes its words, for a countdown or another language.
func (b *Button) SetWords(words string) {
	if b.label.put(words, "") {
		renew(b)
	}
}

// Words is what it says.
func (b *Button) Words() string { return b.label.words() }

// Cut reports that the words do not fit.
func (b *Button) Cut() bool { return b.label.cut && !b.bare }

// CreateRenderer is part of fyne.Widget.
func (b *Button) CreateRenderer() fyne.WidgetRenderer { return Render(b) }

// Parts is part of Drawing.
func (b *Button) Parts() []fyne.CanvasObject {
	parts := []fyne.CanvasObject{b.panel}
	if !b.icon.none() {
		parts = append(parts, b.icon.image)
	}
	if !b.bare {
		parts = b.label.parts(parts)
	}
	return append(parts, b.ring.parts...)
}

// Paint is part of Drawing.
func (b *Button) Paint() {
	c := buttonCoats[b.kind].rest
	switch {
	case !b.Enabled():
		c = resting
	case b.Down():
		c = buttonCoats[b.kind].down
	}
	b.kit.wear(b.panel, c)
	b.icon.paint(c.ink)
	b.label.recolor(c.ink, c.ink)
}

// Least is the size that keeps the words on one line.
func (b *Button) Least() fyne.Size {
	b.grow(1)
	w := 2*b.kit.MM(3.4) + b.iconRoom()
	if !b.bare {
		w += b.label.natural()
	}
	return fyne.NewSize(max(w, b.least, b.kit.MM(look.TouchLeast)), b.kit.MM(look.ButtonHeight))
}

// HeightFor is what its words need at a width, on two lines if they must.
func (b *Button) HeightFor(width float32) float32 {
	high, pad := b.kit.MM(look.ButtonHeight), b.kit.MM(1.6)
	if b.bare {
		return high
	}
	b.grow(1)
	if b.label.natural()*oneLine <= width-2*pad {
		return high
	}
	b.label.lines = 2
	return max(high, b.label.heightFor(width-2*pad)+pad)
}

// oneLine is by how much the words may shrink to stay on one line.
const oneLine = 0.85

func (b *Button) iconSide() float32 { return b.kit.Em(look.Label) * 1.36 * b.scale }

// A button this many mm high grows what it shows, up to buttonMost, as far as
// its width allows.
const (
	buttonRoomy = 15
	buttonMost  = 1.35
)

func (b *Button) grow(scale float32) {
	b.scale = scale
	b.label.grow(scale)
}

// fill grows what it shows to a size.
func (b *Button) fill(s fyne.Size) {
	b.grow(1)
	high := s.Height / b.kit.MM(buttonRoomy)
	wide := (s.Width - 4*b.kit.MM(1.6)) / (b.iconRoom() + b.label.natural())
	b.grow(max(1, min(high, wide, buttonMost)))
}

func (b *Button) iconRoom() float32 {
	if b.icon.none() {
		return 0
	}
	return b.iconSide() + b.kit.MM(1.6)
}

// Arrange is part of Drawing: the drawing and the words stand together in the
// middle. Where there is little room the words stay on one line, a bit smaller,
// then the drawing goes, and only then a second line begins.
func (b *Button) Arrange(s fyne.Size) {
	place(b.panel, 0, 0, s.Width, s.Height)
	b.fill(s)
	side, pad := floor(b.iconSide()), b.kit.MM(1.6)
	if b.bare {
		side = b.kit.MM(8)
		b.icon.place(floor((s.Width-side)/2), floor((s.Height-side)/2), side)
		return
	}
	free, room := s.Width-2*pad, b.iconRoom()
	small := b.label.natural() * oneLine
	if small > free-room {
		room = 0
	}
	b.icon.image.Hidden = room == 0
	b.label.lines = 1
	if small > free {
		b.label.lines = 2
	}
	words := b.label.spread(free-room, s.Height-pad)
	x := floor((s.Width - words - room) / 2)
	if room > 0 {
		b.icon.place(x, floor((s.Height-side)/2), side)
	}
	b.label.arrange(x+room, pad/2, words, s.Height-pad)
}
