package screen

import (
	"fmt"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"dongthap.vn/sen/app/touch"
	"dongthap.vn/sen/app/touch/touchtest"
	"dongthap.vn/sen/kiosk/proof"
)

// again lays everything shown out once more, as Fyne does while it draws what is
// new, and tells what asked for another frame by that.
func (v *visitor) again() (list []string) {
	l := listen()
	defer l.deaf()
	touch.Walk(v.stage.Root(), func(n touch.Node) {
		clear(l.heard)
		switch o := n.Object.(type) {
		case *fyne.Container:
			if o.Layout != nil {
				o.Layout.Layout(o.Objects, o.Size())
			}
		case touch.Drawing:
			o.Arrange(n.Object.Size())
		}
		if len(l.heard) > 0 {
			list = append(list, fmt.Sprintf("%s: %T asks for another frame", v.stage.Name(), n.Object))
		}
	})
	return list
}

// Fyne lays a new screen out again while it draws it. What changes then, or is
// said to, has the whole window drawn a second time, and whoever touches it
// meanwhile waits for that.
func TestAScreenIsDrawnOnce(t *testing.T) {
	for _, scene := range scenes {
		t.Run(scene.name, func(t *testing.T) {
			v := newVisitor(t, touchtest.Tablet)
			scene.play(v)
			for _, a := range v.again() {
				t.Error(a)
			}
		})
	}
}

// A letter changes the field and moves the caret: that is one frame.
func TestALetterIsDrawnOnce(t *testing.T) {
	v := newVisitor(t, touchtest.Tablet)
	v.press("Tra cứu")
	for _, letter := range []string{"k", "h", "a", "i"} {
		v.types(letter)
		for _, a := range v.again() {
			t.Errorf("after %q: %s", letter, a)
		}
	}
}

// restless says that it changed whenever it is laid out, as a field once did.
type restless struct{}

func (restless) Layout(objects []fyne.CanvasObject, _ fyne.Size) { objects[0].Refresh() }

func (restless) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.Size{} }

func TestControlAScreenDrawnTwice(t *testing.T) {
	v := newVisitor(t, touchtest.Tablet)
	v.stage.root.Objects = append(v.stage.root.Objects, &fyne.Container{Layout: restless{}, Objects: []fyne.CanvasObject{canvas.NewRectangle(nil)}})
	proof.Control(t, "a thing that is drawn anew whenever it is laid out", "TestAScreenIsDrawnOnce", v.again()...)
}
