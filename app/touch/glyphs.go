package touch

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"dongthap.vn/sen/app/look"
)

// glyphs is a run of letters on one line.
type glyphs struct {
	text *canvas.Text
	at   fyne.Position // within the label's box
	tail bool
}

// setting is everything the glyphs follow from.
type setting struct {
	style
	main, tail    string
	width, height float32
}

// arrange sets the words into a box at x, y and returns the height they fill. A
// height of 0 means any.
func (l *label) arrange(x, y, width, height float32) float32 {
	s := setting{l.style, l.main, l.tail, width, height}
	if l.set != s {
		l.set = s
		l.compose(l.fit(width, height), width)
	}
	if l.middle && height > 0 {
		y += floor((height - l.height) / 2)
	}
	for _, g := range l.glyphs {
		g.text.Move(g.at.AddXY(x, y))
	}
	return l.height
}

// compose makes one run a line, and another for its quieter tail. Runs that
// exist are used again, so a countdown does not feed the garbage collector.
func (l *label) compose(f fitted, width float32) {
	l.cut = f.cut
	k := f.size / l.em()
	lh := l.lineHeight(f.size)
	l.height = lh * float32(len(f.lines))
	old := l.glyphs
	l.glyphs = l.glyphs[:0]
	for i, ln := range f.lines {
		at := fyne.NewPos(l.indent(width-ln.width*k), float32(i)*lh)
		if l.tight {
			at.Y -= f.size * aboveTight
		}
		if ln.main != "" {
			l.write(old, glyphs{at: at}, ln.main, f.size)
		}
		if ln.tail != "" {
			l.write(old, glyphs{at: at.AddXY(ln.tailAt*k, 0), tail: true}, ln.tail, f.size)
		}
	}
}

func (l *label) indent(spare float32) float32 {
	switch l.align {
	case fyne.TextAlignCenter:
		return floor(spare / 2)
	case fyne.TextAlignTrailing:
		return floor(spare)
	}
	return 0
}

func (l *label) write(old []glyphs, g glyphs, s string, size float32) {
	if n := len(l.glyphs); n < len(old) {
		g.text = old[n].text
	} else {
		g.text = &canvas.Text{}
	}
	g.text.Text, g.text.TextSize, g.text.TextStyle = s, size, l.weight()
	g.text.Color = l.kit.Color(l.colorOf(g))
	g.text.Resize(g.text.MinSize())
	g.text.Refresh()
	l.glyphs = append(l.glyphs, g)
}

func (l *label) colorOf(g glyphs) look.Color {
	if g.tail {
		return l.tailColor
	}
	return l.color
}

// recolor changes the colours without setting the words again.
func (l *label) recolor(main, tail look.Color) {
	if l.color == main && l.tailColor == tail {
		return
	}
	l.color, l.tailColor = main, tail
	l.set.color, l.set.tailColor = main, tail
	for _, g := range l.glyphs {
		g.text.Color = l.kit.Color(l.colorOf(g))
		g.text.Refresh()
	}
}

// parts appends the glyphs to what a widget draws.
func (l *label) parts(to []fyne.CanvasObject) []fyne.CanvasObject {
	for _, g := range l.glyphs {
		to = append(to, g.text)
	}
	return to
}
