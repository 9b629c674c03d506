package touch

import (
	"image"
	"image/color"
	"image/draw"
	"math"

	"fyne.io/fyne/v2/canvas"
)

// Plate is a panel that stays as it is: a rectangle with round corners and an edge
// within it, in canvas units from the top left corner of its picture. Its colours
// hide what is below.
type Plate struct {
	Rect
	Radius, Edge float32
	Fill, Line   color.NRGBA // Line is the edge's
}

// Plates returns a picture of plates, each upon those before it. What stays as it
// is while letters change is drawn quicker so: without a graphics card a picture
// costs a third of a rounded rectangle, pixel by pixel and frame by frame. plates
// is asked again when the picture's size changes, or at its Refresh.
func (k Kit) Plates(plates func() []Plate) *canvas.Raster {
	r := canvas.NewRaster(func(w, h int) image.Image {
		img := image.NewRGBA(image.Rect(0, 0, w, h))
		for _, p := range plates() {
			k.plate(img, p)
		}
		return img
	})
	r.ScaleMode = canvas.ImageScalePixels // it is as big as its place
	return r
}

// plate draws one.
func (k Kit) plate(img *image.RGBA, p Plate) {
	place := image.Rect(k.pixelsOf(p.Pos.X), k.pixelsOf(p.Pos.Y), k.pixelsOf(p.right()), k.pixelsOf(p.bottom()))
	radius, edge := k.pixelsOf(p.Radius), k.pixelsOf(p.Edge)
	if edge > 0 {
		round(img, place, radius, p.Line)
	}
	round(img, place.Inset(edge), max(0, radius-edge), p.Fill)
}

// round fills a rectangle with round corners.
func round(img *image.RGBA, place image.Rectangle, radius int, c color.NRGBA) {
	radius = min(radius, place.Dx()/2, place.Dy()/2)
	ink := image.NewUniform(c)
	fill := func(x0, y0, x1, y1 int) { draw.Draw(img, image.Rect(x0, y0, x1, y1), ink, image.Point{}, draw.Src) }
	fill(place.Min.X, place.Min.Y+radius, place.Max.X, place.Max.Y-radius)
	fill(place.Min.X+radius, place.Min.Y, place.Max.X-radius, place.Min.Y+radius)
	fill(place.Min.X+radius, place.Max.Y-radius, place.Max.X-radius, place.Max.Y)
	for y := range radius {
		for x := range radius {
			share := float64(radius) + 0.5 - math.Hypot(float64(radius-x)-0.5, float64(radius-y)-0.5)
			if share <= 0 {
				continue
			}
			left, right, top, bottom := place.Min.X+x, place.Max.X-1-x, place.Min.Y+y, place.Max.Y-1-y
			for _, at := range [4]image.Point{{left, top}, {right, top}, {left, bottom}, {right, bottom}} {
				blend(img, at, c, min(share, 1))
			}
		}
	}
}

// blend covers a share of a pixel.
func blend(img *image.RGBA, at image.Point, c color.NRGBA, share float64) {
	if !at.In(img.Rect) {
		return
	}
	pixel := img.Pix[img.PixOffset(at.X, at.Y):]
	for i, v := range [4]uint8{c.R, c.G, c.B, 0xFF} {
		pixel[i] = uint8(math.Round(float64(pixel[i])*(1-share) + float64(v)*share))
	}
}
