package screen

import (
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"dongthap.vn/sen/app/touch"
	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/proof"
)

// hears checks that the last thing said contains the parts, in their order.
func (v *visitor) hears(e *ear, parts ...string) {
	v.t.Helper()
	said := e.last()
	rest := said
	for _, p := range parts {
		_, after, ok := strings.Cut(rest, p)
		if !ok {
			v.t.Fatalf("on %s the visitor hears %q, not %q", v.stage.Name(), said, p)
		}
		rest = after
	}
}

// finds moves the ring by Tab until it says words.
func (v *visitor) finds(words string) {
	v.t.Helper()
	for range 80 {
		if at := v.stage.focus.at; at != nil && strings.HasPrefix(at.Words(), words) {
			return
		}
		v.strikes(fyne.KeyTab)
	}
	v.t.Fatalf("no key leads to %q on %s", words, v.stage.Name())
}

// findsKey moves the ring by Tab until it is around a key of the screen's keyboard.
func (v *visitor) findsKey(words string) {
	v.t.Helper()
	for range 80 {
		if v.stage.focus.at.Words() == words {
			return
		}
		v.strikes(fyne.KeyTab)
	}
	v.t.Fatalf("no key leads to %q on %s", words, v.stage.Name())
}

// ok presses what the ring is around, as a hand would after a moment.
func (v *visitor) ok() {
	v.now = v.now.Add(time.Second)
	v.strikes(fyne.KeyReturn)
}

func TestAWholeVisitIsHeard(t *testing.T) {
	v := newVisitor(t, glasses[0].screen)
	e := v.listening()
	v.lines()
	v.press("Nghe")
	v.hears(e, "Máy sẽ đọc màn hình", "Xin chào!", "Lấy số thứ tự")
	v.strikes(fyne.KeyRight)
	v.hears(e, "Tra cứu thủ tục")
	v.strikes(fyne.KeyLeft)
	v.ok()
	v.at("take")
	v.hears(e, "Bạn cần làm việc gì?")
	v.finds("Đất đai")
	v.ok()
	v.at("ticket")
	v.hears(e, "Số của bạn", "B hai, không không một", "Trước bạn", "phút", "Xong")
	v.called(4)
	v.hears(e, "Mời bạn đến Quầy bốn")
	before := len(e.said)
	v.stage.News() // nothing is new
	v.wait(3)
	if len(e.said) != before {
		t.Errorf("nothing happened, and the visitor hears %q", e.last())
	}
	v.ok()
	v.at("home")
	if v.stage.session.Speech.On || e.stopped == 0 || v.stage.focus.at != nil {
		t.Errorf("after the visit: speaking %v, stopped %d times, ring around %v", v.stage.session.Speech.On, e.stopped, v.stage.focus.at)
	}
	before = len(e.said)
	v.press("Tra cứu")
	if len(e.said) != before {
		t.Errorf("the next visitor, who did not ask, hears %q", e.last())
	}
	e.said = nil // the test's own
	if found := v.traces("B2-001"); len(found) > 0 {
		t.Errorf("of the ticket is left %q", found)
	}
}

// A full disk, the question and a language are told as they come.
func TestWhatHappensIsHeard(t *testing.T) {
	v := newVisitor(t, glasses[0].screen)
	e := v.listening()
	v.strikes(fyne.KeyF1)
	v.open(kiosk.AtTake)
	work := v.slowly()
	v.ok()
	v.wait(2)
	v.hears(e, "Đang lưu")
	work.finish()
	v.at("ticket")
	v.stage.goes(v.stage.session.Back)()
	v.stage.session.Fail("error.full")
	v.stage.Show()
	v.hears(e, "Máy tạm thời không lưu được")
	v.wait(119)
	v.at("take")
	v.wait(1)
	v.at("idle")
	v.hears(e, "Bạn còn ở đó không?", "sáu mươi giây", "Tôi vẫn đang dùng")
	v.strikes(fyne.KeyLeft)
	v.hears(e, "Tôi xong rồi")
	v.at("idle")
	v.strikes(fyne.KeyRight)
	v.ok()
	v.at("take")
	v.hears(e, "Bạn cần làm việc gì?")
	v.strikes(fyne.KeyEscape)
	v.finds("English")
	v.ok()
	v.hears(e, "Welcome!", "Tiếng Việt")
	if u := e.said[len(e.said)-1]; u.Lang != kiosk.English {
		t.Errorf("it is said in %s", u.Lang)
	}
}

