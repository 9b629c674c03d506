package screen

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"dongthap.vn/sen/app/touch"
	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/proof"
	"dongthap.vn/sen/kiosk/voice"
)

// An ear is a Voice that writes down what it is asked to say.
type ear struct {
	said    []voice.Utterance
	absent  bool // there is no engine
	talking bool // it is still saying it
	stopped int
}

func (e *ear) Offered() bool         { return !e.absent }
func (e *ear) Speaking() bool        { return e.talking }
func (e *ear) Say(u voice.Utterance) { e.said = append(e.said, u) }
func (e *ear) Stop()                 { e.stopped++ }

// last is the last thing said, as the engine would be given it.
func (e *ear) last() string {
	if len(e.said) == 0 {
		return ""
	}
	u := e.said[len(e.said)-1]
	said := make([]string, len(u.Text))
	for i, t := range u.Text {
		said[i] = voice.Read(u.Lang, t)
	}
	return strings.Join(said, ". ")
}

// listening gives the stage an ear.
func (v *visitor) listening() *ear {
	e := &ear{}
	v.stage.Voice, v.stage.Volume = e, 3
	v.stage.Show()
	return e
}

// arrows are the keys of a keypad that move.
var arrowKeys = []fyne.KeyName{fyne.KeyUp, fyne.KeyDown, fyne.KeyLeft, fyne.KeyRight}

// keypadFaults walks a page by keys alone and tells what a keypad's visitor, who
// may not see, would miss.
func (v *visitor) keypadFaults(e *ear, lead func([]touch.Stop, int, touch.Way) int) (faults []string) {
	s := v.stage
	said := map[string]bool{}
	stops := s.stops()
	for i, stop := range stops {
		s.focusOn(stops, i)
		s.sayFocus()
		words := e.last()
		switch {
		case !strings.ContainsFunc(words, unicode.IsLetter):
			faults = append(faults, fmt.Sprintf("a control at %v says nothing: %q", stop.Rect, stop.Control.Words()))
		case said[words]:
			faults = append(faults, fmt.Sprintf("two controls say %q", words))
		}
		said[words] = true
		if at := s.focus.place; !v.inSight() || at.Size.IsZero() {
			faults = append(faults, fmt.Sprintf("the ring around %q is out of sight", words))
		}
		stops = s.stops()
	}
	for _, t := range touch.Targets(s.root) {
		if !slices.ContainsFunc(stops, func(stop touch.Stop) bool { return stop.Control == t.Control }) {
			faults = append(faults, fmt.Sprintf("keys do not reach what a finger does at %v, %q", t.Rect, t.Words))
		}
	}
	for _, missed := range unreached(s, lead) {
		faults = append(faults, fmt.Sprintf("no way leads to %q", missed.Words()))
	}
	return faults
}

// inSight reports whether a finger could press what the ring is around.
func (v *visitor) inSight() bool {
	return slices.ContainsFunc(touch.Stops(v.stage.root), func(s touch.Stop) bool { return s.Control == v.stage.focus.at && !s.Hidden })
}

// unreached are the stops to which the arrows do not lead from the start, each
// tried from the moment the ring is there. They are followed by what they are: as a
// list is leafed through, its arrows come and go.
func unreached(s *Stage, lead func([]touch.Stop, int, touch.Way) int) (missed []touch.Control) {
	stops := s.stops()
	if len(stops) == 0 {
		return nil
	}
	reached := map[touch.Control]bool{}
	for todo := []touch.Control{stops[s.start(stops)].Control}; len(todo) > 0; todo = todo[1:] {
		at := func(stop touch.Stop) bool { return stop.Control == todo[0] }
		stops = s.stops()
		i := slices.IndexFunc(stops, at)
		if i < 0 || reached[todo[0]] {
			continue
		}
		reached[todo[0]] = true
		s.focusOn(stops, i)
		stops = s.stops()
		for _, way := range ways {
			if i := slices.IndexFunc(stops, at); i >= 0 {
				todo = append(todo, stops[lead(stops, i, way)].Control)
			}
		}
	}
	for _, stop := range s.stops() {
		if !reached[stop.Control] {
			missed = append(missed, stop.Control)
		}
	}
	return missed
}

