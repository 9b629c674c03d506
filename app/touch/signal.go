package touch

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"dongthap.vn/sen/app/look"
	"dongthap.vn/sen/assets/icons"
)

// Mood is what a message is about. Its colour never stands alone: a drawing and
// words say the same.
type Mood int

// The moods.
const (
	Info Mood = iota
	Success
	Warning
	Error
)

var moods = [...]struct {
	ink, tint look.Color
	icon      icons.Name
}{
	Info:    {look.Info, look.InfoTint, icons.Info},
	Success: {look.Success, look.SuccessTint, icons.CircleCheck},
	Warning: {look.Warning, look.WarningTint, icons.TriangleAlert},
	Error:   {look.Error, look.ErrorTint, icons.OctagonAlert},
}

type drawnWidget interface {
	fyne.Widget
	Drawing
}

// signal is a mood and its words on a panel: what a Banner and a Pill are.
type signal struct {
	widget.BaseWidget
	self  drawnWidget // the Banner or Pill
	kit   Kit
	mood  Mood
	panel *canvas.Rectangle
	icon  *icon
	label *label
}

func (k Kit) signal(m Mood, radius float32, l *label) signal {
	return signal{kit: k, mood: m, panel: k.panel(radius, paper), icon: k.icon(moods[m].icon, moods[m].ink, boldLine), label: l}
}

// become makes the signal a part of self and draws it.
func (s *signal) become(self drawnWidget) {
	s.self = self
	s.ExtendBaseWidget(self)
	self.Paint()
}

// Say changes the message.
func (s *signal) Say(m Mood, words string) {
	if s.label.put(words, "") || s.mood != m {
		s.mood = m
		renew(s.self)
	}
}

// Words is the message.
func (s *signal) Words() string { return s.label.words() }

// Cut reports that the words do not fit.
func (s *signal) Cut() bool { return s.label.cut }

// CreateRenderer is part of fyne.Widget.
func (s *signal) CreateRenderer() fyne.WidgetRenderer { return Render(s.self) }

// Parts is part of Drawing.
func (s *signal) Parts() []fyne.CanvasObject {
	return s.label.parts([]fyne.CanvasObject{s.panel, s.icon.image})
}

// paint wears the mood, with an edge of its ink or, edgeless, of its tint.
func (s *signal) paint(edgeless bool) {
	m := moods[s.mood]
	edge := m.ink
	if edgeless {
		edge = m.tint
	}
	s.kit.wear(s.panel, coat{fill: m.tint, edge: edge})
	s.icon.draw(m.icon, m.ink)
	s.label.recolor(m.ink, m.ink)
}
