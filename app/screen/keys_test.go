package screen

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/telex"
)

// TestARealKeyboardWritesVietnamese hands the stage what a keyboard's keys send,
// as the window does, in both manners of typing.
func TestARealKeyboardWritesVietnamese(t *testing.T) {
	for _, c := range []struct {
		name   string
		method telex.Method
		keys   string
		want   string
	}{
		{"Telex", telex.Telex, "Casn booj huwowngs daanx raast nhieetj tinhf", "Cán bộ hướng dẫn rất nhiệt tình"},
		{"Telex, tones at the end", telex.Telex, "ddaats ddai, giaays chuwngs nhaanj", "đất đai, giấy chứng nhận"},
		{"VNI", telex.VNI, "Ca1n bo65 hu7o71ng da64n ra61t nhie65t ti2nh", "Cán bộ hướng dẫn rất nhiệt tình"},
		{"VNI, tones at the end", telex.VNI, "d9a6t1 d9ai, gia6y1 chu7ng1 nha6n5", "đất đai, giấy chứng nhận"},
		{"neither", telex.None, "Casn bo65", "Casn bo65"},
	} {
		t.Run(c.name, func(t *testing.T) {
			v := newVisitor(t, glasses[0].screen)
			v.stage.Typing = c.method
			v.press("Tra cứu")
			v.types(c.keys)
			if got := v.stage.session.Query; got != c.want {
				t.Errorf("the finder heard %q, not %q", got, c.want)
			}
			v.mustRead(c.want)
			v.open(kiosk.AtWords)
			v.types(c.keys)
			if got := v.stage.session.Feedback.Words; got != c.want {
				t.Errorf("the feedback says %q, not %q", got, c.want)
			}
			v.mustRead(c.want)
		})
	}
}

// English words are written as their keys say: «booj» is no tone there.
func TestARealKeyboardWritesEnglishPlainly(t *testing.T) {
	v := newVisitor(t, glasses[0].screen)
	v.stage.Typing = telex.Telex
	v.press("English")
	v.press("Find a procedure")
	v.types("passport for my boss")
	if got := v.stage.session.Query; got != "passport for my boss" {
		t.Errorf("the finder heard %q", got)
	}
}

func TestKeysWithoutLettersMendAndSearch(t *testing.T) {
	v := newVisitor(t, glasses[0].screen)
	v.stage.Typing = telex.Telex
	v.press("Tra cứu")
	v.types("khai sinhx")
	v.strikes(fyne.KeyBackspace)
	v.types("hs")
	v.strikes(fyne.KeyHome)
	v.types("j")
	v.strikes(fyne.KeyDelete)
	v.strikes(fyne.KeyEnd)
	if got := v.stage.session.Query; got != "jhai sính" {
		t.Fatalf("the finder heard %q", got)
	}
	v.strikes(fyne.KeyReturn)
	if !v.stage.session.Listing {
		t.Error("Enter does not list the results")
	}
	v.types("abc") // there is no field now: nothing happens
	v.at("find")
}

func TestALetterIsNoPhoneNumber(t *testing.T) {
	v := newVisitor(t, glasses[0].screen)
	v.stage.Typing = telex.VNI
	v.open(kiosk.AtReply)
	v.types("o9a12 34b5678")
	if got := v.stage.session.Feedback.Phone; got != "912345678" {
		t.Errorf("the number is %q", got)
	}
}

// A key is a sign of life: who types is not asked whether they are there.
func TestTypingKeepsTheQuestionAway(t *testing.T) {
	v := newVisitor(t, glasses[0].screen)
	v.press("Tra cứu")
	for range 5 {
		v.wait(60)
		v.types("b")
	}
	v.at("find")
	v.wait(120)
	v.at("idle") // the control
	v.types("b") // and answers the question, without writing under it
	v.at("find")
	if got := v.stage.session.Query; len([]rune(got)) != 5 {
		t.Errorf("the finder heard %q", got)
	}
}

// A scan neither writes into the field nor presses what Enter would, and the
// page that waits for a code gets it.
func TestAScanIsNotTyped(t *testing.T) {
	const code = "HTTPS://SEN.EXAMPLE.VN/R/7K4QZ2"
	v := newVisitor(t, glasses[0].screen)
	v.press("Tra cứu")
	v.types("khai")
	v.now = v.now.Add(time.Second)
	v.types(code)
	v.strikes(fyne.KeyReturn)
	if q, listed := v.stage.session.Query, v.stage.session.Listing; q != "khai" || listed {
		t.Errorf("after a scan the finder heard %q, listing %v", q, listed)
	}
	var got string
	v.stage.page.scanned = func(text string) { got = text }
	v.types(code)
	v.strikes(fyne.KeyReturn)
	if got != code {
		t.Errorf("the page was handed %q", got)
	}
	if found := v.traces(code); len(found) > 0 {
		t.Errorf("of the scan is left %q", found)
	}
	v.now = v.now.Add(time.Second)
	v.strikes(fyne.KeyReturn) // the control: a person's Enter lists
	if !v.stage.session.Listing {
		t.Error("Enter does nothing at all")
	}
}

// An identity card held under the scanner while the question stands is not left
// in the field below it.
func TestAScanAnswersTheQuestionAndWritesNothing(t *testing.T) {
	v := newVisitor(t, glasses[0].screen)
	v.press("Tra cứu")
	v.wait(120)
	v.at("idle")
	v.types("087090001234||Nguyễn Văn An|01011990")
	v.strikes(fyne.KeyReturn)
	v.at("find")
	if q := v.stage.session.Query; q != "" {
		t.Errorf("the finder heard %q", q)
	}
}
