package keyboard

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"
)

func typed(s string) *Text {
	t := NewText(0, nil)
	t.Insert(s)
	return t
}

func TestAVietnameseLetterIsDeletedWhole(t *testing.T) {
	x := typed("nghie\u0302\u0323") // ê and a dot below, as three code points
	if x.Len() != 5 || x.String() != "nghiệ" {
		t.Fatalf("%q has %d letters", x, x.Len())
	}
	x.Delete()
	if x.String() != "nghi" {
		t.Errorf("after deleting: %q", x)
	}
}

func TestAFamilyIsOneLetter(t *testing.T) {
	x := typed("a👨‍👩‍👧b")
	if x.Len() != 3 {
		t.Fatalf("%d letters", x.Len())
	}
	x.MoveTo(2)
	x.Delete()
	if x.String() != "ab" || x.Caret() != 1 {
		t.Errorf("%q, caret %d", x, x.Caret())
	}
}

func TestTypingInTheMiddle(t *testing.T) {
	x := typed("mấtcước")
	x.MoveTo(3)
	x.Insert(" căn ")
	if x.String() != "mất căn cước" || x.Before() != "mất căn " {
		t.Errorf("%q, caret behind %q", x, x.Before())
	}
	x.DeleteNext()
	if x.String() != "mất căn ước" {
		t.Errorf("%q", x)
	}
}

func TestAComposerRewritesWhatIsBeforeTheCaret(t *testing.T) {
	x := typed("cuoc cong dan")
	x.MoveTo(4)
	x.Rewrite("cước")
	if x.String() != "cước cong dan" || x.Caret() != 4 {
		t.Errorf("%q, caret %d", x, x.Caret())
	}
}

func TestAMarkThatFallsOnALetterJoinsIt(t *testing.T) {
	x := typed("\u0300")
	x.MoveTo(0)
	x.Insert("A")
	if x.String() != "À" || x.Len() != 1 {
		t.Errorf("%q of %d letters", x, x.Len())
	}
}

func TestTheEnds(t *testing.T) {
	x := typed("ă")
	x.MoveTo(-5)
	if x.Delete() || x.Caret() != 0 {
		t.Error("something before the first letter was deleted")
	}
	x.MoveTo(99)
	if x.DeleteNext() || x.Caret() != 1 {
		t.Error("something behind the last letter was deleted")
	}
	x.Clear()
	if x.String() != "" || x.Caret() != 0 {
		t.Error("not clear")
	}
}

func TestAFullTextRefuses(t *testing.T) {
	x := NewText(3, nil)
	for _, s := range []string{"ấ", "ẫ", "ậ"} {
		if !x.Insert(s) {
			t.Fatalf("%q refused", s)
		}
	}
	if x.Insert("b") || x.String() != "ấẫậ" {
		t.Errorf("a fourth letter was taken: %q", x)
	}
	if !x.Rewrite("ấẫặ") {
		t.Error("a full text cannot be toned any more")
	}
	x.Set("quá dài")
	if x.String() != "quá" {
		t.Errorf("set to %q", x)
	}
}

func TestNoControlCharactersAndNoLinesAreTyped(t *testing.T) {
	x := typed("a\x00b\nc\td\x1b[31m\u202Ee\uFEFF")
	if x.String() != "ab c d[31me" {
		t.Errorf("%q", x)
	}
}

func TestAPhoneTakesFiguresAlone(t *testing.T) {
	x := NewText(10, unicode.IsDigit)
	x.Insert("+84 (0)912-345")
	if x.String() != "840912345" {
		t.Errorf("%q", x)
	}
}

// Marks piled up, a drawing joined from thousands, letters of scripts that run the
// other way or that no font here draws: what cannot stand in the line is not in it.
func TestWhatCannotBeDrawnIsNotTaken(t *testing.T) {
	for _, c := range []struct{ typed, want string }{
		{"e" + strings.Repeat("\u0315", 10_000) + "m", "e\u0315\u0315m"},
		{"\u1EBF\u0336\u0336\u0336", "\u1EBF\u0336\u0336"},
		{"👩" + strings.Repeat("\u200D👩", 5000), "👩\u200D👩\u200D👩\u200D👩\u200D👩\u200D👩"},
		{"👨🏻\u200D👩🏻\u200D👧🏻\u200D👦🏻 x", "👨🏻\u200D👩🏻\u200D👧🏻\u200D👦🏻 x"},
		{"a שלום مرحبا b", "a   b"},
		{"中文 ok 한국어", " ok "},
		{"\uE000\U000F0000\uFFFF\u200B\u200F\u00AD" + "x\xff\xfe\xc3", "x"},
		{"Привет, Ελλάδα! 5 € – №", "Привет, Ελλάδα! 5 € – №"},
	} {
		if got := typed(c.typed).String(); got != c.want {
			t.Errorf("of %.60q is left %.60q, want %.60q", c.typed, got, c.want)
		}
	}
}

// A field never takes more than kiosk's rules do, which count runes.
func TestALetterOfManyRunesCountsAsMany(t *testing.T) {
	x := NewText(12, nil)
	for range 12 {
		x.Insert("x\u0336\u0337")
	}
	if n := utf8.RuneCountInString(x.String()); n != 12 || x.Len() != 4 {
		t.Errorf("%d letters of %d runes", x.Len(), n)
	}
	x.Set(strings.Repeat("x\u0336\u0337", 50))
	if n := utf8.RuneCountInString(x.String()); n > 12 || n < 9 {
		t.Errorf("set to %d runes", n)
	}
}

// Whatever is done, the text stays typeable and the caret within it.
func TestTextKeepsItsPromises(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		x := NewText(12, nil)
		r.Repeat(map[string]func(*rapid.T){
			"insert":  func(r *rapid.T) { x.Insert(rapid.String().Draw(r, "s")) },
			"rewrite": func(r *rapid.T) { x.Rewrite(rapid.String().Draw(r, "s")) },
			"delete":  func(*rapid.T) { x.Delete() },
			"next":    func(*rapid.T) { x.DeleteNext() },
			"move":    func(r *rapid.T) { x.MoveTo(rapid.IntRange(-2, 14).Draw(r, "to")) },
			"": func(r *rapid.T) {
				s := x.String()
				if !norm.NFC.IsNormalString(s) || strings.ContainsFunc(s, unicode.IsControl) {
					r.Fatalf("%q is not clean", s)
				}
				if utf8.RuneCountInString(s) > 12 || x.Caret() < 0 || x.Caret() > x.Len() || !strings.HasPrefix(s, x.Before()) {
					r.Fatalf("%q: %d letters, caret %d", s, x.Len(), x.Caret())
				}
			},
		})
	})
}
