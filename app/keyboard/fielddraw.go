package keyboard

import (
	"fyne.io/fyne/v2"

	"dongthap.vn/sen/app/look"
	"dongthap.vn/sen/app/touch"
)

const (
	fieldHeight = 15 // mm
	fieldPad    = 4
)

func (f *Field) lines() int { return max(1, f.spec.Lines) }

// show draws the text as it now is.
func (f *Field) show() {
	if f.clear.Visible() != (f.text.Len() > 0) {
		f.clear.Hidden = f.text.Len() == 0
		f.Arrange(f.Size())
	}
	f.area.set()
}

// CreateRenderer is part of fyne.Widget.
func (f *Field) CreateRenderer() fyne.WidgetRenderer { return touch.Render(f) }

// Parts is part of touch.Drawing.
func (f *Field) Parts() []fyne.CanvasObject {
	return []fyne.CanvasObject{f.panel, f.area, f.clear}
}

// Paint is part of touch.Drawing.
func (f *Field) Paint() {
	edge, width := look.Info, look.ThickEdge
	if f.idle {
		edge, width = look.Border, look.Edge
	}
	f.panel.StrokeColor, f.panel.StrokeWidth = f.kit.Color(edge), f.kit.MM(float32(width))
	f.panel.Refresh()
}

// Least is part of touch.Drawing.
func (f *Field) Least() fyne.Size {
	return fyne.NewSize(f.kit.MM(60), f.HeightFor(0))
}

// HeightFor is what its lines need; one line needs 15 mm.
func (f *Field) HeightFor(float32) float32 {
	return max(f.kit.MM(fieldHeight), float32(f.lines())*f.area.lineHeight()+f.kit.MM(3))
}

// Arrange is part of touch.Drawing. «Xoá hết» takes its room from the text only
// when there is something to remove.
func (f *Field) Arrange(s fyne.Size) {
	f.panel.Resize(s)
	edge := f.kit.MM(look.ThickEdge)
	width := s.Width
	if f.clear.Visible() {
		w, h := f.clear.MinSize().Width, min(f.kit.MM(look.ButtonHeight), s.Height-2*edge)
		f.clear.Move(fyne.NewPos(s.Width-w-edge, (s.Height-h)/2))
		f.clear.Resize(fyne.NewSize(w, h))
		width -= w + edge
	}
	f.area.Move(fyne.NewPos(0, 0))
	f.area.Resize(fyne.NewSize(width, s.Height))
}
