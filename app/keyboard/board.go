package keyboard

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"dongthap.vn/sen/app/look"
	"dongthap.vn/sen/app/touch"
)

const (
	keyGap  = 1.4 // mm between the faces of keys
	bedPad  = 0.7 // mm around the cells; with half a gap the frame is as wide as a gap
	keyMost = 23  // mm of a column; wider keys only make longer ways

	keyStretch = 1.35
)

// board sets keys into rows of equal columns on a common bed.
type board struct {
	kit     touch.Kit
	bed     *canvas.Raster // with the faces of all keys at rest
	columns float32
	rows    [][]*key
	high    float32 // mm of a row, gap included
	most    float32 // mm of a column, at most
	stretch float32 // by which a row may be higher than it need be
}

func newBoard(k touch.Kit, columns float32, rows [][]plan) *board {
	b := &board{kit: k, columns: columns, high: look.KeyHeight + keyGap, most: keyMost, stretch: keyStretch}
	b.bed = k.Plates(b.plates)
	for _, r := range rows {
		var row []*key
		for _, c := range r {
			row = append(row, newKey(k, c))
		}
		b.rows = append(b.rows, row)
	}
	return b
}

func (b *board) height() float32 {
	return b.kit.MM(b.high)*float32(len(b.rows)) + 2*b.kit.MM(bedPad)
}

// arrange sets the board into the middle of a size; its rows take the height
// they are given, down to that of a key.
func (b *board) arrange(s fyne.Size) {
	pad := b.kit.MM(bedPad)
	width := min(s.Width-2*pad, b.kit.MM(b.most)*b.columns)
	high := floor((s.Height - 2*pad) / float32(len(b.rows)))
	high = min(max(high, b.kit.MM(b.high)), b.kit.MM(b.high*b.stretch))
	left := floor((s.Width - width) / 2)
	top := floor(max(0, s.Height-2*pad-high*float32(len(b.rows)))/2) + pad
	b.bed.Move(fyne.NewPos(left-pad, top-pad))
	b.bed.Resize(fyne.NewSize(width+2*pad, high*float32(len(b.rows))+2*pad))
	column := func(n float32) float32 { return left + floor(width*n/b.columns+.5) }
	for r, row := range b.rows {
		for _, y := range row {
			x := column(y.plan.at)
			y.Move(fyne.NewPos(x, top+float32(r)*high))
			y.Resize(fyne.NewSize(column(y.plan.at+y.plan.units)-x, high))
		}
	}
}

// plates are the bed and upon it the keys.
func (b *board) plates() []touch.Plate {
	bed := touch.Plate{Rect: touch.Rect{Size: b.bed.Size()}, Radius: b.kit.MM(look.ButtonRadius), Fill: b.kit.Color(look.KeyBed)}
	if b.kit.Contrast() == look.High {
		bed.Edge, bed.Line = b.kit.MM(look.Edge), b.kit.Color(look.Line)
	}
	list := []touch.Plate{bed}
	b.each(func(y *key) { list = append(list, y.plate(b.bed.Position())) })
	return list
}

func (b *board) parts(to []fyne.CanvasObject) []fyne.CanvasObject {
	to = append(to, b.bed)
	for _, row := range b.rows {
		for _, y := range row {
			to = append(to, y)
		}
	}
	return to
}

// each calls f for every key.
func (b *board) each(f func(*key)) {
	for _, row := range b.rows {
		for _, y := range row {
			f(y)
		}
	}
}
