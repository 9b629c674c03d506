package touch_test

import (
	"testing"

	"fyne.io/fyne/v2/canvas"

	"dongthap.vn/sen/app/look"
	"dongthap.vn/sen/app/touch"
	"dongthap.vn/sen/app/touch/touchtest"
)

// newKit is the tools for a tablet.
func newKit(t testing.TB, timer *touchtest.Timer) touch.Kit {
	return touchtest.Kit(t, touchtest.Tablet, look.A, look.Light, timer)
}

// fillOf is the role of the colour a thing is filled with.
func fillOf(k touch.Kit, d touch.Drawing) look.Color {
	for _, p := range d.Parts() {
		if r, ok := p.(*canvas.Rectangle); ok {
			for c := look.Bg; c <= look.Shadow; c++ {
				if r.FillColor == k.Color(c) {
					return c
				}
			}
		}
	}
	return -1
}
