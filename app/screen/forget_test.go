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

// A listener stands for Fyne where it is told what to draw anew: it lets go of
// the pictures it keeps of that.
type listener struct {
	fyne.Canvas
	heard map[fyne.CanvasObject]bool
}

func (l listener) Refresh(o fyne.CanvasObject) { l.heard[o] = true }

// SetDirty is told when a thing moved: nothing to let go of, but a frame to draw.
func (l listener) SetDirty() { l.heard[nil] = true }

type listening struct {
	fyne.Driver
	to listener
}

func (l listening) CanvasForObject(fyne.CanvasObject) fyne.Canvas { return l.to }

type eavesdropped struct {
	fyne.App
	driver listening
}

// deaf ends what listen began.
func (l listener) deaf() { fyne.SetCurrentApp(fyne.CurrentApp().(eavesdropped).App) }

func (e eavesdropped) Driver() fyne.Driver { return e.driver }

// listen tells of all that Fyne is told from now on.
func listen() listener {
	app := fyne.CurrentApp()
	l := listener{app.Driver().CanvasForObject(nil), map[fyne.CanvasObject]bool{}}
	fyne.SetCurrentApp(eavesdropped{app, listening{app.Driver(), l}})
	return l
}

// kept walks to some screens and lists those whose pictures Fyne still keeps
// after they were left; lose is done on each before.
func kept(v *visitor, lose func(*Stage)) (list []string) {
	l := listen()
	for _, words := range []string{"Lấy số", "Đất đai", "Xong", "Tra cứu", "Quay lại", "Góp ý", "Trang đầu"} {
		name, left := v.stage.Name(), v.stage.frame.root
		lose(v.stage)
		if v.press(words); v.stage.frame.root == left {
			v.t.Fatalf("%q leads nowhere from %s", words, name)
		}
		if !l.heard[left] {
			list = append(list, fmt.Sprintf("the pictures of %s are kept after %q", name, words))
		}
	}
	return list
}

// Each screen is made of its own things, and Fyne keeps the pictures of a thing
// for a while after it was last seen: a hurried hand would fill the memory with
// screens that nobody sees any more.
func TestAScreenThatIsLeftIsForgotten(t *testing.T) {
	for _, k := range kept(newVisitor(t, touchtest.Tablet), func(*Stage) {}) {
		t.Error(k)
	}
}

func TestControlScreensThatAreKept(t *testing.T) {
	list := kept(newVisitor(t, touchtest.Tablet), func(s *Stage) { s.frame.root = canvas.NewRectangle(nil) })
	proof.Control(t, "a stage that lets go of another screen than it showed", "TestAScreenThatIsLeftIsForgotten", list...)
}

// What is found changes with every letter, on the screen that stays.
func TestRowsThatAreFoundNoMoreAreForgotten(t *testing.T) {
	v := newVisitor(t, touchtest.Tablet)
	v.press("Tra cứu")
	popular := v.rows()
	l := listen()
	v.types("khai sinh")
	now := v.rows()
	if len(popular) == 0 || len(now) == 0 {
		t.Fatalf("%d rows, then %d", len(popular), len(now))
	}
	for row := range popular {
		if now[row] || !l.heard[row] {
			t.Errorf("%q: shown still %v, forgotten %v", row.Words(), now[row], l.heard[row])
		}
	}
}

// rows are those shown.
func (v *visitor) rows() map[*touch.Row]bool {
	list := map[*touch.Row]bool{}
	touch.Walk(v.stage.Root(), func(n touch.Node) {
		if r, ok := n.Object.(*touch.Row); ok {
			list[r] = true
		}
	})
	return list
}
