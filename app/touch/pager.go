package touch

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"dongthap.vn/sen/app/look"
)

// pageMost is how many rows a page may have; more cannot be taken in at a glance.
const pageMost = 7

// PagerSpec is what a Pager shows.
type PagerSpec struct {
	Arrows Arrows
	Label  func(page, pages int) string // «trang 1/3», counted from 1; may be nil
	OnPage func(page, pages int)        // after the visitor turned the page; may be nil
}

// Pager shows a list by pages of as many rows as fit, seven at most. ▲ and ▼
// appear when there is more than one page; a drag of a finger turns it too.
type Pager struct {
	widget.BaseWidget
	kit    Kit
	spec   PagerSpec
	arrows *arrows
	rows   []fyne.CanvasObject
	pages  []page
	page   int
	flat   bool // all rows are shown; see Flatten
	laid   fyne.Size
	drag   drag
}

// page is the rows from one to before another.
type page struct{ from, to int }

// Pager returns a pager over rows.
func (k Kit) Pager(s PagerSpec, rows ...fyne.CanvasObject) *Pager {
	p := &Pager{kit: k, spec: s, rows: rows}
	p.arrows = k.arrows(s.Arrows, func() { p.Turn(-1) }, func() { p.Turn(1) })
	p.ExtendBaseWidget(p)
	return p
}

// SetRows shows other rows from their first page.
func (p *Pager) SetRows(rows ...fyne.CanvasObject) {
	p.rows, p.page, p.laid = rows, 0, fyne.Size{}
	p.Arrange(p.Size())
	canvas.Refresh(p)
}

// Page is the page shown, counted from 1, and how many there are; both are only
// known once the pager has its size.
func (p *Pager) Page() (page, pages int) { return p.page + 1, len(p.pages) }

// Moves reports whether there is more than one page.
func (p *Pager) Moves() bool { return p.arrows.shown }

// Turn goes so many pages on, or back, as far as there are any.
func (p *Pager) Turn(by int) {
	to := min(max(p.page+by, 0), len(p.pages)-1)
	if to == p.page || to < 0 {
		return
	}
	p.page, p.laid = to, fyne.Size{}
	p.Arrange(p.Size())
	canvas.Refresh(p)
	if p.spec.OnPage != nil {
		p.spec.OnPage(p.Page())
	}
}

// CreateRenderer is part of fyne.Widget.
func (p *Pager) CreateRenderer() fyne.WidgetRenderer { return Render(p) }

// Parts is part of Drawing: only the rows of the page, so a long list costs no
// more than a short one.
func (p *Pager) Parts() []fyne.CanvasObject {
	parts := make([]fyne.CanvasObject, 0, pageMost+4)
	if p.page < len(p.pages) {
		parts = append(parts, p.rows[p.pages[p.page].from:p.pages[p.page].to]...)
	}
	return p.arrows.parts(parts)
}

// Paint is part of Drawing; rows and arrows paint themselves.
func (p *Pager) Paint() {}

// Least is part of Drawing: room for one row.
func (p *Pager) Least() fyne.Size {
	return fyne.NewSize(p.kit.MM(look.PrimaryWidth), p.kit.MM(look.RowHeight))
}

// HeightFor is that of all rows once it is flat.
func (p *Pager) HeightFor(width float32) float32 {
	if !p.flat {
		return p.Least().Height
	}
	high := -p.gap()
	for _, h := range p.heights(width) {
		high += h + p.gap()
	}
	return max(high, p.Least().Height)
}

// Arrange is part of Drawing.
func (p *Pager) Arrange(s fyne.Size) {
	if s.IsZero() || p.laid == s {
		return
	}
	p.laid = s
	width := s.Width
	heights := p.heights(width)
	p.pages = p.divide(heights, s.Height)
	p.arrows.shown = len(p.pages) > 1
	if p.arrows.shown {
		width -= p.arrows.room()
		heights = p.heights(width)
		p.pages = p.divide(heights, s.Height)
	}
	p.page = max(0, min(p.page, len(p.pages)-1))
	p.setRows(heights, width, s.Height)
	p.setArrows(s)
}

func (p *Pager) setRows(heights []float32, width, height float32) {
	if len(p.pages) == 0 {
		return
	}
	more := p.stretch(heights, height)
	y := float32(0)
	for i := p.pages[p.page].from; i < p.pages[p.page].to; i++ {
		place(p.rows[i], 0, y, width, heights[i]+more)
		y += heights[i] + more + p.gap()
	}
}

func (p *Pager) setArrows(s fyne.Size) {
	if !p.arrows.shown {
		return
	}
	words := ""
	if p.spec.Label != nil {
		words = p.spec.Label(p.Page())
	}
	p.arrows.state(p.page > 0, p.page < len(p.pages)-1, words)
	p.arrows.arrange(0, 0, s)
}

func (p *Pager) gap() float32 { return p.kit.MM(look.Gap) }

func (p *Pager) heights(width float32) []float32 {
	h := make([]float32, len(p.rows))
	for i, r := range p.rows {
		h[i] = heightOf(r, width)
	}
	return h
}

// divide fills pages one after the other; a row higher than a page gets one.
func (p *Pager) divide(heights []float32, height float32) []page {
	var pages []page
	var used float32
	for i, h := range heights {
		last := len(pages) - 1
		if last < 0 || !p.flat && (used+p.gap()+h > height+1 || i-pages[last].from == pageMost) {
			pages, used = append(pages, page{i, i + 1}), h
			continue
		}
		pages[last].to = i + 1
		used += p.gap() + h
	}
	return pages
}

// stretch is by how much rows grow to fill the full pages, a little at most, more
// on tall glass, and the same on every page.
func (p *Pager) stretch(heights []float32, height float32) float32 {
	more := p.kit.MM(look.RowStretch)
	if p.kit.Tall() {
		more *= 2
	}
	for i, pg := range p.pages {
		n := pg.to - pg.from
		spare := height - p.gap()*float32(n-1)
		for _, h := range heights[pg.from:pg.to] {
			spare -= h
		}
		if i < len(p.pages)-1 || i == 0 {
			more = min(more, floor(spare/float32(n)))
		}
	}
	return max(0, more)
}

// Dragged is Fyne's Draggable.
func (p *Pager) Dragged(e *fyne.DragEvent) { p.drag.move(p.kit, p, e.Dragged.DY) }

// DragEnd turns the page if the finger went far enough to mean it.
func (p *Pager) DragEnd() {
	switch way, far := p.drag.end(), p.kit.MM(10); {
	case way > far:
		p.Turn(-1)
	case way < -far:
		p.Turn(1)
	}
}
