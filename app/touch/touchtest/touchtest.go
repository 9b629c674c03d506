// Package touchtest is the glasses a kiosk may have, and things drawn on them
// without a window, for tests. It is not for the kiosk itself.
package touchtest

import (
	"image"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/software"

	"dongthap.vn/sen/app/look"
	"dongthap.vn/sen/app/touch"
)

// The glasses: a tablet in a hand, a notebook's screen, one on a stand, and a tall one.
var (
	Tablet   = look.Screen{Width: 1280, Height: 800, Inches: 10.1, Reading: 400}
	Notebook = look.Screen{Width: 1920, Height: 1080, Inches: 15.6, Reading: 600}
	Desk     = look.Screen{Width: 1920, Height: 1080, Inches: 21.5, Reading: 600}
	Portrait = look.Screen{Width: 1080, Height: 1920, Inches: 32, Reading: 600}
)

// Kit is the tools for a glass, run by a timer.
func Kit(t testing.TB, s look.Screen, step look.Step, contrast look.Contrast, timer *Timer) touch.Kit {
	t.Helper()
	l, err := look.New(s)
	if err != nil {
		t.Fatal(err)
	}
	l = l.With(step).In(contrast)
	Wear(l.Theme())
	k := touch.New(l, timer.Now)
	k.After = timer.After
	return k
}

// Show lays content out over the whole screen of a kit.
func Show(k touch.Kit, content fyne.CanvasObject) software.WindowlessCanvas {
	w, h := k.Size()
	c := software.NewCanvas()
	c.SetPadded(false)
	c.SetContent(touch.Screen(content))
	c.Resize(fyne.NewSize(w, h))
	return c
}

// Shoot writes what is shown to the folder named by SEN_SHOTS, if any, for
// people to look at.
func Shoot(t testing.TB, c fyne.Canvas, name string) {
	t.Helper()
	if dir := os.Getenv("SEN_SHOTS"); dir != "" {
		Draw(t, c, filepath.Join(dir, name+".png"))
	}
}

// Draw writes what is shown to a PNG file.
func Draw(t testing.TB, c fyne.Canvas, path string) {
	t.Helper()
	Keep(t, c.Capture(), path)
}

// Keep writes a picture to a PNG file.
func Keep(t testing.TB, picture image.Image, path string) {
	t.Helper()
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := png.Encode(f, picture); err != nil {
		t.Fatal(err)
	}
}
