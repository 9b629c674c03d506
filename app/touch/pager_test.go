package touch_test

import (
	"fmt"
	"testing"

	"fyne.io/fyne/v2"

	"dongthap.vn/sen/app/touch"
	"dongthap.vn/sen/app/touch/finger"
	"dongthap.vn/sen/app/touch/touchtest"
)

// paged is a long list on a screen.
type paged struct {
	kit    touch.Kit
	pager  *touch.Pager
	finger *finger.Finger
	root   fyne.CanvasObject
	opened []string
}

func newPaged(t *testing.T, rows int) *paged {
	p := &paged{kit: newKit(t, touchtest.NewTimer())}
	p.pager = p.kit.Pager(touch.PagerSpec{
		Arrows: touch.Arrows{Up: "Trang trước", Down: "Trang sau"},
		Label:  func(page, pages int) string { return fmt.Sprintf("trang %d/%d", page, pages) },
	}, p.rows(rows)...)
	c := touchtest.Show(p.kit, touch.Inset(p.kit.MM(6), p.kit.MM(4), p.pager))
	p.root = c.Content()
	p.finger = finger.On(p.root)
	touchtest.Shoot(t, c, fmt.Sprintf("pager-%d", rows))
	return p
}

func (p *paged) rows(n int) []fyne.CanvasObject {
	rows := make([]fyne.CanvasObject, n)
	for i := range rows {
		title := fmt.Sprintf("Thủ tục %d", i+1)
		rows[i] = p.kit.Row(touch.RowSpec{Title: title, Facts: "Không thu", OnTap: func() { p.opened = append(p.opened, title) }})
	}
	return rows
}

func (p *paged) says(words string) bool {
	for _, d := range touch.Texts(p.root) {
		if d.Words == words {
			return true
		}
	}
	return false
}

func (p *paged) tap(t *testing.T, words string) {
	t.Helper()
	if err := p.finger.Tap(words); err != nil {
		t.Fatal(err)
	}
}

func TestALongListIsTurnedPageByPage(t *testing.T) {
	p := newPaged(t, 17)
	if page, pages := p.pager.Page(); page != 1 || pages != 3 {
		t.Fatalf("page %d of %d", page, pages)
	}
	if p.finger.Tap("Trang trước") == nil {
		t.Error("▲ works on the first page")
	}
	p.tap(t, "Trang sau")
	p.tap(t, "Trang sau")
	if !p.says("Thủ tục 17") || p.says("Thủ tục 1") {
		t.Error("the last page does not show the last row alone")
	}
	if !p.says("3/3") && !p.says("trang 3/3") {
		t.Error("it does not say which page it is")
	}
	if p.finger.Tap("Trang sau") == nil {
		t.Error("▼ works on the last page")
	}
	p.tap(t, "Trang trước")
	if page, _ := p.pager.Page(); page != 2 || !p.says("Thủ tục 8") {
		t.Errorf("page %d", page)
	}
}

func TestAPageHasNoMoreThanSevenRows(t *testing.T) {
	k := touchtest.Kit(t, touchtest.Portrait, 0, 0, touchtest.NewTimer())
	p := &paged{kit: k}
	p.pager = k.Pager(touch.PagerSpec{}, p.rows(15)...)
	touchtest.Show(k, p.pager)
	if _, pages := p.pager.Page(); pages != 3 {
		t.Errorf("15 rows on a high screen make %d pages, want 3", pages)
	}
}

func TestAShortListHasNoArrows(t *testing.T) {
	p := newPaged(t, 4)
	if n := len(touch.Targets(p.root)); n != 4 {
		t.Errorf("%d targets for 4 rows", n)
	}
}

func TestAnEmptyListIsNoTrouble(t *testing.T) {
	p := newPaged(t, 0)
	p.pager.Turn(1)
	p.pager.SetRows(p.rows(9)...)
	if page, pages := p.pager.Page(); page != 1 || pages != 2 {
		t.Errorf("page %d of %d", page, pages)
	}
	p.pager.Turn(1)
	p.pager.SetRows(p.rows(1)...)
	if page, pages := p.pager.Page(); page != 1 || pages != 1 {
		t.Errorf("page %d of %d", page, pages)
	}
}

func TestARowOpensAndADragTurnsThePageInstead(t *testing.T) {
	p := newPaged(t, 17)
	p.finger.TapAt(fyne.NewPos(300, 100))
	p.finger.Down(fyne.NewPos(300, 500))
	p.finger.Drag(fyne.NewPos(300, 300), 12)
	p.finger.Up()
	if page, _ := p.pager.Page(); page != 2 {
		t.Errorf("a drag upwards leads to page %d", page)
	}
	p.finger.Down(fyne.NewPos(300, 300))
	p.finger.Drag(fyne.NewPos(300, 500), 12)
	p.finger.Up()
	if page, _ := p.pager.Page(); page != 1 || len(p.opened) != 1 {
		t.Errorf("page %d, opened %v", page, p.opened)
	}
}
