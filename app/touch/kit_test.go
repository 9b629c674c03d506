package touch_test

import (
	"image/png"
	"os"
	"path/filepath"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/software"
	"fyne.io/fyne/v2/test"

	"dongthap.vn/sen/app/look"
	"dongthap.vn/sen/app/touch"
)

// clock is a clock that only moves when told, and knows what waits for it.
type clock struct {
	now     time.Time
	waiting []func()
}

// After keeps f until fireAll.
func (c *clock) After(_ time.Duration, f func()) (stop func()) {
	i := len(c.waiting)
	c.waiting = append(c.waiting, f)
	return func() { c.waiting[i] = nil }
}

// fireAll runs what waits, and what that begins to wait for.
func (c *clock) fireAll() {
	for i := 0; i < len(c.waiting); i++ {
		if f := c.waiting[i]; f != nil {
			c.waiting[i] = nil
			f()
		}
	}
}

func newClock() *clock                { return &clock{now: time.Date(2026, 11, 23, 8, 42, 0, 0, time.UTC)} }
func (c *clock) Now() time.Time       { return c.now }
func (c *clock) pass(d time.Duration) { c.now = c.now.Add(d) }
func tabletScreen() look.Screen       { return look.Screen{Width: 1280, Height: 800, Inches: 10.1} }
func kioskScreen() look.Screen {
	return look.Screen{Width: 1920, Height: 1080, Inches: 21.5, Reading: 600}
}
func portraitScreen() look.Screen {
	return look.Screen{Width: 1080, Height: 1920, Inches: 32, Reading: 600}
}
func newKit(t testing.TB, c *clock) touch.Kit {
	return kitFor(t, tabletScreen(), look.A, look.Light, c)
}

func kitFor(t testing.TB, s look.Screen, step look.Step, contrast look.Contrast, c *clock) touch.Kit {
	t.Helper()
	l, err := look.New(s)
	if err != nil {
		t.Fatal(err)
	}
	l = l.With(step).In(contrast)
	test.NewTempApp(t).Settings().SetTheme(l.Theme())
	return touch.New(l, c.Now)
}

// show lays content out over the whole screen of a kit.
func show(t testing.TB, k touch.Kit, content fyne.CanvasObject) software.WindowlessCanvas {
	t.Helper()
	w, h := k.Size()
	c := software.NewCanvas()
	c.SetPadded(false)
	c.SetContent(touch.Screen(content))
	c.Resize(fyne.NewSize(w, h))
	return c
}

// shoot writes what is shown to the folder named by SEN_SHOTS, if any, for
// people to look at.
func shoot(t testing.TB, c fyne.Canvas, name string) {
	t.Helper()
	dir := os.Getenv("SEN_SHOTS")
	if dir == "" {
		return
	}
	f, err := os.Create(filepath.Join(dir, name+".png"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := png.Encode(f, c.Capture()); err != nil {
		t.Fatal(err)
	}
}

// fillOf is the role of the colour a thing is filled with.
func fillOf(k touch.Kit, d touch.Drawing) look.Color {
	for _, p := range d.Parts() {
		if r, ok := p.(*canvas.Rectangle); ok {
			for c := look.Bg; c <= look.Shadow; c++ {
				if r.FillColor == k.Color(c) {
					return c
				}
			}
		}
	}
	return -1
}
