package voice

import (
	"strings"
	"testing"
	"unicode"

	"dongthap.vn/sen/kiosk"
)

// said is what is written and how it is said, in Vietnamese and in English; ""
// where the form does not occur in a language.
var said = []struct{ written, vi, en string }{
	{"A2-047", "A hai, không bốn bảy", "A two, zero four seven"},
	{"B12-105", "B một hai, một không năm", "B one two, one zero five"},
	{"10.000 đ", "mười ngàn đồng", ""},
	{"25.000 đ/bản", "hai mươi lăm ngàn đồng một bản", ""},
	{"25,000 VND/copy", "", "twenty-five thousand dong per copy"},
	{"1.250.000 đồng", "một triệu hai trăm năm mươi ngàn đồng", ""},
	{"8–10 ngày làm việc", "tám đến mười ngày làm việc", ""},
	{"10–15 minutes", "", "ten to fifteen minutes"},
	{"Kiểm tra ngày 23/11/2026", "Kiểm tra ngày hai mươi ba tháng mười một năm hai ngàn không trăm hai mươi sáu", ""},
	{"until 31/12/2026", "", "until December thirty-first, twenty twenty-six"},
	{"01/07/2005", "ngày một tháng bảy năm hai ngàn không trăm lẻ năm", "July first, two thousand and five"},
	{"07:00", "bảy giờ", "seven o'clock"},
	{"08:42 · Thứ Hai 23/11", "tám giờ bốn mươi hai, Thứ Hai ngày hai mươi ba tháng mười một", ""},
	{"13:05", "mười ba giờ năm", "thirteen oh five"},
	{"Thứ Hai – Thứ Sáu: 07:00–11:30", "Thứ Hai đến Thứ Sáu: bảy giờ đến mười một giờ ba mươi", ""},
	{"Monday – Friday: 07:00–11:30", "", "Monday to Friday: seven o'clock to eleven thirty"},
	{"Tổng đài: 1022", "Tổng đài: một không hai hai", ""},
	{"0912345678", "không chín một hai, ba bốn năm, sáu bảy tám", "zero nine one two, three four five, six seven eight"},
	{"0277 3851 234", "không hai bảy bảy, ba tám năm một, hai ba bốn", "zero two seven seven, three eight five one, two three four"},
	{"+84912345678", "cộng tám bốn chín, một hai ba, bốn năm sáu, bảy tám", "plus eight four nine, one two three, four five six, seven eight"},
	{"1900 1234", "một chín không không, một hai ba bốn", "one nine zero zero, one two three four"},
	{"mã 1.004873", "mã một chấm không không bốn, tám bảy ba", ""},
	{"Bước 1/3", "Bước một trên ba", ""},
	{"Step 2/3", "", "Step two of three"},
	{"Căn cứ: 91/2025/QH15", "Căn cứ: chín mươi mốt, năm hai ngàn không trăm hai mươi lăm, Q H mười lăm", ""},
	{"Theo Nghị quyết HĐND tỉnh", "Theo Nghị quyết H Đ N D tỉnh", ""},
	{"Quầy 3, 4, 7", "Quầy ba, bốn, bảy", "Quầy three, four, seven"},
	{"105 người chờ", "một trăm lẻ năm người chờ", ""},
	{"21, 24, 35, 110, 2015", "hai mươi mốt, hai mươi bốn, ba mươi lăm, một trăm mười, hai ngàn không trăm mười lăm", "twenty-one, twenty-four, thirty-five, one hundred and ten, two thousand and fifteen"},
	{"Đất đai (lần đầu). 5 ngày", "Đất đai, lần đầu. năm ngày", ""},
	{"Hãy bấm «Gọi nhân viên».", "Hãy bấm Gọi nhân viên.", ""},
	{"Mất kết nối – vẫn dùng được", "Mất kết nối, vẫn dùng được", ""},
	{"96,5 %", "chín mươi sáu phẩy năm phần trăm", ""},
	{"7", "bảy", "seven"},
	{",", "phẩy", "comma"},
	{"@", "a còng", "at"},
	{"ă", "ă", "a breve"},
	{"32/13/2026", "ba mươi hai trên mười ba, hai ngàn không trăm hai mươi sáu", ""},
	{"000", "không không không", "zero zero zero"},
	{"[[hello]]\x07\n<b>", "hello b", "hello b"},
	{"", "", ""},
}

func TestWhatIsWrittenIsSaid(t *testing.T) {
	for _, c := range said {
		for lang, want := range map[kiosk.Lang]string{kiosk.Vietnamese: c.vi, kiosk.English: c.en} {
			if want == "" && c.written != "" {
				continue
			}
			if got := Read(lang, c.written); got != want {
				t.Errorf("%s: %q is said %q, want %q", lang, c.written, got, want)
			}
		}
	}
}

func TestDigitsAreSaidOneByOne(t *testing.T) {
	for _, c := range []struct{ written, vi, en string }{
		{"0912", "không chín một, hai", "zero nine one, two"},
		{"+84", "cộng tám bốn", "plus eight four"},
		{"09 12;$(rm)", "không chín một, hai", "zero nine one, two"},
		{"", "", ""},
	} {
		if vi, en := Digits(kiosk.Vietnamese, c.written), Digits(kiosk.English, c.written); vi != c.vi || en != c.en {
			t.Errorf("%q is said %q and %q", c.written, vi, en)
		}
	}
}

// Every number is said in words alone, and no two alike.
func TestEveryNumberHasItsOwnWords(t *testing.T) {
	for _, lang := range []kiosk.Lang{kiosk.Vietnamese, kiosk.English} {
		seen := map[string]int{}
		try := func(n int) {
			words := cardinal(lang, n)
			if before, twice := seen[words]; twice && before != n {
				t.Fatalf("%s: %d and %d are both %q", lang, before, n, words)
			}
			seen[words] = n
			if strings.ContainsFunc(words, func(r rune) bool { return !unicode.IsLetter(r) && r != ' ' && r != '-' }) || strings.Contains(words, "  ") {
				t.Fatalf("%s: %d is %q", lang, n, words)
			}
		}
		for n := range 12_000 {
			try(n)
		}
		for n := 12_000; n < 2_000_000_000; n = n*11/10 + 7 {
			try(n)
		}
	}
}

// FuzzRead tries that nothing written makes an engine hear figures, markup or
// control characters, and that what is said stays in proportion.
func FuzzRead(f *testing.F) {
	for _, c := range said {
		f.Add(c.written)
	}
	f.Add("99999999999999999999999999 đ 1/2/3/4 12:34:56 +84+84 0-0-0")
	f.Fuzz(func(t *testing.T, written string) {
		for _, lang := range []kiosk.Lang{kiosk.Vietnamese, kiosk.English} {
			got := Read(lang, written)
			if strings.ContainsFunc(got, func(r rune) bool {
				return unicode.IsControl(r) || r >= '0' && r <= '9' || strings.ContainsRune("[]<>|", r)
			}) {
				t.Errorf("%q is said %q", written, got)
			}
			if len(got) > 40*len(written)+40 {
				t.Errorf("%d bytes are said in %d", len(written), len(got))
			}
		}
	})
}
