package touch

import "fyne.io/fyne/v2"

// Fitting sets things one below the other like Column, as many as fit whole;
// the rest is not shown.
func Fitting(gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return &fyne.Container{Layout: fitting{gap}, Objects: objects}
}

type fitting struct{ gap float32 }

func (fitting) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.Size{} }

func (f fitting) Layout(objects []fyne.CanvasObject, s fyne.Size) {
	y := float32(0)
	for _, o := range objects {
		h := heightOf(o, s.Width)
		if y+h > s.Height+1 {
			o.Hide()
			y = s.Height + 2 // what comes later must not slip in before it
			continue
		}
		o.Show()
		place(o, 0, y, s.Width, h)
		y += h + f.gap
	}
}
