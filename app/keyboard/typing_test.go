package keyboard

import (
	"strings"
	"testing"
	"unicode"

	"fyne.io/fyne/v2"

	"dongthap.vn/sen/app/look"
	"dongthap.vn/sen/app/touch"
	"dongthap.vn/sen/app/touch/finger"
	"dongthap.vn/sen/app/touch/touchtest"
	"dongthap.vn/sen/kiosk/telex"
)

// writer is a field of three lines over a keyboard, and a finger.
type writer struct {
	kit      touch.Kit
	time     *touchtest.Timer
	field    *Field
	keyboard *Keyboard
	finger   *finger.Finger
	canvas   fyne.Canvas
	heard    []string
	full     int
	strange  int // letters that were refused for themselves
	done     int
}

func newDesktop(t *testing.T, f FieldSpec) *writer {
	d := &writer{}
	d.kit, d.time = newKit(t, touchtest.Tablet, look.A)
	f.Clear, f.Hint = "Xoá hết", "Bạn muốn góp ý gì?"
	f.OnChange = func(s string) { d.heard = append(d.heard, s) }
	f.OnRefuse = func(full bool) {
		if full {
			d.full++
		} else {
			d.strange++
		}
	}
	d.field = NewField(d.kit, f)
	d.keyboard = New(d.kit, Spec{To: d.field, Labels: vietnamese, Sentences: true, OnAction: func() { d.done++ }})
	d.canvas = touchtest.Show(d.kit, touch.Column(10, d.field, touch.Grow(1, nil), d.keyboard))
	d.finger = finger.On(d.canvas.Content())
	return d
}

// tap touches keys by their words.
func (d *writer) tap(t *testing.T, words ...string) {
	t.Helper()
	for _, w := range words {
		if err := d.finger.Tap(w); err != nil {
			t.Fatal(err)
		}
	}
}

// letters are the keys of a word typed plainly.
func letters(s string) []string { return strings.Split(s, "") }

func (d *writer) want(t *testing.T, s string) {
	t.Helper()
	if d.field.Text() != s {
		t.Errorf("typed %q, want %q", d.field.Text(), s)
	}
}

const praise = "Cán bộ hướng dẫn rất nhiệt tình"

func TestACitizenPraisesTheStaffKeyByKey(t *testing.T) {
	d := newDesktop(t, FieldSpec{Most: 300, Lines: 3})
	for _, word := range [][]string{
		{"C", "a", "n", "sắc"}, {"b", "ô", "nặng"}, {"h", "ư", "ơ", "n", "g", "sắc"}, {"d", "â", "n", "ngã"},
		{"r", "â", "t", "sắc"}, {"n", "h", "i", "ê", "t", "nặng"}, {"t", "i", "n", "h", "huyền"},
	} {
		if d.field.Text() != "" {
			d.tap(t, "Dấu cách")
		}
		d.tap(t, word...)
	}
	d.want(t, praise)
	if last := d.heard[len(d.heard)-1]; last != praise {
		t.Errorf("heard %q", last)
	}
	touchtest.Shoot(t, d.canvas, "praise")
	d.tap(t, "Tìm")
	if d.done != 1 {
		t.Error("the action key did nothing")
	}
}

func TestTelexOnTheLetterKeys(t *testing.T) {
	d := newDesktop(t, FieldSpec{Most: 300})
	for i, word := range strings.Fields("Cans booj huowngs daaxn raats nhieetj tinhf") {
		if i > 0 {
			d.tap(t, "Dấu cách")
		}
		d.tap(t, letters(word)...)
	}
	d.want(t, praise)
}

func TestTelexAndVNIOnARealKeyboard(t *testing.T) {
	for method, keys := range map[telex.Method]string{
		telex.Telex: "Cans booj huowngs daaxn raats nhieetj tinhf",
		telex.VNI:   "Can1 bo65 hu7o7ng1 da6n4 ra6t1 nhie6t5 tinh2",
	} {
		d := newDesktop(t, FieldSpec{Typing: telex.Composer{Method: method}})
		for _, r := range keys {
			d.field.TypedRune(r)
		}
		d.want(t, praise)
	}
}

func TestTheSameLetterTwiceQuickly(t *testing.T) {
	d := newDesktop(t, FieldSpec{Typing: telex.Composer{Method: telex.None}})
	d.tap(t, letters("Cannoo")...)
	d.want(t, "Cannoo")
}

func TestSentencesBeginWithACapital(t *testing.T) {
	d := newDesktop(t, FieldSpec{})
	d.tap(t, "T", "ô", "t", "sắc", ".", "Dấu cách", "C", "a", "m", "hỏi", "Hoa", "Ơ", "n")
	d.want(t, "Tốt. CảmƠn")
	d.field.SetText("")
	d.keyboard.begin()
	d.tap(t, "Hoa", "a")
	d.want(t, "a")
}

func TestFiguresAndSignsStandOnTheirOwnLayer(t *testing.T) {
	d := newDesktop(t, FieldSpec{})
	d.tap(t, "123")
	if d.finger.Tap("q") == nil {
		t.Error("letters are still there")
	}
	d.tap(t, "1", "2", "/", "3", "Xoá", "5", "abc", "b")
	d.want(t, "12/5b")
}

