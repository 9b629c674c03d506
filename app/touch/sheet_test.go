package touch_test

import (
	"image"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"dongthap.vn/sen/app/look"
	"dongthap.vn/sen/app/touch"
	"dongthap.vn/sen/app/touch/touchtest"
	"dongthap.vn/sen/assets/icons"
)

func TestEveryDrawingIsSeen(t *testing.T) {
	k := newKit(t, touchtest.NewTimer())
	var all []fyne.CanvasObject
	for _, n := range icons.Names() {
		i := k.Icon(n, look.Primary, k.MM(9))
		if ink := inkOf(i); ink < 20 {
			t.Errorf("%s: %d pixels of ink", n, ink)
		}
		all = append(all, touch.Column(2, touch.Grow(1, i), touch.Fixed(0, 44, k.Text(look.Tiny, string(n)).Centered())))
	}
	touchtest.Shoot(t, touchtest.Show(k, touch.Stack(canvas.NewRectangle(k.Color(look.Surface)), touch.Grid(12, 6, all...))), "icons")
}

func TestADrawingIsMadeOnceForAllScreens(t *testing.T) {
	k := newKit(t, touchtest.NewTimer())
	drawn := func(c look.Color) image.Image { return pixels(k.Icon(icons.Ticket, c, 50).(*canvas.Raster)) }
	a, b, other := drawn(look.Primary), drawn(look.Primary), drawn(look.Ink)
	if a != b || a == other {
		t.Error("pixels are not kept by name, colour and size")
	}
	if size := a.Bounds().Dx(); size != 50 {
		t.Errorf("%d pixels for a drawing of 50", size)
	}
}

// inkOf counts the pixels of an icon that are not clear.
func inkOf(o fyne.CanvasObject) int {
	img, n := pixels(o.(*canvas.Raster)), 0
	for y := range img.Bounds().Dy() {
		for x := range img.Bounds().Dx() {
			if _, _, _, a := img.At(x, y).RGBA(); a > 0x4000 {
				n++
			}
		}
	}
	return n
}
