package look

import "math"

// Text is what a line of letters is for; it decides the size of the letter-em.
type Text int

// The roles of text, from the biggest to the smallest.
const (
	Number  Text = iota // the number of a ticket, as big as its place allows
	Display             // what tall glass is about, above all that is touched
	Title               // of a screen, one a screen
	Lead                // on the biggest tiles, the value of a fact
	Heading             // of a part of a screen
	Typed               // what a visitor types
	Strong              // titles of tiles and rows
	Body                // running text
	Key                 // a letter on a key
	Name                // of the center, in the header
	Label               // on buttons
	Small               // facts, captions, notes
	Tiny                // header lines and pills, words on keys
)

// letter is the letter-em of a role in mm at 400 mm, the least it may shrink to
// when a line is too long for its place, whether it is running text, which
// grows by the whole step (the rest grows by its square root), and its weight.
type letter struct {
	em, least float32
	running   bool
	bold      bool
}

var letters = [...]letter{
	Number:  {em: 50, least: 14, bold: true},
	Display: {em: 11, least: 7.2, bold: true},
	Title:   {em: 8.6, least: 6.4, bold: true},
	Lead:    {em: 7.2, least: 5.3, bold: true},
	Heading: {em: 6.4, least: 5.3, bold: true},
	Typed:   {em: 6, least: 5.3},
	Strong:  {em: 5.6, least: 4.6, bold: true},
	Body:    {em: 5.3, least: 4.6, running: true},
	Key:     {em: 5.3, least: 3.6, bold: true},
	Name:    {em: 4.6, least: 3.6, bold: true},
	Label:   {em: 4.4, least: 3.6, bold: true},
	Small:   {em: 3.9, least: 3.5, running: true},
	Tiny:    {em: 3.6, least: 3.2},
}

var steps = [...]float64{A: 1, APlus: 1.27, APlusPlus: 1.56}

// Reading distances in mm and the body letter-em each asks for: 5.3 mm at a
// tablet, 6.7 mm standing (capitals of 4.8 mm, US Section 508 §402.4).
const (
	near, far     = 400, 600
	nearEm, farEm = 5.3, 6.7
)

// distance is by how much letters grow for eyes that are further away, unless
// the glass has made them big enough already.
func (l Look) distance() float32 {
	d := min(max(l.screen.Reading, near), 2*far)
	return max(l.zoom, 1+(d-near)/(far-near)*(farEm/nearEm-1))
}

// Em is the letter-em of a role in canvas units, for fyne's TextSize.
func (l Look) Em(t Text) float32 {
	return l.round(letters[t].em * l.grown(t))
}

// grown is by how much a role is bigger than at the first step.
func (l Look) grown(t Text) float32 {
	if letters[t].running {
		return float32(steps[l.step])
	}
	return float32(math.Sqrt(steps[l.step]))
}

// Least is the smallest letter-em a role may shrink to so that a long line
// still fits. It grows as the role does, and whoever asked for bigger running
// text gets it whole: what has no room then is leafed through, and never smaller.
func (l Look) Least(t Text) float32 {
	if letters[t].running && l.step > A {
		return l.Em(t)
	}
	return l.round(letters[t].least * l.grown(t))
}

// Bold reports whether a role is set in bold letters.
func (t Text) Bold() bool { return letters[t].bold }

// round gives whole canvas units, the only sizes Fyne sets letters in: it
// would draw 30.2 as 31, wider than was measured for 30.
func (l Look) round(mm float32) float32 {
	return float32(math.Round(float64(mm * l.distance() * l.unit)))
}
