package look

import (
	"fmt"
	"image/color"
	"math"
	"strings"
	"testing"
)

// pair is two roles that meet on the screen and the contrast they owe.
type pair struct {
	front, back Color
	least       float64
}

const (
	words  = 7.0 // WCAG 2.2 AAA
	status = 4.5 // tinted status, always with an icon
	edges  = 3.0 // borders and icons
)

// pairs lists what the widgets put upon what.
var pairs = []pair{
	{Ink, Bg, words}, {Ink, Surface, words}, {Ink, Alt, words}, {Ink, PressedSoft, words},
	{Ink2, Bg, words}, {Ink2, Surface, words}, {Ink2, Alt, words},
	{OnPrimary, Primary, words}, {OnPressed, Pressed, words},
	{OnBar, Bar, words}, {Emphasis, Bg, words}, {Emphasis, Alt, words}, {Emphasis, Surface, words},
	{OnHelp, Help, words}, {OnHelp, HelpPressed, words}, {Primary, Surface, words},
	{Ink, InfoTint, words}, {Ink2, Surface, words},
	{Success, SuccessTint, status}, {Error, ErrorTint, status}, {Warning, WarningTint, status},
	{Info, InfoTint, status}, {Info, Surface, status}, {Error, Bg, status}, {Error, Surface, status},
	{Border, Bg, edges}, {Border, Surface, edges}, {Border, KeyBed, edges}, {Accent, Bg, edges},
	{Focus, FocusHalo, edges}, {Focus, Bg, edges}, {Focus, Surface, edges}, {Primary, Bg, edges},
	{Primary, Alt, edges}, {Info, Bg, edges}, {Info, Alt, edges},
}

func faint(colour func(Color) color.NRGBA) string {
	var bad strings.Builder
	for _, p := range pairs {
		if r := Ratio(colour(p.front), colour(p.back)); r < p.least {
			fmt.Fprintf(&bad, "role %d on %d: %.2f, want %.1f\n", p.front, p.back, r, p.least)
		}
	}
	return bad.String()
}

func TestEveryPairOfColoursCanBeRead(t *testing.T) {
	for _, c := range []Contrast{Light, High} {
		if bad := faint(tablet(t).In(c).Color); bad != "" {
			t.Errorf("contrast %d:\n%s", c, bad)
		}
	}
}

func TestAFaintInkIsSeen(t *testing.T) {
	light := tablet(t)
	planted := func(c Color) color.NRGBA {
		if c == Ink2 {
			return color.NRGBA{R: 0x7A, G: 0x6A, B: 0x62, A: 0xFF} // 5:1 on paper
		}
		return light.Color(c)
	}
	if faint(planted) == "" {
		t.Error("a planted ink of 5:1 passed")
	}
}

func TestNoRoleWasForgotten(t *testing.T) {
	for i, p := range palettes {
		for c := Color(0); c < count; c++ {
			if i == int(Light) && p[c] == 0 {
				t.Errorf("role %d has no light colour", c)
			}
		}
	}
}

func TestTheRatiosOfTheDesign(t *testing.T) {
	l := tablet(t)
	for _, want := range []struct {
		front, back Color
		ratio       float64
	}{{Ink, Bg, 16.6}, {Ink2, Bg, 8.2}, {OnPrimary, Primary, 7.43}, {OnBar, Bar, 10.3}, {OnHelp, Help, 11.4}} {
		if got := Ratio(l.Color(want.front), l.Color(want.back)); math.Abs(got-want.ratio) > 0.1 {
			t.Errorf("role %d on %d: %.2f, the design says %.2f", want.front, want.back, got, want.ratio)
		}
	}
}
