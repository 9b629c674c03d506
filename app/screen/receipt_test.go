package screen

import (
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/proof"
	"dongthap.vn/sen/kiosk/voice"
)

// scans holds a code under the scanner.
func (v *visitor) scans(code string) {
	v.now = v.now.Add(time.Second)
	for _, r := range code {
		v.now = v.now.Add(2 * time.Millisecond)
		v.stage.TypedRune(r)
	}
	v.strikes(fyne.KeyReturn)
}

// receipt takes a number, returns what its QR holds and goes Home.
func (v *visitor) receipt() string {
	v.issue("")
	url := v.stage.session.Slip.URL
	v.stage.session.Home(v.now)
	v.stage.Show()
	return url
}

// forge changes one letter in the middle of a receipt's code.
func forge(url string) string {
	i := len(url) - 60
	other := "A"
	if url[i] == 'A' {
		other = "B"
	}
	return url[:i] + other + url[i+1:]
}

// A receipt that a visitor holds under the scanner at Home is told what it is, also
// without a network, and nothing of it is left for the next.
func TestAReceiptIsScannedAtHome(t *testing.T) {
	v := newVisitor(t, glasses[0].screen)
	v.desk.SetOnline(false)
	url := v.receipt()
	v.scans(url)
	v.at("receipt")
	v.mustRead("Biên nhận thật")
	v.mustRead("Số B2-001 · Đất đai")
	v.mustRead("Máy 2 cấp lúc 08:42 23/11/2026")
	v.scans(forge(url)) // the next paper, without going back
	v.mustRead("Không phải biên nhận của Trung tâm")
	v.press("Trang đầu")
	if left := v.traces("B2-001"); len(left) > 0 {
		t.Errorf("of the receipt is left %q", left)
	}
}

func TestADossiersCodeIsScannedAtHome(t *testing.T) {
	v := newVisitor(t, glasses[0].screen)
	v.scans("H20.16-230130-0012")
	v.at("last")
	v.press("Trang đầu")
	v.scans("8934563138165") // a bottle of water
	v.at("home")
	v.mustRead("Máy không biết mã này")
	v.desk.SetOnline(false)
	v.scans("H20.16-230130-0012")
	v.at("home")
}

// Staff check receipts by the scanner and by the keyboard, and the screen still
// closes after two minutes.
func TestStaffCheckAReceipt(t *testing.T) {
	v := newVisitor(t, glasses[0].screen)
	url := v.receipt()
	v.staff()
	v.mustRead("Chưa đọc mã nào từ khi mở máy")
	v.press("Kiểm tra biên nhận")
	v.scans(url)
	v.at("receipt")
	v.mustRead("Biên nhận thật")
	v.press("Biên nhận khác")
	v.at("receiptask")
	v.types(strings.ToLower(url[strings.Index(url, "/R/")+3:]))
	v.press("Kiểm tra")
	v.mustRead("Biên nhận thật")
	v.press("Biên nhận khác")
	v.types("B2-047")
	v.press("Kiểm tra")
	v.mustRead("Không đọc được mã này")
	v.press("Quay lại")
	v.press("Quay lại")
	v.at("staff")
	v.mustRead("Đọc mã lúc 08:4")
	v.press("Kiểm tra biên nhận")
	v.wait(121)
	v.at("home")
}

// The control: a kiosk that trusted what it cannot check would call the forged one
// genuine; the look at it sees the difference.
func TestControlReceiptTrustedUnread(t *testing.T) {
	v := newVisitor(t, glasses[0].screen)
	url := v.receipt()
	c := v.desk.CheckReceipt(forge(url))
	c.Worth = kiosk.WorthGenuine
	v.stage.session.Judged(c)
	v.stage.Show()
	var faults []string
	if !v.reads("Không phải biên nhận") {
		faults = append(faults, "a forged receipt passes")
	}
	proof.Control(t, "a forged receipt that is trusted", "TestAReceiptIsScannedAtHome", faults...)
}

// «Nghe thử» lets the voice be heard without a visitor who listens; the volume
// chosen is the usual one from then on, as far as volumes go.
func TestStaffHearTheVoice(t *testing.T) {
	v := newVisitor(t, glasses[0].screen)
	e := &ear{}
	v.stage.Voice, v.stage.Volume = e, 4
	v.staff()
	v.press("Nghe thử")
	if len(e.said) != 1 || e.said[0].Volume != 4 || e.said[0].Lang != kiosk.Vietnamese {
		t.Fatalf("said %+v", e.said)
	}
	v.mustRead("Máy đang đọc thử")
	v.press("To hơn")
	v.press("To hơn")
	v.mustRead("Âm lượng 5/5")
	v.press("Đóng")
	if v.stage.Volume != kiosk.Loudest || e.said[len(e.said)-1].Volume != kiosk.Loudest {
		t.Errorf("the usual volume is %d", v.stage.Volume)
	}
	v.stage.Upkeep.Health = nil
	v.knock(7)
	v.enter(rightPIN)
	v.mustRead("Chưa cài chương trình đọc")
	v.stage.healthy.Voice = voice.NoSound
	v.stage.Show()
	v.mustRead("Không có loa")
}
