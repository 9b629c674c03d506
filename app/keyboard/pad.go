package keyboard

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"dongthap.vn/sen/app/touch"
)

// Pad is a number pad in the order of a telephone.
type Pad struct {
	widget.BaseWidget
	kit    touch.Kit
	to     *Field
	board  *board
	eraser eraser
}

// NewPad returns a pad that writes into a field; erase is the words of its
// eraser.
func NewPad(k touch.Kit, erase string, to *Field) *Pad {
	p := &Pad{kit: k, to: to}
	p.eraser = eraser{kit: k, erase: func() { p.to.Backspace() }}
	figures := func(s string) []plan {
		var row []plan
		for _, r := range s {
			row = append(row, plan{units: 1, label: string(r), tap: func() { p.to.TypedRune(r) }})
		}
		return inRow(row)
	}
	last := []plan{
		{at: 1, units: 1, label: "0", tap: func() { p.to.TypedRune('0') }},
		{at: 2, units: 1, label: erase, tint: toneKey, tap: p.eraser.tap, hold: p.eraser.hold},
	}
	p.board = newBoard(k, 3, [][]plan{figures("123"), figures("456"), figures("789"), last})
	p.board.most, p.board.stretch = padMost, padStretch
	p.ExtendBaseWidget(p)
	return p
}

const (
	padMost  = 40 // mm of a column, at most
	padLeast = 22 // mm of a column, as it would like

	padStretch = 1.8
)

// Attach makes it write into another field.
func (p *Pad) Attach(f *Field) { p.to = f }

// CreateRenderer is part of fyne.Widget.
func (p *Pad) CreateRenderer() fyne.WidgetRenderer { return touch.Render(p) }

// Parts is part of touch.Drawing.
func (p *Pad) Parts() []fyne.CanvasObject { return p.board.parts(nil) }

// Paint is part of touch.Drawing; keys paint themselves.
func (p *Pad) Paint() {}

// Least is part of touch.Drawing.
func (p *Pad) Least() fyne.Size {
	return fyne.NewSize(3*p.kit.MM(padLeast)+2*p.kit.MM(bedPad), p.board.height())
}

// Arrange is part of touch.Drawing.
func (p *Pad) Arrange(s fyne.Size) { p.board.arrange(s) }
