package touch_test

import (
	"fmt"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"dongthap.vn/sen/app/touch"
	"dongthap.vn/sen/app/touch/finger"
	"dongthap.vn/sen/app/touch/touchtest"
)

// scrolled is a list to tick, higher than the screen.
type scrolled struct {
	kit    touch.Kit
	clock  *touchtest.Timer
	scroll *touch.Scroll
	finger *finger.Finger
	root   fyne.CanvasObject
	ticks  int
}

func newScrolled(t *testing.T, lines int) *scrolled {
	s := &scrolled{clock: touchtest.NewTimer()}
	s.kit = newKit(t, s.clock)
	s.kit.After = s.clock.After
	var checks []fyne.CanvasObject
	for i := range lines {
		checks = append(checks, s.kit.Check(fmt.Sprintf("Giấy tờ %d", i+1), "(bản gốc)", false, func(bool) { s.ticks++ }))
	}
	s.scroll = s.kit.Scroll(touch.Arrows{Up: "Lên", Down: "Xuống"}, touch.Column(0, checks...))
	c := touchtest.Show(s.kit, s.kit.Card(s.scroll))
	s.root = c.Content()
	s.finger = finger.On(s.root)
	touchtest.Shoot(t, c, fmt.Sprintf("scroll-%d", lines))
	return s
}

var middle = fyne.NewPos(300, 430)

// drag moves a finger over the list, one step each 20 ms.
func (s *scrolled) drag(dy float32) {
	s.finger.Down(middle)
	for i := range 20 {
		s.clock.Pass(20 * time.Millisecond)
		s.finger.Drag(middle.AddXY(0, dy*float32(i+1)/20), 1)
	}
	s.finger.Up()
}

func TestATremblingFingerInAScrollStillTaps(t *testing.T) {
	s := newScrolled(t, 30)
	s.drag(-s.kit.MM(2.5))
	if s.ticks != 1 || s.scroll.Offset() != 0 {
		t.Errorf("%d ticks, offset %g", s.ticks, s.scroll.Offset())
	}
}

func TestADragScrollsAndDoesNotTap(t *testing.T) {
	s := newScrolled(t, 30)
	s.drag(-300)
	if s.ticks != 0 {
		t.Errorf("%d ticks", s.ticks)
	}
	if at := s.scroll.Offset(); at < 270 || at > 300 {
		t.Errorf("a drag of 300 scrolled by %g", at)
	}
}

func TestAThrownListGlidesALittle(t *testing.T) {
	s := newScrolled(t, 30)
	s.drag(-300)
	before := s.scroll.Offset()
	s.clock.FireAll()
	if more := s.scroll.Offset() - before; more <= 0 || more > s.kit.MM(30) {
		t.Errorf("it glided by %g", more)
	}
}

func TestAFingerThatStoppedThrowsNothing(t *testing.T) {
	s := newScrolled(t, 30)
	s.finger.Down(middle)
	s.finger.Drag(middle.AddXY(0, -300), 10)
	s.clock.Pass(time.Second)
	s.finger.Up()
	before := s.scroll.Offset()
	s.clock.FireAll()
	if s.scroll.Offset() != before {
		t.Error("it glided")
	}
}

func TestArrowsScrollByNearlyAPageAndStopAtTheEnds(t *testing.T) {
	s := newScrolled(t, 30)
	if s.finger.Tap("Lên") == nil {
		t.Error("▲ works at the top")
	}
	var offsets []float32
	for s.finger.Tap("Xuống") == nil {
		offsets = append(offsets, s.scroll.Offset())
	}
	if len(offsets) < 2 || offsets[0] > s.scroll.Size().Height {
		t.Errorf("▼ went to %v in a place %g high", offsets, s.scroll.Size().Height)
	}
	s.scroll.ScrollTo(1e6)
	if s.scroll.Offset() != offsets[len(offsets)-1] {
		t.Error("one can scroll beyond the end")
	}
	s.scroll.ScrollTo(-5)
	if s.scroll.Offset() != 0 {
		t.Error("one can scroll beyond the beginning")
	}
}

func TestAListThatFitsHasNoArrowsAndStays(t *testing.T) {
	s := newScrolled(t, 3)
	s.drag(-300)
	if n := len(touch.Targets(s.root)); n != 3 || s.scroll.Offset() != 0 {
		t.Errorf("%d targets, offset %g", n, s.scroll.Offset())
	}
}

func TestWhatIsScrolledAwayCannotBeTouched(t *testing.T) {
	s := newScrolled(t, 30)
	s.scroll.ScrollTo(200)
	for _, target := range touch.Targets(s.root) {
		if target.Words == "Giấy tờ 1 (bản gốc)" || target.Words == "Giấy tờ 30 (bản gốc)" {
			t.Errorf("%q is out of sight and listed", target.Words)
		}
		if target.Pos.Y < 0 || target.Pos.Y+target.Size.Height > 800 {
			t.Errorf("%q reaches out of the screen", target.Words)
		}
	}
}
