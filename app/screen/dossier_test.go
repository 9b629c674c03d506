package screen

import (
	"testing"

	"dongthap.vn/sen/kiosk"
)

func TestADossierIsAskedForAndTheAnswerIsHonest(t *testing.T) {
	v := newVisitor(t, glasses[0].screen)
	v.press("Hồ sơ của tôi")
	v.at("dossier")
	v.types("H20")
	v.press("Tiếp tục")
	v.at("dossier")
	v.mustRead("Mã chưa đúng")
	v.types(".16-230130-0012")
	v.press("Tiếp tục")
	v.at("last")
	v.press("Xem hồ sơ")
	v.mustRead("3 chữ số")
	v.types("678")
	v.press("Xem hồ sơ")
	v.at("answer")
	v.mustRead("Chưa có dữ liệu hồ sơ")
	v.mustRead("0277 3898989")
	v.hasStored() // not even the question
	for _, mine := range []string{"230130", "678"} {
		if found := v.traces(mine); len(found) > 0 {
			t.Errorf("%q is left at %q", mine, found)
		}
	}
	v.press("Gọi nhân viên")
	v.at("help")
}

func TestThreeDigitsAreNotGuessed(t *testing.T) {
	v := newVisitor(t, glasses[0].screen)
	for n := range 6 {
		v.stage.session.Code, v.stage.session.Last = "H20.16-230130-0012", "678"
		v.open(kiosk.AtDossierLast)
		v.stage.askDossier()
		if name := v.stage.Name(); (name == "answer") != (n < 5) {
			t.Errorf("question %d leads to %s", n+1, name)
		}
	}
	v.mustRead("Đã thử nhiều mã")
}

func TestOfflineNoDossierIsAskedFor(t *testing.T) {
	v := newVisitor(t, glasses[0].screen)
	v.desk.SetOnline(false)
	v.stage.News()
	if contains(v.presses(), "Hồ sơ") {
		t.Errorf("offered is %q", v.presses())
	}
	v.desk.SetOnline(true)
	v.stage.News()
	v.press("Hồ sơ của tôi")
}

// TestACodeIsTypedWithFiguresAtHand: the keyboard of a code has figures where that of
// words has the marked letters a code cannot hold.
func TestACodeIsTypedWithFiguresAtHand(t *testing.T) {
	v := newVisitor(t, glasses[0].screen)
	v.open(kiosk.AtDossier)
	for _, key := range []string{"h", "2", "0", ".", "1", "6", "-", "2", "3", "0", "1", "3", "0", "-", "0", "0", "1", "2"} {
		v.press(key)
	}
	v.press("Tiếp tục")
	v.at("last")
	v.open(kiosk.AtFind)
	if p := v.presses(); !contains(p, "ă") || contains(p, "2") {
		t.Errorf("words are typed with %q", p)
	}
}
