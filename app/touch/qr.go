package touch

import (
	"image"
	"image/draw"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// quiet is the white margin of a QR code in modules (ISO/IEC 18004, 5.3.8).
const quiet = 4

// QR returns a code drawn from its modules, true for dark, with or without a
// margin. It fills its place as far as whole pixels a module allow, black on
// white in every look, with a quiet zone of four modules; side is the least it
// asks for, in canvas units.
func (k Kit) QR(modules [][]bool, side float32) fyne.CanvasObject {
	modules = trim(modules)
	r := canvas.NewRaster(func(w, h int) image.Image { return drawQR(modules, w, h) })
	r.ScaleMode = canvas.ImageScalePixels
	r.SetMinSize(fyne.NewSquareSize(side))
	return r
}

// trim removes the margin that an encoder may have drawn.
func trim(modules [][]bool) [][]bool {
	dark := func(x, y int) bool { return modules[y][x] }
	n := len(modules)
	edge := 0
	for edge < n/2 && !dark(edge, edge) {
		edge++
	}
	out := make([][]bool, 0, n)
	for y := edge; y < n-edge; y++ {
		out = append(out, modules[y][edge:n-edge])
	}
	return out
}

func drawQR(modules [][]bool, w, h int) image.Image {
	img := image.NewRGBA(image.Rect(0, 0, w, h)) // what a texture is made from without another copy
	n, side := len(modules), min(w, h)
	paper := image.Pt((w-side)/2, (h-side)/2) // white is a square, also upon black
	draw.Draw(img, image.Rectangle{paper, paper.Add(image.Pt(side, side))}, image.White, image.Point{}, draw.Src)
	scale := side / (n + 2*quiet)
	left, top := (w-n*scale)/2, (h-n*scale)/2
	for y, row := range modules {
		for x, dark := range row {
			if dark {
				at := image.Pt(left+x*scale, top+y*scale)
				draw.Draw(img, image.Rectangle{at, at.Add(image.Pt(scale, scale))}, image.Black, image.Point{}, draw.Src)
			}
		}
	}
	return img
}
