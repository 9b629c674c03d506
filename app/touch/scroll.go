package touch

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"dongthap.vn/sen/app/look"
)

// Scroll moves what is higher than its place: by a dragging finger, a wheel, or
// ▲ and ▼, which appear only when they are needed.
type Scroll struct {
	widget.BaseWidget
	kit     Kit
	content fyne.CanvasObject
	arrows  *arrows
	above   *canvas.LinearGradient // what is cut by the place's edges fades away,
	below   *canvas.LinearGradient // so that nobody takes it for the end
	offset  float32                // how much of the content is above the place
	high    float32                // the content, with its edges
	flat    bool                   // all of it is shown; see Flatten
	drag    drag
	glide   glide
}

// scrollEdge is the room in mm for borders and shadows, which lie half beyond a
// thing and must not be cut by the edge of the place.
const scrollEdge = 1.2

// scrollFade is how many mm fade away where there is more to see.
const scrollFade = 6

// Scrolled returns a scroll whose content lies in line with what is above and
// below, its edges beyond the place.
func (k Kit) Scrolled(w Arrows, content fyne.CanvasObject) fyne.CanvasObject {
	edge := k.MM(scrollEdge)
	return Inset(-edge, -edge, k.Scroll(w, content))
}

// Scroll returns a scroll over content.
func (k Kit) Scroll(w Arrows, content fyne.CanvasObject) *Scroll {
	s := &Scroll{kit: k, content: content}
	s.arrows = k.arrows(w, func() { s.leaf(-1) }, func() { s.leaf(1) })
	s.above, s.below = k.fade(false), k.fade(true)
	s.ExtendBaseWidget(s)
	return s
}

// fade is paper that begins, or ends, to be seen through.
func (k Kit) fade(down bool) *canvas.LinearGradient {
	solid := k.Color(look.Bg)
	clear := solid
	clear.A = 0
	if down {
		return canvas.NewVerticalGradient(clear, solid)
	}
	return canvas.NewVerticalGradient(solid, clear)
}

// Moves reports whether there is more of it than its place shows.
func (s *Scroll) Moves() bool { return s.arrows.shown }

// Flatten lets all that moves in o show itself whole, for a page that moves as a
// whole: of two things that move one within the other nobody knows which a finger
// drags.
func Flatten(o fyne.CanvasObject) {
	Walk(o, func(n Node) {
		switch m := n.Object.(type) {
		case *Scroll:
			m.flat = true
		case *Pager:
			m.flat = true
		}
	})
}

// HeightFor is that of its content once it is flat.
func (s *Scroll) HeightFor(width float32) float32 {
	if !s.flat {
		return s.Least().Height
	}
	edge := s.kit.MM(scrollEdge)
	return heightOf(s.content, width-2*edge) + 2*edge
}

// Offset is how much of the content is above the place.
func (s *Scroll) Offset() float32 { return s.offset }

// ScrollTo brings a height of the content to the top, as far as that can be.
func (s *Scroll) ScrollTo(offset float32) {
	size := s.Size()
	s.offset = min(max(offset, 0), max(0, s.high-size.Height))
	edge := s.kit.MM(scrollEdge)
	s.content.Move(fyne.NewPos(edge, edge-floor(s.offset+.5)))
	above, below := s.offset > 0, s.offset < s.high-size.Height-0.5
	s.above.Hidden, s.below.Hidden = !above, !below
	s.arrows.state(above, below, "")
}

// leaf moves by nearly a page: one line stays, to hold on to, and what faded is
// seen whole.
func (s *Scroll) leaf(by float32) {
	s.glide.stop()
	kept := 2*s.kit.MM(scrollFade) + 1.4*s.kit.Em(look.Heading)
	s.ScrollTo(s.offset + by*max(s.Size().Height-kept, s.Size().Height/4))
}

// clear is what of its place does not fade.
func (s *Scroll) clear(place Rect) Rect {
	fade := s.kit.MM(scrollFade)
	if !s.above.Hidden {
		place.Pos.Y += fade
		place.Size.Height -= fade
	}
	if !s.below.Hidden {
		place.Size.Height -= fade
	}
	return place
}

// CreateRenderer is part of fyne.Widget.
func (s *Scroll) CreateRenderer() fyne.WidgetRenderer { return Render(s) }

// Parts is part of Drawing.
func (s *Scroll) Parts() []fyne.CanvasObject {
	return s.arrows.parts([]fyne.CanvasObject{s.content, s.above, s.below})
}

// Paint is part of Drawing; the content paints itself.
func (s *Scroll) Paint() {}

// Least is part of Drawing.
func (s *Scroll) Least() fyne.Size {
	return fyne.NewSize(s.kit.MM(look.PrimaryWidth), s.kit.MM(2*look.TouchLeast+look.GridGap))
}

// Arrange is part of Drawing.
func (s *Scroll) Arrange(size fyne.Size) {
	edge := s.kit.MM(scrollEdge)
	width := size.Width - 2*edge
	s.high = heightOf(s.content, width) + 2*edge
	s.arrows.shown = s.high > size.Height+1
	if s.arrows.shown {
		width -= s.arrows.room()
		s.high = heightOf(s.content, width) + 2*edge
		s.arrows.arrange(edge, edge, size.SubtractWidthHeight(2*edge, 2*edge))
	}
	fade := s.kit.MM(scrollFade)
	place(s.above, 0, 0, width+2*edge, fade)
	place(s.below, 0, size.Height-fade, width+2*edge, fade)
	s.content.Resize(fyne.NewSize(width, max(s.high, size.Height)-2*edge))
	s.ScrollTo(s.offset)
}

// Scrolled is Fyne's Scrollable: a wheel. Having it, Fyne also draws nothing of
// the content beyond the place.
func (s *Scroll) Scrolled(e *fyne.ScrollEvent) { s.ScrollTo(s.offset - e.Scrolled.DY) }

// Dragged is Fyne's Draggable.
func (s *Scroll) Dragged(e *fyne.DragEvent) {
	s.glide.stop()
	s.glide.note(s.kit.Now(), e.Dragged.DY)
	if s.drag.move(s.kit, s.content, e.Dragged.DY) {
		s.ScrollTo(s.offset - e.Dragged.DY)
	}
}

// DragEnd lets the content glide on a little.
func (s *Scroll) DragEnd() {
	if s.drag.end() != 0 && !s.kit.Calm() {
		s.glide.start(s.kit, func(dy float32) { s.ScrollTo(s.offset - dy) })
	}
}
