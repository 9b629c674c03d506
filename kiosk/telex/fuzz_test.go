package telex_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"dongthap.vn/sen/kiosk/telex"
)

// FuzzType throws any text and key at every method: no panic, NFC comes out, only the end
// of the text changes, and one key changes the length by little.
func FuzzType(f *testing.F) {
	for _, before := range []string{
		"", "hòa", norm.NFD.String("đường"), "Windows", "hoa\x00", "\x1b[2J", "👍🏽", "e\u0301\u0323\u0302", "\u202eabc",
		"السلام", "\xff\xfe", "QĐ", strings.Repeat("ươ", 5000), "a" + strings.Repeat("\u0301", 100), "q", "qu", "gi", "ư",
	} {
		for _, key := range "swad1690áư\x00\u0301 \U0010ffff" {
			f.Add(before, key)
		}
	}
	f.Add("hoa", rune(-1))
	f.Add("hoa", rune(0xd800))
	f.Fuzz(func(t *testing.T, before string, key rune) {
		for _, method := range []telex.Method{telex.Telex, telex.VNI, telex.None, telex.Method(9)} {
			for _, style := range []telex.Style{telex.OldStyle, telex.NewStyle} {
				c := telex.Composer{Method: method, Style: style}
				mustFollow(t, before, c.Type(before, key))
				mustFollow(t, before, c.Tone(before, telex.Tone(uint32(key)%8)))
				mustRestyle(t, before, style)
			}
		}
	})
}

// reach is how many letters before the caret a key may change.
const reach = 16

func mustFollow(t *testing.T, before, after string) {
	t.Helper()
	if !norm.NFC.IsNormalString(after) {
		t.Fatalf("%q becomes %q, which is not NFC", before, after)
	}
	if utf8.ValidString(before) && !utf8.ValidString(after) {
		t.Fatalf("%q becomes %q, which is not UTF-8", before, after)
	}
	was, is := []rune(norm.NFC.String(before)), []rune(after)
	if d := len(is) - len(was); d < -1 || d > 1 {
		t.Fatalf("%q becomes %q, %d letters longer", before, after, d)
	}
	if kept := len(was) - reach; kept > 0 && string(is[:kept]) != string(was[:kept]) {
		t.Fatalf("%q becomes %q, changed far from the caret", before, after)
	}
}

func mustRestyle(t *testing.T, text string, style telex.Style) {
	t.Helper()
	once := telex.Restyle(text, style)
	if again := telex.Restyle(once, style); again != once {
		t.Fatalf("%q becomes %q, then %q", text, once, again)
	}
	if back := telex.Restyle(telex.Restyle(text, 1-style), style); back != once {
		t.Fatalf("%q becomes %q, and %q by way of the other style", text, once, back)
	}
	if len([]rune(once)) != len([]rune(norm.NFC.String(text))) {
		t.Fatalf("%q becomes %q, of another length", text, once)
	}
}
