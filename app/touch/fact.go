package touch

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"dongthap.vn/sen/app/look"
)

// Fact is a card with a small caption and a big value: «Trước bạn», «4 người».
type Fact struct {
	widget.BaseWidget
	kit     Kit
	panel   *canvas.Rectangle
	caption *label
	value   *label
}

// Fact returns a fact.
func (k Kit) Fact(caption, value string) *Fact {
	small, big := styled(look.Small, look.Ink2), styled(look.Heading, look.Ink)
	small.lines, big.lines = 2, 2
	f := &Fact{kit: k, panel: k.lift(k.panel(look.Radius, paper)),
		caption: newLabel(k, caption, small), value: newLabel(k, value, big)}
	f.ExtendBaseWidget(f)
	return f
}

// SetValue changes the value.
func (f *Fact) SetValue(words string) {
	if f.value.put(words, "") {
		renew(f)
	}
}

// Words is the caption and the value.
func (f *Fact) Words() string { return sentence(f.caption.words(), f.value.words()) }

// Cut reports that the words do not fit.
func (f *Fact) Cut() bool { return f.caption.cut || f.value.cut }

// CreateRenderer is part of fyne.Widget.
func (f *Fact) CreateRenderer() fyne.WidgetRenderer { return Render(f) }

// Parts is part of Drawing.
func (f *Fact) Parts() []fyne.CanvasObject {
	return f.value.parts(f.caption.parts([]fyne.CanvasObject{f.panel}))
}

// Paint is part of Drawing; a fact has one state.
func (f *Fact) Paint() {}

const (
	factPadX = 4
	factPadY = 2.6
)

// Least is part of Drawing.
func (f *Fact) Least() fyne.Size {
	w := max(f.caption.natural(), f.value.natural()) + 2*f.kit.MM(factPadX)
	return fyne.NewSize(w, f.HeightFor(w))
}

// narrowest is the width below which a word of it would be parted, with letters as
// small as may be.
func (f *Fact) narrowest() float32 {
	return ceil(max(f.caption.narrowest(), f.value.narrowest())) + 2*f.kit.MM(factPadX)
}

// HeightFor is what caption and value need at a width.
func (f *Fact) HeightFor(width float32) float32 {
	inner := width - 2*f.kit.MM(factPadX)
	return f.caption.heightFor(inner) + f.value.heightFor(inner) + 2*f.kit.MM(factPadY)
}

// Arrange is part of Drawing.
func (f *Fact) Arrange(s fyne.Size) {
	place(f.panel, 0, 0, s.Width, s.Height)
	x, inner := f.kit.MM(factPadX), s.Width-2*f.kit.MM(factPadX)
	caption, value := f.caption.heightFor(inner), f.value.heightFor(inner)
	y := floor(max(f.kit.MM(1), (s.Height-caption-value)/2))
	used := f.caption.arrange(x, y, inner, caption)
	f.value.arrange(x, y+used, inner, max(1, s.Height-y-used))
}
