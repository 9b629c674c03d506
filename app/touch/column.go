package touch

import "fyne.io/fyne/v2"

// Column sets things one below the other, each as wide as the whole and as high
// as it needs at that width; what Grow holds shares the rest.
func Column(gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return &fyne.Container{Layout: column{gap}, Objects: objects}
}

type column struct{ gap float32 }

func (c column) Layout(objects []fyne.CanvasObject, s fyne.Size) {
	shown := visible(objects)
	heights, weights := make([]float32, len(shown)), float32(0)
	rest := s.Height - c.gap*float32(len(shown)-1)
	for i, o := range shown {
		weights += weightOf(o)
		if weightOf(o) == 0 {
			heights[i] = heightOf(o, s.Width)
			rest -= heights[i]
		}
	}
	y := float32(0)
	for i, o := range shown {
		if w := weightOf(o); w > 0 {
			heights[i] = floor(max(0, rest) * w / weights)
		}
		place(o, 0, y, s.Width, heights[i])
		y += heights[i] + c.gap
	}
}

func (c column) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var m fyne.Size
	for i, o := range visible(objects) {
		size := o.MinSize()
		m.Width = max(m.Width, size.Width)
		m.Height += size.Height
		if i > 0 {
			m.Height += c.gap
		}
	}
	return m
}

func (c column) heightFor(objects []fyne.CanvasObject, width float32) float32 {
	var h float32
	for i, o := range visible(objects) {
		if i > 0 {
			h += c.gap
		}
		h += heightOf(o, width)
	}
	return h
}

// Across sets things side by side, each as high as the whole and as wide as it
// would like; what Grow holds shares the rest. When there is too little, all
// give way in proportion, and words in them wrap or shrink.
func Across(gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return &fyne.Container{Layout: across{gap}, Objects: objects}
}

type across struct{ gap float32 }

func (a across) Layout(objects []fyne.CanvasObject, s fyne.Size) {
	shown := visible(objects)
	x := float32(0)
	for i, w := range a.widths(shown, s.Width) {
		place(shown[i], x, 0, w, s.Height)
		x += w + a.gap
	}
}

func (a across) widths(shown []fyne.CanvasObject, width float32) []float32 {
	widths, weights, want := make([]float32, len(shown)), float32(0), float32(0)
	for i, o := range shown {
		weights += weightOf(o)
		if weightOf(o) == 0 {
			widths[i] = o.MinSize().Width
			want += widths[i]
		}
	}
	have := width - a.gap*float32(len(shown)-1)
	for i, o := range shown {
		switch w := weightOf(o); {
		case w > 0:
			widths[i] = floor(max(0, have-want) * w / weights)
		case want > have:
			widths[i] = floor(widths[i] * have / want)
		}
	}
	return widths
}

func (a across) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var m fyne.Size
	for i, o := range visible(objects) {
		size := o.MinSize()
		m.Height = max(m.Height, size.Height)
		m.Width += size.Width
		if i > 0 {
			m.Width += a.gap
		}
	}
	return m
}

func (a across) heightFor(objects []fyne.CanvasObject, width float32) float32 {
	shown := visible(objects)
	var h float32
	for i, w := range a.widths(shown, width) {
		h = max(h, heightOf(shown[i], w))
	}
	return h
}

func visible(objects []fyne.CanvasObject) []fyne.CanvasObject {
	shown := make([]fyne.CanvasObject, 0, len(objects))
	for _, o := range objects {
		if o.Visible() {
			shown = append(shown, o)
		}
	}
	return shown
}
