package screen

import (
	"bytes"
	"context"
	"image"
	"strings"
	"testing"
	"time"
	"unsafe"

	"fyne.io/fyne/v2/driver/software"

	"dongthap.vn/sen/app/touch/touchtest"
	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/proof"
)

// memory lists where a text stands in what the stage can reach, whatever holds
// it: also what a button's function has captured. Behind the doors lies what
// serves all visitors alike, and the test itself.
func (v *visitor) memory(text string) []string {
	v.t.Helper()
	all := proof.Dump(v.t).Reach(unsafe.Pointer(v.stage), unsafe.Pointer(v.desk), unsafe.Pointer(v.stage.Book), unsafe.Pointer(v))
	return proof.Search(all, text)
}

// drawn is what the stage shows, pixel by pixel.
func drawn(s *Stage) *image.NRGBA {
	touchtest.Wear(s.kit.Theme())
	c := software.NewCanvas()
	c.SetPadded(false)
	c.SetContent(s.Root())
	c.Resize(s.size)
	return c.Capture().(*image.NRGBA)
}

// untouched is what a kiosk shows that nobody has ever stood before: the same
// desk, the same moment.
func (v *visitor) untouched() *image.NRGBA {
	s := New(v.stage.Config)
	s.Root().Resize(v.stage.size)
	return drawn(s)
}

// differs tells whether the screen is not that of an untouched kiosk.
func (v *visitor) differs() bool {
	return !bytes.Equal(drawn(v.stage).Pix, v.untouched().Pix)
}

// TestTheNextVisitorFindsAnUntouchedScreen leaves every scene alone, in English,
// until the kiosk has forgotten who was there.
func TestTheNextVisitorFindsAnUntouchedScreen(t *testing.T) {
	for _, scene := range scenes {
		if strings.HasPrefix(scene.name, "14-") || strings.HasPrefix(scene.name, "error-slow") {
			continue // no visit, and one that goes on as long as it is being stored
		}
		t.Run(scene.name, func(t *testing.T) {
			v := newVisitor(t, glasses[0].screen)
			cleared := 0
			v.stage.Left = func() { cleared++ }
			v.stage.session.Lang = kiosk.English
			scene.play(v)
			before := cleared
			for range 5 { // the longest wait, the question, and Home's own
				v.now = v.now.Add(2 * time.Minute)
				v.stage.Tick()
			}
			v.at("home")
			if v.differs() {
				t.Error("Home is not as an untouched kiosk shows it")
			}
			if cleared == before {
				t.Error("what the machine keeps outside was not cleared")
			}
		})
	}
}

// TestNothingOfAVisitorIsInMemory looks at everything the stage can reach, once
// the visitor has left.
func TestNothingOfAVisitorIsInMemory(t *testing.T) {
	if !proof.Alone(t) {
		return
	}
	for _, c := range left {
		t.Run(c.name, func(t *testing.T) {
			v := newVisitor(t, glasses[0].screen)
			c.leave(v)
			if len(v.memory(c.text)) == 0 {
				t.Fatal("before the visitor has left nothing is found: the search is blind")
			}
			v.wait(121)
			v.at("idle")
			v.wait(30)
			v.at("home")
			if found := v.memory(c.text); len(found) > 0 {
				t.Errorf("left: %q", found)
			}
		})
	}
}

func TestNothingOfATicketIsInMemory(t *testing.T) {
	if !proof.Alone(t) {
		return
	}
	v := newVisitor(t, glasses[0].screen)
	v.press("Lấy số")
	v.press("Đất đai")
	url := v.stage.session.Slip.URL
	if len(v.memory(url)) == 0 {
		t.Fatal("the search is blind")
	}
	v.wait(20)
	v.at("home")
	if found := v.memory(url); len(found) > 0 {
		t.Errorf("left: %q", found)
	}
}

// The controls: a kiosk that keeps one thing of the visitor before is noticed.
func TestControlKioskThatRemembersAVisitor(t *testing.T) {
	if !proof.Alone(t) {
		return
	}
	for what, forget := range map[string]func(s *Stage, before kiosk.Visit){
		"the language of the visitor before":          func(s *Stage, before kiosk.Visit) { s.session.Lang = before.Lang },
		"the last sentence to the visitor before":     func(s *Stage, _ kiosk.Visit) { s.session.Notice = "ticket.cancelled" },
		"a help call of the visitor before, on a bar": func(s *Stage, _ kiosk.Visit) { s.session.Open(kiosk.AtHelp) },
	} {
		v := newVisitor(t, glasses[0].screen)
		v.stage.session.Lang = kiosk.English
		before := v.stage.session.Visit
		v.stage.session.Wipe(v.now)
		forget(v.stage, before)
		v.stage.Show()
		var findings []string
		if v.differs() {
			findings = append(findings, "Home is not as an untouched kiosk shows it")
		}
		proof.Control(t, what, "TestTheNextVisitorFindsAnUntouchedScreen", findings...)
	}

	v := newVisitor(t, glasses[0].screen)
	const mine = "0912345678"
	v.open(kiosk.AtReply)
	v.types(mine)
	phone := v.stage.session.Feedback.Phone
	v.stage.session.Wipe(v.now)
	v.stage.Drawn = func() { v.stage.Log.DebugContext(context.Background(), phone) } // a function holds it
	v.stage.Show()
	if found := v.traces(mine); len(found) > 0 {
		t.Errorf("a walk through values finds what a function holds: %q; the control is worth nothing", found)
	}
	proof.Control(t, "a function that has captured a phone number", "TestNothingOfAVisitorIsInMemory", v.memory(mine)...)
}

// A visitor who is still there keeps what a machine keeps outside.
func TestWhatIsOutsideIsClearedWithTheVisitAlone(t *testing.T) {
	v := newVisitor(t, glasses[0].screen)
	left := 0
	v.stage.Left = func() { left++ }
	v.press("Tra cứu")
	v.types("giấy tờ đất")
	v.wait(100)
	if left != 0 {
		t.Errorf("cleared %d times while the visitor types", left)
	}
	v.press("Quay lại")
	v.press("Wi-Fi")
	v.press("Trang đầu")
	if left != 1 {
		t.Errorf("cleared %d times when the visitor went Home", left)
	}
}
