package touch

import "fyne.io/fyne/v2"

// Rect is a place on a screen.
type Rect struct {
	Pos  fyne.Position
	Size fyne.Size
}

func (r Rect) right() float32  { return r.Pos.X + r.Size.Width }
func (r Rect) bottom() float32 { return r.Pos.Y + r.Size.Height }

// and is the part that two places share.
func (r Rect) and(o Rect) Rect {
	x, y := max(r.Pos.X, o.Pos.X), max(r.Pos.Y, o.Pos.Y)
	return Rect{fyne.NewPos(x, y), fyne.NewSize(max(0, min(r.right(), o.right())-x), max(0, min(r.bottom(), o.bottom())-y))}
}

// Overlaps reports whether two places share more than half a pixel either way.
func (r Rect) Overlaps(o Rect) bool {
	s := r.and(o).Size
	return s.Width > 0.5 && s.Height > 0.5
}

// Holds reports whether a point is within.
func (r Rect) Holds(p fyne.Position) bool {
	return p.X >= r.Pos.X && p.Y >= r.Pos.Y && p.X < r.right() && p.Y < r.bottom()
}

// Middle is the point in the middle.
func (r Rect) Middle() fyne.Position {
	return r.Pos.AddXY(r.Size.Width/2, r.Size.Height/2)
}
