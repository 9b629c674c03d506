// Package finger is a visitor's finger for tests: it does to a screen what
// Fyne's desktop driver does with mouse button 1, which is how a touch arrives
// there, with the driver's own oddities.
//
// A screen need not be in a window. It is not for the kiosk itself.
package finger

import (
	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"dongthap.vn/sen/app/touch"
)

// tremble is how far Fyne lets a pointer move before it calls it a drag.
const tremble = 2

// Finger touches what is below a root.
type Finger struct {
	root    fyne.CanvasObject
	at      fyne.Position
	from    fyne.Position // where the last step of a drag ended
	down    bool
	pressed fyne.CanvasObject
	over    desktop.Hoverable
	dragged fyne.Draggable
}

// On returns a finger above a root, such as a canvas's content.
func On(root fyne.CanvasObject) *Finger { return &Finger{root: root} }

// Tap touches the middle of what says these words and lifts again.
func (f *Finger) Tap(words string) error {
	for _, t := range touch.Targets(f.root) {
		if t.Words == words {
			f.TapAt(t.Middle())
			return nil
		}
	}
	return fmt.Errorf("nothing to touch says %q", words)
}

// TapAt touches a place and lifts again.
func (f *Finger) TapAt(p fyne.Position) {
	f.Down(p)
	f.Up()
}

// Down puts the finger on a place.
func (f *Finger) Down(p fyne.Position) {
	f.move(p)
	f.from, f.down = p, true
	o, at := f.find(isTouched)
	f.pressed = o
	if m, ok := o.(desktop.Mouseable); ok {
		m.MouseDown(f.event(at))
	}
}

// Drag moves the finger to a place, in as many steps.
func (f *Finger) Drag(to fyne.Position, steps int) {
	from := f.at
	for i := 1; i <= steps; i++ {
		k := float32(i) / float32(steps)
		f.move(fyne.NewPos(from.X+(to.X-from.X)*k, from.Y+(to.Y-from.Y)*k))
	}
}

// Up lifts the finger.
func (f *Finger) Up() {
	o, at := f.find(isTouched)
	if m, ok := o.(desktop.Mouseable); ok {
		m.MouseUp(f.event(at))
	}
	f.down = false
	if f.dragged != nil {
		f.dragged.DragEnd()
		f.dragged, f.pressed = nil, nil
		return
	}
	if t, ok := o.(fyne.Tappable); ok && o == f.pressed {
		t.Tapped(&fyne.PointEvent{Position: at, AbsolutePosition: f.at})
	}
	f.pressed = nil
}

func (f *Finger) move(p fyne.Position) {
	before := f.at
	f.at = p
	f.hover()
	if !f.down {
		return
	}
	if far := p.Subtract(f.from); f.dragged == nil && (abs(far.X) >= tremble || abs(far.Y) >= tremble) {
		f.at = before
		o, _ := f.find(func(o fyne.CanvasObject) bool { _, ok := o.(fyne.Draggable); return ok })
		f.at = p
		f.dragged, _ = o.(fyne.Draggable)
	}
	if f.dragged != nil {
		f.dragged.Dragged(&fyne.DragEvent{
			PointEvent: fyne.PointEvent{AbsolutePosition: p},
			Dragged:    fyne.NewDelta(p.X-f.from.X, p.Y-f.from.Y),
		})
		f.from = p
	}
}

func (f *Finger) hover() {
	o, at := f.find(func(o fyne.CanvasObject) bool { _, ok := o.(desktop.Hoverable); return ok })
	over, _ := o.(desktop.Hoverable)
	switch {
	case over != f.over:
		if f.over != nil {
			f.over.MouseOut()
		}
		if over != nil {
			over.MouseIn(f.event(at))
		}
		f.over = over
	case over != nil:
		over.MouseMoved(f.event(at))
	}
}

func (f *Finger) event(at fyne.Position) *desktop.MouseEvent {
	return &desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: at, AbsolutePosition: f.at}, Button: desktop.MouseButtonPrimary}
}

// find is the topmost thing below the finger that matches.
func (f *Finger) find(match func(fyne.CanvasObject) bool) (found fyne.CanvasObject, at fyne.Position) {
	touch.Walk(f.root, func(n touch.Node) {
		if n.Place.Holds(f.at) && n.Clip.Holds(f.at) && match(n.Object) {
			found, at = n.Object, f.at.Subtract(n.Place.Pos)
		}
	})
	return found, at
}

func isTouched(o fyne.CanvasObject) bool {
	switch o.(type) {
	case fyne.Tappable, fyne.SecondaryTappable, desktop.Mouseable:
		return true
	}
	return false
}

func abs(f float32) float32 { return max(f, -f) }