func TestAHeldEraserRepeats(t *testing.T) {
	d := newDesktop(t, FieldSpec{})
	d.field.SetText("nhầm rồi")
	d.tap(t, "Xoá")
	d.want(t, "nhầm rồ")
	d.finger.Down(d.middle(t, "Xoá"))
	d.want(t, "nhầm rồ")
	d.time.Fire()
	d.time.Fire()
	d.finger.Up()
	d.want(t, "nhầm ")
	d.time.Fire()
	d.want(t, "nhầm ")
	d.tap(t, "Xoá")
	d.want(t, "nhầm")
}

func (d *writer) middle(t *testing.T, words string) fyne.Position {
	t.Helper()
	for _, target := range touch.Targets(d.canvas.Content()) {
		if target.Words == words {
			return target.Middle()
		}
	}
	t.Fatalf("nothing says %q", words)
	return fyne.Position{}
}

func TestAFullFieldSaysSoAndStays(t *testing.T) {
	d := newDesktop(t, FieldSpec{Most: 3})
	d.tap(t, "A", "b", "c", "d")
	d.want(t, "Abc")
	if d.full != 1 || len(d.heard) != 3 {
		t.Errorf("refused %d times, heard %v", d.full, d.heard)
	}
	d.field.SetText("can")
	d.tap(t, "sắc")
	d.want(t, "cán")
}

func TestEverythingIsClearedWithOneTouch(t *testing.T) {
	d := newDesktop(t, FieldSpec{})
	if d.finger.Tap("Xoá hết") == nil {
		t.Error("there is nothing to clear, yet one can")
	}
	d.tap(t, "A", "Xoá hết")
	d.want(t, "")
	if d.heard[len(d.heard)-1] != "" {
		t.Error("nobody heard of it")
	}
	d.keyboard.begin()
	d.tap(t, "B")
	d.want(t, "B")
}

func TestAFingerPlacesTheCaret(t *testing.T) {
	d := newDesktop(t, FieldSpec{Lines: 3})
	d.field.SetText("mất căn cước")
	area := d.middle(t, "mất căn cước")
	k := d.kit
	x := k.MM(fieldPad) + fyne.MeasureText("mất ", k.Em(look.Typed), fyne.TextStyle{}).Width
	first := area.Y - d.field.area.lineHeight()
	d.finger.TapAt(fyne.NewPos(x+1, first))
	if d.field.text.Before() != "mất " {
		t.Errorf("the caret stands behind %q", d.field.text.Before())
	}
	d.finger.TapAt(fyne.NewPos(900, first))
	d.finger.TapAt(fyne.NewPos(2, first))
	if d.field.text.Before() != "" {
		t.Errorf("the caret stands behind %q", d.field.text.Before())
	}
}

func TestTheKeysOfARealKeyboard(t *testing.T) {
	entered := 0
	d := newDesktop(t, FieldSpec{OnEnter: func() { entered++ }})
	d.field.SetText("abcd")
	for _, key := range []fyne.KeyName{fyne.KeyLeft, fyne.KeyBackspace, fyne.KeyHome, fyne.KeyDelete, fyne.KeyRight, fyne.KeyEnd, fyne.KeyReturn, fyne.KeyF1} {
		d.field.TypedKey(&fyne.KeyEvent{Name: key})
	}
	d.want(t, "bd")
	if d.field.text.Caret() != 2 || entered != 1 {
		t.Errorf("caret %d, entered %d", d.field.text.Caret(), entered)
	}
}

func TestAPhoneNumberOnThePad(t *testing.T) {
	k, time := newKit(t, touchtest.Tablet, look.A)
	f := NewField(k, FieldSpec{Most: 10, Allow: unicode.IsDigit, Typing: telex.Composer{Method: telex.None}})
	pad := NewPad(k, "Xoá", f)
	c := touchtest.Show(k, touch.Across(0, touch.Grow(1, f), pad))
	one := finger.On(c.Content())
	for _, key := range letters("09123456789") {
		if err := one.Tap(key); err != nil {
			t.Fatal(err)
		}
	}
	f.TypedRune('a')
	f.TypedRune(' ')
	if f.Text() != "0912345678" {
		t.Errorf("typed %q", f.Text())
	}
	if err := one.Tap("Xoá"); err != nil || f.Text() != "091234567" {
		t.Errorf("erased to %q, %v", f.Text(), err)
	}
	time.Fire()
}

func TestTwoFieldsShareAKeyboard(t *testing.T) {
	d := newDesktop(t, FieldSpec{})
	other := NewField(d.kit, FieldSpec{})
	other.SetActive(false)
	d.tap(t, "A")
	d.keyboard.Attach(other)
	d.tap(t, "B")
	if d.field.Text() != "A" || other.Text() != "B" || other.Active() {
		t.Errorf("typed %q and %q", d.field.Text(), other.Text())
	}
}
