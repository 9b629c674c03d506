// Package icons holds the drawings of the kiosk: Lucide's outlines, five faces
// in the same hand, and the emblem of Sen.
//
// A drawing is SVG text on a 24-unit square, drawn with round lines in
// currentColor. The package hands out bytes and knows no toolkit. Paths are
// absolute lines and cubic curves, and every rx has its ry, because Fyne's
// reader errs on arcs. Lucide's licence lies beside the files.
package icons

import (
	"embed"
	"fmt"
	"image/color"
	"strings"
)

//go:embed *.svg
var files embed.FS

// AppIcon is the emblem as a 512-pixel PNG, for windows and packages.
//
//go:embed sen.png
var AppIcon []byte

// Get returns the SVG of a drawing. Names are constants of this package, so an
// unknown one is a slip of the programmer and panics.
func Get(n Name) []byte {
	b, err := files.ReadFile(string(n) + ".svg")
	if err != nil {
		panic(fmt.Sprintf("icons: no drawing %q", n))
	}
	return b
}

// Pen says how an outline is drawn.
type Pen struct {
	Color color.NRGBA
	Width float32 // of the line, in units of the 24-unit square; Lucide's own is 2
}

// Draw returns the SVG of a drawing in the pen's colour. A drawing that brings
// its own colours, like Sen, stays as it is.
func Draw(n Name, p Pen) []byte {
	hex := fmt.Sprintf("#%02X%02X%02X", p.Color.R, p.Color.G, p.Color.B)
	return []byte(strings.NewReplacer(
		"currentColor", hex,
		`stroke-width="2"`, fmt.Sprintf(`stroke-width="%g"`, p.Width),
	).Replace(string(Get(n))))
}

// Names lists every drawing there is.
func Names() []Name {
	entries, err := files.ReadDir(".")
	if err != nil {
		panic(fmt.Sprintf("icons: embedded files: %v", err))
	}
	names := make([]Name, len(entries))
	for i, e := range entries {
		names[i] = Name(strings.TrimSuffix(e.Name(), ".svg"))
	}
	return names
}
