package touch

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/driver/mobile"
	"fyne.io/fyne/v2/widget"
)

// Control is anything that can be touched, as tests, speech and the arrow keys
// of a keypad see it.
type Control interface {
	fyne.CanvasObject
	Words() string   // what it says, for speech
	Tap()            // acts as a finger would
	Enabled() bool   // a disabled control shows why and ignores taps
	SetFocused(bool) // draws the ring around what the keys would press
}

// Press says what a Pressable does.
type Press struct {
	Tap   func()
	Paint func()          // puts on the colours of Down, Enabled and Focused; called at each change
	Hold  func(down bool) // optional: the finger is on it, or no longer
	Rest  time.Duration   // how long further taps are ignored; 0 for keys
	Inner bool            // the ring stays within the thing: its neighbours touch it
}

// Pressable is the manner of everything that can be touched. Embed it, call
// Bind, and never use Fyne's focus with it.
//
// Fyne's desktop driver tells of a finger as mouse button 1: MouseDown, MouseUp,
// then Tapped, unless the finger trembled within a Draggable, when Tapped never
// comes. So MouseUp acts, and a Tapped that follows it is left alone. Long
// presses may come as the second button and mean the same.
type Pressable struct {
	widget.BaseWidget
	kit      Kit
	press    Press
	near     float32 // see echo
	acted    time.Time
	disabled bool
	focused  bool
	down     bool
	mouse    bool // this gesture came as MouseDown, so MouseUp is its end
	ring     ring
}

// Bind makes self pressable. Call it once, before self is shown.
func (p *Pressable) Bind(k Kit, self fyne.Widget, press Press) {
	p.ExtendBaseWidget(self)
	p.kit, p.press, p.near, p.ring = k, press, k.MM(echoNear), newRing(k, press.Inner)
}

// Down reports whether the finger is on it now.
func (p *Pressable) Down() bool { return p.down }

// Enabled reports whether it can be touched.
func (p *Pressable) Enabled() bool { return !p.disabled }

// SetEnabled lets it be touched or not.
func (p *Pressable) SetEnabled(on bool) {
	p.disabled = !on
	p.hold(false)
	p.press.Paint()
}

// SetFocused draws or removes the ring of the keypad's focus.
func (p *Pressable) SetFocused(on bool) {
	p.focused = on
	p.ring.show(on, p.Size())
	p.Refresh()
}

// Focused reports whether the ring is drawn.
func (p *Pressable) Focused() bool { return p.focused }

// Ring is what to draw over everything else while it is focused.
func (p *Pressable) Ring() []fyne.CanvasObject { return p.ring.parts }

// Tap acts, unless it is disabled or acted just now. The rest is counted from
// the end of the action: while a slow one ran, the second tap of a double tap
// was waiting.
func (p *Pressable) Tap() {
	if p.disabled || p.press.Tap == nil || p.resting() {
		return
	}
	p.acted = p.kit.Now()
	p.press.Tap()
	p.acted = p.kit.Now()
}

func (p *Pressable) resting() bool {
	return p.press.Rest > 0 && !p.acted.IsZero() && p.kit.Now().Sub(p.acted) < p.press.Rest
}

// tapAt acts for a finger at a place, unless that only echoes its last touch.
func (p *Pressable) tapAt(at fyne.Position) {
	if p.kit.echo.of(p, at) {
		return
	}
	p.Tap()
	p.kit.echo.note(p, at)
}

// Cancel forgets the finger that is down: it turned out to drag.
func (p *Pressable) Cancel() { p.hold(false) }

func (p *Pressable) hold(down bool) {
	if p.down == down || (down && p.disabled) {
		return
	}
	p.down = down
	p.kit.grip.note(p, down)
	if p.press.Hold != nil {
		p.press.Hold(down)
	}
	p.press.Paint()
}

// MouseDown is part of Fyne's desktop.Mouseable.
func (p *Pressable) MouseDown(*desktop.MouseEvent) {
	p.mouse = true
	p.hold(true)
}

// MouseUp is part of Fyne's desktop.Mouseable.
func (p *Pressable) MouseUp(e *desktop.MouseEvent) {
	was := p.down
	p.hold(false)
	if was {
		p.tapAt(e.AbsolutePosition)
	}
}

// MouseIn, MouseMoved and MouseOut are Fyne's desktop.Hoverable. Only leaving
// means something: the finger slid off.
func (p *Pressable) MouseIn(*desktop.MouseEvent) {}

// MouseMoved does nothing; see MouseIn.
func (p *Pressable) MouseMoved(*desktop.MouseEvent) {}

// MouseOut forgets the press; see MouseIn.
func (p *Pressable) MouseOut() { p.Cancel() }

// Tapped is Fyne's Tappable.
func (p *Pressable) Tapped(e *fyne.PointEvent) {
	if p.mouse {
		p.mouse = false
		return
	}
	p.tapAt(e.AbsolutePosition)
}

// TappedSecondary is Fyne's SecondaryTappable: a long press is a tap.
func (p *Pressable) TappedSecondary(e *fyne.PointEvent) { p.Tapped(e) }

// TouchDown is part of Fyne's mobile.Touchable; there Tapped always follows.
func (p *Pressable) TouchDown(*mobile.TouchEvent) { p.hold(true) }

// TouchUp is part of Fyne's mobile.Touchable.
func (p *Pressable) TouchUp(*mobile.TouchEvent) { p.hold(false) }

// TouchCancel is part of Fyne's mobile.Touchable.
func (p *Pressable) TouchCancel(*mobile.TouchEvent) { p.Cancel() }
