// Package touch holds the things a visitor reads and touches: buttons, tiles,
// rows, pages of them, a QR code.
//
// Every thing is made by a Kit, takes its words ready to be shown, and tells
// of a touch through one OnX function. What can be touched takes the colour of
// a press the moment the finger is down, acts when the finger is lifted inside
// it, and does nothing when a pointer merely hovers. Words are wrapped or made
// smaller down to a stated size before they are ever cut.
//
// Things hold no rule of the center, start no goroutine and never open a
// window. Call them on the UI goroutine only.
package touch

import (
	"time"

	"dongthap.vn/sen/app/look"
)

// Rest is how long a thing ignores further taps after it acted: a trembling
// hand taps twice.
const Rest = 400 * time.Millisecond

// Kit makes things that look alike. Copy it freely.
type Kit struct {
	look.Look

	// Now is the clock that taps are timed by.
	Now func() time.Time

	// After calls f on the UI goroutine once d has passed, unless stop is
	// called before. Nil means a Kit without time: keys do not repeat and
	// nothing glides.
	After func(d time.Duration, f func()) (stop func())

	pixels pixels
	echo   *echo
	grip   *grip
}

// New returns a Kit for a Look, without After.
func New(l look.Look, now func() time.Time) Kit {
	return Kit{Look: l, Now: now, pixels: pixels{}, echo: &echo{}, grip: &grip{}}
}
