// Package look says how the kiosk looks: sizes in millimetres, colours and text
// by what they are for.
//
// A Look is a value that never changes; a visitor's wish for bigger text or
// more contrast makes another Look, and screens are drawn again from it. It
// trusts the configured diagonal, never what a monitor says of itself, and it
// draws nothing.
package look

import (
	"fmt"
	"math"
)

// Screen is the glass a Look is made for.
type Screen struct {
	Width, Height float32 // pixels
	Inches        float32 // visible diagonal, measured, from the configuration
	Scale         float32 // pixels per canvas unit; 0 means 1, which FYNE_SCALE=1 gives
	Reading       float32 // from eye to glass in mm: 400 at a tablet, 600 standing; 0 means 400
	Reach         float32 // the part of tall glass that hands reach, from below; 0 means 0.6
}

// Step is how big a visitor wants the text.
type Step int

// The steps of the «Aa» button.
const (
	A         Step = iota // ×1
	APlus                 // ×1.27
	APlusPlus             // ×1.56: capitals of 7.3 mm at 600 mm, EN 301 549's 0.7°
)

// Contrast is a set of colours.
type Contrast int

// The two sets of colours.
const (
	Light Contrast = iota // warm paper, dark-red bar
	High                  // black, white and yellow
)

// Look is everything a screen needs to know about sizes and colours. The zero
// value is of no use; New makes one. Copy it freely.
type Look struct {
	screen   Screen
	unit     float32 // canvas units per mm
	zoom     float32 // by how much big glass makes everything bigger
	step     Step
	contrast Contrast
}

// New returns the light look at the first text step. It refuses a screen whose
// pixels cannot be (under 1 or over 20 a millimetre): a wrong diagonal would
// make every button too small for a finger.
func New(s Screen) (Look, error) {
	if s.Scale == 0 {
		s.Scale = 1
	}
	if s.Reading == 0 {
		s.Reading = near
	}
	if s.Reach == 0 {
		s.Reach = reach
	}
	diagonal := math.Hypot(float64(s.Width), float64(s.Height))
	dense := float32(diagonal) / (s.Inches * 25.4)
	if !(s.Width > 0 && s.Height > 0 && s.Inches > 0 && s.Scale > 0 && dense >= 1 && dense <= 20) {
		return Look{}, fmt.Errorf("a screen of %g×%g pixels and %g inches cannot be", s.Width, s.Height, s.Inches)
	}
	return Look{screen: s, unit: dense / s.Scale, zoom: zoom(min(s.Width, s.Height) / dense)}, nil
}

// Glass is designed for a tablet, 136 mm high; on bigger glass everything grows
// together, a bit less than the glass does: what is far apart is read from
// further away, but neither letters nor the emptiness around them may become
// absurd.
const (
	designedFor = 136
	zoomPower   = 0.75
	zoomMost    = 2
)

// zoom is for glass whose shorter side has so many mm.
func zoom(short float32) float32 {
	z := float32(math.Pow(float64(short/designedFor), zoomPower))
	return min(max(z, 1), zoomMost)
}

// With returns the look at another text step.
func (l Look) With(s Step) Look { l.step = s; return l }

// In returns the look in another set of colours.
func (l Look) In(c Contrast) Look { l.contrast = c; return l }

// Step is how big the text is now.
func (l Look) Step() Step { return l.step }

// Contrast is the set of colours in use.
func (l Look) Contrast() Contrast { return l.contrast }

// Calm reports that nothing may move: a visitor who asked for the biggest text
// or for contrast is spared motion.
func (l Look) Calm() bool { return l.step == APlusPlus || l.contrast == High }

// MM turns millimetres of the design into canvas units, rounded to whole pixels
// so that edges stay sharp. They are true millimetres on a tablet and more on
// bigger glass, so what is big enough for a finger stays so. What is not 0 is at
// least one pixel.
func (l Look) MM(mm float32) float32 {
	px := float32(math.Round(float64(mm * l.zoom * l.unit * l.screen.Scale)))
	if px == 0 && mm > 0 {
		px = 1
	}
	return px / l.screen.Scale
}

// InMM turns canvas units into true millimetres, as a ruler on the glass shows.
func (l Look) InMM(units float32) float32 { return units / l.unit }

// Pixels turns canvas units into pixels.
func (l Look) Pixels(units float32) float32 { return units * l.screen.Scale }

// Size is the screen in canvas units.
func (l Look) Size() (width, height float32) {
	return l.screen.Width / l.screen.Scale, l.screen.Height / l.screen.Scale
}

// Portrait reports a screen that stands.
func (l Look) Portrait() bool { return l.screen.Height > l.screen.Width }

// Tall reports a screen over 300 mm high, which is narrow for its height or read
// from further away.
func (l Look) Tall() bool { return l.screen.Height/l.screen.Scale/l.unit > tallGlass }

// Unreached is the part of the height, from above, where nothing is touched: 0.4
// on tall glass, so that everything is within reach of a wheelchair, or what its
// place asks for, and nothing elsewhere.
func (l Look) Unreached() float32 {
	if !l.Tall() {
		return 0
	}
	return max(0, 1-l.screen.Reach)
}

// tallGlass is in true mm; reach is the part of it that hands reach.
const (
	tallGlass = 300
	reach     = 0.6
)
