package touch_test

import (
	"image"
	"testing"

	"fyne.io/fyne/v2/canvas"
	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"
	qr "github.com/skip2/go-qrcode"

	"dongthap.vn/sen/app/look"
	"dongthap.vn/sen/app/touch"
	"dongthap.vn/sen/app/touch/touchtest"
)

// receipt is as long as a receipt's address is.
const receipt = "HTTPS://SEN.DONGTHAP.GOV.VN/R/MFZWIZLTMVZXI2LOM4QHO2LUNBSXGZLSNFZG63THEBUGK3DMN5ZW6Y3PNZSGK4TTMVZXI2LOM4QHO2LUNBSXGZLSNFZG63THEBUGK3DMN5ZW6Y3PNZSGK4TTMVZXI2LOM4QHO2LUNBSXGZLSNFZG63THEBUGK3DMN5ZW6"

func modules(t *testing.T, margin bool) [][]bool {
	t.Helper()
	code, err := qr.New(receipt, qr.Medium)
	if err != nil {
		t.Fatal(err)
	}
	code.DisableBorder = !margin
	return code.Bitmap()
}

func decode(img image.Image) (string, error) {
	bits, err := gozxing.NewBinaryBitmapFromImage(img)
	if err != nil {
		return "", err
	}
	r, err := qrcode.NewQRCodeReader().Decode(bits, map[gozxing.DecodeHintType]any{gozxing.DecodeHintType_TRY_HARDER: true})
	if err != nil {
		return "", err
	}
	return r.GetText(), nil
}

// onScreen shows a code in the middle of a dark screen.
func onScreen(t *testing.T, k touch.Kit, m [][]bool, side float32) image.Image {
	q := k.QR(m, side)
	w, h := k.Size()
	c := touchtest.Show(k, touch.Stack(canvas.NewRectangle(k.Color(look.Bar)), touch.Inset((w-side)/2, (h-side)/2, q)))
	return c.Capture()
}

func TestTheCodeCanBeReadOffTheScreen(t *testing.T) {
	for name, s := range map[string]look.Screen{"tablet": touchtest.Tablet, "kiosk": touchtest.Desk, "portrait": touchtest.Portrait} {
		k := touchtest.Kit(t, s, look.A, look.Light, touchtest.NewTimer())
		for _, margin := range []bool{true, false} {
			got, err := decode(onScreen(t, k, modules(t, margin), k.MM(45)))
			if err != nil || got != receipt {
				t.Errorf("%s, margin %v: read %q, %v", name, margin, got, err)
			}
		}
	}
}

func TestTheCodeIsCrispAndHasItsQuietZone(t *testing.T) {
	k := newKit(t, touchtest.NewTimer())
	m := modules(t, true)
	side := 318 // no multiple of the modules
	img := onScreen(t, k, m, float32(side))
	left, top := (1280-side)/2, (800-side)/2
	n := len(m) - 8
	scale := side / (n + 8)
	if scale < 4 {
		t.Fatalf("%d pixels a module", scale)
	}
	ox, oy := left+(side-n*scale)/2, top+(side-n*scale)/2
	for y := top; y < top+side; y++ {
		for x := left; x < left+side; x++ {
			r, _, _, _ := img.At(x, y).RGBA()
			want := uint32(0xFFFF)
			if mx, my := floorDiv(x-ox, scale), floorDiv(y-oy, scale); mx >= 0 && my >= 0 && mx < n && my < n && m[my+4][mx+4] {
				want = 0
			}
			if r != want {
				t.Fatalf("pixel %d,%d is %#x, want %#x", x-left, y-top, r, want)
			}
		}
	}
	if ox-left < 4*scale {
		t.Errorf("a quiet zone of %d pixels, want %d", ox-left, 4*scale)
	}
}

func floorDiv(a, b int) int {
	if a < 0 {
		return -1
	}
	return a / b
}
