package touch

import (
	"math"

	"fyne.io/fyne/v2"

	"dongthap.vn/sen/app/look"
)

// style is how words are set.
type style struct {
	role      look.Text
	color     look.Color
	tailColor look.Color
	align     fyne.TextAlign
	middle    bool // stand in the middle of the height, not at its top
	bold      bool
	lines     int  // at most; 0 any number
	letters   int  // a line at most; 0 any number
	tight     bool // capitals and figures alone: leave out the room for tone marks
	short     bool // what is too long for its lines ends with … at a word, at full size
	scale     float32
}

func styled(r look.Text, c look.Color) style {
	return style{role: r, color: c, tailColor: look.Ink2, bold: r.Bold(), scale: 1}
}

// label sets words into a box: in as many lines as it takes, then smaller down
// to the least size of its role. It is not a widget; widgets own it.
type label struct {
	style
	kit        Kit
	main, tail string
	set        setting // what the glyphs were made from
	glyphs     []glyphs
	height     float32 // of the lines as set
	cut        bool    // not even the least size was small enough to show it, or to leave its words whole
	wide       float32 // width on one line, 0 when not known
}

func newLabel(k Kit, words string, s style) *label {
	return &label{style: s, kit: k, main: words}
}

// put changes the words and reports whether they are others; arrange shows them.
func (l *label) put(main, tail string) bool {
	if l.main == main && l.tail == tail {
		return false
	}
	l.main, l.tail, l.wide = main, tail, 0
	return true
}

// em is the letter-em at full size: that of its role, or more where the thing
// that holds the words has room to spare.
func (l *label) em() float32 { return floor(l.kit.Em(l.role)*l.scale + .5) }

// grow sets by how much the letters are bigger than their role asks for.
func (l *label) grow(scale float32) {
	if l.scale != scale {
		l.scale, l.wide = scale, 0
	}
}

func (l *label) empty() bool { return l.main == "" && l.tail == "" }

// words is everything it says.
func (l *label) words() string { return join(l.main, l.tail) }

func (l *label) weight() fyne.TextStyle { return fyne.TextStyle{Bold: l.bold} }

func (l *label) measure(size float32) measure {
	return func(s string) float32 { return fyne.MeasureText(s, size, l.weight()).Width }
}

// tightLine, in letter-ems, holds capitals and figures with a little air;
// aboveTight is what Noto Sans leaves above its capitals (1.069 of ascent less
// 0.714) beyond that air.
const (
	tightLine  = 0.94
	aboveTight = 0.355 - (tightLine-0.714)/2
)

// lineHeight is 1.36 letter-ems, as Noto Sans asks: room for stacked tone marks.
func (l *label) lineHeight(size float32) float32 {
	if l.tight {
		return ceil(size * tightLine)
	}
	return ceil(fyne.MeasureText("Ậ", size, l.weight()).Height)
}

// natural is the width on one line at full size.
func (l *label) natural() float32 {
	if l.wide == 0 && !l.empty() {
		m := l.measure(l.em())
		l.wide = ceil(widest(wrap(split(l.main, l.tail, m), m(" "), room{width: math.MaxFloat32})))
	}
	return l.wide
}

// heightFor is the height at a width, however high that is.
func (l *label) heightFor(width float32) float32 {
	if l.empty() {
		return 0
	}
	if l.set.width == width && l.set.height == 0 && l.set.main == l.main && l.set.tail == l.tail {
		return l.height
	}
	f := l.fit(width, 0)
	return float32(len(f.lines)) * l.lineHeight(f.size)
}

// fitted is the outcome of fitting words into a box.
type fitted struct {
	lines []line
	size  float32
	cut   bool // it has no room, or a word of it had to be parted
	short bool // it ends with …, because the rest has no room
}

// fit finds the biggest size at which the words fill no more than the box; a
// height of 0 means any. Widths grow with the size, so they are measured once;
// sizes are whole units, as Fyne sets letters.
func (l *label) fit(width, height float32) fitted {
	full, least := l.em(), l.kit.Least(l.role)
	m := l.measure(full)
	words, space := split(l.main, l.tail, m), m(" ")
	for size := full; ; size = max(floor(size*0.95), least) {
		k := size / full
		lines := wrap(words, space, room{width / k, l.letters})
		short := l.short && len(lines) > l.lines
		if short {
			lines = shorten(words, l.lines, room{width / k, l.letters}, m)
		}
		if widest(lines)*k <= width+1 && l.holds(len(lines), size, height) {
			if !short {
				lines = l.balance(lines, words, space, width/k)
			}
			return fitted{lines: lines, size: size, short: short}
		}
		if size <= least {
			parted := hyphenate(words, width/k, m)
			lines = l.balance(wrap(parted, space, room{width / k, l.letters}), parted, space, width/k)
			return fitted{lines: lines, size: size, cut: len(parted) > len(words) || l.over(len(lines), size, height)}
		}
	}
}

// balance evens out the lines of a title, and two lines of anything, so that no
// word is left alone.
func (l *label) balance(lines []line, words []word, space, width float32) []line {
	if len(lines) < 2 || l.lines == 0 && len(lines) > 2 {
		return lines
	}
	for width = min(width, widest(lines)) * 0.95; ; width *= 0.95 {
		narrower := wrap(words, space, room{width, l.letters})
		if len(narrower) > len(lines) || widest(narrower) > width {
			return lines
		}
		lines = narrower
	}
}

// shrinks reports whether the words become smaller or fewer at a width.
func (l *label) shrinks(width float32) bool {
	f := l.fit(width, 0)
	return f.short || f.size < l.em()
}

// breaks reports whether a word is wider than width even at the least size.
func (l *label) breaks(width float32) bool { return l.narrowest() > width }

// narrowest is the width of the widest word at the least size.
func (l *label) narrowest() (widest float32) {
	full := l.em()
	for _, w := range split(l.main, l.tail, l.measure(full)) {
		widest = max(widest, w.width*l.kit.Least(l.role)/full)
	}
	return widest
}

// leastHeight is the height at a width when the letters are as small as may be.
func (l *label) leastHeight(width float32) float32 {
	if l.empty() {
		return 0
	}
	least := l.kit.Least(l.role)
	k := least / l.em()
	m := l.measure(l.em())
	return float32(len(wrap(split(l.main, l.tail, m), m(" "), room{width / k, l.letters}))) * l.lineHeight(least)
}

// holds reports whether so many lines are as wished; one more is better than
// letters nobody can read, so at the least size only the height counts.
func (l *label) holds(lines int, size, height float32) bool {
	return (l.lines == 0 || lines <= l.lines) && !l.over(lines, size, height)
}

func (l *label) over(lines int, size, height float32) bool {
	return height > 0 && float32(lines)*l.lineHeight(size) > height+1
}

func join(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + " " + b
}

func ceil(f float32) float32  { return float32(math.Ceil(float64(f))) }
func floor(f float32) float32 { return float32(math.Floor(float64(f))) }

// spread is the width of the widest line once the words are set into a box.
func (l *label) spread(width, height float32) float32 {
	if w := l.natural(); w <= width {
		return w
	}
	f := l.fit(width, height)
	return ceil(widest(f.lines) * f.size / l.em())
}
