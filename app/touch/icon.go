package touch

import (
	"image"
	"image/draw"

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

// icon is a drawing in one colour. It is not a widget; widgets own it. It is a
// Raster, because Fyne draws every screen with a new canvas.Image in it twice.
type icon struct {
	image *canvas.Raster
	kit   Kit
	name  icons.Name
	color look.Color
	line  float32
}

func (k Kit) icon(n icons.Name, c look.Color, line float32) *icon {
	i := &icon{kit: k, name: n, color: c, line: line}
	i.image = canvas.NewRaster(i.pixels)
	return i
}

// none reports that there is nothing to draw.
func (i *icon) none() bool { return i.name == "" }

// place sets it into a square.
func (i *icon) place(x, y, side float32) { place(i.image, x, y, side, side) }

// pixels is the drawing in the middle of so many pixels.
func (i *icon) pixels(width, height int) image.Image {
	side := min(width, height)
	if i.none() || side <= 0 {
		return image.NewRGBA(image.Rectangle{})
	}
	square := i.kit.pixels.get(i.kit, picture{i.name, i.color, i.line, side})
	if width == height {
		return square
	}
	all := image.NewRGBA(image.Rect(0, 0, width, height))
	left, top := (width-side)/2, (height-side)/2
	draw.Draw(all, image.Rect(left, top, left+side, top+side), square, image.Point{}, draw.Src)
	return all
}

// paint changes the colour.
func (i *icon) paint(c look.Color) { i.draw(i.name, c) }

// draw changes the drawing and its colour, at no cost if both stay.
func (i *icon) draw(n icons.Name, c look.Color) {
	same := i.name == n && i.kit.Color(i.color) == i.kit.Color(c)
	i.name, i.color = n, c
	if !same {
		i.image.Refresh()
	}
}

// Icon returns a drawing that is not touched, at least side units wide and high.
func (k Kit) Icon(n icons.Name, c look.Color, side float32) fyne.CanvasObject {
	i := k.icon(n, c, fineLine)
	i.image.SetMinSize(fyne.NewSquareSize(side))
	i.place(0, 0, side)
	return i.image
}

// Emblem returns the lotus of Sen in its own colours, side units wide and high.
func (k Kit) Emblem(side float32) fyne.CanvasObject { return k.Icon(icons.Sen, look.Primary, side) }
