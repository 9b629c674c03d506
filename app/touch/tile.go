package touch

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"dongthap.vn/sen/app/look"
	"dongthap.vn/sen/assets/icons"
)

// TileSpec is what a tile of the home screen shows.
type TileSpec struct {
	Icon    icons.Name
	Title   string // up to two lines
	Sub     string // optional
	Primary bool   // filled
	Big     bool   // bigger title and drawing, for tiles that are twice as wide
	Closed  string // why it cannot be touched now; "" when it can
	OnTap   func()
}

// Tile is a big card with a drawing above its title.
type Tile struct {
	Pressable
	kit   Kit
	spec  TileSpec
	panel *canvas.Rectangle
	icon  *icon
	title *label
	sub   *label
}

// Tile returns a tile.
func (k Kit) Tile(s TileSpec) *Tile {
	role := look.Strong
	if s.Big {
		role = look.Lead
	}
	title, sub := styled(role, look.Ink), styled(look.Small, look.Ink2)
	title.lines = 2
	t := &Tile{kit: k, spec: s, panel: k.lift(k.panel(look.Radius, paper)), icon: k.icon(s.Icon, look.Primary, fineLine),
		title: newLabel(k, s.Title, title), sub: newLabel(k, s.Sub, sub)}
	t.Bind(k, t, Press{Tap: s.OnTap, Paint: t.Paint, Rest: Rest})
	t.SetClosed(s.Closed)
	t.Paint()
	return t
}

// SetClosed says why it cannot be touched; "" lets it be touched again.
func (t *Tile) SetClosed(reason string) {
	t.spec.Closed = reason
	words := reason
	if reason == "" {
		words = t.spec.Sub
	}
	if other := t.sub.put(words, ""); other || t.Enabled() != (reason == "") {
		t.SetEnabled(reason == "")
		renew(t)
	}
}

// SetSub changes the lesser line.
func (t *Tile) SetSub(words string) {
	t.spec.Sub = words
	t.SetClosed(t.spec.Closed)
}

// Closed is why it cannot be touched now, or "".
func (t *Tile) Closed() string { return t.spec.Closed }

// Words is its title and the line below.
func (t *Tile) Words() string { return sentence(t.title.words(), t.sub.words()) }

// Cut reports that the words do not fit.
func (t *Tile) Cut() bool { return t.title.cut || t.sub.cut }

// CreateRenderer is part of fyne.Widget.
func (t *Tile) CreateRenderer() fyne.WidgetRenderer { return Render(t) }

// Parts is part of Drawing.
func (t *Tile) Parts() []fyne.CanvasObject {
	parts := t.sub.parts(t.title.parts([]fyne.CanvasObject{t.panel, t.icon.image}))
	return append(parts, t.ring.parts...)
}

// Paint is part of Drawing.
func (t *Tile) Paint() {
	c, drawn, sub := paper, look.Primary, look.Ink2
	switch {
	case !t.Enabled():
		c, drawn, sub = resting, look.Ink2, look.Ink
	case t.spec.Primary && t.Down():
		c, drawn, sub = sunk, look.OnPressed, look.OnPressed
	case t.spec.Primary:
		c, drawn, sub = filled, look.OnPrimary, look.OnPrimary
	case t.Down():
		c, drawn, sub = touched, look.Ink, look.Ink
	}
	t.kit.wear(t.panel, c)
	t.icon.paint(drawn)
	t.title.recolor(c.ink, c.ink)
	t.sub.recolor(sub, sub)
}

// Least is part of Drawing.
func (t *Tile) Least() fyne.Size {
	return fyne.NewSize(t.kit.MM(look.PrimaryWidth), t.kit.MM(look.PrimaryHeight))
}

