package screen

import (
	"cmp"
	"fmt"
	"image/color"
	"slices"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"dongthap.vn/sen/app/look"
	"dongthap.vn/sen/app/touch"
	"dongthap.vn/sen/assets/icons"
)

// What every drawing must keep, as parts of the glass.
const (
	emptyMost   = 0.36 // of the height without anything drawn
	numberLeast = 0.15 // of the shorter side: the capitals of a ticket's number
	noticed     = 0.9  // of that, while a sentence stands above it
	capital     = 0.714
)

// beyondReach lists what on tall glass is touched above the reach of a hand.
func beyondReach(root fyne.CanvasObject, l look.Look) []string {
	var bad []string
	if l.Unreached() == 0 {
		return nil
	}
	top := root.Size().Height * l.Unreached()
	for _, t := range touch.Targets(root) {
		if t.Pos.Y < top-1 {
			bad = append(bad, fmt.Sprintf("%q at %v is beyond reach, above %v", t.Words, t.Pos, top))
		}
	}
	return bad
}

// emptiest is the highest band, as a part of the height, in which nothing is
// drawn: neither letters nor drawings nor a panel.
func emptiest(root fyne.CanvasObject) float32 {
	type band struct{ from, to float32 }
	bands := []band{}
	touch.Walk(root, func(n touch.Node) {
		if n.Object != root && inked(n.Object) && !paper(n.Object, root) {
			bands = append(bands, band{n.Place.Pos.Y, n.Place.Pos.Y + n.Place.Size.Height})
		}
	})
	slices.SortFunc(bands, func(a, b band) int { return cmp.Compare(a.from, b.from) })
	var most, end float32
	for _, b := range bands {
		most = max(most, b.from-end)
		end = max(end, b.to)
	}
	return max(most, root.Size().Height-end) / root.Size().Height
}

// paper is black paper, painted over the window's own.
func paper(o, root fyne.CanvasObject) bool {
	r, ok := o.(*canvas.Rectangle)
	return ok && r.Size() == root.Size() && r.FillColor == color.Color(color.NRGBA{A: 0xFF})
}

func inked(o fyne.CanvasObject) bool {
	switch o := o.(type) {
	case *canvas.Text:
		return o.Text != ""
	case *canvas.Rectangle:
		_, _, _, a := o.FillColor.RGBA()
		return a > 0
	case *canvas.Image, *canvas.Raster:
		return true
	}
	return false
}

// capitals is how high the capitals of a line are, in true mm.
func capitals(root fyne.CanvasObject, l look.Look, words string) float32 {
	for _, t := range touch.Texts(root) {
		if t.Words == words {
			return l.InMM(t.Size) * capital
		}
	}
	return 0
}

func shortSide(l look.Look) float32 {
	w, h := l.Size()
	return l.InMM(min(w, h))
}

// drawnTwice counts what makes Fyne draw a new screen twice.
func drawnTwice(root fyne.CanvasObject) (n int) {
	touch.Walk(root, func(node touch.Node) {
		if _, ok := node.Object.(*canvas.Image); ok {
			n++
		}
	})
	return n
}

// useTheGlass checks that a screen uses its glass as it should.
func (v *visitor) useTheGlass(what string) {
	v.t.Helper()
	root, l := v.stage.Root(), v.stage.kit.Look
	for _, bad := range beyondReach(root, l) {
		v.t.Errorf("%s: %s", what, bad)
	}
	if n := drawnTwice(root); n > 0 {
		v.t.Errorf("%s: %d images: Fyne draws a screen with a new one in it twice", what, n)
	}
	if e := emptiest(root); e > emptyMost {
		v.t.Errorf("%s: %.0f %% of the height are empty in one piece", what, e*100)
	}
	if ticket := v.stage.session.Ticket; ticket != nil && v.stage.Name() == "ticket" {
		want := shortSide(l) * numberLeast
		if v.stage.session.Notice != "" {
			want *= noticed
		}
		if mm := capitals(root, l, ticket.Number); mm < want {
			v.t.Errorf("%s: the number is %.0f mm high, want %.0f", what, mm, want)
		}
	}
}

// A checker that cannot fail holds nothing: each sees the fault it is for.
func TestWhatEveryDrawingKeepsCanFail(t *testing.T) {
	for _, g := range glasses {
		t.Run(g.name, func(t *testing.T) {
			v := newVisitor(t, g.screen)
			k := v.stage.kit
			laid := func(content fyne.CanvasObject) fyne.CanvasObject {
				root := touch.Screen(content)
				root.Resize(v.stage.size)
				return root
			}
			button := k.Button(touch.Primary, icons.Check, "Xong", func() {})
			high := laid(touch.Column(0, button, touch.Grow(1, nil)))
			if got := beyondReach(high, k.Look); k.Tall() != (len(got) > 0) {
				t.Errorf("a button at the top of the glass: %v", got)
			}
			low := laid(touch.Column(0, touch.Grow(1, nil), button))
			if got := beyondReach(low, k.Look); len(got) > 0 {
				t.Errorf("a button at the bottom: %v", got)
			}
			if e := emptiest(low); e < emptyMost {
				t.Errorf("a glass with one button is %.2f empty", e)
			}
			if drawnTwice(high) > 0 || drawnTwice(laid(touch.Stack(&canvas.Image{}))) != 1 {
				t.Error("images are counted wrongly")
			}
			clear := canvas.NewRectangle(color.Transparent)
			if e := emptiest(laid(touch.Stack(clear, touch.Column(0, touch.Grow(1, nil), button)))); e < emptyMost {
				t.Errorf("a panel nobody sees counts: %.2f", e)
			}
			if e := emptiest(laid(touch.Stack(canvas.NewRectangle(k.Color(look.Surface))))); e != 0 {
				t.Errorf("a panel over all leaves %.2f empty", e)
			}
			small := laid(touch.Column(0, k.Text(look.Title, "B2-001"), touch.Grow(1, nil)))
			if mm := capitals(small, k.Look, "B2-001"); mm == 0 || mm >= shortSide(k.Look)*numberLeast {
				t.Errorf("a number as big as a title is %.1f mm and passes", mm)
			}
		})
	}
}
