package touch

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"dongthap.vn/sen/app/look"
	"dongthap.vn/sen/assets/icons"
)

// Faces is a question of five equal answers. None is chosen at first and none
// has a colour of its own: a coloured face would ask for the answer.
type Faces struct {
	widget.BaseWidget
	kit      Kit
	faces    []*face
	cells    []fyne.CanvasObject
	onChoose func(score int)
}

// Faces returns five faces from the happiest, 5, to the unhappiest, 1, with
// their words in that order. onChoose gets the score.
func (k Kit) Faces(words [5]string, onChoose func(score int)) *Faces {
	f := &Faces{kit: k, onChoose: onChoose}
	drawn := [5]icons.Name{icons.Face5, icons.Face4, icons.Face3, icons.Face2, icons.Face1}
	for i, w := range words {
		score := 5 - i
		one := k.face(drawn[i], w)
		one.Bind(k, one, Press{Rest: Rest, Paint: one.Paint, Tap: func() { f.tapped(score) }})
		f.faces, f.cells = append(f.faces, one), append(f.cells, one)
	}
	f.ExtendBaseWidget(f)
	return f
}

func (f *Faces) tapped(score int) {
	f.Choose(score)
	if f.onChoose != nil {
		f.onChoose(score)
	}
}

// Choose marks a score without telling; 0 marks none.
func (f *Faces) Choose(score int) {
	for i, one := range f.faces {
		one.on = 5-i == score
		one.Paint()
	}
}

// CreateRenderer is part of fyne.Widget.
func (f *Faces) CreateRenderer() fyne.WidgetRenderer { return Render(f) }

// Parts is part of Drawing.
func (f *Faces) Parts() []fyne.CanvasObject { return f.cells }

// Paint is part of Drawing; each face paints itself.
func (f *Faces) Paint() {}

// Least is part of Drawing.
func (f *Faces) Least() fyne.Size { return f.grid(facesAcross).MinSize(f.cells) }

// Arrange is part of Drawing: five side by side, or one below the other in a
// place that is higher than wide or where a word is wider than a fifth of it.
func (f *Faces) Arrange(s fyne.Size) {
	columns := facesAcross
	if s.Height > s.Width || f.breaks(s.Width) {
		columns = 1
	}
	f.keep(s.Width)
	f.grid(columns).Layout(f.cells, s)
}

// keep leaves each face the room of the longest answer, so that all stand at one
// height.
func (f *Faces) keep(width float32) (text float32) {
	for _, one := range f.faces {
		one.label.grow(1)
		text = max(text, 2*one.label.lineHeight(one.label.em()), one.label.heightFor(f.cell(width)))
	}
	for _, one := range f.faces {
		one.text = text
	}
	return text
}

// cell is the width of the words of each of five side by side.
func (f *Faces) cell(width float32) float32 {
	return (width-(facesAcross-1)*f.kit.MM(3))/facesAcross - 2*f.kit.MM(facePad)
}

// HeightFor is what five faces need at a width.
func (f *Faces) HeightFor(width float32) float32 {
	if !f.breaks(width) {
		return max(f.kit.MM(34), f.keep(width)+f.kit.MM(faceLeast+faceGap+2*facePad))
	}
	line := f.faces[0].label.lineHeight(f.faces[0].label.em() * faceText)
	return facesAcross*max(f.kit.MM(look.RowHeight), line+f.kit.MM(facePad)) + (facesAcross-1)*f.kit.MM(3)
}

// breaks reports that a word does not fit into a fifth of a width.
func (f *Faces) breaks(width float32) bool {
	for _, one := range f.faces {
		if one.label.breaks(f.cell(width)) {
			return true
		}
	}
	return false
}

const facesAcross = 5

func (f *Faces) grid(columns int) grid { return grid{columns: columns, gap: f.kit.MM(3)} }

