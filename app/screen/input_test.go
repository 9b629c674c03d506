package screen

import (
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"golang.org/x/text/unicode/norm"

	"dongthap.vn/sen/app/touch"
	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/proof"
	"dongthap.vn/sen/kiosk/receipt"
	"dongthap.vn/sen/kiosk/telex"
)

// rough is what no form expects, each as it is typed, scanned, or already lies in
// what a field shows.
var rough = []struct{ name, text string }{
	{"10,000 letters", strings.Repeat("nghiêng ", 1250)},
	{"10,000 letters without a space", strings.Repeat("W", 10_000)},
	{"10,000 figures", strings.Repeat("0912345678", 1000)},
	{"emoji", "👨‍👩‍👧‍👦😀🏳️‍🌈🇻🇳1️⃣" + strings.Repeat("👍🏿", 40)},
	{"marks piled up", "x" + strings.Repeat("\u0300\u0316\u0489", 3000) + "ế" + strings.Repeat("\u035C", 3000)},
	{"marks alone", strings.Repeat("\u0301", 500)},
	{"from right to left", "שלום עולם مرحبا بالعالم \u202Eabc\u2066def\u200F ١٢٣"},
	{"control characters", "\x01\x07\x08\x1b[2J\x1b]0;x\x07\x7f\u0085\u2028\r\n\tabc"},
	{"NUL", "a\x00b\x00\x00"},
	{"invalid UTF-8", "\xff\xfe\xc3\x28\xed\xa0\x80abc"},
	{"no letters at all", "\uFFFF\uE000\U0010FFFF\uFFFD\u200B\u00AD"},
	{"letters no font here draws", "中文字 한국어 ไทย ᚠᛇᚻ 𓂀"},
	{"letters that look like figures", "０１２ ٣٤٥ ⅣⅤ ²³ 𝟙𝟚"},
	{"signs of programs", "'; DROP TABLE tickets;-- <script>alert(1)</script> {{.Count}} %s %n ../../etc/passwd"},
}

// A field is a screen with one: its scene and name, and what of the session it shows.
type field struct {
	scene, page string
	text        func(*kiosk.Session) *string
	most        int
}

var fields = []field{
	{"02-find-popular", "find", func(s *kiosk.Session) *string { return &s.Query }, mostQuery},
	{"05-arrive", "arrive", func(s *kiosk.Session) *string { return &s.Code }, kiosk.CodeDigits},
	{"07-words", "words", func(s *kiosk.Session) *string { return &s.Feedback.Words }, kiosk.MaxWords},
	{"07-reply", "reply", func(s *kiosk.Session) *string { return &s.Feedback.Phone }, 15},
	{"08-name", "name", func(s *kiosk.Session) *string { return &s.Request.Name }, kiosk.MaxName},
	{"08-phone", "phone", func(s *kiosk.Session) *string { return &s.Request.Phone }, 15},
	{"08-code", "code", func(s *kiosk.Session) *string { return &s.Code }, kiosk.CodeDigits},
	{"09-dossier", "dossier", func(s *kiosk.Session) *string { return &s.Code }, kiosk.LongestDossier},
	{"09-last", "last", func(s *kiosk.Session) *string { return &s.Last }, kiosk.LastDigits},
	{"13-check", "receiptask", func(s *kiosk.Session) *string { return &s.Code }, receipt.MaxCode},
	{"13-pin", "pin", func(s *kiosk.Session) *string { return &s.PIN }, kiosk.PINDigits},
}

// TestEveryFieldTakesOrRefusesAnything gives each field of each screen what no form
// expects: by keys, by a scanner, and lying in it already. What is taken is clean
// and drawn whole; what is not is refused with words; the way on answers.
func TestEveryFieldTakesOrRefusesAnything(t *testing.T) {
	for _, glass := range []int{0, 3} { // low glass, and glass that stands
		for _, f := range fields {
			t.Run(glasses[glass].name+"/"+f.scene, func(t *testing.T) {
				v := newVisitor(t, glasses[glass].screen)
				v.stage.Typing = telex.None
				v.stage.Log = slog.New(slog.DiscardHandler) // a wrong number is logged as not stored
				for _, r := range rough {
					for _, how := range []string{"typed", "scanned", "shown"} {
						v.now = v.now.Add(time.Minute)
						v.stage.session.Wipe(v.now)
						v.stage.Show()
						v.plays(f.scene)
						v.stage.session.Ease = kiosk.Ease{Size: kiosk.SizeAPlusPlus}
						text := f.text(v.stage.session)
						*text = ""
						v.stage.Show()
						v.at(f.page)
						v.stage.session.Feedback.Rating = 4
						told := v.gives(how, r.text, text, f.most)
						if how == "scanned" && v.stage.page.typed == nil { // the page waits for a scan
							v.spotless(r.name)
							continue
						}
						for _, bad := range v.spoilt(f.most) {
							t.Errorf("%s, %s: %s", r.name, how, bad)
						}
						if how == "typed" && r.text != *text && !told {
							t.Errorf("%s: of %.40q is left %.40q without a word", r.name, r.text, *text)
						}
						v.goesOn(r.name + ", " + how)
					}
				}
			})
		}
	}
}

