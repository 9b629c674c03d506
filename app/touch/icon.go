package touch

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"dongthap.vn/sen/app/look"
	"dongthap.vn/sen/assets/icons"
)

// Lines of icons, in units of their 24-unit square: big ones are drawn finer.
const (
	hairLine = 1.25
	fineLine = 1.6
	boldLine = 2.2
)

// bigIcon is the side in mm from which a drawing has hair lines.
const bigIcon = 20

// icon is a drawing in one colour. It is not a widget; widgets own it.
type icon struct {
	image *canvas.Image
	kit   Kit
	name  icons.Name
	color look.Color
	line  float32
	side  float32 // in canvas units, 0 before it has a place
}

func (k Kit) icon(n icons.Name, c look.Color, line float32) *icon {
	return &icon{kit: k, name: n, color: c, line: line, image: &canvas.Image{}}
}

// none reports that there is nothing to draw.
func (i *icon) none() bool { return i.name == "" }

// place sets it into a square.
func (i *icon) place(x, y, side float32) {
	if i.side != side {
		i.side = side
		i.load()
	}
	place(i.image, x, y, side, side)
}

// load draws it for its colour and size.
func (i *icon) load() {
	side := i.kit.pixelsOf(i.side)
	if i.none() || side <= 0 {
		return
	}
	i.image.Image = i.kit.pixels.get(i.kit, picture{i.name, i.color, i.line, side})
	i.image.Refresh()
}

// paint changes the colour.
func (i *icon) paint(c look.Color) { i.draw(i.name, c) }

// draw changes the drawing and its colour, at no cost if both stay.
func (i *icon) draw(n icons.Name, c look.Color) {
	same := i.name == n && i.kit.Color(i.color) == i.kit.Color(c)
	i.name, i.color = n, c
	if !same {
		i.load()
	}
}

// Icon returns a drawing that is not touched, side units wide and high.
func (k Kit) Icon(n icons.Name, c look.Color, side float32) fyne.CanvasObject {
	line := float32(fineLine)
	if side >= k.MM(bigIcon) {
		line = hairLine
	}
	i := k.icon(n, c, line)
	i.place(0, 0, side)
	i.image.SetMinSize(fyne.NewSquareSize(side))
	i.image.FillMode = canvas.ImageFillContain
	return i.image
}

// Emblem returns the lotus of Sen in its own colours, side units wide and high.
func (k Kit) Emblem(side float32) fyne.CanvasObject { return k.Icon(icons.Sen, look.Primary, side) }
