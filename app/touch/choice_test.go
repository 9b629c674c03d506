package touch_test

import (
	"image"
	"testing"

	"fyne.io/fyne/v2/canvas"

	"dongthap.vn/sen/app/look"
	"dongthap.vn/sen/app/touch"
	"dongthap.vn/sen/app/touch/finger"
	"dongthap.vn/sen/app/touch/touchtest"
	"dongthap.vn/sen/assets/icons"
)

var satisfaction = [5]string{"Rất hài lòng", "Hài lòng", "Bình thường", "Không hài lòng", "Rất không hài lòng"}

// drawings are the pictures a thing shows; colour alone does not change their
// outline, so what differs in more than colour differs in number or outline.
func drawings(d touch.Drawing) (shapes []string) {
	for _, p := range d.Parts() {
		if r, ok := p.(*canvas.Raster); ok && r.Visible() {
			shapes = append(shapes, outline(pixels(r)))
		}
	}
	return shapes
}

// pixels are those a drawing shows in its place.
func pixels(r *canvas.Raster) image.Image {
	return r.Generator(int(r.Size().Width), int(r.Size().Height))
}

func outline(img image.Image) string {
	b := img.Bounds()
	bits := make([]byte, 0, b.Dx()*b.Dy())
	for y := range b.Dy() {
		for x := range b.Dx() {
			_, _, _, a := img.At(x, y).RGBA()
			bits = append(bits, byte(a>>15))
		}
	}
	return string(bits)
}

func same(a, b []string) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

func TestNoFaceIsChosenBeforeAFingerChooses(t *testing.T) {
	k := newKit(t, touchtest.NewTimer())
	var scores []int
	f := k.Faces(satisfaction, func(score int) { scores = append(scores, score) })
	c := touchtest.Show(k, touch.Inset(k.MM(6), k.MM(20), f))
	for _, one := range f.Parts() {
		if fillOf(k, one.(touch.Drawing)) != look.Surface || len(drawings(one.(touch.Drawing))) != 1 {
			t.Error("a face stands out before any was chosen")
		}
	}
	hand := finger.On(c.Content())
	for _, words := range []string{"Rất không hài lòng", "Rất hài lòng", "Bình thường"} {
		if err := hand.Tap(words); err != nil {
			t.Fatal(err)
		}
	}
	if len(scores) != 3 || scores[0] != 1 || scores[1] != 5 || scores[2] != 3 {
		t.Errorf("scores %v", scores)
	}
	for i, one := range f.Parts() {
		if on := fillOf(k, one.(touch.Drawing)) == look.InfoTint; on != (i == 2) || on != (len(drawings(one.(touch.Drawing))) == 2) {
			t.Errorf("face %d: chosen %v, %d drawings", i, on, len(drawings(one.(touch.Drawing))))
		}
	}
	touchtest.Shoot(t, c, "faces")
}

func TestWhatIsChosenIsNeverSaidByColourAlone(t *testing.T) {
	k := newKit(t, touchtest.NewTimer())
	var heard []bool
	chip := k.Chip("Thái độ cán bộ", false, func(on bool) { heard = append(heard, on) })
	check := k.Check("Căn cước", "(bản gốc)", false, func(on bool) { heard = append(heard, on) })
	touchtest.Show(k, touch.Column(0, chip, check))
	for _, d := range []interface {
		touch.Drawing
		touch.Control
	}{chip, check} {
		before := drawings(d)
		d.Tap()
		if same(before, drawings(d)) {
			t.Errorf("%q shows the same drawing when it is chosen", d.Words())
		}
	}
	if len(heard) != 2 || !heard[0] || !heard[1] || !chip.Chosen() || !check.Chosen() {
		t.Errorf("heard %v", heard)
	}
	chip.Choose(false)
	if chip.Chosen() || len(heard) != 2 {
		t.Error("being told is heard as a touch")
	}
}

func TestMessagesSayTheirMoodByADrawingToo(t *testing.T) {
	k := newKit(t, touchtest.NewTimer())
	banner, pill := k.Banner(touch.Info, "Đang in phiếu…"), k.Pill(touch.Success, "Đang mở cửa")
	touchtest.Show(k, touch.Column(0, banner, pill))
	seen := map[string]bool{}
	for _, m := range []touch.Mood{touch.Info, touch.Success, touch.Warning, touch.Error} {
		banner.Say(m, "Máy hết giấy")
		pill.Say(m, "Mất kết nối")
		seen[drawings(banner)[0]] = true
	}
	if len(seen) != 4 || banner.Words() != "Máy hết giấy" || pill.Words() != "Mất kết nối" {
		t.Errorf("%d drawings for four moods", len(seen))
	}
}

func TestACountdownChangesOnlyItsWords(t *testing.T) {
	k := newKit(t, touchtest.NewTimer())
	b := k.Button(touch.Primary, icons.Check, "Xong (20)", nil).Wide(look.PrimaryWidth)
	fact := k.Fact("Trước bạn", "4 người")
	c := touchtest.Show(k, touch.Column(0, b, fact))
	before := b.MinSize()
	b.SetWords("Xong (9)")
	fact.SetValue("3 người")
	if b.Words() != "Xong (9)" || b.MinSize() != before || fact.Words() != "Trước bạn. 3 người" {
		t.Errorf("%q of %v, %q", b.Words(), b.MinSize(), fact.Words())
	}
	if bad := cuts(c); bad != "" {
		t.Error(bad)
	}
}

func TestATileClosesWithAReasonAndOpensAgain(t *testing.T) {
	k, taps := newKit(t, touchtest.NewTimer()), 0
	tile := k.Tile(touch.TileSpec{Icon: icons.Ticket, Title: "Lấy số", Sub: "12 người", Primary: true, OnTap: func() { taps++ }})
	touchtest.Show(k, tile)
	tile.SetClosed("Mở lại 07:00 thứ Hai")
	tile.Tap()
	if taps != 0 || tile.Words() != "Lấy số. Mở lại 07:00 thứ Hai" || fillOf(k, tile) != look.Alt {
		t.Errorf("%d taps, %q", taps, tile.Words())
	}
	tile.SetSub("11 người")
	if tile.Words() != "Lấy số. Mở lại 07:00 thứ Hai" {
		t.Errorf("the reason gave way to %q", tile.Words())
	}
	tile.SetClosed("")
	tile.Tap()
	if taps != 1 || tile.Words() != "Lấy số. 11 người" || fillOf(k, tile) != look.Primary {
		t.Errorf("%d taps, %q", taps, tile.Words())
	}
}
