package screen

import (
	"fyne.io/fyne/v2"

	"dongthap.vn/sen/app/touch"
)

// focus is the thing the keys of a keypad would press. A ring is drawn around
// it; there is none before a key was used, and none after a finger was, except
// for who listens.
type focus struct {
	at    touch.Control // nil: no ring
	place touch.Rect    // where it is, to find it again when the page is drawn anew
	page  string        // the page it is on
	visit int           // whose it is
}

// stops are the things keys can reach on the page.
func (s *Stage) stops() []touch.Stop { return touch.Stops(s.root) }

// refocus puts the ring back after the page was drawn anew: where it was, or at
// the start of another page.
func (s *Stage) refocus() {
	if s.focus.visit != s.session.Generation() {
		s.focus = focus{}
	}
	if s.focus.at == nil && !s.session.Speech.On {
		return
	}
	stops := s.stops()
	if s.focus.at == nil || s.focus.page != s.pageKey() {
		s.focusOn(stops, s.start(stops))
		return
	}
	s.focusOn(stops, s.where(stops))
}

// pageKey names the page; one that is typed into is another than one that lists.
func (s *Stage) pageKey() string {
	if s.page.typed != nil {
		return s.page.name + " typed"
	}
	return s.page.name
}

// start is the stop where the keys begin: what the page says, its field, what
// ends it where it ends by itself, or the first.
func (s *Stage) start(stops []touch.Stop) int {
	want := s.page.first
	if want == nil && s.page.home {
		want = s.page.main
	}
	for i, stop := range stops {
		if want != nil && fyne.CanvasObject(stop.Control) == want || s.ofField(stop) {
			return i
		}
	}
	return 0
}

// ofField reports whether a stop belongs to the field of the page.
func (s *Stage) ofField(stop touch.Stop) bool {
	return s.page.typed != nil && stop.Owner == fyne.CanvasObject(s.page.typed)
}

// inField reports whether the ring is around the letters of the page's field.
func (s *Stage) inField() bool {
	_, letters := s.focus.at.(written)
	return letters && s.page.typed != nil
}

// where is the stop the ring is around, or the nearest to where it was; -1
// without a ring.
func (s *Stage) where(stops []touch.Stop) int {
	if s.focus.at == nil {
		return -1
	}
	best, least := -1, float32(0)
	for i, stop := range stops {
		if stop.Control == s.focus.at {
			return i
		}
		far := stop.Middle().Subtract(s.focus.place.Middle())
		if d := far.X*far.X + far.Y*far.Y; !stop.Hidden && (best < 0 || d < least) {
			best, least = i, d
		}
	}
	return best
}

// focusOn draws the ring around a stop, in sight; -1 and a page without stops
// take it away.
func (s *Stage) focusOn(stops []touch.Stop, i int) {
	old := s.focus.at
	s.focus = focus{}
	if i >= 0 && i < len(stops) {
		stops[i].Reveal()
		if stops[i].Hidden { // it has moved
			stops = s.stops()
		}
		s.focus = focus{at: stops[i].Control, place: stops[i].Rect, page: s.pageKey(), visit: s.session.Generation()}
		s.focus.at.SetFocused(true)
	}
	if old != nil && old != s.focus.at {
		old.SetFocused(false)
	}
}

func (s *Stage) focusStart() {
	stops := s.stops()
	s.focusOn(stops, s.start(stops))
}

// fingered takes the ring away: a finger was used.
func (s *Stage) fingered() {
	if !s.keys.pressing && !s.session.Speech.On {
		s.focusOn(nil, -1)
	}
}

// move goes where an arrow points. The first key only shows where one is.
func (s *Stage) move(way touch.Way) {
	s.moves(func(stops []touch.Stop, i int) int { return touch.Go(stops, i, way) })
}

// tab goes to the next thing in order, or the one before.
func (s *Stage) tab(back bool) {
	s.moves(func(stops []touch.Stop, i int) int {
		if back {
			return (i + len(stops) - 1) % len(stops)
		}
		return (i + 1) % len(stops)
	})
}

func (s *Stage) moves(to func(stops []touch.Stop, i int) int) {
	stops := s.stops()
	if len(stops) == 0 {
		return
	}
	if i := s.where(stops); i >= 0 {
		s.focusOn(stops, to(stops, i))
	} else {
		s.focusOn(stops, s.start(stops))
	}
	s.sayFocus()
	s.drawn()
}

// enter presses what the ring is around. What that changes on the same page is
// said; a page drawn anew tells of itself.
func (s *Stage) enter() {
	if s.focus.at == nil {
		s.moves(nil)
		return
	}
	pressed, shows := s.focus.at, s.shows
	pressed.Tap()
	if s.shows != shows {
		return
	}
	stops := s.stops()
	s.focusOn(stops, s.where(stops)) // it may be disabled now, or of another size
	s.sayPressed(pressed)
	s.drawn()
}

// back goes back. Where there is nothing to go back to, the ring shows the way on.
func (s *Stage) back() {
	if s.page.home {
		s.focusStart()
		s.sayFocus()
		s.drawn()
		return
	}
	s.goes(s.session.Back)()
}
