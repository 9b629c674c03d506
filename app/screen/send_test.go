package screen

import (
	"math"
	"strings"
	"testing"

	"fyne.io/fyne/v2/driver/software"
	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"

	"dongthap.vn/sen/app/touch/touchtest"
	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/receipt"
)

// scanned reads the one code on the glass as a phone does: what it says, and the
// side of its dark modules in true mm.
func (v *visitor) scanned() (text string, side float32) {
	v.t.Helper()
	touchtest.Wear(v.stage.kit.Theme())
	c := software.NewCanvas()
	c.SetPadded(false)
	c.SetContent(v.stage.Root())
	c.Resize(v.stage.size)
	bits, err := gozxing.NewBinaryBitmapFromImage(c.Capture())
	if err != nil {
		v.t.Fatal(err)
	}
	r, err := qrcode.NewQRCodeReader().Decode(bits, map[gozxing.DecodeHintType]any{gozxing.DecodeHintType_TRY_HARDER: true})
	if err != nil {
		v.t.Fatalf("no code can be read on %s: %v", v.stage.Name(), err)
	}
	modules, err := receipt.QR(r.GetText())
	if err != nil {
		v.t.Fatal(err)
	}
	// The first two points are the middles of finder patterns, 7 modules less
	// than the side apart.
	p, n := r.GetResultPoints(), float64(len(modules))
	apart := math.Hypot(p[0].GetX()-p[1].GetX(), p[0].GetY()-p[1].GetY())
	return r.GetText(), v.stage.kit.InMM(float32(apart * n / (n - 7)))
}

// TestAVisitorTakesAProcedureAlongOnAPhone goes from the procedure to its code
// and reads it, also when the kiosk has no network. The kiosk stores nothing.
func TestAVisitorTakesAProcedureAlongOnAPhone(t *testing.T) {
	for _, g := range glasses {
		t.Run(g.name, func(t *testing.T) {
			v := newVisitor(t, g.screen)
			v.look("1.004873")
			v.press("Gửi vào điện thoại")
			v.at("send")
			online, side := v.scanned()
			if online != "HTTP://127.0.0.1:8470/P/1.004873" {
				t.Errorf("the code leads to %s", online)
			}
			if side < 45 {
				t.Errorf("the code is %.1f mm, want 45", side)
			}
			v.desk.SetOnline(false)
			v.stage.News()
			v.mustRead("mã vẫn dùng được")
			if offline, _ := v.scanned(); offline != online {
				t.Errorf("offline the code leads to %s", offline)
			}
			v.press("Quay lại")
			v.at("procedure")
			v.hasStored()
		})
	}
}

// TestALongAddressStillHasACodeThatIsBigEnough is for a real host name.
func TestALongAddressStillHasACodeThatIsBigEnough(t *testing.T) {
	v := newVisitor(t, glasses[0].screen)
	v.alter(func(s *kiosk.Site) { s.PublicURL = "https://sen.tthcc." + strings.Repeat("x", 30) + ".dongthap.gov.vn" })
	v.look("1.004873")
	v.open(kiosk.AtSend)
	if _, side := v.scanned(); side < 45 {
		t.Errorf("the code is %.1f mm, want 45", side)
	}
}

// A site without public pages has nothing to send.
func TestWithoutAPublicAddressNothingIsSent(t *testing.T) {
	v := newVisitor(t, glasses[0].screen)
	v.alter(func(s *kiosk.Site) { s.PublicURL = "" })
	v.look("1.004873")
	if contains(v.presses(), "Gửi vào") {
		t.Errorf("offered is %q", v.presses())
	}
}
