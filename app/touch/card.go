package touch

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"dongthap.vn/sen/app/look"
)

// coat is the colours of a thing in one of its states.
type coat struct {
	fill, edge, ink look.Color
	thick           bool // a border that says «chosen»
	bare            bool // no panel at all, only ink
}

// Coats that several things share.
var (
	paper    = coat{fill: look.Surface, edge: look.Line, ink: look.Ink}
	touched  = coat{fill: look.PressedSoft, edge: look.Border, ink: look.Ink}
	chosen   = coat{fill: look.InfoTint, edge: look.Info, ink: look.Ink, thick: true}
	filled   = coat{fill: look.Primary, edge: look.Primary, ink: look.OnPrimary}
	sunk     = coat{fill: look.Pressed, edge: look.Pressed, ink: look.OnPressed}
	resting  = coat{fill: look.Alt, edge: look.Line, ink: look.Ink2}
	plain    = coat{ink: look.Ink, bare: true}
	outlined = coat{fill: look.Surface, edge: look.Border, ink: look.Ink}
)

// panel is a rounded rectangle that wears coats.
func (k Kit) panel(radius float32, c coat) *canvas.Rectangle {
	r := canvas.NewRectangle(color.Transparent)
	r.CornerRadius = k.MM(radius)
	k.wear(r, c)
	return r
}

// wear puts a coat on a panel and asks for a frame only if that changes it.
func (k Kit) wear(r *canvas.Rectangle, c coat) {
	width := k.MM(look.Edge)
	if c.thick {
		width = k.MM(look.ThickEdge)
	}
	fill, edge := color.Color(k.Color(c.fill)), color.Color(k.Color(c.edge))
	if c.bare {
		fill, edge, width = color.Transparent, color.Transparent, 0
	}
	if r.FillColor == fill && r.StrokeColor == edge && r.StrokeWidth == width {
		return
	}
	r.FillColor, r.StrokeColor, r.StrokeWidth = fill, edge, width
	r.Refresh()
}

// lift gives a panel the soft shadow of a card.
func (k Kit) lift(r *canvas.Rectangle) *canvas.Rectangle {
	if k.Contrast() == look.High {
		return r
	}
	c := k.Color(look.Shadow)
	c.A = 24
	r.Shadow = canvas.Shadow{Color: c, BlurRadius: k.MM(0.7), Offset: fyne.NewPos(0, k.MM(0.35))}
	return r
}

// Card puts things on white paper with a soft edge, with the same room all round.
func (k Kit) Card(content fyne.CanvasObject) *fyne.Container {
	return Stack(k.lift(k.panel(look.Radius, paper)), Inset(k.MM(4), k.MM(3.5), content))
}
