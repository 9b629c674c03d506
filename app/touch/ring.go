package touch

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"dongthap.vn/sen/app/look"
)

// ring is the focus ring: 2 px of halo and 4 px of colour around a thing, so
// that it is seen on any ground. It is only made when a keypad is used.
type ring struct {
	kit   Kit
	inset float32 // from the outer edge of the ring to that of the thing
	parts []fyne.CanvasObject
}

const (
	haloWidth = 2
	ringWidth = 4
)

func newRing(k Kit, inner bool) ring {
	r := ring{kit: k}
	if inner {
		r.inset = haloWidth + ringWidth
	}
	return r
}

func (r *ring) show(on bool, around fyne.Size) {
	r.parts = nil
	if !on {
		return
	}
	r.parts = []fyne.CanvasObject{
		r.stroke(look.FocusHalo, haloWidth, haloWidth, around),
		r.stroke(look.Focus, haloWidth+ringWidth, ringWidth, around),
	}
}

func (r *ring) stroke(c look.Color, out, width float32, around fyne.Size) fyne.CanvasObject {
	s := canvas.NewRectangle(color.Transparent)
	out -= r.inset
	s.StrokeColor, s.StrokeWidth = r.kit.Color(c), width
	s.CornerRadius = max(0, r.kit.MM(look.Radius)+out)
	s.Move(fyne.NewPos(-out, -out))
	s.Resize(around.AddWidthHeight(2*out, 2*out))
	return s
}
