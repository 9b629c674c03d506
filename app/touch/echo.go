package touch

import (
	"time"

	"fyne.io/fyne/v2"
)

// echoNear is how far apart, in mm, the two touches of a double tap may be.
const echoNear = 10

// echo remembers the last touch of a Kit. A hand that taps twice would touch
// what the next screen shows on the same spot, and so take a number nobody
// wanted: that second touch is an echo of the first.
type echo struct {
	at   fyne.Position
	when time.Time
	by   *Pressable
}

// of reports whether a touch at a place is an echo for p.
func (e *echo) of(p *Pressable, at fyne.Position) bool {
	if e == nil || e.by == nil || e.by == p || p.press.Rest == 0 || p.kit.Now().Sub(e.when) >= p.press.Rest {
		return false
	}
	far := at.Subtract(e.at)
	return far.X*far.X+far.Y*far.Y < p.near*p.near
}

// note remembers a touch once it has acted, however long that took.
func (e *echo) note(p *Pressable, at fyne.Position) {
	if e != nil {
		*e = echo{at: at, when: p.kit.Now(), by: p}
	}
}
