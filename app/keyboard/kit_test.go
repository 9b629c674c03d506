package keyboard

import (
	"image/png"
	"os"
	"path/filepath"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/software"
	"fyne.io/fyne/v2/test"

	"dongthap.vn/sen/app/look"
	"dongthap.vn/sen/app/touch"
)

var (
	tablet   = look.Screen{Width: 1280, Height: 800, Inches: 10.1}
	kiosk    = look.Screen{Width: 1920, Height: 1080, Inches: 21.5, Reading: 600}
	portrait = look.Screen{Width: 1080, Height: 1920, Inches: 32, Reading: 600}
)

// timer is a clock and an After that only move when told.
type timer struct {
	now     time.Time
	pending []func()
}

func (c *timer) Now() time.Time { return c.now }

func (c *timer) After(_ time.Duration, f func()) (stop func()) {
	i := len(c.pending)
	c.pending = append(c.pending, f)
	return func() { c.pending[i] = nil }
}

// fire runs what waits now, and not what that begins to wait for.
func (c *timer) fire() {
	for i, f := range c.pending {
		if f != nil {
			c.pending[i] = nil
			f()
		}
	}
}

func newKit(t testing.TB, s look.Screen, step look.Step) (touch.Kit, *timer) {
	t.Helper()
	l, err := look.New(s)
	if err != nil {
		t.Fatal(err)
	}
	l = l.With(step)
	test.NewTempApp(t).Settings().SetTheme(l.Theme())
	c := &timer{now: time.Date(2026, 11, 23, 8, 42, 0, 0, time.UTC)}
	k := touch.New(l, c.Now)
	k.After = c.After
	return k, c
}

func show(t testing.TB, k touch.Kit, content fyne.CanvasObject) software.WindowlessCanvas {
	t.Helper()
	w, h := k.Size()
	c := software.NewCanvas()
	c.SetPadded(false)
	c.SetContent(touch.Screen(content))
	c.Resize(fyne.NewSize(w, h))
	return c
}

// shoot writes what is shown to the folder named by SEN_SHOTS, if any.
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
