package receipt

import (
	"bytes"
	"image"
	"image/color"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"
)

const publicURL = "https://phucvu.dongthap.gov.vn/"

// alphanumeric are the characters of the QR's mode that packs two into 11 bits
// (ISO/IEC 18004, table 5).
const alphanumeric = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"

// strange lists the characters that would push a text out of that mode.
func strange(text string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(alphanumeric, r) {
			return -1
		}
		return r
	}, text)
}

// version is the QR's size: 1 has 21 modules a side, each more has 4 more.
func version(t *testing.T, text string) int {
	t.Helper()
	modules, err := QR(text)
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range modules {
		if len(row) != len(modules) {
			t.Fatalf("%d modules in a row of a square of %d", len(row), len(modules))
		}
	}
	return (len(modules) - 17) / 4
}

func TestTheQRStaysSmall(t *testing.T) {
	_, code, _ := coded(t)
	text := URL(publicURL, code)
	if s := strange(text); s != "" {
		t.Errorf("the characters %q make the QR larger", s)
	}
	if strange("https") == "" {
		t.Error("small letters are not noticed")
	}
	// Version 8 at level M holds 221 of these characters: 49 modules, with the
	// border 28.5 mm on paper at four dots a module and 203 dpi.
	if v := version(t, text); v > 8 {
		t.Errorf("version %d for %d characters", v, len(text))
	}
	if small, large := version(t, text), version(t, strings.ToLower(text)); small >= large {
		t.Errorf("in capitals it is version %d, else %d: nothing is gained", small, large)
	}
	if longest := URL(publicURL, strings.Repeat("A", MaxCode)); version(t, longest) > 13 {
		t.Errorf("the longest code there can be needs version %d", version(t, longest))
	}
}

// photo draws modules as a phone sees them.
func photo(modules [][]bool) *image.Gray {
	const module, border = 4, 4
	side := (len(modules) + 2*border) * module
	img := image.NewGray(image.Rect(0, 0, side, side))
	for y := range side {
		for x := range side {
			row, column := y/module-border, x/module-border
			light := row < 0 || column < 0 || row >= len(modules) || column >= len(modules) || !modules[row][column]
			if light {
				img.SetGray(x, y, color.Gray{255})
			}
		}
	}
	return img
}

// scan reads a QR with a library that is not the one that drew it.
func scan(t *testing.T, modules [][]bool) (text, level string, err error) {
	t.Helper()
	bitmap, err := gozxing.NewBinaryBitmapFromImage(photo(modules))
	if err != nil {
		t.Fatal(err)
	}
	r, err := qrcode.NewQRCodeReader().Decode(bitmap, nil)
	if err != nil {
		return "", "", err
	}
	level, _ = r.GetResultMetadata()[gozxing.ResultMetadataType_ERROR_CORRECTION_LEVEL].(string)
	return r.GetText(), level, nil
}

func TestAPhoneReadsTheQR(t *testing.T) {
	want, code, keys := coded(t)
	modules, err := QR(URL(publicURL, code))
	if err != nil {
		t.Fatal(err)
	}
	text, level, err := scan(t, modules)
	if err != nil || level != "M" || text != URL(publicURL, code) {
		t.Fatalf("read %q at level %s, %v", text, level, err)
	}
	_, scanned, ok := strings.Cut(text, "/R/")
	if got, verdict := Verify(keys, scanned); !ok || verdict != Genuine || got != want {
		t.Errorf("the scanned code is %s: %+v", verdict, got)
	}
}

// Level M mends a smear; a torn paper is not read as something else.
func TestASmearedQRIsMendedOrNotRead(t *testing.T) {
	_, code, _ := coded(t)
	for _, c := range []struct {
		share float64 // of the modules smeared
		read  bool
	}{{0.005, true}, {0.4, false}} {
		modules, err := QR(URL(publicURL, code))
		if err != nil {
			t.Fatal(err)
		}
		smear(modules, c.share)
		text, _, err := scan(t, modules)
		if (err == nil) != c.read || err == nil && text != URL(publicURL, code) {
			t.Errorf("with %.1f %% of it smeared: %q, %v", c.share*100, text, err)
		}
	}
}

// smear flips modules right of and below the corners a phone looks for.
func smear(modules [][]bool, share float64) {
	r := rand.New(rand.NewPCG(1, 2))
	n := len(modules)
	for range int(share * float64(n*n)) {
		y, x := 10+r.IntN(n-20), 10+r.IntN(n-20)
		modules[y][x] = !modules[y][x]
	}
}

func TestTheAddressOnTheReceipt(t *testing.T) {
	for base, want := range map[string]string{
		"https://phucvu.dongthap.gov.vn":  "HTTPS://PHUCVU.DONGTHAP.GOV.VN/R/ABC",
		"https://phucvu.dongthap.gov.vn/": "HTTPS://PHUCVU.DONGTHAP.GOV.VN/R/ABC",
		"http://192.168.1.5:8470":         "HTTP://192.168.1.5:8470/R/ABC",
	} {
		if got := URL(base, "ABC"); got != want {
			t.Errorf("%s gives %s, want %s", base, got, want)
		}
	}
}

func TestTheFourCharactersForTheClerk(t *testing.T) {
	seen := map[string]bool{}
	private, _ := signer(1)
	for i := range 500 {
		r := given()
		r.Seq = int64(i)
		code, err := Sign(private, r)
		if err != nil {
			t.Fatal(err)
		}
		check := Check(code)
		if len(check) != 4 || strings.Trim(check, checkLetters) != "" || check != Check(code) {
			t.Fatalf("%q is not four of the letters told apart", check)
		}
		seen[check] = true
	}
	if len(seen) < 490 { // of 194,481: a mix-up of two tickets is seen
		t.Errorf("500 tickets have only %d different checks", len(seen))
	}
	for _, alike := range []string{"0O", "1I", "1L", "2Z", "5S", "8B", "6G", "UV"} {
		if bytes.ContainsAny([]byte(checkLetters), alike[:1]) && bytes.ContainsAny([]byte(checkLetters), alike[1:]) {
			t.Errorf("%q and %q can be taken for each other", alike[:1], alike[1:])
		}
	}
}
