package touch

import (
	"fyne.io/fyne/v2"

	"dongthap.vn/sen/app/look"
)

// drag follows one finger over a thing that moves up and down. Fyne calls a
// drag what moved by two units; fingers tremble more than that, so a drag is
// one only after 3 mm, and what was pressed keeps its tap until then.
type drag struct {
	way  float32
	live bool
}

// move adds a step and reports whether the finger drags by now; at the moment
// it begins to, everything pressed below root is let go.
func (d *drag) move(k Kit, root fyne.CanvasObject, dy float32) bool {
	d.way += dy
	if !d.live && max(d.way, -d.way) > k.MM(look.Slop) {
		d.live = true
		release(root)
	}
	return d.live
}

// end returns how far the finger dragged, 0 if it only trembled.
func (d *drag) end() float32 {
	way, live := d.way, d.live
	*d = drag{}
	if !live {
		return 0
	}
	return way
}

// release lets go of everything pressed below a thing.
func release(root fyne.CanvasObject) {
	Walk(root, func(n Node) {
		if p, ok := n.Object.(interface{ Cancel() }); ok {
			p.Cancel()
		}
	})
}
