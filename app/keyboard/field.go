package keyboard

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"dongthap.vn/sen/app/look"
	"dongthap.vn/sen/app/touch"
	"dongthap.vn/sen/kiosk/telex"
)

// FieldSpec is what a Field asks for.
type FieldSpec struct {
	Hint     string          // shown while it is empty
	Clear    string          // «Xoá hết»
	Most     int             // runes; 0 any number
	Lines    int             // shown at once; 0 and 1 mean one
	Allow    func(rune) bool // nil allows everything that can be written
	Typing   telex.Composer  // Method telex.None for numbers and names that are not Vietnamese
	OnChange func(text string)
	OnRefuse func(full bool) // a letter was not taken: there are Most, or the field takes no such letter; may be nil
	OnEnter  func()          // Enter on a real keyboard; may be nil
	OnTouch  func()          // a finger placed the caret; may be nil
}

// Field is where a visitor writes. It is empty and active at first: keys that
// reach it by TypedRune, TypedKey and the on-screen keyboard all write at its
// caret.
type Field struct {
	widget.BaseWidget
	kit   touch.Kit
	spec  FieldSpec
	text  *Text
	panel *canvas.Rectangle
	area  *area
	clear *touch.Button
	idle  bool
}

// NewField returns an empty field.
func NewField(k touch.Kit, s FieldSpec) *Field {
	f := &Field{kit: k, spec: s, text: NewText(s.Most, s.Allow)}
	f.panel = canvas.NewRectangle(k.Color(look.Surface))
	f.panel.CornerRadius = k.MM(look.ButtonRadius)
	f.area = newArea(f)
	f.clear = k.Button(touch.Quiet, "", s.Clear, f.Clear)
	f.clear.Hide()
	f.ExtendBaseWidget(f)
	f.Paint()
	return f
}

// Most is how many runes it takes, 0 for any number.
func (f *Field) Most() int { return f.spec.Most }

// Text is what was typed.
func (f *Field) Text() string { return f.text.String() }

// SetText replaces what was typed without telling OnChange, and puts the caret
// at the end; what the field does not allow is left out.
func (f *Field) SetText(s string) {
	f.text.Set(s)
	f.show()
}

// SetActive shows the caret and the coloured border, or not: of several fields
// on a screen one is active.
func (f *Field) SetActive(on bool) {
	f.idle = !on
	f.Paint()
}

// Active reports whether the caret is shown.
func (f *Field) Active() bool { return !f.idle }

// TypedRune writes a letter as a key of a real keyboard does; wire
// canvas.SetOnTypedRune to it.
func (f *Field) TypedRune(r rune) {
	if !f.text.takes(r) {
		f.refuse(false)
		return
	}
	if before := f.text.Before(); !f.rewrite(f.spec.Typing.Type(before, r)) {
		f.refuse(true)
	} else if f.text.Before() == before {
		f.refuse(false) // one mark too many
	}
}

// Tone puts a tone upon the word before the caret, or takes it away again.
func (f *Field) Tone(t telex.Tone) {
	if !f.rewrite(f.spec.Typing.Tone(f.text.Before(), t)) {
		f.refuse(true)
	}
}

// TypedKey does what a key without a letter does; wire canvas.SetOnTypedKey to it.
func (f *Field) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyBackspace:
		f.Backspace()
	case fyne.KeyDelete:
		f.changed(f.text.DeleteNext())
	case fyne.KeyLeft:
		f.moveTo(f.text.Caret() - 1)
	case fyne.KeyRight:
		f.moveTo(f.text.Caret() + 1)
	case fyne.KeyHome:
		f.moveTo(0)
	case fyne.KeyEnd:
		f.moveTo(f.text.Len())
	case fyne.KeyReturn, fyne.KeyEnter:
		if f.spec.OnEnter != nil {
			f.spec.OnEnter()
		}
	}
}

// Backspace removes the letter before the caret.
func (f *Field) Backspace() { f.changed(f.text.Delete()) }

// Clear removes everything.
func (f *Field) Clear() {
	had := f.text.Len() > 0
	f.text.Clear()
	f.changed(had)
}

// A Mark is what a field held at a moment.
type Mark struct {
	letters []string
	caret   int
}

// Mark remembers the text and the caret.
func (f *Field) Mark() Mark { return Mark{slices.Clone(f.text.letters), f.text.caret} }

// Restore puts back what was marked, in this field or in one like it.
func (f *Field) Restore(m Mark) {
	other := !slices.Equal(f.text.letters, m.letters)
	f.text.letters, f.text.caret = m.letters, m.caret
	f.changed(other)
	f.show()
}

func (f *Field) refuse(full bool) {
	if f.spec.OnRefuse != nil {
		f.spec.OnRefuse(full)
	}
}

// rewrite reports whether there is room for it.
func (f *Field) rewrite(before string) bool {
	had := f.text.String()
	if !f.text.Rewrite(before) {
		return false
	}
	f.changed(f.text.String() != had)
	return true
}

func (f *Field) moveTo(caret int) {
	f.text.MoveTo(caret)
	f.show()
}

func (f *Field) changed(really bool) {
	if !really {
		return
	}
	f.show()
	if f.spec.OnChange != nil {
		f.spec.OnChange(f.Text())
	}
}
