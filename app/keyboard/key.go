package keyboard

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"dongthap.vn/sen/app/look"
	"dongthap.vn/sen/app/touch"
)

// tint is how a key looks.
type tint int

const (
	letterKey tint = iota // white
	toneKey               // marked letters and tones
	workKey               // shift, layers, erase
	actionKey             // the one filled key
)

var tints = [...]struct{ fill, ink look.Color }{
	letterKey: {look.Surface, look.Ink},
	toneKey:   {look.Alt, look.Emphasis},
	workKey:   {look.Surface, look.Ink},
	actionKey: {look.Primary, look.OnPrimary},
}

// plan is a key as it is planned: where it stands, what is on it, what it does.
type plan struct {
	at, units float32 // columns of its row, from the left
	label     string
	words     string // spoken, if they are not the label
	tint      tint
	tap       func()
	hold      func(down bool)
}

// key is one key. It takes fingers up to the middle of the gap around it, so
// that no touch on the keyboard falls between two keys.
type key struct {
	touch.Pressable
	kit   touch.Kit
	plan  plan
	face  *canvas.Rectangle
	label *canvas.Text
	on    bool // held down for good, as shift is
}

func newKey(k touch.Kit, c plan) *key {
	y := &key{kit: k, plan: c, face: canvas.NewRectangle(k.Color(look.Surface)), label: canvas.NewText(c.label, k.Color(look.Ink))}
	y.face.CornerRadius = k.MM(look.KeyRadius)
	y.Bind(k, y, touch.Press{Tap: c.tap, Paint: y.Paint, Hold: c.hold, Inner: true})
	y.Paint()
	return y
}

// Words is what it says.
func (y *key) Words() string {
	if y.plan.words != "" {
		return y.plan.words
	}
	return y.label.Text
}

// say changes what is on it.
func (y *key) say(label string) {
	if y.label.Text != label {
		y.label.Text = label
		y.setLabel()
		y.label.Refresh()
	}
}

// set shows it as held down for good, or not.
func (y *key) set(on bool) {
	if y.on != on {
		y.on = on
		y.Paint()
	}
}

// CreateRenderer is part of fyne.Widget.
func (y *key) CreateRenderer() fyne.WidgetRenderer { return touch.Render(y) }

// Parts is part of touch.Drawing.
func (y *key) Parts() []fyne.CanvasObject {
	return append([]fyne.CanvasObject{y.face, y.label}, y.Ring()...)
}

// Paint is part of touch.Drawing.
func (y *key) Paint() {
	t := tints[y.plan.tint]
	fill, ink, edge, width := t.fill, t.ink, look.Line, y.kit.MM(look.Edge)
	switch {
	case y.Down() && y.plan.tint == actionKey:
		fill, ink, edge = look.Pressed, look.OnPressed, look.Pressed
	case y.Down():
		fill, ink, edge = look.PressedSoft, look.Ink, look.Border
	case y.plan.tint == actionKey:
		edge = look.Primary
	case y.on:
		fill, edge, width = look.InfoTint, look.Info, y.kit.MM(look.ThickEdge)
	}
	y.face.FillColor, y.face.StrokeColor, y.face.StrokeWidth = y.kit.Color(fill), y.kit.Color(edge), width
	y.face.Refresh()
	if c := y.kit.Color(ink); y.label.Color != c {
		y.label.Color = c
		y.label.Refresh()
	}
}

// Least is part of touch.Drawing.
func (y *key) Least() fyne.Size {
	return fyne.NewSquareSize(y.kit.MM(look.TouchLeast))
}

// Arrange is part of touch.Drawing.
func (y *key) Arrange(s fyne.Size) {
	gap := y.kit.MM(keyGap)
	before := floor(gap / 2)
	y.face.Move(fyne.NewPos(before, before))
	y.face.Resize(fyne.NewSize(s.Width-gap, s.Height-gap))
	y.setLabel()
}

// setLabel sets the label into the middle of the face, as big as a letter may be
// and as small as a word must.
func (y *key) setLabel() {
	role := look.Key
	if len([]rune(y.label.Text)) > 1 {
		role = look.Label
	}
	y.label.TextStyle.Bold = true
	y.label.TextSize = y.kit.Em(role)
	room := y.Size().Width - y.kit.MM(keyGap) - y.kit.MM(1)
	size := y.label.MinSize()
	if size.Width > room && room > 0 {
		y.label.TextSize = max(floor(y.label.TextSize*room/size.Width), y.kit.Least(look.Tiny))
		size = y.label.MinSize()
	}
	y.label.Resize(size)
	y.label.Move(fyne.NewPos(floor((y.Size().Width-size.Width)/2), floor((y.Size().Height-size.Height)/2)))
}