// HeightFor is what its words need at a width, beside the drawing or, where a
// word would be broken there, without it; 20 mm at least.
func (t *Tile) HeightFor(width float32) float32 {
	pad := t.kit.MM(4)
	t.title.grow(1)
	t.sub.grow(1)
	least := t.Least()
	beside := width - 2*pad - t.side(least) - t.kit.MM(3)
	if t.title.breaks(beside) {
		beside = width - 2*pad
	}
	return max(least.Height, t.high(beside)+pad)
}

// high is the height of title and sub-line at a width.
func (t *Tile) high(width float32) float32 { return t.title.heightFor(width) + t.sub.heightFor(width) }

// Arrange is part of Drawing: the drawing at the top and the words at the
// bottom. On a low tile the drawing goes to their left, or gives way to words that
// would have to be broken or have no room there.
func (t *Tile) Arrange(s fyne.Size) {
	place(t.panel, 0, 0, s.Width, s.Height)
	t.grow(s)
	pad, side := t.kit.MM(4), t.side(s)
	width := s.Width - 2*pad
	left := pad + side + t.kit.MM(3)
	t.icon.image.Hidden = false
	above := s.Height - 2*pad - t.high(width) - t.kit.MM(1) // left for the drawing
	switch {
	case above >= t.kit.MM(tileLeast):
		side = floor(min(side, above))
		// A drawing has a margin of its own, of a twentieth with its line, that must not look like an indent.
		t.icon.place(pad-floor(side/20), pad, side)
		t.words(Rect{fyne.NewPos(pad, pad), fyne.NewSize(width, s.Height-2*pad)}, 1)
	case t.title.breaks(s.Width - left - pad), t.high(s.Width-left-pad) > s.Height-pad && t.high(width) <= s.Height-pad:
		t.icon.image.Hidden = true
		t.words(Rect{fyne.NewPos(pad, pad/2), fyne.NewSize(width, s.Height-pad)}, 0.5)
	default:
		t.icon.place(pad, floor((s.Height-side)/2), side)
		t.words(Rect{fyne.NewPos(left, pad/2), fyne.NewSize(s.Width-left-pad, s.Height-pad)}, 0.5)
	}
}

// A big tile that is wider and higher than so many mm grows its words, up to
// tileMost.
const (
	tileWide  = 70
	tileHigh  = 44
	subWide   = 100 // its lesser line, which is longer
	tileMost  = 1.4
	tileIcon  = 24 // mm of its drawing, at most …
	tileLeast = 8  // … and at least, above the words
)

func (t *Tile) grow(s fyne.Size) {
	if !t.spec.Big {
		return
	}
	scale := min(s.Width/t.kit.MM(tileWide), s.Height/t.kit.MM(tileHigh), tileMost)
	t.title.grow(max(1, scale))
	t.sub.grow(max(1, min(scale, s.Width/t.kit.MM(subWide))))
}

// side is the drawing's: it grows with the tile, but words come first.
func (t *Tile) side(s fyne.Size) float32 {
	least := t.kit.MM(10)
	if t.spec.Big {
		least = t.kit.MM(12.6)
	}
	return floor(max(least, min(min(s.Width, s.Height)*0.25, t.kit.MM(tileIcon))))
}

// words sets title and sub-line into a box with so much of the spare room above
// them. When there is too little, the sub-line becomes smaller first.
func (t *Tile) words(in Rect, above float32) {
	width, height := in.Size.Components()
	title, sub := t.title.heightFor(width), t.sub.heightFor(width)
	if title+sub > height {
		sub = min(sub, max(height-title, t.sub.leastHeight(width)))
		title = min(title, max(1, height-sub))
	}
	y := in.Pos.Y + floor((height-title-sub)*above)
	used := t.title.arrange(in.Pos.X, y, width, title)
	if sub > 0 {
		t.sub.arrange(in.Pos.X, y+used, width, sub)
	}
}

// sentence joins what is spoken in one go.
func sentence(parts ...string) string {
	var s string
	for _, p := range parts {
		if s != "" && p != "" {
			s += ". "
		}
		s += p
	}
	return s
}