// face is one answer.
type face struct {
	Pressable
	kit   Kit
	on    bool
	text  float32 // the height kept for the words of any face
	panel *canvas.Rectangle
	icon  *icon
	tick  *icon
	label *label
}

func (k Kit) face(n icons.Name, words string) *face {
	s := styled(look.Strong, look.Ink)
	s.align, s.lines = fyne.TextAlignCenter, 2
	f := &face{kit: k, panel: k.lift(k.panel(look.Radius, paper)), icon: k.icon(n, look.Ink2, fineLine),
		tick: k.icon(icons.CircleCheck, look.Info, boldLine), label: newLabel(k, words, s)}
	f.tick.image.Hide()
	return f
}

// Chosen reports whether it is the answer that was chosen.
func (f *face) Chosen() bool { return f.on }

// Words is the answer.
func (f *face) Words() string { return f.label.words() }

// Cut reports that the words do not fit.
func (f *face) Cut() bool { return f.label.cut }

// CreateRenderer is part of fyne.Widget.
func (f *face) CreateRenderer() fyne.WidgetRenderer { return Render(f) }

// Parts is part of Drawing.
func (f *face) Parts() []fyne.CanvasObject {
	return append(f.label.parts([]fyne.CanvasObject{f.panel, f.icon.image, f.tick.image}), f.ring.parts...)
}

// Paint is part of Drawing.
func (f *face) Paint() {
	c, drawn := paper, look.Ink2
	if f.on {
		c, drawn = chosen, look.Info
	}
	if f.Down() {
		c, drawn = touched, look.Ink
	}
	f.kit.wear(f.panel, c)
	f.icon.paint(drawn)
	if f.on != f.tick.image.Visible() {
		f.tick.image.Hidden = !f.on
		f.tick.image.Refresh()
	}
}

// Least is part of Drawing.
func (f *face) Least() fyne.Size {
	return fyne.NewSize(f.kit.MM(28), f.kit.MM(34))
}

const (
	facePad   = 3   // mm
	faceGap   = 3   // mm between face and words
	faceMost  = 34  // mm of a face
	faceLeast = 11  // mm of it, above words
	faceTick  = 7   // mm
	faceWide  = 1.5 // so many times wider than high, the words stand beside the face
	faceText  = 1.3 // by how much the words may grow where the face does
)

// Arrange is part of Drawing: the face and its words together in the middle,
// or side by side where there is more width than height.
func (f *face) Arrange(s fyne.Size) {
	place(f.panel, 0, 0, s.Width, s.Height)
	pad, tick := f.kit.MM(facePad), f.kit.MM(faceTick)
	f.tick.place(s.Width-tick-pad, pad, tick)
	if s.Width > faceWide*s.Height {
		f.beside(s, pad)
		return
	}
	f.below(s, pad)
}

func (f *face) below(s fyne.Size, pad float32) {
	gap, most := f.kit.MM(faceGap), f.kit.MM(faceMost)
	f.label.align, f.label.middle = fyne.TextAlignCenter, false
	f.label.grow(1)
	text := f.text
	side := floor(min(s.Width*.6, s.Height-text-gap-2*pad, most))
	y := floor((s.Height - side - gap - text) / 2)
	f.icon.place(floor((s.Width-side)/2), y, side)
	f.label.arrange(pad, y+side+gap, s.Width-2*pad, text)
}

func (f *face) beside(s fyne.Size, pad float32) {
	gap := 2 * f.kit.MM(faceGap)
	f.label.align, f.label.middle = fyne.TextAlignLeading, true
	f.label.grow(faceText)
	side := floor(min(s.Height-2*pad, f.kit.MM(faceMost)))
	left := s.Width/2 - side - f.kit.MM(faceMost) // all five faces stand in one column, a bit left of the middle
	left = floor(max(pad, left))
	f.icon.place(left, floor((s.Height-side)/2), side)
	x := left + side + gap
	f.label.arrange(x, 0, s.Width-x-pad, s.Height)
}
