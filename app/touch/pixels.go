package touch

import (
	"bytes"
	"fmt"
	"image"
	"math"

	"github.com/fyne-io/oksvg"
	"github.com/srwiley/rasterx"

	"dongthap.vn/sen/app/look"
	"dongthap.vn/sen/assets/icons"
)

// picture is a drawing at one size in one colour.
type picture struct {
	name  icons.Name
	color look.Color
	line  float32 // in units of its 24-unit square
	side  int     // pixels
}

// pixels keeps what was drawn, for all screens of a Look. Fyne could draw SVG by
// itself, but it does so twice for every new screen, once for a canvas it does
// not know yet, and does not scale lines.
type pixels map[picture]image.Image

func (p pixels) get(k Kit, d picture) image.Image {
	if img, ok := p[d]; ok {
		return img
	}
	img := rasterize(icons.Draw(d.name, icons.Pen{Color: k.Color(d.color), Width: d.line}), d.side)
	if p != nil {
		p[d] = img
	}
	return img
}

// rasterize draws an SVG of this project, so one that cannot be read is a slip
// of the programmer and panics.
func rasterize(svg []byte, side int) image.Image {
	icon, err := oksvg.ReadIconStream(bytes.NewReader(svg))
	if err != nil {
		panic(fmt.Sprintf("touch: drawing: %v", err))
	}
	icon.SetTarget(0, 0, float64(side), float64(side))
	for i := range icon.SVGPaths {
		icon.SVGPaths[i].LineWidth *= float64(side) / icon.ViewBox.W
	}
	img := image.NewRGBA(image.Rect(0, 0, side, side))
	icon.Draw(rasterx.NewDasher(side, side, rasterx.NewScannerGV(side, side, img, img.Bounds())), 1)
	return img
}

func (k Kit) pixelsOf(units float32) int { return int(math.Round(float64(k.Pixels(units)))) }