// While it is read to, a visitor is there; once it falls silent the time runs.
func TestListeningIsNotIdling(t *testing.T) {
	v := newVisitor(t, glasses[0].screen)
	e := v.listening()
	v.strikes(fyne.KeyF1)
	v.look("1.004873")
	e.talking = true
	v.wait(200)
	v.at("procedure")
	e.talking = false
	v.wait(121)
	v.at("idle")
	e.talking = true // the question itself does not keep a visitor there who has left
	v.wait(61)
	v.at("home")
}

func TestVolumeAndRepeat(t *testing.T) {
	v := newVisitor(t, glasses[0].screen)
	e := v.listening()
	v.strikes(fyne.KeyF4)
	v.strikes(fyne.KeyF2)
	if len(e.said) > 0 {
		t.Fatalf("nobody listens, and hears %q", e.last())
	}
	v.strikes(fyne.KeyF1)
	v.strikes(fyne.KeyDown)
	want := e.last()
	v.strikes(fyne.KeyF4)
	v.hears(e, "Âm lượng bốn trên năm")
	v.strikes(fyne.KeyF2)
	if got := e.said[len(e.said)-1]; e.last() != want || got.Volume != 4 {
		t.Errorf("again is %q at %d, not %q at 4", e.last(), got.Volume, want)
	}
	for range 9 {
		v.strikes(fyne.KeyF3)
	}
	v.hears(e, "Âm lượng một trên năm")
	v.stage.goes(func() { v.stage.session.Wipe(v.now) })()
	v.strikes(fyne.KeyF1)
	if got := e.said[len(e.said)-1].Volume; got != 3 {
		t.Errorf("the next visitor hears volume %d", got)
	}
	v.strikes(fyne.KeyF1)
	if e.stopped == 0 || v.stage.session.Speech.On {
		t.Error("the key does not end it")
	}
}

// utterances is everything that was said, as it was handed to the voice.
func (e *ear) utterances() (all []string) {
	for _, u := range e.said {
		all = append(all, u.Text...)
	}
	return all
}

// leaks are the utterances that hold a figure of a number a visitor typed.
func leaks(e *ear, number string) []string {
	return slices.DeleteFunc(e.utterances(), func(s string) bool { return !strings.Contains(s, number) })
}

// A number or words a visitor typed are said when that is asked for, figure by
// figure, and not before.
func TestWhatOneTypedIsSaidOnlyWhenAsked(t *testing.T) {
	const phone = "0912345678"
	v := newVisitor(t, glasses[0].screen)
	e := v.listening()
	v.strikes(fyne.KeyF1)
	v.open(kiosk.AtReply)
	v.hears(e, "Số điện thoại")
	v.types(phone)
	v.now = v.now.Add(time.Second)
	for range 20 {
		v.strikes(fyne.KeyTab)
	}
	v.stage.News()
	v.stage.Show()
	v.finds(phone)
	v.hears(e, "Số điện thoại", "Đã viết mười chữ cái")
	if got := leaks(e, "0912"); len(got) > 0 {
		t.Errorf("unasked is said %q", got)
	}
	v.strikes(fyne.KeyF2)
	v.hears(e, "không chín một, hai ba bốn, năm sáu bảy, tám")
	v.strikes(fyne.KeyTab)
	v.strikes(fyne.KeyF2)
	if got := e.last(); strings.Contains(got, "chín một") {
		t.Errorf("it is said again elsewhere: %q", got)
	}
	v.stage.goes(func() { v.stage.session.Wipe(v.now) })()
	e.said = nil // the test's own
	if found := v.traces(phone); len(found) > 0 {
		t.Errorf("left at %q", found)
	}
}

// The planted fault: a field that is told like any other control.
func TestControlAFieldThatSaysItsLetters(t *testing.T) {
	v := newVisitor(t, glasses[0].screen)
	e := v.listening()
	v.strikes(fyne.KeyF1)
	v.open(kiosk.AtReply)
	v.types("0912345678")
	v.stage.speak([]string{v.stage.focus.at.Words()})
	proof.Control(t, "a typed number told unasked", "the search of what was said", leaks(e, "0912")...)
}

