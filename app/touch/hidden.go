package touch

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// Hidden tells of each finger on a thing that does not look as if it could be
// touched. It is no Target: neither arrow keys nor speech come by it, and it has
// no pressed colour. It counts every finger, a trembling one too.
type Hidden struct {
	widget.BaseWidget
	shown fyne.CanvasObject
	onTap func()
}

var _ desktop.Mouseable = (*Hidden)(nil)

// Hide returns shown as it is, telling of fingers on it.
func Hide(shown fyne.CanvasObject, onTap func()) *Hidden {
	h := &Hidden{shown: shown, onTap: onTap}
	h.ExtendBaseWidget(h)
	return h
}

// MouseDown is a finger: the driver reports it as the mouse's first button.
func (h *Hidden) MouseDown(*desktop.MouseEvent) { h.onTap() }

// MouseUp is part of desktop.Mouseable.
func (h *Hidden) MouseUp(*desktop.MouseEvent) {}

// CreateRenderer is part of fyne.Widget.
func (h *Hidden) CreateRenderer() fyne.WidgetRenderer { return Render(h) }

// Parts is part of Drawing.
func (h *Hidden) Parts() []fyne.CanvasObject { return []fyne.CanvasObject{h.shown} }

// Paint is part of Drawing.
func (h *Hidden) Paint() {}

// Least is part of Drawing.
func (h *Hidden) Least() fyne.Size { return h.shown.MinSize() }

// Arrange is part of Drawing.
func (h *Hidden) Arrange(s fyne.Size) { h.shown.Resize(s) }
