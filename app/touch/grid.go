package touch

import "fyne.io/fyne/v2"

// Grid sets things into equal cells that fill the whole, columns to a row.
func Grid(columns int, gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return &fyne.Container{Layout: grid{columns, gap}, Objects: objects}
}

type grid struct {
	columns int
	gap     float32
}

// Layout rounds the edges of cells and not their widths, so that the last cell
// ends where the whole ends.
func (g grid) Layout(objects []fyne.CanvasObject, s fyne.Size) {
	rows := g.rows(objects)
	w := (s.Width + g.gap) / float32(g.columns)
	h := (s.Height + g.gap) / float32(rows)
	for i, o := range objects {
		c, r := float32(i%g.columns), float32(i/g.columns)
		x, y := floor(c*w+.5), floor(r*h+.5)
		place(o, x, y, floor((c+1)*w+.5)-g.gap-x, floor((r+1)*h+.5)-g.gap-y)
	}
}

func (g grid) rows(objects []fyne.CanvasObject) int {
	return max(1, (len(objects)+g.columns-1)/g.columns)
}

func (g grid) MinSize(objects []fyne.CanvasObject) fyne.Size {
	m := stack{}.MinSize(objects)
	c, r := float32(g.columns), float32(g.rows(objects))
	return fyne.NewSize(m.Width*c+g.gap*(c-1), m.Height*r+g.gap*(r-1))
}

func (g grid) heightFor(objects []fyne.CanvasObject, width float32) float32 {
	w := (width - g.gap*float32(g.columns-1)) / float32(g.columns)
	r := float32(g.rows(objects))
	return stack{}.heightFor(objects, w)*r + g.gap*(r-1)
}
