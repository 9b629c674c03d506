package look

import (
	"math"
	"testing"

	"fyne.io/fyne/v2/theme"
)

var screens = map[string]Screen{
	"10.1 inch tablet":       {Width: 1280, Height: 800, Inches: 10.1, Reading: 400},
	"15.6 inch":              {Width: 1920, Height: 1080, Inches: 15.6, Reading: 600},
	"21.5 inch kiosk":        {Width: 1920, Height: 1080, Inches: 21.5, Reading: 600},
	"32 inch portrait kiosk": {Width: 1080, Height: 1920, Inches: 32, Reading: 600},
}

func tablet(t *testing.T) Look {
	t.Helper()
	return must(t, screens["10.1 inch tablet"])
}

func must(t *testing.T, s Screen) Look {
	t.Helper()
	l, err := New(s)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func TestMillimetresOfTheFourScreens(t *testing.T) {
	for name, want := range map[string][3]float32{ // 12.7, 16 and 20 mm, from the design
		"10.1 inch tablet": {75, 94, 118}, "15.6 inch": {71, 89, 111},
		"21.5 inch kiosk": {51, 65, 81}, "32 inch portrait kiosk": {34, 43, 54},
	} {
		l := must(t, screens[name])
		for i, mm := range []float32{12.7, 16, 20} {
			if got := l.InMM(want[i]); math.Abs(float64(got-mm)) > 0.2 {
				t.Errorf("%s: %g px are %g mm, the design says %g", name, want[i], got, mm)
			}
			if got := l.MM(mm); got < want[i]-1 {
				t.Errorf("%s: %g mm are %g px, the design says %g at least", name, mm, got, want[i])
			}
		}
	}
}

func TestBigGlassMakesEverythingBigger(t *testing.T) {
	if got := tablet(t).InMM(tablet(t).MM(20)); math.Abs(float64(got-20)) > 0.1 {
		t.Errorf("20 mm are %.2f on a tablet", got)
	}
	kiosk, portrait := must(t, screens["21.5 inch kiosk"]), must(t, screens["32 inch portrait kiosk"])
	if k, p := kiosk.InMM(kiosk.MM(20)), portrait.InMM(portrait.MM(20)); !(k > 32 && k < 35 && p > k && p < 41) {
		t.Errorf("20 mm are %.1f and %.1f on big glass", k, p)
	}
}

func TestACanvasScaleChangesUnitsAndNotMillimetres(t *testing.T) {
	s := screens["10.1 inch tablet"]
	s.Scale = 2
	if got, want := must(t, s).MM(12.7), tablet(t).MM(12.7)/2; math.Abs(float64(got-want)) > 0.5 {
		t.Errorf("12.7 mm are %g units at scale 2, want %g", got, want)
	}
}

func TestAScreenThatCannotBeIsRefused(t *testing.T) {
	for _, s := range []Screen{{}, {Width: 1280, Height: 800}, {Width: 1280, Height: 800, Inches: 1},
		{Width: 1280, Height: 800, Inches: 1000}, {Width: -1, Height: 800, Inches: 10}, {Width: 1280, Height: 800, Inches: 10, Scale: -1}} {
		if _, err := New(s); err == nil {
			t.Errorf("%+v was taken", s)
		}
	}
}

func TestLettersAreBigEnoughForTheirDistance(t *testing.T) {
	const capital = 0.714 // of the letter-em in Noto Sans
	near, far := tablet(t), must(t, screens["21.5 inch kiosk"])
	for _, c := range []struct {
		what  string
		l     Look
		least float32
	}{
		{"body at 400 mm", near, 3.7}, {"body standing, Section 508", far, 4.75}, {"body standing at A++, EN 301 549", far.With(APlusPlus), 7.3},
	} {
		if got := c.l.InMM(c.l.Em(Body)) * capital; got < c.least {
			t.Errorf("%s: capitals of %.2f mm, want %.2f", c.what, got, c.least)
		}
	}
}

func TestStepsGrowEveryRole(t *testing.T) {
	l := tablet(t)
	for r := Number; r <= Tiny; r++ {
		if !(l.Em(r) < l.With(APlus).Em(r) && l.With(APlus).Em(r) < l.With(APlusPlus).Em(r)) {
			t.Errorf("role %d does not grow with the step", r)
		}
		if l.Least(r) > l.Em(r) {
			t.Errorf("role %d may not shrink to more than it is", r)
		}
	}
	body := l.With(APlusPlus).Em(Body) / l.Em(Body)
	title := l.With(APlusPlus).Em(Title) / l.Em(Title)
	if math.Abs(float64(title*title-body)) > 0.06 {
		t.Errorf("titles grow by %.2f, body by %.2f: want the square root", title, body)
	}
}

func TestALookIsNotChangedByAsking(t *testing.T) {
	l := tablet(t)
	_ = l.With(APlusPlus).In(High)
	if l.Step() != A || l.Contrast() != Light || l.Calm() {
		t.Error("With or In changed the look they were asked of")
	}
}

func TestNothingLightsUpOnHover(t *testing.T) {
	th := tablet(t).Theme()
	if _, _, _, a := th.Color(theme.ColorNameHover, theme.VariantLight).RGBA(); a != 0 {
		t.Error("hover has a colour")
	}
	if th.Color(theme.ColorNameBackground, theme.VariantDark) != tablet(t).Color(Bg) {
		t.Error("the desktop's dark mode changed the background")
	}
}