// untried is a word about a screen whose field nobody tries; every scene is asked.
func (v *visitor) untried() []string {
	named := func(f field) bool { return f.page == v.stage.Name() }
	if v.stage.page.typed != nil && !slices.ContainsFunc(fields, named) {
		return []string{v.stage.Name() + " has a field nobody gives bad input to"}
	}
	return nil
}

// plays plays the scene of a name.
func (v *visitor) plays(name string) {
	v.t.Helper()
	for _, s := range scenes {
		if s.name == name {
			s.play(v)
			return
		}
	}
	v.t.Fatalf("there is no scene %s", name)
}

// gives types a text at a person's pace, or as quickly as a scanner, or lets it
// lie in the field from the beginning. It reports whether anything was said of it.
func (v *visitor) gives(how, text string, held *string, most int) (told bool) {
	if how == "shown" {
		*held = text
		v.stage.Show()
		return false
	}
	apart := 100 * time.Millisecond
	if how == "scanned" {
		apart = 2 * time.Millisecond
	}
	letters := []rune(text)
	for _, r := range letters[:min(len(letters), most+100)] { // it is full by then
		v.now = v.now.Add(apart)
		v.stage.TypedRune(r)
		told = told || v.stage.session.Notice != ""
	}
	if how == "scanned" && utf8.RuneCountInString(text) >= 8 { // or it is a person's Enter
		v.strikes(fyne.KeyReturn)
	}
	return told
}

// spoilt tells what is wrong with what a field holds and with the page around it.
func (v *visitor) spoilt(most int) (bad []string) {
	shown, ok := v.stage.page.typed.(interface{ Text() string })
	if !ok {
		return []string{"there is no field any more"}
	}
	text := shown.Text()
	if n := utf8.RuneCountInString(text); n > most {
		bad = append(bad, fmt.Sprintf("%d letters are more than %d", n, most))
	}
	if !utf8.ValidString(text) || !norm.NFC.IsNormalString(text) || strings.ContainsFunc(text, func(r rune) bool { return unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) }) {
		bad = append(bad, fmt.Sprintf("%.40q is not clean", text))
	}
	if piled(text) {
		bad = append(bad, fmt.Sprintf("%.40q has letters with more marks than a line is high", text))
	}
	root := v.stage.Root()
	return append(append(bad, cut(root)...), ill(root, v.stage.kit)...)
}

// piled reports marks upon marks.
func piled(text string) bool {
	run := 0
	for _, r := range text {
		if run++; !unicode.IsMark(r) {
			run = 0
		}
		if run > 2 {
			return true
		}
	}
	return false
}

// goesOn takes the way on: another screen comes or a word why not, and Back leads
// on from there.
func (v *visitor) goesOn(what string) {
	v.t.Helper()
	before, said := v.stage.pageKey(), v.stage.session.Notice
	v.now = v.now.Add(time.Minute)
	if main := v.onward(); main != nil {
		main.Tap()
	}
	if v.stage.pageKey() == before && v.stage.session.Notice == "" && said == "" {
		v.t.Errorf("%s: nothing comes of it", what)
	}
	v.spotless(what)
}

// spotless checks the page that came of it.
func (v *visitor) spotless(what string) {
	v.t.Helper()
	root := v.stage.Root()
	for _, bad := range append(cut(root), ill(root, v.stage.kit)...) {
		v.t.Errorf("%s, then %s: %s", what, v.stage.Name(), bad)
	}
}

// onward is the filled button, or the filled key.
func (v *visitor) onward() (main touch.Control) {
	if c, ok := v.stage.page.main.(touch.Control); ok {
		return c
	}
	for _, t := range touch.Targets(v.stage.Root()) {
		if t.Words == v.stage.t("foot.next") || t.Words == v.stage.t("checked.check") || t.Words == v.stage.t("find.go") || strings.HasPrefix(t.Words, "Xem ") {
			main = t.Control
		}
	}
	return main
}

// The controls: a text that came past the field is found.
func TestControlTextThatCameUncleaned(t *testing.T) {
	v := newVisitor(t, glasses[0].screen)
	v.plays("07-words")
	for name, text := range map[string]string{
		"a text with a control character": "a\x1bb", "invalid UTF-8": "\xff", "a text that turns round": "\u202Eabc",
		"marks piled up": "x" + strings.Repeat("\u0316", 3), "a text without end": strings.Repeat("x", kiosk.MaxWords+1),
	} {
		v.stage.page.typed = raw{v.stage.page.typed, text}
		proof.Control(t, name, "TestEveryFieldTakesOrRefusesAnything", v.spoilt(kiosk.MaxWords)...)
	}
}

// raw is a field that takes everything.
type raw struct {
	typing
	text string
}

func (r raw) Text() string { return r.text }
