package lobby

import (
	"os"
	"testing"
)

// TestARealKeyboardTypesVietnamese strikes keys in a real window: in the finder
// and in the feedback, in Telex and, once the configuration says so, in VNI.
func TestARealKeyboardTypesVietnamese(t *testing.T) {
	kiosk := OpenKiosk(t, OpenCenter(t), OpenDisplay(t, 1280, 800), "2")
	kiosk.Press("Tra cứu")
	kiosk.WaitScreen("find")
	kiosk.Keys("cawn cuwowcs")
	kiosk.WaitText("căn cước")
	kiosk.Key("BackSpace")
	kiosk.Keys("t")
	kiosk.WaitText("căn cướt")
	kiosk.Press("Quay lại")
	writeWords(kiosk, "Casn booj huwowngs daanx raast nhieetj tinhf")

	kiosk.Stop()
	text, err := os.ReadFile(kiosk.config)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(kiosk.config, append(text, "[keyboard]\ntyping = \"vni\"\n"...), 0o600); err != nil {
		t.Fatal(err)
	}
	kiosk.Start()
	kiosk.Press("Tra cứu")
	kiosk.WaitScreen("find")
	kiosk.Keys("ca8n cu7o7c1")
	kiosk.WaitText("căn cước")
	kiosk.Press("Quay lại")
	writeWords(kiosk, "Ca1n bo65 hu7o71ng da64n ra61t nhie65t ti2nh")
}

// writeWords gives feedback up to the words and strikes keys there.
func writeWords(kiosk *Kiosk, keys string) {
	kiosk.t.Helper()
	kiosk.WaitScreen("home")
	kiosk.Press("Góp ý")
	kiosk.Press("Rất hài lòng")
	kiosk.Press("Tiếp tục")
	kiosk.WaitScreen("reasons")
	kiosk.Press("Tiếp tục")
	kiosk.WaitScreen("words")
	kiosk.Keys(keys)
	kiosk.WaitText("Cán bộ hướng dẫn rất nhiệt tình")
}
