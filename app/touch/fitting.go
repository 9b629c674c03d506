package touch

import "fyne.io/fyne/v2"

// Fitting sets things one below the other like Column, as many as fit whole;
// the rest is not shown. What of it can be touched grows to fill the place, by
// more at most.
func Fitting(gap, more float32, objects ...fyne.CanvasObject) *fyne.Container {
	return &fyne.Container{Layout: fitting{gap, more}, Objects: objects}
}

type fitting struct{ gap, more float32 }

func (fitting) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.Size{} }

func (f fitting) Layout(objects []fyne.CanvasObject, s fyne.Size) {
	heights, used := f.fit(objects, s)
	n := 0
	for _, o := range objects[:len(heights)] {
		if _, ok := o.(Control); ok {
			n++
		}
	}
	more := max(0, min(f.more, floor((s.Height-used)/float32(max(n, 1)))))
	y := float32(0)
	for i, o := range objects {
		if i >= len(heights) {
			o.Hide()
			continue
		}
		o.Show()
		h := heights[i]
		if _, ok := o.(Control); ok {
			h += more
		}
		place(o, 0, y, s.Width, h)
		y += h + f.gap
	}
}

// fit is the heights of the first things that fit whole, and what they use.
func (f fitting) fit(objects []fyne.CanvasObject, s fyne.Size) (heights []float32, used float32) {
	for i, o := range objects {
		h := heightOf(o, s.Width)
		if i > 0 {
			h += f.gap
		}
		if used+h > s.Height+1 {
			break
		}
		used += h
		heights = append(heights, heightOf(o, s.Width))
	}
	return heights, used
}
