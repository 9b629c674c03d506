package touch

import "fyne.io/fyne/v2"

// Abreast sets facts side by side as wide as their weights say, but none so narrow
// that a word of it would be parted: those that weigh more give way. What does not
// fit beside the others begins a row of its own.
func Abreast(gap float32, facts ...Weighed) *fyne.Container {
	a := &abreast{gap: gap}
	c := &fyne.Container{Layout: a}
	for _, f := range facts {
		a.weights = append(a.weights, f.Weight)
		c.Objects = append(c.Objects, f.Fact)
	}
	return c
}

// Weighed is a fact and its part of a row.
type Weighed struct {
	Fact   *Fact
	Weight float32
}

type abreast struct {
	gap     float32
	weights []float32
}

// cell is where one fact goes.
type cell struct{ x, width float32 }

// rows shares a width among facts, as many in each row as are not parted there.
func (a *abreast) rows(objects []fyne.CanvasObject, width float32) (rows [][]cell) {
	for done := 0; done < len(objects); {
		n := len(objects) - done
		for n > 1 && a.needs(objects[done:done+n]) > width {
			n--
		}
		rows = append(rows, a.share(objects[done:done+n], a.weights[done:done+n], width))
		done += n
	}
	return rows
}

// needs is the width below which a word would be parted.
func (a *abreast) needs(objects []fyne.CanvasObject) float32 {
	need := a.gap * float32(len(objects)-1)
	for _, o := range objects {
		need += o.(*Fact).narrowest()
	}
	return need
}

// share gives each its part of a width; one that would be too narrow gets what it
// needs, and the others share the rest.
func (a *abreast) share(objects []fyne.CanvasObject, weights []float32, width float32) []cell {
	cells := make([]cell, len(objects))
	left, all := width-a.gap*float32(len(objects)-1), float32(0)
	for _, w := range weights {
		all += w
	}
	for again := true; again; {
		again = false
		for i, o := range objects {
			if need := o.(*Fact).narrowest(); cells[i].width == 0 && left*weights[i]/all < need {
				cells[i].width = min(need, width)
				left, all, again = left-need, all-weights[i], true
			}
		}
	}
	x := float32(0)
	for i := range cells {
		if cells[i].width == 0 {
			cells[i].width = floor(left * weights[i] / all)
		}
		cells[i].x = x
		x += cells[i].width + a.gap
	}
	return cells
}

// high is the height of a row.
func high(objects []fyne.CanvasObject, row []cell) (h float32) {
	for i, c := range row {
		h = max(h, heightOf(objects[i], c.width))
	}
	return h
}

func (a *abreast) heightFor(objects []fyne.CanvasObject, width float32) float32 {
	var h float32
	for i, row := range a.rows(objects, width) {
		if i > 0 {
			h += a.gap
		}
		h += high(objects, row)
		objects = objects[len(row):]
	}
	return h
}

// MinSize is part of fyne.Layout: any width holds it.
func (*abreast) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.Size{} }

// Layout is part of fyne.Layout. Height that is over goes to the rows alike.
func (a *abreast) Layout(objects []fyne.CanvasObject, s fyne.Size) {
	rows := a.rows(objects, s.Width)
	more := max(0, s.Height-a.heightFor(objects, s.Width)) / float32(len(rows))
	y := float32(0)
	for _, row := range rows {
		h := high(objects, row) + floor(more)
		for i, c := range row {
			place(objects[i], c.x, y, c.width, h)
		}
		objects = objects[len(row):]
		y += h + a.gap
	}
}
