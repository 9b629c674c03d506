package touch_test

import (
	"fmt"
	"testing"

	"fyne.io/fyne/v2"

	"dongthap.vn/sen/app/touch"
	"dongthap.vn/sen/app/touch/touchtest"
)

// TestArrowsLeadWhereTheEyeSees tries a tile above a row of three and a wide one:
//
//	a a a a
//	b . c d
//	e e e e
func TestArrowsLeadWhereTheEyeSees(t *testing.T) {
	at := func(x, y, w float32) touch.Stop {
		return touch.Stop{Rect: touch.Rect{fyne.NewPos(x, y), fyne.NewSize(w, 90)}}
	}
	stops := []touch.Stop{at(0, 0, 390), at(0, 100, 90), at(200, 100, 90), at(300, 100, 90), at(0, 200, 390)}
	const names = "abcde"
	for _, c := range []struct {
		from string
		want string // up, down, left, right
	}{
		{"a", "eceb"}, // round, down to the nearest middle, round, on in order
		{"b", "aeac"},
		{"c", "aebd"},
		{"d", "aece"},
		{"e", "cada"},
	} {
		i := int(c.from[0] - 'a')
		got := ""
		for _, way := range []touch.Way{touch.Up, touch.Down, touch.Left, touch.Right} {
			got += string(names[touch.Go(stops, i, way)])
		}
		if got != c.want {
			t.Errorf("from %s the arrows lead to %s, want %s", c.from, got, c.want)
		}
	}
}

// Rows of other pages and lines below the edge are stops, and are brought in
// sight; what nothing brings in sight is none.
func TestWhatIsOutOfSightIsBroughtInSight(t *testing.T) {
	k := newKit(t, touchtest.NewTimer())
	var rows, lines []fyne.CanvasObject
	for i := range 20 {
		rows = append(rows, k.Row(touch.RowSpec{Title: fmt.Sprint("hàng ", i)}))
		lines = append(lines, k.Check(fmt.Sprint("dòng ", i), "", false, nil))
	}
	w := touch.Arrows{Up: "Lên", Down: "Xuống"}
	for name, held := range map[string]fyne.CanvasObject{"Pager": k.Pager(touch.PagerSpec{Arrows: w}, rows...), "Scroll": k.Scroll(w, touch.Column(0, lines...))} {
		held.Resize(fyne.NewSize(800, 400))
		stops := touch.Stops(held)
		if len(stops) < 20 {
			t.Fatalf("%s: %d stops", name, len(stops))
		}
		for i := range 20 {
			stops[i].Reveal()
			for _, s := range touch.Stops(held) {
				if s.Control == stops[i].Control && s.Hidden {
					t.Errorf("%s: %q stays out of sight", name, s.Control.Words())
				}
			}
			stops = touch.Stops(held)
		}
		if !stops[0].Hidden || stops[19].Hidden {
			t.Errorf("%s: at the end the first is in sight, or the last is not", name)
		}
	}
	beyond := k.Row(touch.RowSpec{Title: "ngoài"})
	beyond.Move(fyne.NewPos(2000, 0))
	beyond.Resize(fyne.NewSize(100, 100))
	root := fyne.NewContainerWithoutLayout(beyond)
	root.Resize(fyne.NewSize(800, 400))
	if got := touch.Stops(root); len(got) > 0 {
		t.Errorf("%q is beyond the glass and a stop", got[0].Control.Words())
	}
}
