package screen

import (
	"fmt"
	"slices"
	"testing"
	"time"
	"unicode/utf8"

	"dongthap.vn/sen/app/touch"
	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/proof"
)

// onePage are scenes of which each draws another page.
func onePage(t *testing.T) (some []scene) {
	seen := map[string]bool{}
	for _, scene := range scenes {
		v := newVisitor(t, glasses[0].screen)
		v.lines()
		scene.play(v)
		if name := v.stage.Name(); !seen[name] && v.stage.Desk != nil {
			seen[name] = true
			some = append(some, scene)
		}
	}
	return some
}

// hurried plays a scene and presses its nth control with an impatient finger, the line
// pulled as it does: once more while the disk works, and again after. It tells what is
// wrong, and false when there is no such control.
func hurried(t *testing.T, scene scene, n int, again func(*visitor)) (faults []string, more bool) {
	v := newVisitor(t, glasses[0].screen)
	v.lines()
	v.center()
	scene.play(v)
	targets := slices.DeleteFunc(touch.Targets(v.stage.Root()), func(t touch.Target) bool {
		return t.Control == nil || utf8.RuneCountInString(t.Words) == 1 // a key of the keyboard is meant twice
	})
	if n >= len(targets) {
		return nil, false
	}
	what := fmt.Sprintf("%s, %q: ", scene.name, targets[n].Words)
	before, work := len(v.stored()), v.slowly()
	targets[n].Control.Tap()
	v.now = v.now.Add(500 * time.Millisecond) // no trembling any more, a press of its own
	again(v)
	targets[n].Control.Tap()
	v.desk.SetOnline(false)
	v.stage.News()
	v.wait(2)
	work.finish()
	if stored := v.stored()[before:]; len(stored) > 1 {
		faults = append(faults, what+fmt.Sprintf("stored %q for one wish", stored))
	}
	if v.stage.Name() == "" || v.stage.session.Busy {
		faults = append(faults, what+"the screen does not come back")
	}
	for _, bad := range slices.Concat(cut(v.stage.Root()), ill(v.stage.Root(), v.stage.kit)) {
		faults = append(faults, what+bad)
	}
	for range 6 { // who walks away leaves nothing behind
		v.wait(1)
		v.now = v.now.Add(kiosk.DefaultIdle.Form * 2)
		v.stage.Tick()
	}
	if v.stage.Name() != "home" || v.stage.session.Ticket != nil || v.stage.session.Feedback.Words != "" {
		faults = append(faults, what+"left alone it stays at "+v.stage.Name())
	}
	return faults, true
}

// TestAnImpatientFingerOnEveryControl presses whatever can be pressed, on each page,
// twice, while the line is pulled and the disk is slow.
func TestAnImpatientFingerOnEveryControl(t *testing.T) {
	pressed := 0
	for _, scene := range onePage(t) {
		for n := 0; ; n++ {
			faults, more := hurried(t, scene, n, func(*visitor) {})
			if !more {
				break
			}
			pressed++
			for _, f := range faults {
				t.Error(f)
			}
		}
	}
	if pressed < 150 {
		t.Errorf("only %d controls were pressed", pressed)
	}
}

// TestControlASecondPressThatCounts forgets between the presses that something is
// being stored.
func TestControlASecondPressThatCounts(t *testing.T) {
	take := scenes[slices.IndexFunc(scenes, func(s scene) bool { return s.name == "05-take" })]
	var faults []string
	for n := 0; len(faults) == 0; n++ {
		found, more := hurried(t, take, n, func(v *visitor) { v.stage.session.Busy = false })
		if faults = append(faults, found...); !more {
			break
		}
	}
	proof.Control(t, "a press that counts while another is being stored", "TestAnImpatientFingerOnEveryControl", faults...)
}
