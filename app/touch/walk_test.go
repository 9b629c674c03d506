package touch_test

import (
	"fmt"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"dongthap.vn/sen/app/look"
	"dongthap.vn/sen/app/touch"
	"dongthap.vn/sen/app/touch/touchtest"
)

// clumsy lists targets that are too small for a finger or lie upon each other.
func clumsy(k touch.Kit, root fyne.CanvasObject) string {
	var bad strings.Builder
	targets := touch.Targets(root)
	least := k.MM(look.TouchLeast) - 0.5
	for i, t := range targets {
		if !t.Clipped && (t.Size.Width < least || t.Size.Height < least) {
			fmt.Fprintf(&bad, "%q is %.1f × %.1f mm\n", t.Words, k.InMM(t.Size.Width), k.InMM(t.Size.Height))
		}
		if t.Words == "" {
			fmt.Fprintf(&bad, "what lies at %v says nothing\n", t.Pos)
		}
		for _, o := range targets[i+1:] {
			if t.Overlaps(o.Rect) {
				fmt.Fprintf(&bad, "%q lies upon %q\n", t.Words, o.Words)
			}
		}
	}
	return bad.String()
}

func TestEverythingIsBigEnoughForAFinger(t *testing.T) {
	looks(t, func(t *testing.T, k touch.Kit) {
		for name, o := range map[string]fyne.CanvasObject{"home": home(k), "list": list(k), "messages": messages(k), "choices": choices(k)} {
			c := touchtest.Show(k, o)
			if bad := clumsy(k, c.Content()); bad != "" {
				t.Errorf("%s\n%s", name, bad)
			}
		}
	})
}

func TestClumsyTargetsAreSeen(t *testing.T) {
	k := newKit(t, touchtest.NewTimer())
	button := func(words string) fyne.CanvasObject { return k.Button(touch.Plain, "", words, nil) }
	for name, o := range map[string]fyne.CanvasObject{
		"a small button":          touch.Across(0, touch.Fixed(k.MM(12), 0, button("Xoá")), touch.Grow(1, nil)),
		"a low button":            touch.Fixed(0, k.MM(12), button("Xoá")),
		"two buttons on one spot": touch.Stack(button("Xoá"), button("Xong")),
		"a button without words":  button(""),
	} {
		if clumsy(k, touchtest.Show(k, touch.Column(0, o, touch.Grow(1, nil))).Content()) == "" {
			t.Errorf("%s passed", name)
		}
	}
}

func TestTargetsComeInReadingOrderWithTheirWords(t *testing.T) {
	k := newKit(t, touchtest.NewTimer())
	disabled := k.Button(touch.Plain, "", "Quay lại", nil)
	disabled.SetEnabled(false)
	hidden := k.Button(touch.Plain, "", "Ẩn", nil)
	hidden.Hide()
	c := touchtest.Show(k, touch.Column(k.MM(2), k.Tile(touch.TileSpec{Title: "Lấy số", Sub: "12 người"}), disabled, hidden,
		k.Tile(touch.TileSpec{Title: "Đóng", Closed: "Mở lại 07:00"}), k.Button(touch.Help, "", "Gọi nhân viên", nil)))
	var words []string
	for _, t := range touch.Targets(c.Content()) {
		words = append(words, t.Words)
	}
	if got := strings.Join(words, " | "); got != "Lấy số. 12 người | Gọi nhân viên" {
		t.Errorf("targets: %s", got)
	}
}
