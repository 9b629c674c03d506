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
func (f *Faces) Least() fyne.Size { return f.grid().MinSize(f.cells) }

// Arrange is part of Drawing.
func (f *Faces) Arrange(s fyne.Size) { f.grid().Layout(f.cells, s) }

func (f *Faces) grid() grid { return grid{columns: 5, gap: f.kit.MM(3)} }

// face is one answer.
type face struct {
	Pressable
	kit   Kit
	on    bool
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

// Arrange is part of Drawing: the face and its words together in the middle.
func (f *face) Arrange(s fyne.Size) {
	place(f.panel, 0, 0, s.Width, s.Height)
	pad, gap, tick := f.kit.MM(3), f.kit.MM(3), f.kit.MM(7)
	words := s.Width - 2*pad
	// Two lines are kept for all, so that five faces stand at one height.
	text := 2 * f.label.lineHeight(f.kit.Em(look.Strong))
	side := floor(min(s.Width*.5, s.Height-text-gap-2*pad, f.kit.MM(26)))
	y := floor((s.Height - side - gap - text) / 2)
	f.icon.place(floor((s.Width-side)/2), y, side)
	f.label.arrange(pad, y+side+gap, words, text)
	f.tick.place(s.Width-tick-f.kit.MM(2), f.kit.MM(2), tick)
}
