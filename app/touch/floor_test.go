package touch_test

import (
	"testing"

	"fyne.io/fyne/v2"

	"dongthap.vn/sen/app/look"
	"dongthap.vn/sen/app/touch"
	"dongthap.vn/sen/app/touch/touchtest"
	"dongthap.vn/sen/assets/icons"
)

// TestAPlanKeepsItsShape lays a hall of 20 × 10 m out on places of other shapes.
func TestAPlanKeepsItsShape(t *testing.T) {
	k := newKit(t, touchtest.NewTimer())
	room, words, spot := k.Ground(), k.Text(look.Small, "Quầy 1").Middle(), k.Spot(icons.Toilet, false, 20)
	narrow, free := k.Text(look.Small, "Hành lang rất dài"), k.Text(look.Small, "Hành lang")
	p := touch.Plan(20_000, 10_000,
		touch.Placed{Object: room, X: 10_000, Y: 5_000, Width: 10_000, Height: 5_000}, touch.Placed{Object: words, X: 10_000, Y: 5_000, Width: 10_000, Height: 5_000},
		touch.Placed{Object: spot, X: 20_000, Y: 0}, touch.Placed{Object: narrow, X: 9_800, Y: 7_000, Width: 150, Height: 500}, touch.Placed{Object: free, X: 0, Y: 0, Width: 150, Height: 10_000})
	for _, c := range []struct{ size, at, room fyne.Size }{
		{fyne.NewSize(800, 400), fyne.NewSize(400, 200), fyne.NewSize(400, 200)},
		{fyne.NewSize(800, 800), fyne.NewSize(400, 400), fyne.NewSize(400, 200)}, // 200 free above
		{fyne.NewSize(1000, 400), fyne.NewSize(500, 200), fyne.NewSize(400, 200)},
	} {
		p.Resize(c.size)
		if at := room.Position(); at != fyne.NewPos(c.at.Width, c.at.Height) || room.Size() != c.room {
			t.Errorf("on %v the room is at %v, %v", c.size, at, room.Size())
		}
		if at := spot.Position(); at.X+spot.Size().Width > c.size.Width || at.Y < 0 {
			t.Errorf("on %v the drawing at the corner is at %v", c.size, at)
		}
		if !words.Visible() || narrow.Visible() {
			t.Errorf("on %v words that fit: %v, words that do not: %v", c.size, words.Visible(), narrow.Visible())
		}
		if !free.Visible() || free.Cut() || free.Position().X < 0 {
			t.Errorf("on %v words with free ground beside their rectangle: %v, cut: %v, at %v", c.size, free.Visible(), free.Cut(), free.Position())
		}
	}
}
