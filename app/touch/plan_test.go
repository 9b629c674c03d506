package touch_test

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"dongthap.vn/sen/app/look"
	"dongthap.vn/sen/app/touch"
	"dongthap.vn/sen/app/touch/touchtest"
	"dongthap.vn/sen/assets/icons"
)

// endless is longer than two lines of a row hold on any glass.
var endless = strings.Repeat(longVietnamese+" ", 4)

func lines(o fyne.CanvasObject) []touch.Drawn { return touch.Texts(o) }

// A list is read row by row: one title in smaller letters would look like less.
func TestATooLongTitleOfAListEndsAtAWord(t *testing.T) {
	looks(t, func(t *testing.T, k touch.Kit) {
		draw := func(s touch.RowSpec) []touch.Drawn {
			return lines(touchtest.Show(k, touch.Inset(k.MM(6), 0, touch.Column(0, k.Row(s), touch.Grow(1, nil)))).Content())
		}
		got := draw(touch.RowSpec{Title: endless, Short: true})
		last := got[len(got)-1]
		if len(got) != 2 || !strings.HasSuffix(last.Words, "…") || last.Size != k.Em(look.Strong) {
			t.Errorf("%d lines, the last %q in %v of %v", len(got), last.Words, last.Size, k.Em(look.Strong))
		}
		if word := strings.TrimSuffix(last.Words, "…"); !strings.Contains(endless, word+" ") && !strings.Contains(endless, word+",") {
			t.Errorf("%q ends within a word", last.Words)
		}
		if got := draw(touch.RowSpec{Title: "Đăng ký khai sinh", Short: true}); len(got) != 1 || got[0].Words != "Đăng ký khai sinh" {
			t.Errorf("a short title became %v", got)
		}
		// The control: what no touch says whole is never left out.
		all := ""
		for _, d := range draw(touch.RowSpec{Title: endless}) {
			all += d.Words + " "
		}
		if strings.TrimSpace(all) != strings.TrimSpace(endless) {
			t.Errorf("a title without Short became %q", all)
		}
	})
}

func TestNoLineBeginsWithASignThatStandsAlone(t *testing.T) {
	k := newKit(t, touchtest.NewTimer())
	for width := float32(160); width < 700; width += 20 {
		text := touch.Fixed(width, 0, k.Text(look.Strong, "Construction – Housing / Land · Water - Roads"))
		for _, d := range lines(touchtest.Show(k, touch.Across(0, touch.Column(0, text, touch.Grow(1, nil)), touch.Grow(1, nil))).Content()) {
			if strings.ContainsAny(d.Words[:1], "-/") || strings.HasPrefix(d.Words, "–") || strings.HasPrefix(d.Words, "·") {
				t.Errorf("at %v a line begins %q", width, d.Words)
			}
		}
	}
}

// Borders and shadows lie half beyond a thing; a scroll must not cut them off.
func TestAScrollShowsTheEdgesOfItsContent(t *testing.T) {
	k := newKit(t, touchtest.NewTimer())
	gap := func(o fyne.CanvasObject) (room fyne.Position) {
		touch.Walk(touchtest.Show(k, touch.Inset(k.MM(6), k.MM(6), o)).Content(), func(n touch.Node) {
			if r, ok := n.Object.(*canvas.Rectangle); ok && r.StrokeWidth > 0 && room.IsZero() {
				room = n.Place.Pos.Subtract(n.Clip.Pos)
			}
		})
		return room
	}
	card := k.Card(k.Text(look.Body, "Nước uống"))
	if room := gap(k.Scrolled(touch.Arrows{}, card)); room.X < k.MM(look.Edge) || room.Y < k.MM(look.Edge) {
		t.Errorf("a card in a scroll has %v to the edge", room)
	}
	var at fyne.Position
	touch.Walk(touchtest.Show(k, touch.Inset(k.MM(6), k.MM(6), k.Scrolled(touch.Arrows{}, card))).Content(), func(n touch.Node) {
		if r, ok := n.Object.(*canvas.Rectangle); ok && r.StrokeWidth > 0 && at.IsZero() {
			at = n.Place.Pos
		}
	})
	if at != fyne.NewPos(k.MM(6), k.MM(6)) {
		t.Errorf("the card is at %v, out of line with what is not in a scroll", at)
	}
}

// What fits is shown whole, fills its place, and only what is touched grows.
func TestFittingFillsItsPlace(t *testing.T) {
	k := newKit(t, touchtest.NewTimer())
	row := func() *touch.Row { return k.Row(touch.RowSpec{Title: "Đăng ký khai sinh", Icon: icons.Ticket}) }
	caption := k.Text(look.Small, "Việc hay làm")
	rows := []*touch.Row{row(), row(), row()}
	place := touch.Fitting(0, k.MM(look.RowStretch), caption, rows[0], rows[1], rows[2])
	h := caption.MinSize().Height
	touchtest.Show(k, touch.Column(0, touch.Fixed(0, h+k.MM(2*look.RowHeight+4), place), touch.Grow(1, nil)))
	if rows[2].Visible() || !rows[1].Visible() {
		t.Error("two rows have room, not one or three")
	}
	if got := rows[0].Size().Height; got <= k.MM(look.RowHeight) || got > k.MM(look.RowHeight+look.RowStretch) {
		t.Errorf("a row is %v high", got)
	}
	if got := caption.Size().Height; got != h {
		t.Errorf("the caption grew from %v to %v", h, got)
	}
}
