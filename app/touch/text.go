package touch

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"dongthap.vn/sen/app/look"
)

// Text is words that are only read. Its height follows from its width: put it
// into a Column, a Row or a Card of this package.
type Text struct {
	widget.BaseWidget
	label *label
}

// Text returns words in a role, left-aligned, in as many lines as they take.
func (k Kit) Text(r look.Text, words string) *Text {
	t := &Text{label: newLabel(k, words, styled(r, look.Ink))}
	t.ExtendBaseWidget(t)
	return t
}

// Paragraph returns running text in lines of 45 letters at most.
func (k Kit) Paragraph(words string) *Text {
	t := k.Text(look.Body, words)
	t.label.letters = look.LineLetters
	return t
}

// Number returns the number of a ticket: as big as its place allows, in a line
// without room for tone marks.
func (k Kit) Number(words string) *Text {
	t := k.Text(look.Number, words).Most(1).Colored(look.Emphasis)
	t.label.tight = true
	return t
}

// Colored sets the colour, Ink otherwise, and returns t; call it before t is shown.
func (t *Text) Colored(c look.Color) *Text { t.label.color = c; return t }

// Centered sets the lines in the middle of the width and returns t.
func (t *Text) Centered() *Text { t.label.align = fyne.TextAlignCenter; return t }

// Trailing sets the lines at the right edge and returns t.
func (t *Text) Trailing() *Text { t.label.align = fyne.TextAlignTrailing; return t }

// Middle stands the lines in the middle of the height and returns t.
func (t *Text) Middle() *Text { t.label.middle = true; return t }

// Most allows so many lines before the letters become smaller, and returns t.
func (t *Text) Most(lines int) *Text { t.label.lines = lines; return t }

// Weighted makes the letters bold or not, whatever the role says, and returns t.
func (t *Text) Weighted(bold bool) *Text { t.label.bold = bold; return t }

// SetWords changes what it says.
func (t *Text) SetWords(words string) {
	if t.label.put(words, "") {
		renew(t)
	}
}

// Words is what it says.
func (t *Text) Words() string { return t.label.words() }

// HeightFor is the height its lines take at a width. The number of a ticket asks
// for less than it would fill.
func (t *Text) HeightFor(width float32) float32 {
	if t.label.tight {
		return min(t.label.heightFor(width), t.label.lineHeight(t.label.kit.With(look.A).Em(t.label.role)*tightAsks))
	}
	return t.label.heightFor(width)
}

const tightAsks = 0.6

// Cut reports that not even the least size let the words fit.
func (t *Text) Cut() bool { return t.label.cut }

// Parts is part of Drawing.
func (t *Text) Parts() []fyne.CanvasObject { return t.label.parts(nil) }

// Arrange is part of Drawing.
func (t *Text) Arrange(s fyne.Size) { t.label.arrange(0, 0, s.Width, s.Height) }

// Least is the size on one line.
func (t *Text) Least() fyne.Size {
	return fyne.NewSize(t.label.natural(), t.label.lineHeight(t.label.em()))
}

// Paint is part of Drawing; words alone have nothing to colour anew.
func (t *Text) Paint() {}

// CreateRenderer is part of fyne.Widget.
func (t *Text) CreateRenderer() fyne.WidgetRenderer { return Render(t) }
