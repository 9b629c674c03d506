package keyboard

import (
	"math"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"

	"dongthap.vn/sen/app/look"
	"dongthap.vn/sen/app/touch"
)

// area is the part of a field that shows its letters and takes a finger that
// places the caret.
type area struct {
	touch.Pressable
	field *Field
	caret *canvas.Rectangle
	hint  *touch.Text
	lines []*canvas.Text
	spans []span  // of the lines shown
	at    float32 // where the finger is
	row   float32
}

func newArea(f *Field) *area {
	a := &area{field: f, caret: canvas.NewRectangle(f.kit.Color(look.Info))}
	a.hint = f.kit.Text(look.Typed, f.spec.Hint).Colored(look.Ink2).Most(f.lines()).Middle()
	a.Bind(f.kit, a, touch.Press{Tap: a.tapped, Paint: func() {}})
	return a
}

// Words is what was typed, or what to type.
func (a *area) Words() string {
	if a.field.text.Len() == 0 {
		return a.field.spec.Hint
	}
	return a.field.Text()
}

// Hint is what to type.
func (a *area) Hint() string { return a.field.spec.Hint }

// Typed is what was typed. It is a visitor's own: nobody says it aloud unasked.
func (a *area) Typed() string { return a.field.Text() }

// MouseDown remembers where the finger is.
func (a *area) MouseDown(e *desktop.MouseEvent) {
	a.at, a.row = e.Position.X, e.Position.Y
	a.Pressable.MouseDown(e)
}

// Tapped remembers where the finger is.
func (a *area) Tapped(e *fyne.PointEvent) {
	a.at, a.row = e.Position.X, e.Position.Y
	a.Pressable.Tapped(e)
}

func (a *area) tapped() {
	f := a.field
	if f.spec.OnTouch != nil {
		f.spec.OnTouch()
	}
	if len(a.spans) == 0 {
		return
	}
	i := int((a.row - a.top()) / a.lineHeight())
	s := a.spans[min(max(i, 0), len(a.spans)-1)]
	f.moveTo(s.from + nearest(f.text.letters[s.from:s.to], a.at-a.pad(), a.measure))
}

func (a *area) pad() float32 { return a.field.kit.MM(fieldPad) }

func (a *area) size() float32 { return a.field.kit.Em(look.Typed) }

func (a *area) lineHeight() float32 { return ceil(a.size() * 1.362) }

func (a *area) top() float32 {
	return floor((a.Size().Height - a.lineHeight()*float32(a.field.lines())) / 2)
}

func (a *area) measure(s string) float32 {
	return fyne.MeasureText(s, a.size(), fyne.TextStyle{}).Width
}

// set makes the lines for the text and puts the caret in its place.
func (a *area) set() {
	f := a.field
	width := a.Size().Width - 2*a.pad()
	if width <= 0 {
		return
	}
	first, caretLine := a.layOut(width)
	for len(a.lines) < len(a.spans) {
		a.lines = append(a.lines, canvas.NewText("", f.kit.Color(look.Ink)))
	}
	a.lines = a.lines[:len(a.spans)]
	for i, s := range a.spans {
		t := a.lines[i]
		words := strings.TrimRight(strings.Join(f.text.letters[s.from:s.to], ""), " ")
		if t.Text != words || t.TextSize != a.size() {
			t.Text, t.TextSize = words, a.size()
			t.Resize(t.MinSize())
			t.Refresh()
		}
		t.Move(fyne.NewPos(a.pad(), a.top()+float32(i)*a.lineHeight()))
	}
	a.placeCaret(a.spans[caretLine-first], caretLine-first)
}

// layOut chooses the lines that are shown: those around the caret. It returns
// the number of the first and of the caret's.
func (a *area) layOut(width float32) (first, caretLine int) {
	t, n := a.field.text, a.field.lines()
	if n == 1 {
		a.spans = []span{window(t.letters, t.caret, width, a.measure)}
		return 0, 0
	}
	all := wrap(t.letters, width, a.measure)
	caretLine = lineOf(all, t.caret)
	first = max(0, min(caretLine-n+1, len(all)-n))
	a.spans = all[first:min(first+n, len(all))]
	return first, caretLine
}

func (a *area) placeCaret(s span, line int) {
	t := a.field.text
	x := a.pad() + a.measure(strings.Join(t.letters[s.from:t.caret], ""))
	h := floor(a.lineHeight() * .86)
	a.caret.Resize(fyne.NewSize(a.field.kit.MM(.5), h))
	a.caret.Move(fyne.NewPos(floor(x), a.top()+float32(line)*a.lineHeight()+floor((a.lineHeight()-h)/2)))
}

// CreateRenderer is part of fyne.Widget.
func (a *area) CreateRenderer() fyne.WidgetRenderer { return touch.Render(a) }

// Parts is part of touch.Drawing.
func (a *area) Parts() []fyne.CanvasObject {
	var parts []fyne.CanvasObject
	if a.field.text.Len() == 0 {
		parts = append(parts, a.hint)
	}
	for _, l := range a.lines {
		parts = append(parts, l)
	}
	if !a.field.idle {
		parts = append(parts, a.caret)
	}
	return append(parts, a.Ring()...)
}

// Paint is part of touch.Drawing; letters have one colour.
func (a *area) Paint() {}

// Least is part of touch.Drawing.
func (a *area) Least() fyne.Size { return fyne.NewSize(a.field.kit.MM(40), a.lineHeight()) }

// Arrange is part of touch.Drawing.
func (a *area) Arrange(s fyne.Size) {
	width, top, high := max(0, s.Width-2*a.pad()), float32(0), s.Height
	if a.field.lines() > 1 { // it begins where the letters will
		top, high = a.top(), a.hint.HeightFor(width)
	}
	a.hint.Move(fyne.NewPos(a.pad()+a.field.kit.MM(1), top))
	a.hint.Resize(fyne.NewSize(width, high))
	a.set()
}

func ceil(f float32) float32  { return float32(math.Ceil(float64(f))) }
func floor(f float32) float32 { return float32(math.Floor(float64(f))) }
