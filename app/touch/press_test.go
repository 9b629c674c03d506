package touch_test

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"dongthap.vn/sen/app/look"
	"dongthap.vn/sen/app/touch"
	"dongthap.vn/sen/app/touch/finger"
	"dongthap.vn/sen/app/touch/touchtest"
)

// pressed is a button on a screen of its own, a finger, and what came of it.
type pressed struct {
	kit    touch.Kit
	clock  *touchtest.Timer
	button *touch.Button
	finger *finger.Finger
	taps   int
}

func newPressed(t *testing.T) *pressed {
	p := &pressed{clock: touchtest.NewTimer()}
	p.kit = newKit(t, p.clock)
	p.button = p.kit.Button(touch.Primary, "", "Lấy số", func() { p.taps++ })
	c := touchtest.Show(p.kit, touch.Inset(100, 100, p.button))
	p.finger = finger.On(c.Content())
	return p
}

var inside, outside = fyne.NewPos(400, 300), fyne.NewPos(20, 20)

func (p *pressed) fill() look.Color { return fillOf(p.kit, p.button) }

func TestAButtonIsColouredWhileTheFingerIsDownAndActsWhenItLifts(t *testing.T) {
	p := newPressed(t)
	p.finger.Down(inside)
	if p.fill() != look.Pressed || p.taps != 0 {
		t.Fatalf("finger down: colour %d, %d taps", p.fill(), p.taps)
	}
	p.finger.Up()
	if p.fill() != look.Primary || p.taps != 1 {
		t.Errorf("finger lifted: colour %d, %d taps", p.fill(), p.taps)
	}
}

func TestAFingerThatSlidesOffTakesItsTapBack(t *testing.T) {
	p := newPressed(t)
	p.finger.Down(inside)
	p.finger.Drag(outside, 10)
	if p.fill() != look.Primary {
		t.Error("the colour stayed when the finger had left")
	}
	p.finger.Drag(inside, 10)
	p.finger.Up()
	if p.taps != 0 {
		t.Errorf("%d taps", p.taps)
	}
}

func TestATremblingHandTapsOnce(t *testing.T) {
	p := newPressed(t)
	p.finger.TapAt(inside)
	p.clock.Pass(399 * time.Millisecond)
	p.finger.TapAt(inside)
	if p.taps != 1 {
		t.Fatalf("%d taps within 400 ms", p.taps)
	}
	p.clock.Pass(2 * time.Millisecond)
	p.finger.TapAt(inside)
	if p.taps != 2 {
		t.Errorf("%d taps after 400 ms", p.taps)
	}
}

// While a slow action ran, the second tap of a double tap was waiting.
func TestADoubleTapOnASlowButton(t *testing.T) {
	clock, taps := touchtest.NewTimer(), 0
	k := newKit(t, clock)
	b := k.Button(touch.Plain, "", "In phiếu", func() {
		taps++
		clock.Pass(2 * time.Second)
	})
	touchtest.Show(k, b)
	b.Tapped(&fyne.PointEvent{})
	b.Tapped(&fyne.PointEvent{})
	if taps != 1 {
		t.Errorf("printed %d times", taps)
	}
}

// The second tap of a double tap must not take a number on the next screen.
func TestADoubleTapDoesNotReachTheNextScreen(t *testing.T) {
	clock, numbers := touchtest.NewTimer(), 0
	k := newKit(t, clock)
	next := k.Button(touch.Plain, "", "Đất đai", func() { numbers++ })
	next.Hide()
	var first *touch.Button
	first = k.Button(touch.Primary, "", "Lấy số", func() { first.Hide(); next.Show() })
	other := k.Button(touch.Plain, "", "Hộ tịch", func() { numbers++ })
	hand := finger.On(touchtest.Show(k, touch.Column(0, touch.Stack(first, next), touch.Grow(1, nil), other)).Content())
	hand.TapAt(fyne.NewPos(300, 40))
	clock.Pass(200 * time.Millisecond)
	hand.TapAt(fyne.NewPos(310, 45))
	if numbers != 0 {
		t.Fatal("a double tap took a number")
	}
	hand.TapAt(fyne.NewPos(300, 790))
	if numbers != 1 {
		t.Error("a tap elsewhere was swallowed")
	}
	clock.Pass(200 * time.Millisecond)
	hand.TapAt(fyne.NewPos(310, 45))
	if numbers != 2 {
		t.Error("a tap on the old spot was swallowed after one elsewhere")
	}
}

func TestALongPressIsATap(t *testing.T) {
	p := newPressed(t)
	test.TapSecondary(p.button)
	if p.taps != 1 {
		t.Errorf("%d taps", p.taps)
	}
}

func TestNothingHappensWhenAPointerHovers(t *testing.T) {
	p := newPressed(t)
	p.button.MouseIn(nil)
	p.button.MouseMoved(nil)
	if p.fill() != look.Primary {
		t.Error("hovering coloured the button")
	}
}

func TestADisabledButtonDoesNothing(t *testing.T) {
	p := newPressed(t)
	p.button.SetEnabled(false)
	p.finger.Down(inside)
	if p.fill() != look.Alt {
		t.Errorf("colour %d", p.fill())
	}
	p.finger.Up()
	p.button.Tap()
	if p.taps != 0 {
		t.Errorf("%d taps", p.taps)
	}
}

func TestArrowKeysPressWhatTheRingIsAround(t *testing.T) {
	p := newPressed(t)
	before := len(p.button.Parts())
	p.button.SetFocused(true)
	if len(p.button.Parts()) != before+2 {
		t.Error("no ring was drawn")
	}
	p.button.Tap()
	p.button.SetFocused(false)
	if p.taps != 1 || len(p.button.Parts()) != before {
		t.Errorf("%d taps, %d parts", p.taps, len(p.button.Parts()))
	}
}

// A touch screen of the mobile driver ends with Tapped and not with MouseUp.
func TestATouchOfAMobileDriver(t *testing.T) {
	p := newPressed(t)
	p.button.TouchDown(nil)
	if p.fill() != look.Pressed {
		t.Error("not coloured")
	}
	p.button.TouchUp(nil)
	p.button.Tapped(&fyne.PointEvent{})
	if p.taps != 1 || p.fill() != look.Primary {
		t.Errorf("%d taps, colour %d", p.taps, p.fill())
	}
}
