package touch

import (
	"fyne.io/fyne/v2"

	"dongthap.vn/sen/app/look"
	"dongthap.vn/sen/assets/icons"
)

// Arrows is the words of ▲ and ▼, for speech.
type Arrows struct {
	Up, Down string
}

// arrows is the column of ▲ and ▼ beside what is too long, with a line of words
// between them.
type arrows struct {
	kit   Kit
	up    *Button
	down  *Button
	label *label
	shown bool
}

func (k Kit) arrows(w Arrows, onUp, onDown func()) *arrows {
	s := styled(look.Small, look.Ink2)
	s.align, s.middle = fyne.TextAlignCenter, true
	a := &arrows{kit: k, label: newLabel(k, "", s)}
	a.up, a.down = k.Arrow(icons.ChevronUp, w.Up, onUp), k.Arrow(icons.ChevronDown, w.Down, onDown)
	// Turning pages quickly is no trembling hand.
	a.up.press.Rest, a.down.press.Rest = 0, 0
	return a
}

// room is what the column takes from the width, with its gap.
func (a *arrows) room() float32 {
	return max(a.kit.MM(14), ceil(a.kit.Em(look.Label)*3.2)) + a.kit.MM(3)
}

// state says whether there is more above and below, and what stands between.
func (a *arrows) state(above, below bool, words string) {
	if a.up.Enabled() != above {
		a.up.SetEnabled(above)
	}
	if a.down.Enabled() != below {
		a.down.SetEnabled(below)
	}
	a.label.put(words, "")
}

// arrange sets the column at the right of a place at left, top; on tall screens
// it keeps to the bottom, where hands are.
func (a *arrows) arrange(left, top float32, s fyne.Size) {
	w, gap := a.room()-a.kit.MM(3), a.kit.MM(look.GridGap)
	x := left + s.Width - w
	words := a.label.heightFor(w)
	if words > 0 {
		words += gap
	}
	most := s.Height
	if a.kit.Tall() {
		most = a.kit.MM(40)
	}
	h := floor(min((s.Height-gap-words)/2, most))
	y := top + s.Height - 2*h - gap - words
	place(a.up, x, y, w, h)
	a.label.arrange(x, y+h+gap/2, w, words)
	place(a.down, x, y+h+gap+words, w, h)
}

func (a *arrows) parts(to []fyne.CanvasObject) []fyne.CanvasObject {
	if !a.shown {
		return to
	}
	return a.label.parts(append(to, a.up, a.down))
}
