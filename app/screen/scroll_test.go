package screen

import (
	"fmt"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"dongthap.vn/sen/app/keyboard"
	"dongthap.vn/sen/app/look"
	"dongthap.vn/sen/app/touch"
	"dongthap.vn/sen/kiosk/proof"
	"dongthap.vn/sen/kiosk/receipt"
)

// leastCode is what is no drawing but a code to be scanned, in mm.
const leastCode = 36

// pushed lists what of a page a visitor would have to look for: what moves within
// what moves, of which nobody knows which a finger drags, and keys that are not
// whole in sight. A code has its room whole too, unless all of the page moves and
// brings it there.
func pushed(root fyne.CanvasObject, k touch.Kit) (bad []string) {
	touch.Walk(root, func(n touch.Node) {
		if m, ok := n.Object.(interface{ Moves() bool }); ok && m.Moves() && n.Within > 0 {
			bad = append(bad, fmt.Sprintf("what moves at %v lies in what moves", n.Place))
		}
		switch n.Owner.(type) {
		case *keyboard.Pad, *keyboard.Keyboard:
			if c, ok := n.Object.(touch.Control); ok && (n.Within > 0 || !n.InSight()) {
				bad = append(bad, fmt.Sprintf("key %q has to be looked for", c.Words()))
			}
		}
		if _, code := n.Object.(*canvas.Raster); code && n.Place.Size.Width > k.MM(leastCode) && n.Within == 0 && !n.InSight() {
			bad = append(bad, fmt.Sprintf("a code at %v is cut", n.Place))
		}
	})
	return bad
}

// The controls: a list in a list, a pad and a keyboard below the edge, a code
// that its place cuts.
func TestControlThingsPushedOutOfSight(t *testing.T) {
	v := newVisitor(t, glasses[0].screen)
	s := v.stage
	long := func() fyne.CanvasObject {
		return s.kit.Text(look.Title, strings.Repeat("Bạn cần làm gì hôm nay? ", 40))
	}
	field := keyboard.NewField(s.kit, keyboard.FieldSpec{})
	modules, err := receipt.QR("HTTPS://SEN.EXAMPLE.VN/R/7K4QZ2")
	if err != nil {
		t.Fatal(err)
	}
	for fault, planted := range map[string]fyne.CanvasObject{
		"none":           touch.Column(0, touch.Grow(1, s.kit.Scrolled(s.arrows(), long())), keyboard.NewPad(s.kit, "Xoá", field)),
		"lies in":        s.kit.Scrolled(s.arrows(), touch.Column(0, long(), touch.Fixed(0, s.mm(40), s.kit.Scrolled(s.arrows(), long())))),
		`key "0"`:        s.kit.Scrolled(s.arrows(), touch.Column(0, long(), keyboard.NewPad(s.kit, "Xoá", field))),
		`key "Dấu cách"`: touch.Column(0, touch.Fixed(0, s.size.Height-s.mm(20), long()), keyboard.New(s.kit, keyboard.Spec{To: field, Labels: s.keyLabels("Tìm")})),
		"is cut":         touch.Column(0, touch.Fixed(0, s.size.Height-s.mm(20), long()), touch.Fixed(0, s.mm(45), s.kit.QR(modules, s.mm(45)))),
	} {
		root := touch.Screen(planted)
		root.Resize(s.size)
		bad := strings.Join(pushed(root, s.kit), "\n")
		if fault == "none" {
			if bad != "" {
				t.Errorf("without a fault: %s", bad)
			}
			continue
		}
		if !strings.Contains(bad, fault) {
			t.Errorf("planted %q, found %q", fault, bad)
		}
		proof.Control(t, fault, "TestShots", bad)
	}
}
