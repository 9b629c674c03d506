package keyboard

import (
	"image"
	"image/color"
	"testing"

	"fyne.io/fyne/v2"

	"dongthap.vn/sen/app/look"
	"dongthap.vn/sen/app/touch"
	"dongthap.vn/sen/kiosk/proof"
)

// unlit holds a finger on one key of each kind and lists those that do not show
// it, or do not look as before when it is lifted.
func unlit(t *testing.T, lose func(*key)) (list []string) {
	t.Helper()
	d := newDesktop(t, FieldSpec{Most: 300})
	at := func(y *key) color.Color { // within the face, beside its letters
		place := touch.Rect{}
		touch.Walk(d.canvas.Content(), func(n touch.Node) {
			if n.Object == fyne.CanvasObject(y) {
				place = n.Place
			}
		})
		p := place.Pos.Add(y.face.Position()).AddXY(y.face.Size().Width/2, 5)
		return color.NRGBAModel.Convert(d.canvas.Capture().(image.Image).At(int(p.X), int(p.Y)))
	}
	d.keyboard.layer.each(func(y *key) {
		if y.plan.label != "â" && y.plan.label != "q" && y.plan.tint != actionKey {
			return
		}
		rests, pressed := y.kit.Color(y.atRest().fill), y.kit.Color(look.PressedSoft)
		if y.plan.tint == actionKey {
			pressed = y.kit.Color(look.Pressed)
		}
		if got := at(y); got != color.Color(rests) {
			list = append(list, y.Words()+" is not as it rests at first")
		}
		y.MouseDown(nil)
		lose(y)
		if got := at(y); got != color.Color(pressed) {
			list = append(list, y.Words()+" does not show the finger")
		}
		y.Cancel()
		if got := at(y); got != color.Color(rests) {
			list = append(list, y.Words()+" still shows a finger that was lifted")
		}
	})
	return list
}

// The faces of keys at rest are one picture; a finger is shown upon it.
func TestAPressedKeyIsSeen(t *testing.T) {
	for _, u := range unlit(t, func(*key) {}) {
		t.Error(u)
	}
}

func TestControlAPressNobodySees(t *testing.T) {
	list := unlit(t, func(y *key) { y.face.FillColor = color.Transparent })
	proof.Control(t, "a pressed key that stays as the board draws it", "TestAPressedKeyIsSeen", list...)
}
