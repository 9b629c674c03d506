package touch

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// Drawing is how a thing is drawn. Its parts belong to it for life, so Fyne may
// forget and ask again for a renderer whenever it likes.
type Drawing interface {
	Parts() []fyne.CanvasObject // from the back to the front
	Arrange(fyne.Size)          // places the parts; called often with the same size, so it must be cheap then
	Least() fyne.Size           // the room it would like at least
	Paint()                     // colours the parts
}

// Render is the renderer of a Drawing, for CreateRenderer.
func Render(d Drawing) fyne.WidgetRenderer { return renderer{d} }

type renderer struct{ d Drawing }

func (r renderer) Layout(s fyne.Size)           { r.d.Arrange(s) }
func (r renderer) MinSize() fyne.Size           { return r.d.Least() }
func (r renderer) Objects() []fyne.CanvasObject { return r.d.Parts() }
func (r renderer) Destroy()                     {}

func (r renderer) Refresh() {
	r.d.Paint()
	if w, ok := r.d.(fyne.CanvasObject); ok {
		r.d.Arrange(w.Size())
		canvas.Refresh(w)
	}
}

// renew draws a thing again after a change of its own. Fyne's Refresh would
// also throw away every letter that has been drawn already.
func renew(d interface {
	Drawing
	Size() fyne.Size
}) {
	d.Paint()
	if s := d.Size(); !s.IsZero() {
		d.Arrange(s)
	}
}

// Tall is a thing whose height follows from its width, as that of wrapped
// words does.
type Tall interface {
	HeightFor(width float32) float32
}

// heightOf is the height a thing wants at a width.
func heightOf(o fyne.CanvasObject, width float32) float32 {
	if t, ok := o.(Tall); ok {
		return t.HeightFor(width)
	}
	if c, ok := o.(*fyne.Container); ok {
		if t, ok := c.Layout.(tallLayout); ok {
			return t.heightFor(c.Objects, width)
		}
	}
	return o.MinSize().Height
}

// HeightAt is the height a thing wants at a width, for a screen that chooses how
// to lay it out.
func HeightAt(o fyne.CanvasObject, width float32) float32 { return heightOf(o, width) }

// place moves and resizes in one go.
func place(o fyne.CanvasObject, x, y, w, h float32) {
	o.Move(fyne.NewPos(x, y))
	o.Resize(fyne.NewSize(w, h))
}

// Forget lets go of what was drawn of things that are shown no more, with the
// next frame. Fyne keeps every picture it was given for a minute otherwise, and
// each screen is made of its own: a hand in a hurry fills the memory with them.
// Words stay for that minute, since other screens say them too.
func Forget(things ...fyne.CanvasObject) {
	for _, o := range things {
		if o != nil {
			canvas.Refresh(o)
		}
	}
}
