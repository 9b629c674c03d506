package touch

import (
	"fyne.io/fyne/v2"

	"dongthap.vn/sen/app/look"
	"dongthap.vn/sen/assets/icons"
)

// Placed is a thing on a Plan: a rectangle, or with no size a point its middle
// stands on. Lengths are the plan's own.
type Placed struct {
	Object        fyne.CanvasObject
	X, Y          float32
	Width, Height float32
}

// Plan sets things where they are on a plan of a width and a height, as big as
// its place allows without changing its shape. What would reach beyond the edge
// stands beside it. Words that do not fit their rectangle reach beyond it; those
// that would stand on something else there are left out.
func Plan(width, height float32, things ...Placed) *fyne.Container {
	c := &fyne.Container{Layout: &plan{width: width, height: height, things: things}}
	for _, t := range things {
		c.Objects = append(c.Objects, t.Object)
	}
	return c
}

type plan struct {
	width, height float32
	things        []Placed
}

func (*plan) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.Size{} }

func (p *plan) Layout(_ []fyne.CanvasObject, s fyne.Size) {
	scale := min(s.Width/p.width, s.Height/p.height)
	left, top := (s.Width-p.width*scale)/2, (s.Height-p.height*scale)/2
	at := make([]Rect, len(p.things))
	for i, t := range p.things {
		x, y, w, h := left+t.X*scale, top+t.Y*scale, t.Width*scale, t.Height*scale
		if t.Width == 0 {
			m := t.Object.MinSize()
			w, h = m.Width, m.Height
			x = min(max(x-w/2, 0), max(0, s.Width-w))
			y = min(max(y-h/2, 0), max(0, s.Height-h))
		}
		at[i] = Rect{fyne.NewPos(floor(x), floor(y)), fyne.NewSize(floor(w), floor(h))}
		place(t.Object, at[i].Pos.X, at[i].Pos.Y, at[i].Size.Width, at[i].Size.Height)
	}
	for i, t := range p.things {
		if words, ok := t.Object.(*Text); ok && t.Width > 0 {
			words.Show()
			if words.Cut() && !p.spill(words, at, i, s) {
				words.Hide()
			}
		}
	}
}

// spill lets words reach beyond their rectangle on one line, where they stand on
// nothing else.
func (p *plan) spill(words *Text, at []Rect, own int, s fyne.Size) bool {
	size, room := words.MinSize(), at[own]
	x := floor(min(max(room.Pos.X+(room.Size.Width-size.Width)/2, 0), s.Width-size.Width))
	y := floor(room.Pos.Y + (room.Size.Height-size.Height)/2)
	wide := Rect{fyne.NewPos(x, y), size}
	if x < 0 || y < 0 || wide.bottom() > s.Height {
		return false
	}
	for i, r := range at {
		if r != room && i != own && p.things[i].Object.Visible() && wide.Overlaps(r) {
			return false
		}
	}
	place(words, x, y, size.Width, size.Height)
	at[own] = wide
	return !words.Cut()
}

// Ground is a rectangle of a plan.
func (k Kit) Ground() fyne.CanvasObject { return k.panel(look.Edge, resting) }

// Spot is a drawing on a plan, upon a round of paper so that it is seen on any
// ground; side is that of the drawing in canvas units.
func (k Kit) Spot(i icons.Name, here bool, side float32) fyne.CanvasObject {
	wears, ink := outlined, look.Primary
	if here {
		wears, ink = filled, look.OnPrimary
	}
	round := k.panel(0, wears)
	round.CornerRadius = side
	return Stack(round, Inset(side/3, side/3, Fixed(side, side, k.Icon(i, ink, side))))
}