// TestEveryScreenByKeysAndByEar walks every scene with the keys of a keypad and
// collects what would be spoken.
func TestEveryScreenByKeysAndByEar(t *testing.T) {
	for _, glass := range glasses {
		for _, lang := range []kiosk.Lang{kiosk.Vietnamese, kiosk.English} {
			for _, scene := range scenes {
				t.Run(fmt.Sprintf("%s/%s/%s", glass.name, lang, scene.name), func(t *testing.T) {
					v := newVisitor(t, glass.screen)
					e := v.listening()
					v.lines()
					v.stage.session.Lang = lang
					scene.play(v)
					v.stage.session.Speech.On = true
					v.stage.Show()
					if told := e.last(); len(strings.Fields(told)) < 3 {
						t.Errorf("the page tells only %q", told)
					}
					for _, f := range v.keypadFaults(e, touch.Go) {
						t.Error(f)
					}
					v.walks()
				})
			}
		}
	}
}

// walks strikes keys and checks that the ring is never lost, and that Back ends
// at Home or stays where a page ends by itself.
func (v *visitor) walks() {
	v.t.Helper()
	name := v.stage.Name()
	for i := range 3 * len(v.stage.stops()) {
		key := arrowKeys[(i*7+i/3)%4]
		if v.strikes(key); v.stage.focus.at == nil || !v.inSight() || v.stage.Name() != name {
			v.t.Fatalf("after %d keys, the last %s, on %s the ring is around %v", i+1, key, v.stage.Name(), v.stage.focus.at)
		}
	}
	v.goesRound()
	for range 8 {
		home := v.stage.page.home
		before := v.stage.Name()
		v.strikes(fyne.KeyEscape)
		if home && v.stage.Name() != before && before != "idle" {
			v.t.Errorf("Back leaves %s", before)
		}
		if v.stage.focus.at == nil {
			v.t.Errorf("after Back from %s there is no ring", before)
		}
	}
	if !v.stage.page.home {
		v.t.Errorf("Back ends at %s", v.stage.Name())
	}
}

// goesRound checks that Tab comes by everything and back to where it began. What
// scrolls moves along, so ▲ and ▼ are of no use just when Tab is there.
func (v *visitor) goesRound() {
	v.t.Helper()
	first, passed := v.stage.focus.at, map[touch.Control]bool{}
	for range 100 {
		v.strikes(fyne.KeyTab)
		if passed[v.stage.focus.at] = true; v.stage.focus.at == first {
			break
		}
	}
	for _, stop := range v.stage.stops() {
		if words := stop.Control.Words(); !passed[stop.Control] && words != v.stage.t("arrow.up") && words != v.stage.t("arrow.down") {
			v.t.Errorf("Tab does not come by %q", stop.Control.Words())
		}
	}
}

// The planted faults: each is put over a page that has none.
func TestControlFaultsOfTheKeypad(t *testing.T) {
	put := func(v *visitor, o fyne.CanvasObject, x float32) {
		v.stage.root.Objects = append(v.stage.root.Objects, o)
		o.Resize(fyne.NewSize(100, 100))
		o.Move(fyne.NewPos(x, 300))
	}
	button := func(v *visitor, words string) fyne.CanvasObject {
		return v.stage.kit.Button(touch.Plain, "", words, func() {})
	}
	stuck := func(stops []touch.Stop, i int, way touch.Way) int {
		if way == touch.Down || way == touch.Right {
			return i
		}
		return min(i, touch.Go(stops, i, way))
	}
	for _, c := range []struct {
		name  string
		plant func(*visitor)
		lead  func([]touch.Stop, int, touch.Way) int
	}{
		{"none", func(*visitor) {}, touch.Go},
		{"a button without words", func(v *visitor) { put(v, button(v, ""), 10) }, touch.Go},
		{"a button of signs that are not said", func(v *visitor) { put(v, button(v, "« »"), 10) }, touch.Go},
		{"two buttons alike", func(v *visitor) { put(v, button(v, "Xong"), 10); put(v, button(v, "Xong"), 210) }, touch.Go},
		{"a button that is no Control", func(v *visitor) { put(v, widget.NewButton("Xong", func() {}), 10) }, touch.Go},
		{"keys that only go back", func(*visitor) {}, stuck},
	} {
		v := newVisitor(t, glasses[0].screen)
		e := v.listening()
		v.stage.session.Speech.On = true
		v.stage.Show()
		c.plant(v)
		faults := v.keypadFaults(e, c.lead)
		if c.name != "none" {
			proof.Control(t, c.name, "the walk by keys", faults...)
		} else if len(faults) > 0 {
			t.Fatalf("without a fault: %q", faults)
		}
	}
}
