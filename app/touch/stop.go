package touch

import (
	"slices"

	"fyne.io/fyne/v2"
)

// Choosable is a Control that is taken or not; speech says which.
type Choosable interface {
	Control
	Chosen() bool
}

// Holder shows a part of what it holds at a time.
type Holder interface {
	fyne.CanvasObject
	Held() []fyne.CanvasObject // everything, from first to last
	Shows(fyne.CanvasObject) bool
	Reveal(fyne.CanvasObject) // brings what it holds, however deep, in sight
}

// A Stop is a Control that the keys of a keypad can reach, also one that has to
// be brought in sight first.
type Stop struct {
	Rect    // from the root's top left corner; of no use while Hidden
	Control Control
	Owner   fyne.CanvasObject // the widget it is a part of, or nil
	Hidden  bool              // not or not wholly in sight
	holder  Holder
}

// Reveal brings it in sight.
func (s Stop) Reveal() {
	if s.holder != nil && s.Hidden {
		s.holder.Reveal(s.Control)
	}
}

// With reports whether both are held by the same list, or by none.
func (s Stop) With(o Stop) bool { return s.holder == o.holder }

// Stops lists the enabled controls below root in the order they are drawn, which
// is the order speech and the keys take.
func Stops(root fyne.CanvasObject) []Stop {
	var stops []Stop
	all := Rect{Size: root.Size()}
	walk(Node{Object: root, Place: all, Clip: all, Room: all, all: true}, func(n Node) {
		c, ok := n.Object.(Control)
		if !ok || !c.Enabled() {
			return
		}
		seen := n.Place.and(n.Clip).Size
		cut := seen.Width < n.Place.Size.Width-hair || seen.Height < n.Place.Size.Height-hair
		if cut && n.holder == nil {
			return // nothing brings it in sight
		}
		stops = append(stops, Stop{Rect: n.Place, Control: c, Owner: n.Owner, Hidden: cut || n.away, holder: n.holder})
	})
	return stops
}

// Held is part of Holder: all rows, and the arrows.
func (p *Pager) Held() []fyne.CanvasObject { return p.arrows.parts(slices.Clone(p.rows)) }

// Shows is part of Holder.
func (p *Pager) Shows(o fyne.CanvasObject) bool { return slices.Contains(p.Parts(), o) }

// Reveal is part of Holder: it turns to the page.
func (p *Pager) Reveal(o fyne.CanvasObject) {
	for i, r := range p.rows {
		if placeIn(r, o) == nil {
			continue
		}
		p.Turn(slices.IndexFunc(p.pages, func(g page) bool { return i < g.to }) - p.page)
		return
	}
}

// Held is part of Holder.
func (s *Scroll) Held() []fyne.CanvasObject { return s.Parts() }

// Shows is part of Holder; what is in sight depends on the place alone.
func (s *Scroll) Shows(fyne.CanvasObject) bool { return true }

// Reveal is part of Holder: it moves as little as brings the thing clear of the
// edges that fade away.
func (s *Scroll) Reveal(o fyne.CanvasObject) {
	at := placeIn(s.content, o)
	if at == nil {
		return
	}
	s.glide.stop()
	fade := s.kit.MM(scrollFade)
	first, last := at.Pos.Y-fade, at.bottom()+fade-s.Size().Height
	s.ScrollTo(max(min(s.offset, first), last))
}

// placeIn is where a thing lies in another that holds it, or nil.
func placeIn(root, o fyne.CanvasObject) *Rect {
	var found *Rect
	Walk(root, func(n Node) {
		if n.Object == o {
			found = &n.Place
		}
	})
	return found
}

// Way is where an arrow key points.
type Way int

// The ways.
const (
	Up Way = iota
	Down
	Left
	Right
)

// Go finds the stop an arrow key leads to from stop i: the nearest that way, as
// the eye sees it; where there is none, or the next of a list is out of sight,
// the next or the one before in order, round and round. So every stop is reached
// and none is a trap.
func Go(stops []Stop, i int, way Way) int {
	n := len(stops)
	next := (i + 1) % n
	if way == Up || way == Left {
		next = (i + n - 1) % n
	}
	if stops[next].Hidden && stops[next].With(stops[i]) && stops[i].holder != nil {
		return next
	}
	best, least := next, float32(-1)
	for j, s := range stops {
		if d := far(stops[i].Rect, s.Rect, way); j != i && !s.Hidden && d >= 0 && (least < 0 || d < least) {
			best, least = j, d
		}
	}
	return best
}

// hair is what two lengths may differ by and still be the same on the glass; keys
// of a keyboard touch each other by less.
const hair = 1.5

// far is how far b lies from a that way, counting what lies aside twice; negative
// when it does not lie there. To a side it must share a line with a.
func far(a, b Rect, way Way) float32 {
	turn := func(r Rect) (from, to, low, high float32) {
		if way == Up || way == Down {
			return r.Pos.Y, r.bottom(), r.Pos.X, r.right()
		}
		return r.Pos.X, r.right(), r.Pos.Y, r.bottom()
	}
	aFrom, aTo, aLow, aHigh := turn(a)
	bFrom, bTo, bLow, bHigh := turn(b)
	ahead := bFrom - aTo
	if way == Up || way == Left {
		ahead = aFrom - bTo
	}
	aside := max(bLow-aHigh, aLow-bHigh, 0)
	if ahead < -hair || aside > -hair && aside > 0 && (way == Left || way == Right) {
		return -1
	}
	middle := (bLow+bHigh)/2 - (aLow+aHigh)/2
	return max(ahead, 0) + 2*aside + max(middle, -middle)/8
}
