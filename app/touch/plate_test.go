package touch_test

import (
	"image"
	"image/color"
	"testing"

	"fyne.io/fyne/v2"

	"dongthap.vn/sen/app/look"
	"dongthap.vn/sen/app/touch"
	"dongthap.vn/sen/app/touch/touchtest"
)

// A plate hides what lies below it, its edge is within it, and its corners are
// round: nothing of it is beyond them.
func TestAPlateIsRoundAndHidesWhatIsBelow(t *testing.T) {
	k := newKit(t, touchtest.NewTimer())
	under, fill, line := k.Color(look.KeyBed), k.Color(look.Surface), k.Color(look.Border)
	r := k.Plates(func() []touch.Plate {
		return []touch.Plate{
			{Rect: touch.Rect{Pos: fyne.NewPos(10, 10), Size: fyne.NewSize(80, 80)}, Radius: 8, Fill: under},
			{Rect: touch.Rect{Pos: fyne.NewPos(20, 20), Size: fyne.NewSize(40, 40)}, Radius: 10, Edge: 3, Fill: fill, Line: line},
		}
	})
	drawn := r.Generator(100, 100).(*image.RGBA)
	for at, want := range map[image.Point]color.NRGBA{
		{5, 50}: {}, {10, 10}: {}, {89, 89}: {}, {18, 10}: under, {10, 50}: under, {89, 50}: under, {90, 50}: {},
		{20, 20}: under, {59, 59}: under, {40, 20}: line, {22, 40}: line, {23, 40}: fill, {56, 40}: fill, {57, 40}: line, {60, 40}: under,
	} {
		if got := color.NRGBAModel.Convert(drawn.At(at.X, at.Y)); got != color.Color(want) {
			t.Errorf("%v is %v, want %v", at, got, want)
		}
	}
}

// More radius than there is room for makes a round end, and no pixel beyond.
func TestAPlateIsNoRounderThanItIsBig(t *testing.T) {
	k := newKit(t, touchtest.NewTimer())
	drawn := k.Plates(func() []touch.Plate {
		return []touch.Plate{{Rect: touch.Rect{Size: fyne.NewSize(60, 20)}, Radius: 50, Fill: k.Color(look.Ink)}}
	}).Generator(60, 20).(*image.RGBA)
	if _, _, _, a := drawn.At(0, 0).RGBA(); a != 0 {
		t.Error("its corner is not round")
	}
	if _, _, _, a := drawn.At(30, 0).RGBA(); a != 0xFFFF {
		t.Error("its middle is not filled")
	}
}
