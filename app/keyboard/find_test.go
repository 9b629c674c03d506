package keyboard

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"dongthap.vn/sen/app/look"
	"dongthap.vn/sen/app/touch"
	"dongthap.vn/sen/app/touch/touchtest"
)

var vietnamese = Labels{Action: "Tìm", Space: "Dấu cách", Erase: "Xoá", Shift: "Hoa", Letters: "abc", Numbers: "123",
	Acute: "sắc", Grave: "huyền", Hook: "hỏi", Tilde: "ngã", Dot: "nặng"}

// desk is a field, a list and a keyboard, as the finder has them.
type desk struct {
	field    *Field
	keyboard *Keyboard
	pager    *touch.Pager
	canvas   fyne.Canvas
}

func finder(t *testing.T, k touch.Kit) *desk {
	d := &desk{field: NewField(k, FieldSpec{Hint: "Bạn cần làm việc gì?", Clear: "Xoá hết", Most: 60})}
	d.keyboard = New(k, Spec{To: d.field, Labels: vietnamese})
	d.pager = k.Pager(touch.PagerSpec{},
		k.Row(touch.RowSpec{Title: "Cấp lại thẻ căn cước", Facts: "35.000 đ · 7 ngày làm việc"}),
		k.Row(touch.RowSpec{Title: "Cấp đổi thẻ căn cước", Facts: "25.000 đ · 7 ngày làm việc"}))
	bar := canvas.NewRectangle(k.Color(look.Bar))
	body := touch.Column(k.MM(2.4), d.field, touch.Grow(1, d.pager), d.keyboard)
	d.canvas = touchtest.Show(k, touch.Stack(canvas.NewRectangle(k.Color(look.Bg)),
		touch.Column(0, touch.Fixed(0, k.MM(look.HeaderHeight), bar), touch.Grow(1, touch.Inset(k.MM(look.Margin), k.MM(2.4), body)))))
	return d
}

func TestShotFind(t *testing.T) {
	k, _ := newKit(t, touchtest.Tablet, look.A)
	d := finder(t, k)
	d.field.SetText("mất căn c")
	touchtest.Shoot(t, d.canvas, "find")
	d.keyboard.show(d.keyboard.signs)
	touchtest.Shoot(t, d.canvas, "find-signs")
}

func TestAboveTheKeyboardIsRoomForAFieldAndTwoResults(t *testing.T) {
	k, _ := newKit(t, touchtest.Tablet, look.A)
	d := finder(t, k)
	if mm := k.InMM(d.keyboard.Size().Height); mm > 60 {
		t.Errorf("the keyboard is %.1f mm high", mm)
	}
	if mm := k.InMM(d.field.Size().Height); mm < 14.9 {
		t.Errorf("the field is %.1f mm high", mm)
	}
	rows := 0
	for _, target := range touch.Targets(d.canvas.Content()) {
		if target.Size.Width > k.MM(100) && k.InMM(target.Size.Height) >= 14.9 && target.Words[0] == 'C' {
			rows++
		}
	}
	if rows != 2 {
		t.Errorf("%d results above the keyboard", rows)
	}
}

func TestEveryKeyIsBigEnoughAndNoneLiesUponAnother(t *testing.T) {
	for name, s := range map[string]look.Screen{"tablet": touchtest.Tablet, "kiosk": touchtest.Desk, "portrait": touchtest.Portrait} {
		for _, step := range []look.Step{look.A, look.APlus, look.APlusPlus} {
			k, _ := newKit(t, s, step)
			d := finder(t, k)
			for _, layer := range []*board{d.keyboard.letters, d.keyboard.signs} {
				d.keyboard.show(layer)
				fits(t, k, name, d.keyboard)
			}
			pad := NewPad(k, "Xoá", d.field)
			touchtest.Show(k, touch.Across(0, pad, touch.Grow(1, nil)))
			fits(t, k, name+" pad", pad)
		}
	}
}

func fits(t *testing.T, k touch.Kit, name string, o fyne.CanvasObject) {
	t.Helper()
	targets := touch.Targets(o)
	for i, a := range targets {
		if w, h := k.InMM(a.Size.Width), k.InMM(a.Size.Height); w < look.TouchLeast || h < look.KeyHeight {
			t.Errorf("%s: key %q is %.1f × %.1f mm", name, a.Words, w, h)
		}
		for _, b := range targets[i+1:] {
			if a.Overlaps(b.Rect) {
				t.Errorf("%s: %q lies upon %q", name, a.Words, b.Words)
			}
		}
	}
	for _, d := range touch.Texts(o) {
		if d.Cut {
			t.Errorf("%s: %q is cut", name, d.Words)
		}
	}
}
