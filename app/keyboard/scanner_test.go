package keyboard

import (
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"dongthap.vn/sen/app/look"
	"dongthap.vn/sen/app/touch/touchtest"
	"dongthap.vn/sen/kiosk/proof"
	"dongthap.vn/sen/kiosk/telex"
)

const (
	receipt = "HTTPS://SEN.EXAMPLE.VN/R/7K4QZ2"
	card    = "087090001234||Nguyễn Văn An|01011990|Nam|Cao Lãnh|01012021"
)

// A wedge is a field behind a scanner, and what both tell.
type wedge struct {
	time    *touchtest.Timer
	field   *Field
	scanner *Scanner
	scans   []string
	pressed int // an Enter came through
}

// newWedge is a field with something written in it already.
func newWedge(t *testing.T) *wedge {
	w := &wedge{}
	k, timer := newKit(t, touchtest.Tablet, look.A)
	w.time = timer
	w.field = NewField(k, FieldSpec{Most: 60, Typing: telex.Composer{Method: telex.Telex}})
	w.field.SetText("khai sinh")
	w.scanner = &Scanner{Now: timer.Now, After: timer.After, Mark: w.mark, Type: w.field.TypedRune, OnScan: func(s string) { w.scans = append(w.scans, s) }}
	return w
}

func (w *wedge) mark() (undo func()) {
	m := w.field.Mark()
	return func() { w.field.Restore(m) }
}

// strikes sends keys so far apart; «⏎» is Enter.
func (w *wedge) strikes(keys string, apart time.Duration) {
	for _, r := range keys {
		w.time.Pass(apart)
		if r != '⏎' {
			w.scanner.TypedRune(r)
		} else if !w.scanner.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn}) {
			w.pressed++
		}
	}
}

func TestAScannerIsToldFromTypingByItsSpeed(t *testing.T) {
	for _, c := range []struct {
		name    string
		keys    string
		apart   time.Duration
		scan    string // or ""
		field   string
		pressed int
	}{
		{"receipt", receipt + "⏎", 5 * time.Millisecond, receipt, "khai sinh", 0},
		{"slow scanner", receipt + "⏎", scanPace, receipt, "khai sinh", 0},
		{"identity card with its tone marks", card + "⏎", time.Millisecond, card, "khai sinh", 0},
		{"Enter and line feed", receipt + "⏎⏎", time.Millisecond, receipt, "khai sinh", 0},
		{"the shortest code", "B2-0471C⏎", time.Millisecond, "B2-0471C", "khai sinh", 0},
		{"quick hands", " con ddi hocj⏎", 60 * time.Millisecond, "", "khai sinh con đi học", 1},
		{"two keys at once", "to⏎", time.Millisecond, "", "khai sinhto", 1},
		{"a burst without Enter", " cuar chaus", time.Millisecond, "", "khai sinh của cháu", 0},
		{"Enter alone", "⏎", time.Millisecond, "", "khai sinh", 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWedge(t)
			w.strikes(c.keys, c.apart)
			w.time.FireAll()
			if got := strings.Join(w.scans, " and "); got != c.scan {
				t.Errorf("scanned %q, want %q", got, c.scan)
			}
			if w.field.Text() != c.field || w.pressed != c.pressed {
				t.Errorf("the field says %q and Enter came %d times; want %q, %d", w.field.Text(), w.pressed, c.field, c.pressed)
			}
		})
	}
}

// A field that takes its time at every letter does not make a scanner slow.
func TestASlowFieldDoesNotHideAScanner(t *testing.T) {
	w := newWedge(t)
	typed := w.scanner.Type
	w.scanner.Type = func(r rune) { typed(r); w.time.Pass(80 * time.Millisecond) }
	w.strikes(receipt+"⏎", time.Millisecond)
	if len(w.scans) != 1 {
		t.Error("the scan was taken for typing")
	}
}

// A frame that takes its time does not part a burst, and does not make a person
// a scanner either.
func TestAFrameBetweenTwoKeys(t *testing.T) {
	for keys, scans := range map[string]int{receipt[:16] + "|" + receipt[16:] + "⏎": 1, " con ddi hocj|⏎": 0} {
		w := newWedge(t)
		apart := 2 * time.Millisecond
		if scans == 0 {
			apart = 60 * time.Millisecond
		}
		for _, part := range strings.Split(keys, "|") {
			w.strikes(part, apart)
			w.time.Pass(100 * time.Millisecond)
		}
		if len(w.scans) != scans {
			t.Errorf("%q is scanned %d times", keys, len(w.scans))
		}
	}
}

// A code scanned right after a key without a letter is taken out again too.
func TestAScanBehindAnotherKey(t *testing.T) {
	w := newWedge(t)
	w.strikes("b", time.Second)
	w.scanner.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEnd})
	w.time.Pass(20 * time.Millisecond)
	w.strikes(receipt+"⏎", 5*time.Millisecond)
	if len(w.scans) != 1 || w.scans[0] != receipt || w.field.Text() != "khai sinhb" {
		t.Errorf("scanned %q, and the field says %q", w.scans, w.field.Text())
	}
}

// A code scanned right after typing has nothing of what was typed.
func TestAScanBehindTyping(t *testing.T) {
	w := newWedge(t)
	w.strikes(" con", 60*time.Millisecond)
	w.time.Pass(200 * time.Millisecond)
	w.strikes(receipt+"⏎", 5*time.Millisecond)
	if len(w.scans) != 1 || w.scans[0] != receipt || w.field.Text() != "khai sinh con" {
		t.Errorf("scanned %q, and the field says %q", w.scans, w.field.Text())
	}
}

// Keys that are no letters do not overtake what is held back.
func TestWhatIsHeldBackComesBeforeTheNextKey(t *testing.T) {
	w := newWedge(t)
	w.strikes(" cuar chaus", time.Millisecond)
	if w.field.Text() == "khai sinh của cháu" {
		t.Fatal("nothing was held back: this test shows nothing")
	}
	if w.scanner.TypedKey(&fyne.KeyEvent{Name: fyne.KeyBackspace}) || w.field.Text() != "khai sinh của cháu" {
		t.Errorf("before Backspace the field says %q", w.field.Text())
	}
}

func TestNothingOfAScanIsKept(t *testing.T) {
	w := newWedge(t)
	run := func() string { return string(w.scanner.run) }
	w.strikes(card, time.Millisecond)
	if run() != card {
		t.Fatal("the test looks at the wrong place")
	}
	kept := w.scanner.run
	w.strikes("⏎", time.Millisecond)
	if run() != "" || slices.Contains(kept, '|') {
		t.Errorf("%q is kept after a scan", run()+string(kept))
	}
	w.strikes("riêng", time.Second)
	w.time.Pass(time.Second)
	if w.scanner.Stale(); run() != "" || w.scanner.undo != nil {
		t.Errorf("%q is kept after typing", run())
	}
}

// The planted fault: a kiosk that takes every key for a person's.
func TestControlScannerTakenForAPerson(t *testing.T) {
	w := newWedge(t)
	w.scanner.Now = func() time.Time { w.time.Pass(time.Minute); return w.time.Now() }
	w.strikes(receipt+"⏎", time.Millisecond)
	if len(w.scans) > 0 || w.pressed == 0 || w.field.Text() == "khai sinh" {
		t.Fatal("a scanner taken for a person is not noticed")
	}
	t.Log(proof.Line("a scan presses what the ring is around", "Enter behind a burst"))
}
