package kiosk

import "time"

// TextSize is how big a visitor wants the letters.
type TextSize int

// The sizes, ×1, ×1.27 and ×1.56.
const (
	SizeA TextSize = iota
	SizeAPlus
	SizeAPlusPlus
)

// Ease is what makes a screen easier to read. The zero value is what most
// people see: letters of the first size upon light paper.
type Ease struct {
	Size     TextSize
	Contrast bool // black, white and yellow
}

// Usually sets what this and every later visit begins with, where a site wants
// something else than the zero value.
func (s *Session) Usually(e Ease, now time.Time) {
	s.usual = e
	s.Wipe(now)
}

// Enlarge goes on to the next size of letters, and from the biggest back to the
// first.
func (s *Session) Enlarge() { s.Ease.Size = (s.Ease.Size + 1) % (SizeAPlusPlus + 1) }

// SwitchContrast turns high contrast on or off.
func (s *Session) SwitchContrast() { s.Ease.Contrast = !s.Ease.Contrast }
