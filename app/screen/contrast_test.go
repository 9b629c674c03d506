package screen

import (
	"fmt"
	"image"
	"image/color"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"dongthap.vn/sen/app/look"
	"dongthap.vn/sen/app/touch"
	"dongthap.vn/sen/app/touch/touchtest"
)

// What letters owe the ground they are drawn upon, by WCAG 2.2.
const (
	wordsOwe  = 7.0
	statusOwe = 4.5 // tinted status, always with an icon
)

// pale lists the lines of words that are drawn with too little contrast. A line
// that fades away at the edge of what is leafed through is seen on its own page.
func pale(root fyne.CanvasObject, k touch.Kit, picture image.Image) []string {
	var bad []string
	for _, d := range touch.Texts(root) {
		if d.Fades {
			continue
		}
		owes := wordsOwe
		for _, status := range []look.Color{look.Success, look.Error, look.Warning, look.Info} {
			if d.Color == color.Color(k.Color(status)) {
				owes = statusOwe
			}
		}
		if got := contrast(picture, pixelsOf(k, d.Place)); got < owes {
			bad = append(bad, fmt.Sprintf("%q is drawn with a contrast of %.2f, owes %.1f", d.Words, got, owes))
		}
	}
	return bad
}

func pixelsOf(k touch.Kit, r touch.Rect) image.Rectangle {
	x, y := int(k.Pixels(r.Pos.X)), int(k.Pixels(r.Pos.Y))
	return image.Rect(x, y, x+int(k.Pixels(r.Size.Width)), y+int(k.Pixels(r.Size.Height)))
}

// contrast is that of the colour most of a place has and the one that differs
// most from it, among those that more than a few pixels have.
func contrast(picture image.Image, place image.Rectangle) float64 {
	counts := map[color.NRGBA]int{}
	place = place.Intersect(picture.Bounds())
	for y := place.Min.Y; y < place.Max.Y; y++ {
		for x := place.Min.X; x < place.Max.X; x++ {
			counts[color.NRGBAModel.Convert(picture.At(x, y)).(color.NRGBA)]++
		}
	}
	var ground color.NRGBA
	for c, n := range counts {
		if n > counts[ground] {
			ground = c
		}
	}
	const few = 3
	best := 1.0
	for c, n := range counts {
		if n > few {
			best = max(best, look.Ratio(c, ground))
		}
	}
	return best
}

// The control: pale words are found, on either paper, and so are good words that
// something lies upon.
func TestControlPaleWordsAreFound(t *testing.T) {
	for _, high := range []bool{false, true} {
		v := newVisitor(t, touchtest.Tablet)
		v.stage.session.Ease.Contrast = high
		v.stage.Show()
		if bad := pale(v.stage.Root(), v.stage.kit, v.canvas().Capture()); len(bad) > 0 {
			t.Fatalf("without a fault: %q", bad)
		}
		var first *canvas.Text
		touch.Walk(v.stage.Root(), func(n touch.Node) {
			if text, ok := n.Object.(*canvas.Text); ok && text.Text != "" {
				first = text
			}
		})
		good := first.Color
		first.Color = color.NRGBA{R: 0xB0, G: 0xB0, B: 0xB0, A: 0xFF}
		if high {
			first.Color = color.NRGBA{R: 0x60, G: 0x60, B: 0x60, A: 0xFF}
		}
		if bad := pale(v.stage.Root(), v.stage.kit, v.canvas().Capture()); len(bad) != 1 {
			t.Errorf("one pale line: %q", bad)
		}
		first.Color = good
		veil := canvas.NewRectangle(v.stage.kit.Color(look.Bg))
		v.stage.root.Objects = append(v.stage.root.Objects, veil)
		veil.Resize(v.stage.size)
		if bad := pale(v.stage.Root(), v.stage.kit, v.canvas().Capture()); len(bad) == 0 {
			t.Error("words under a veil pass")
		}
	}
	fmt.Println("control: a pale line, or a veil over good ones -> caught by TestShots")
}
