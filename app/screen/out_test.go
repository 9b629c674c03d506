package screen

import (
	"slices"
	"testing"

	"dongthap.vn/sen/kiosk/words"
)

// The troubles of a kiosk, with the paths an appliance has.
var (
	unregistered = Trouble{Key: "out.unregistered", Args: words.Args{"File": "/etc/sen/sen-kiosk.toml"}}
	otherCode    = Trouble{Kiosk: "2", Key: "out.code", Args: words.Args{"File": "/etc/sen/sen-kiosk.toml", "Line": 8, "Configured": "12", "Enrolled": "2"}}
	noStore      = Trouble{Kiosk: "12", Support: "0277 3811811", Key: "out.store", Args: words.Args{"Folder": "/var/lib/sen/kiosk"}}
	fault        = Trouble{Key: "out.fault"}
	waiting      = Trouble{Kiosk: "2", Key: "out.waiting", Digits: "482913"}
	sentAway     = Trouble{Kiosk: "2", Key: "out.sent_away", Args: words.Args{"File": "/etc/sen/sen-kiosk.toml"}}
	tooLate      = Trouble{Kiosk: "2", Key: "out.too_late", Args: words.Args{"File": "/etc/sen/sen-kiosk.toml"}}
	anew         = Trouble{Kiosk: "2", Key: "out.anew"}
	crashed      = Trouble{Kiosk: "2", Key: "out.crashed", Support: "0277 3898989", Long: true}
)

// TestAKioskOutOfServiceSendsVisitorsToACounter takes the desk away and brings
// it back: in between nothing can be asked of the kiosk, in both languages.
func TestAKioskOutOfServiceSendsVisitorsToACounter(t *testing.T) {
	v := newVisitor(t, glasses[0].screen)
	v.stage.Rest(unregistered)
	v.at("out")
	v.mustRead("Mời bạn đến thẳng quầy")
	v.mustRead("sen-kiosk enrol --config /etc/sen/sen-kiosk.toml")
	if got := v.presses(); !slices.Equal(got, []string{"English", "Chữ to A+", "Tương phản cao"}) {
		t.Errorf("out of service one can press %q, not how it is read alone", got)
	}
	v.press("English")
	v.mustRead("go straight to a counter")
	v.wait(61) // the next one reads Vietnamese again
	v.at("out")
	v.mustRead("Mời bạn đến thẳng quầy")
	v.stage.TypedRune('a')

	v.stage.Serve(v.desk)
	v.at("home")
	v.press("Lấy số")
	v.at("take")
}

// TestTheTechnicianIsToldWhatIsWrong reads the facts of each trouble.
func TestTheTechnicianIsToldWhatIsWrong(t *testing.T) {
	v := newVisitor(t, glasses[0].screen)
	for _, c := range []struct {
		trouble Trouble
		facts   []string
	}{
		{unregistered, []string{"enrol", "/etc/sen/sen-kiosk.toml"}},
		{otherCode, []string{"Máy 2", "/etc/sen/sen-kiosk.toml, dòng 8", "«12»", "«2»"}},
		{noStore, []string{"Máy 12", "/var/lib/sen/kiosk", "0277 3811811"}},
		{fault, []string{"nhật ký"}},
		{waiting, []string{"Máy 2 chờ xác nhận", "482 913", "«Đúng, cho vào»", "«Không phải»", "Mời bạn đến thẳng quầy"}},
		{sentAway, []string{"không nhận máy này", "sen-kiosk enrol --config /etc/sen/sen-kiosk.toml"}},
		{tooLate, []string{"quá 10 phút", "sen-kiosk enrol --config /etc/sen/sen-kiosk.toml"}},
		{anew, []string{"vừa được đăng ký lại"}},
		{crashed, []string{"Máy 2 · Hỗ trợ kỹ thuật: 0277 3898989", "dừng đột ngột nhiều lần", "sau ít phút"}},
	} {
		v.stage.Rest(c.trouble)
		for _, fact := range c.facts {
			v.mustRead(fact)
		}
	}
	if v.reads("/var/lib/sen/kiosk") || v.reads("0277 3811811") {
		t.Error("the trouble before is still told")
	}
}
