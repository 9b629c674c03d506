package screen

import (
	"image/color"
	"strings"
	"testing"

	"dongthap.vn/sen/app/look"
	"dongthap.vn/sen/app/touch"
	"dongthap.vn/sen/app/touch/touchtest"
	"dongthap.vn/sen/kiosk"
)

// em is the letter-em of the line that says words, in true mm.
func (v *visitor) em(words string) float32 {
	v.t.Helper()
	for _, text := range touch.Texts(v.stage.Root()) {
		if strings.HasPrefix(text.Words, words) {
			return v.stage.kit.InMM(text.Size)
		}
	}
	v.t.Fatalf("%s does not say %q", v.stage.Name(), words)
	return 0
}

func TestAVisitorAsksForBiggerLettersAndForContrast(t *testing.T) {
	v := newVisitor(t, touchtest.Tablet)
	small := v.em("Cần mang")
	v.press("Chữ to A+")
	if got := v.em("Cần mang"); got < small*1.2 {
		t.Errorf("A+ makes %.1f mm of %.1f", got, small)
	}
	v.press("Chữ to A++")
	if got := v.em("Cần mang"); got < small*1.5 {
		t.Errorf("A++ makes %.1f mm of %.1f", got, small)
	}
	v.press("Tương phản cao")
	if got := v.canvas().Capture().At(1, 400); !black(got) {
		t.Errorf("the paper is %v", got)
	}
	v.press("Góp ý") // it stays on the way through the screens …
	v.press("Trang đầu")
	if v.stage.kit.Step() != look.APlusPlus || v.stage.kit.Contrast() != look.High {
		t.Error("the way home lost it")
	}
	v.press("Chữ thường A")
	v.press("Màu thường")
	if got := v.canvas().Capture().At(1, 400); black(got) {
		t.Error("the paper stays black")
	}
}

func black(c color.Color) bool {
	r, g, b, _ := c.RGBA()
	return r+g+b == 0
}

// … and ends with the visit, wherever that is.
func TestTheNextVisitorReadsAsTheSiteWishes(t *testing.T) {
	for _, usual := range []kiosk.Ease{{}, {Size: kiosk.SizeAPlus, Contrast: true}} {
		for _, screen := range []kiosk.Screen{kiosk.AtHome, kiosk.AtFind, kiosk.AtTake} {
			v := newVisitor(t, touchtest.Tablet)
			v.stage.session.Usually(usual, v.now)
			v.stage.Show()
			want := v.stage.Sentences()
			v.eased(kiosk.English, kiosk.Ease{Size: kiosk.SizeAPlusPlus})
			v.open(screen)
			v.wait(2*120 + 2*30 + 1)
			v.at("home")
			if v.stage.session.Ease != usual || v.stage.kit.Look != eased(v.stage.kit.Look, usual) {
				t.Errorf("from screen %d the next visitor reads with %+v", screen, v.stage.session.Ease)
			}
			if got := v.stage.Sentences(); len(got) != len(want) || got[0] != want[0] {
				t.Errorf("Home says %q", got)
			}
		}
	}
}

// What does not fit is leafed through: every line of a procedure comes to be
// seen whole, at the size asked for.
func TestALongPageIsLeafedThroughToItsEnd(t *testing.T) {
	for _, g := range glasses {
		for _, e := range eases {
			v := newVisitor(t, g.screen)
			v.eased(kiosk.Vietnamese, e.ease)
			v.look("1.013831")
			all, seen := map[string]bool{}, map[string]bool{}
			for range 30 {
				for _, d := range touch.Texts(v.stage.Root()) {
					all[d.Words] = true
					if !d.Fades {
						seen[d.Words] = true
					}
				}
				if !contains(v.presses(), "Xuống") {
					break
				}
				v.press("Xuống")
			}
			if contains(v.presses(), "Xuống") {
				t.Errorf("%s %s: no end", g.name, e.name)
			}
			for words := range all {
				if !seen[words] {
					t.Errorf("%s %s: %q is never seen whole", g.name, e.name, words)
				}
			}
		}
	}
}

// Glass that stands high may be used whole, where its place says so.
func TestReachIsConfigured(t *testing.T) {
	for reach, want := range map[float32]float32{0: 0.4, 0.45: 0.55, 1: 0} {
		glass := touchtest.Portrait
		glass.Reach = reach
		v := newVisitor(t, glass)
		v.open(kiosk.AtTake)
		top := v.stage.size.Height
		for _, target := range touch.Targets(v.stage.Root()) {
			top = min(top, target.Pos.Y)
		}
		if got := top / v.stage.size.Height; got < want-0.001 || reach == 1 && got > 0.3 {
			t.Errorf("with a reach of %g the first target is at %.2f of the height", reach, got)
		}
		v.holds("reach")
	}
}
