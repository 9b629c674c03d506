package keyboard

import (
	"image/color"

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
	face  *canvas.Rectangle // clear while it looks as on the board's bed
	label *canvas.Text
	on    bool // held down for good, as shift is
}

func newKey(k touch.Kit, c plan) *key {
	y := &key{kit: k, plan: c, face: canvas.NewRectangle(color.Transparent), label: canvas.NewText(c.label, k.Color(look.Ink))}
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

// coat is how a key looks.
type coat struct {
	fill, ink, edge look.Color
	wide            float32 // mm of the edge
}

// atRest is its coat while nobody presses it.
func (y *key) atRest() coat {
	c := coat{tints[y.plan.tint].fill, tints[y.plan.tint].ink, look.Line, look.Edge}
	if y.plan.tint == actionKey {
		c.edge = look.Primary
	}
	return c
}

// worn is its coat now.
func (y *key) worn() coat {
	switch {
	case y.Down() && y.plan.tint == actionKey:
		return coat{look.Pressed, look.OnPressed, look.Pressed, look.Edge}
	case y.Down():
		return coat{look.PressedSoft, look.Ink, look.Border, look.Edge}
	case y.on && y.plan.tint != actionKey:
		return coat{look.InfoTint, y.atRest().ink, look.Info, look.ThickEdge}
	}
	return y.atRest()
}

// Paint is part of touch.Drawing.
func (y *key) Paint() {
	c := y.worn()
	fill, edge := color.Color(color.Transparent), color.Color(color.Transparent)
	if c != y.atRest() {
		fill, edge = y.kit.Color(c.fill), y.kit.Color(c.edge)
	}
	if y.face.FillColor != fill || y.face.StrokeColor != edge {
		y.face.FillColor, y.face.StrokeColor, y.face.StrokeWidth = fill, edge, y.kit.MM(c.wide)
		y.face.Refresh()
	}
	if ink := y.kit.Color(c.ink); y.label.Color != ink {
		y.label.Color = ink
		y.label.Refresh()
	}
}

// plate is its face at rest, from a place on the keyboard.
func (y *key) plate(from fyne.Position) touch.Plate {
	c := y.atRest()
	return touch.Plate{Rect: touch.Rect{Pos: y.Position().Add(y.face.Position()).Subtract(from), Size: y.face.Size()},
		Radius: y.kit.MM(look.KeyRadius), Edge: y.kit.MM(c.wide), Fill: y.kit.Color(c.fill), Line: y.kit.Color(c.edge)}
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
