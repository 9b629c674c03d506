package keyboard

import (
	"strings"
	"unicode"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"dongthap.vn/sen/app/look"
	"dongthap.vn/sen/app/touch"
)

// Labels are the words on keys. Only they follow the language; letters stay.
type Labels struct {
	Action             string // «Tìm», «Xong»
	Space, Erase       string
	Shift              string
	Letters, Numbers   string // «abc», «123»
	Acute, Grave, Hook string // sắc, huyền, hỏi
	Tilde, Dot         string // ngã, nặng
}

// Spec is what a Keyboard needs.
type Spec struct {
	To        *Field // where it writes; see Attach
	Labels    Labels
	OnAction  func()
	Sentences bool // begin sentences with a capital
	Plain     bool // figures stand for the marked letters and tones: a code has none
}

// Keyboard is the on-screen keyboard: marked letters and tones above, then
// letters, in four rows of twelve columns, under 60 mm high on a tablet. What
// it shows is either letters or figures and signs.
type Keyboard struct {
	widget.BaseWidget
	kit     touch.Kit
	spec    Spec
	letters *board
	signs   *board
	layer   *board
	shift   *key
	upper   bool
	eraser  eraser
}

// New returns a keyboard that shows letters.
func New(k touch.Kit, s Spec) *Keyboard {
	b := &Keyboard{kit: k, spec: s}
	b.eraser = eraser{kit: k, erase: b.erase}
	b.letters = newBoard(k, columns, b.letterRows())
	b.signs = newBoard(k, columns, b.signRows())
	b.layer = b.letters
	b.shift = b.letters.rows[2][0]
	b.ExtendBaseWidget(b)
	b.Attach(s.To)
	return b
}

// Attach makes it write into another field.
func (b *Keyboard) Attach(f *Field) {
	b.spec.To = f
	b.begin()
}

// SetAction changes the words on the filled key.
func (b *Keyboard) SetAction(words string) {
	b.spec.Labels.Action = words
	for _, l := range []*board{b.letters, b.signs} {
		last := l.rows[len(l.rows)-1]
		last[len(last)-1].say(words)
	}
}

// begin chooses capitals where a sentence begins, if that is wished.
func (b *Keyboard) begin() {
	if b.spec.To == nil {
		return
	}
	before := strings.TrimRight(b.spec.To.text.Before(), " ")
	b.setUpper(b.spec.Sentences && (before == "" || strings.ContainsAny(before[len(before)-1:], ".!?")))
}

func (b *Keyboard) setUpper(on bool) {
	b.upper = on
	b.shift.set(on)
	b.letters.each(func(y *key) {
		if r := []rune(y.plan.label); len(r) == 1 && unicode.IsLetter(r[0]) {
			y.say(string(b.cased(r[0])))
		}
	})
}

func (b *Keyboard) cased(r rune) rune {
	if b.upper {
		return unicode.ToUpper(r)
	}
	return r
}

func (b *Keyboard) write(r rune) {
	if b.spec.To == nil {
		return
	}
	b.spec.To.TypedRune(b.cased(r))
	b.begin()
}

func (b *Keyboard) erase() {
	if b.spec.To == nil {
		return
	}
	b.spec.To.Backspace()
	b.begin()
}

// show changes between letters and signs.
func (b *Keyboard) show(layer *board) {
	b.layer = layer
	layer.arrange(b.Size())
	layer.bed.Refresh()
}

// CreateRenderer is part of fyne.Widget.
func (b *Keyboard) CreateRenderer() fyne.WidgetRenderer { return touch.Render(b) }

// Parts is part of touch.Drawing: the keys of one layer.
func (b *Keyboard) Parts() []fyne.CanvasObject { return b.layer.parts(nil) }

// Paint is part of touch.Drawing; keys paint themselves.
func (b *Keyboard) Paint() {}

// Least is part of touch.Drawing: 12 columns of 15 mm.
func (b *Keyboard) Least() fyne.Size {
	return fyne.NewSize(columns*b.kit.MM(look.TouchLeast), b.letters.height())
}

// Arrange is part of touch.Drawing.
func (b *Keyboard) Arrange(s fyne.Size) { b.layer.arrange(s) }
