package touch

import (
	"image/color"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// Node is a visible thing met on a walk.
type Node struct {
	Object fyne.CanvasObject
	Place  Rect              // from the root's top left corner
	Clip   Rect              // what of the screen it may be seen through
	Room   Rect              // what all that holds it leaves it; a Scroll gives its content any height
	Clear  Rect              // what of Clip does not fade away towards more
	Owner  fyne.CanvasObject // the widget it is a part of, or nil
	Within int               // how many things that move hold it: what a finger drags must be one thing

	all    bool   // the walk meets also what a Holder does not show now
	holder Holder // that may have to show it, or nil
	away   bool   // the holder does not show it now
}

// Walk meets every visible thing below root, root first, without drawing. It
// knows containers and the things of this package and of keyboard.
func Walk(root fyne.CanvasObject, meet func(Node)) {
	all := Rect{Size: root.Size()}
	walk(Node{Object: root, Place: all, Clip: all, Clear: all, Room: all}, meet)
}

func walk(n Node, meet func(Node)) {
	meet(n)
	clip, room, owner := n.Clip, n.Room.and(n.Place), n.Owner
	var parts []fyne.CanvasObject
	switch o := n.Object.(type) {
	case *fyne.Container:
		parts = o.Objects
	case interface{ Parts() []fyne.CanvasObject }:
		parts, owner = o.Parts(), n.Object
	}
	holder, holds := n.Object.(Holder)
	if holds && n.all {
		parts = holder.Held()
	} else {
		holder, holds = n.holder, false
	}
	clear := n.Clear
	_, scrolls := n.Object.(fyne.Scrollable)
	if scrolls {
		clip = clip.and(n.Place)
	}
	if s, ok := n.Object.(*Scroll); ok {
		clear = s.clear(n.Place).and(clear)
	}
	within := n.Within
	if m, ok := n.Object.(interface{ Moves() bool }); ok && m.Moves() {
		within++
	}
	for _, p := range parts {
		if !p.Visible() {
			continue
		}
		place := Rect{n.Place.Pos.Add(p.Position()), p.Size()}
		in := room
		if scrolls {
			in = Rect{fyne.NewPos(room.Pos.X, place.Pos.Y), fyne.NewSize(room.Size.Width, place.Size.Height)}
		}
		away := n.away || holds && !holder.Shows(p)
		walk(Node{Object: p, Place: place, Clip: clip, Room: in, Clear: clear, Owner: owner, Within: within, all: n.all, holder: holder, away: away}, meet)
	}
}

// InSight reports whether it is whole to be seen.
func (n Node) InSight() bool { return !beyond(n.Place, n.Clip) }

// Target is something on the screen that a finger can touch.
type Target struct {
	Rect
	Words   string
	Clipped bool    // partly out of sight in a Scroll; Rect is the part in sight
	Control Control // nil for a foreign thing that takes taps
}

// Targets lists what can be touched below root, in the order it is drawn,
// which is the order speech and arrow keys take.
func Targets(root fyne.CanvasObject) []Target {
	var targets []Target
	Walk(root, func(n Node) {
		seen := n.Place.and(n.Clip)
		t := Target{Rect: seen, Clipped: seen.Size != n.Place.Size}
		switch o := n.Object.(type) {
		case Control:
			if !o.Enabled() {
				return
			}
			t.Words, t.Control = o.Words(), o
		case fyne.Tappable:
		default:
			return
		}
		if !seen.Size.IsZero() && seen.Size.Width > 0 && seen.Size.Height > 0 {
			targets = append(targets, t)
		}
	})
	return targets
}

// Drawn is words on the screen.
type Drawn struct {
	Words string
	Place Rect    // of the line, from the root's top left corner
	Room  Rect    // what the things that hold it leave it
	Size  float32 // the letter-em in canvas units
	Cut   bool    // some of it cannot be seen
	Color color.Color
	Fades bool // it is, at least partly, beyond the edge of a Scroll or fades towards it
}

// Texts lists every line of words below root.
func Texts(root fyne.CanvasObject) []Drawn {
	var drawn []Drawn
	Walk(root, func(n Node) {
		if t, ok := n.Object.(*canvas.Text); ok && t.Text != "" {
			d := Drawn{Words: t.Text, Place: Rect{n.Place.Pos, t.MinSize()}, Room: n.Room, Size: t.TextSize, Color: t.Color}
			d.Fades = beyond(ink(t, d.Place), n.Clear)
			d.Cut = beyond(ink(t, d.Place), n.Room) || saysCut(n.Owner)
			drawn = append(drawn, d)
		}
	})
	return drawn
}

// hanging are the signs of ASCII that reach below the line they stand on.
const hanging = "gjpqyJQ,;()[]{}/|@$_"

// ink is where letters are within a line's box: ASCII leaves the room above its
// capitals empty and that below the line too, unless something hangs there;
// Vietnamese capitals fill all of it.
func ink(t *canvas.Text, r Rect) Rect {
	for _, c := range t.Text {
		if c > 0x7F {
			return r
		}
	}
	top, bottom := t.TextSize*0.3, t.TextSize*0.28
	if strings.ContainsAny(t.Text, hanging) {
		bottom = t.TextSize * 0.05
	}
	return Rect{r.Pos.AddXY(0, top), r.Size.SubtractWidthHeight(0, top+bottom)}
}

func beyond(r, room Rect) bool {
	return r.Pos.X < room.Pos.X-hair || r.Pos.Y < room.Pos.Y-hair ||
		r.right() > room.right()+hair || r.bottom() > room.bottom()+hair
}

func saysCut(owner fyne.CanvasObject) bool {
	c, ok := owner.(interface{ Cut() bool })
	return ok && c.Cut()
}