func TestWithoutAVoiceNothingIsOffered(t *testing.T) {
	for _, lang := range []kiosk.Lang{kiosk.Vietnamese, kiosk.English} {
		v := newVisitor(t, glasses[0].screen)
		v.stage.session.Lang = lang
		e := v.listening()
		listen := v.stage.t("speech.listen")
		if !slices.Contains(v.presses(), listen) {
			t.Fatalf("with a voice %q is not offered: %q", listen, v.presses())
		}
		e.absent = true
		v.stage.Show()
		v.strikes(fyne.KeyF1)
		if slices.Contains(v.presses(), listen) || v.stage.session.Speech.On {
			t.Error("without a voice it is offered")
		}
		v.stage.Voice = nil
		v.stage.Show()
		v.strikes(fyne.KeyF1)
		v.wait(2)
	}
}

// A tile that cannot be touched says why.
func TestWhyATileIsClosedIsHeard(t *testing.T) {
	v := newVisitor(t, glasses[0].screen)
	e := v.listening()
	v.strikes(fyne.KeyF1)
	v.close()
	v.stage.speech = speech{} // as one who begins to listen now
	v.stage.Show()
	v.hears(e, "Lấy số thứ tự", "Mở lại bảy giờ")
}

func TestAFingerTakesTheRingAway(t *testing.T) {
	v := newVisitor(t, glasses[0].screen)
	if v.stage.focus.at != nil {
		t.Fatal("there is a ring before a key was used")
	}
	v.strikes(fyne.KeyDown)
	if v.stage.focus.at == nil {
		t.Fatal("a key shows no ring")
	}
	v.press("Tra cứu")
	if v.stage.focus.at != nil {
		t.Error("after a finger there is still a ring")
	}
	v.strikes(fyne.KeyEscape)
	v.at("home")
}

// Letters go to the field wherever the ring is, and the ring goes with them.
func TestLettersFindTheirField(t *testing.T) {
	v := newVisitor(t, glasses[0].screen)
	v.press("Tra cứu")
	v.types("khai")
	v.strikes(fyne.KeyLeft) // without a ring: the caret
	v.types("b")
	if got := v.stage.session.Query; got != "khabi" {
		t.Fatalf("the finder heard %q", got)
	}
	v.strikes(fyne.KeyDown)
	v.strikes(fyne.KeyDown)
	if v.stage.inField() {
		t.Fatal("the keys do not leave the field")
	}
	v.now = v.now.Add(time.Second)
	v.types("y")
	if got := v.stage.session.Query; got != "khabyi" || !v.stage.inField() {
		t.Errorf("the finder heard %q, in the field %v", got, v.stage.inField())
	}
	v.ok()
	if !v.stage.session.Listing {
		t.Error("Enter does not list")
	}
}

// Enter held down presses once, whatever the next screen shows.
func TestAHeldEnterPressesOnce(t *testing.T) {
	enter := &fyne.KeyEvent{Name: fyne.KeyReturn}
	v := newVisitor(t, glasses[0].screen)
	v.strikes(fyne.KeyDown)
	v.stage.KeyDown(enter)
	for range 20 {
		v.now = v.now.Add(time.Second)
		v.strikes(fyne.KeyReturn)
	}
	v.at("take")
	v.hasStored()
	v.stage.KeyDown(enter) // the control
	v.ok()
	v.at("ticket")
}

// The keys do what a finger does on the keyboard of the screen too.
func TestTheKeyboardOfTheScreenByKeys(t *testing.T) {
	v := newVisitor(t, glasses[0].screen)
	e := v.listening()
	v.strikes(fyne.KeyF1)
	v.press("Tra cứu")
	for _, key := range []string{"k", "h", "a", "i", "Dấu cách", "s", "i", "n", "h"} {
		v.findsKey(key)
		v.strikes(fyne.KeyReturn)
	}
	if got := v.stage.session.Query; got != "khai sinh" {
		t.Errorf("the finder heard %q", got)
	}
	v.finds("Xem")
	v.hears(e, "Xem", "việc")
	v.ok()
	if !v.stage.session.Listing || v.stage.focus.at == nil {
		t.Error("the list does not open")
	}
	want := len(v.stage.found().procedures)
	rows := map[string]bool{}
	for range 3 * want { // the list turns its pages under the ring
		if _, row := v.stage.focus.at.(*touch.Row); row {
			rows[v.stage.focus.at.Words()] = true
		}
		v.strikes(fyne.KeyDown)
	}
	if len(rows) != want || want < 8 {
		t.Errorf("by arrow %d of %d rows are heard", len(rows), want)
	}
}
