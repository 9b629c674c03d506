package touch

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"dongthap.vn/sen/app/look"
	"dongthap.vn/sen/assets/icons"
)

// RowSpec is what a row of a list shows.
type RowSpec struct {
	Icon  icons.Name // optional, before the title
	Title string     // up to two lines
	Facts string     // short, at the right
	Grows bool       // it is one of equal cells and grows what it shows with its place
	Short bool       // a title too long for two lines ends with …; what a touch opens says it whole
	OnTap func()
}

// Row is a card of a list; the whole of it can be touched.
type Row struct {
	Pressable
	kit     Kit
	panel   *canvas.Rectangle
	icon    *icon
	chevron *icon
	title   *label
	facts   *label
	spoken  string // the facts as they were written
	grows   bool
	scale   float32 // by which all grows where there is room
}

// Row returns a row.
func (k Kit) Row(s RowSpec) *Row {
	title, facts := styled(look.Strong, look.Ink), styled(look.Small, look.Ink2)
	title.middle, title.lines, title.short = true, 2, s.Short
	facts.middle, facts.align, facts.lines = true, fyne.TextAlignTrailing, 2
	r := &Row{kit: k, grows: s.Grows, scale: 1, spoken: s.Facts, panel: k.lift(k.panel(look.Radius, paper)), icon: k.icon(s.Icon, look.Primary, fineLine),
		chevron: k.icon(icons.ChevronRight, look.Ink2, boldLine), title: newLabel(k, s.Title, title), facts: newLabel(k, together(s.Facts), facts)}
	r.Bind(k, r, Press{Tap: s.OnTap, Paint: r.Paint, Rest: Rest})
	return r
}

// Words is its title and facts.
func (r *Row) Words() string { return sentence(r.title.words(), r.spoken) }

// Cut reports that the words do not fit.
func (r *Row) Cut() bool { return r.title.cut || r.facts.cut }

// CreateRenderer is part of fyne.Widget.
func (r *Row) CreateRenderer() fyne.WidgetRenderer { return Render(r) }

// Parts is part of Drawing.
func (r *Row) Parts() []fyne.CanvasObject {
	parts := []fyne.CanvasObject{r.panel, r.chevron.image}
	if !r.icon.none() {
		parts = append(parts, r.icon.image)
	}
	return append(r.facts.parts(r.title.parts(parts)), r.ring.parts...)
}

// Paint is part of Drawing.
func (r *Row) Paint() {
	c, facts, drawn := paper, look.Ink2, look.Primary
	switch {
	case !r.Enabled():
		c, drawn = resting, look.Ink2
	case r.Down():
		c, facts = touched, look.Ink
	}
	r.kit.wear(r.panel, c)
	r.title.recolor(c.ink, c.ink)
	r.facts.recolor(facts, facts)
	r.chevron.paint(facts)
	r.chevron.image.Hidden = !r.Enabled()
	r.icon.paint(drawn)
}

// Least is part of Drawing.
func (r *Row) Least() fyne.Size {
	return fyne.NewSize(r.kit.MM(look.PrimaryWidth), r.kit.MM(look.RowHeight))
}

// rowPlan is where a row's words go at a width.
type rowPlan struct {
	x, title, facts float32 // where the title begins, and both widths
	under           bool    // the facts do not fit beside the title
}

const (
	rowPad   = 4    // mm
	rowIcon  = 8    // mm
	factsMax = .42  // of the width, beside the title
	rowRoomy = 20   // mm of height from which a row may grow what it shows …
	rowWide  = 118  // … and of width …
	rowMost  = 1.45 // … up to this
)

// grow makes drawing and letters bigger in a row that is given much room.
func (r *Row) grow(s fyne.Size) {
	if !r.grows {
		return
	}
	r.scale = min(max(s.Height/r.kit.MM(rowRoomy), 1), max(s.Width/r.kit.MM(rowWide), 1), rowMost)
	r.title.grow(r.scale)
	r.facts.grow(r.scale)
}

func (r *Row) iconSide() float32 { return floor(r.kit.MM(rowIcon) * r.scale) }

func (r *Row) plan(width float32) rowPlan {
	p := rowPlan{x: r.kit.MM(rowPad)}
	if !r.icon.none() {
		p.x += r.iconSide() + r.kit.MM(3)
	}
	free := width - p.x - r.kit.MM(rowPad) - r.chevronSide() - r.kit.MM(1)
	p.title, p.facts = free, free
	if r.facts.empty() {
		return p
	}
	tied := r.tie(free)
	most := min(r.facts.natural(), free*factsMax)
	beside := free - most - r.kit.MM(4)
	if tied && !r.facts.breaks(most) && !r.facts.shrinks(most) && !r.title.shrinks(beside) {
		return rowPlan{x: p.x, title: beside, facts: most}
	}
	p.under = true
	return p
}

// together keeps the words of a fact on one line: «10.000 đ · 5 ngày» is parted
// after the dot or not at all.
func together(facts string) string {
	parts := strings.Split(facts, " · ")
	for i := range parts {
		parts[i] = strings.ReplaceAll(parts[i], " ", "\u00a0")
	}
	return strings.Join(parts, " · ")
}

// tie keeps the words of a fact together while a line of so much room holds them,
// and reports whether it does.
func (r *Row) tie(width float32) bool {
	r.facts.put(together(r.spoken), "")
	if r.facts.breaks(width) {
		r.facts.put(r.spoken, "")
		return false
	}
	return true
}

func (r *Row) chevronSide() float32 { return r.kit.MM(6) }

// HeightFor is what it needs at a width, 15 mm at least.
func (r *Row) HeightFor(width float32) float32 {
	r.grow(fyne.Size{})
	return max(r.kit.MM(look.RowHeight), r.high(width)+r.kit.MM(3.4))
}

// high is the height of its words at a width.
func (r *Row) high(width float32) float32 {
	p := r.plan(width)
	title, facts := r.title.heightFor(p.title), r.facts.heightFor(p.facts)
	if p.under {
		return title + facts
	}
	return max(title, facts)
}

// Arrange is part of Drawing.
func (r *Row) Arrange(s fyne.Size) {
	place(r.panel, 0, 0, s.Width, s.Height)
	if r.grow(s); r.high(s.Width) > s.Height {
		r.grow(fyne.Size{}) // grown they would need more lines
	}
	p, pad := r.plan(s.Width), r.kit.MM(rowPad)
	if side := r.iconSide(); !r.icon.none() {
		r.icon.place(pad, floor((s.Height-side)/2), side)
	}
	side := r.chevronSide()
	right := s.Width - pad - side
	r.chevron.place(right+floor(side/4), floor((s.Height-side)/2), side)
	if p.under {
		r.stacked(p, s.Height)
		return
	}
	r.facts.align = fyne.TextAlignTrailing
	r.title.arrange(p.x, 0, p.title, s.Height)
	r.facts.arrange(right-r.kit.MM(1)-p.facts, 0, p.facts, s.Height)
}

// stacked sets the facts under the title.
func (r *Row) stacked(p rowPlan, height float32) {
	facts := r.facts.heightFor(p.facts)
	title := min(r.title.heightFor(p.title), height-facts)
	y := floor((height - title - facts) / 2)
	r.facts.align = fyne.TextAlignLeading
	r.title.arrange(p.x, y, p.title, title)
	r.facts.arrange(p.x, y+title, p.facts, facts)
}
