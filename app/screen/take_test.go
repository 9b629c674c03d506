package screen

import (
	"slices"
	"strings"
	"testing"
	"time"

	"dongthap.vn/sen/app/touch"
	"dongthap.vn/sen/kiosk"
)

// TestALineWhoseCountersRestSaysSo: numbers are given, and the visitor knows before.
func TestALineWhoseCountersRestSaysSo(t *testing.T) {
	v := newVisitor(t, glasses[0].screen)
	v.rest()
	v.open(kiosk.AtTake)
	for words, want := range map[string]bool{"Quầy hỏng máy": true, "Quầy tạm nghỉ": true, "Quầy đang họp": false} { // A has two reasons, C a counter left
		if v.reads(words) != want {
			t.Errorf("%q is read: %v, want %v", words, !want, want)
		}
	}
	v.press("Đất đai")
	v.at("ticket")
	v.mustRead("giữ chỗ")
	v.mustRead("Máy này không in")
	v.press("Xong")
	v.rest()
	v.desk.SetOnline(false) // then nobody knows whether they still rest
	v.open(kiosk.AtTake)
	if v.reads("Quầy hỏng máy") {
		t.Error("a kiosk that is offline tells of counters")
	}
}

// TestThereIsNoPaperIsKnownBeforeANumberIsTaken walks the ways to a number on each
// glass, with the biggest letters too.
func TestThereIsNoPaperIsKnownBeforeANumberIsTaken(t *testing.T) {
	for _, g := range glasses {
		for _, e := range []kiosk.Ease{{}, {Size: kiosk.SizeAPlusPlus}} {
			v := newVisitor(t, g.screen)
			for name, way := range map[string]func(){
				"the lines":      func() { v.open(kiosk.AtTake) },
				"a procedure":    func() { v.look("1.004873") },
				"an appointment": func() { v.open(kiosk.AtArrive) },
			} {
				way()
				v.eased(kiosk.Vietnamese, e)
				if !v.sees("Máy này") {
					t.Errorf("%s, %+v: %s does not say that nothing is printed", g.name, e, name)
				}
			}
		}
	}
}

// TestASecondFingerTakesNoSecondNumber lifts two fingers from two lines, one after the
// other: the second from a page that is there no more.
func TestASecondFingerTakesNoSecondNumber(t *testing.T) {
	v := newVisitor(t, glasses[0].screen)
	v.open(kiosk.AtTake)
	two := slices.DeleteFunc(touch.Targets(v.stage.Root()), func(t touch.Target) bool { return t.Control == nil })[:2]
	for _, finger := range two {
		v.now = v.now.Add(time.Second)
		finger.Control.Tap()
		v.at("ticket")
	}
	v.hasStored(kiosk.KindTicketIssued)

	// The control: a session that forgot the number gives another.
	v.stage.session.Ticket = nil
	v.now = v.now.Add(time.Second)
	two[1].Control.Tap()
	v.hasStored(kiosk.KindTicketIssued, kiosk.KindTicketIssued)
	v.press("Xong")
	v.open(kiosk.AtTake) // the next visitor
	v.press("Đất đai")
	v.at("ticket")
}

// sees reports whether a line that begins so is to be seen without leafing.
func (v *visitor) sees(begin string) bool {
	return slices.ContainsFunc(touch.Texts(v.stage.Root()), func(d touch.Drawn) bool { return strings.HasPrefix(d.Words, begin) && !d.Fades })
}
