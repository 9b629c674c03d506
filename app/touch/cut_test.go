package touch_test

import (
	"fmt"
	"image"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"dongthap.vn/sen/app/look"
	"dongthap.vn/sen/app/touch"
	"dongthap.vn/sen/app/touch/touchtest"
	"dongthap.vn/sen/assets/icons"
)

// Words as long as the center's procedures get, in both languages.
const (
	longVietnamese = "Cấp Giấy chứng nhận quyền sử dụng đất, quyền sở hữu tài sản gắn liền với đất lần đầu"
	longEnglish    = "Registration of internationalised administrative responsibilities for representatives"
	longFacts      = "Theo Nghị quyết của Hội đồng nhân dân tỉnh · 15–30 ngày làm việc"
)

// looks are the screens and wishes everything must be right in.
func looks(t *testing.T, f func(*testing.T, touch.Kit)) {
	for name, s := range map[string]look.Screen{"tablet": touchtest.Tablet, "kiosk": touchtest.Desk, "portrait": touchtest.Portrait} {
		for _, step := range []look.Step{look.A, look.APlus, look.APlusPlus} {
			t.Run(fmt.Sprint(name, " step ", step), func(t *testing.T) {
				f(t, touchtest.Kit(t, s, step, look.Light, touchtest.NewTimer()))
			})
		}
	}
}

// list, messages and choices are every thing with words, each with words that are too
// long for it, as many as a screen has.
func list(k touch.Kit) fyne.CanvasObject {
	return touch.Inset(k.MM(6), k.MM(2), touch.Column(k.MM(2),
		k.Text(look.Title, longVietnamese).Most(2),
		k.Row(touch.RowSpec{Icon: icons.Landmark, Title: longVietnamese, Facts: longFacts}),
		k.Row(touch.RowSpec{Title: longEnglish, Facts: "Free of charge"}),
		touch.Grow(1, nil)))
}

func messages(k touch.Kit) fyne.CanvasObject {
	return touch.Inset(k.MM(6), k.MM(2), touch.Column(k.MM(2),
		touch.Across(k.MM(2), k.Button(touch.Plain, icons.Home, "Trang đầu", nil), k.Button(touch.Plain, icons.ArrowLeft, "Quay lại", nil),
			k.Button(touch.Plain, icons.Smartphone, "Gửi về điện thoại", nil), k.Button(touch.Help, icons.HandHelping, "Gọi nhân viên", nil),
			k.Button(touch.Primary, icons.Ticket, "Lấy số việc này", nil)),
		k.Banner(touch.Error, longVietnamese), k.Banner(touch.Success, "Phiếu thật · cấp lúc 08:43"),
		k.Check(longVietnamese, "(nếu đã từng kết hôn)", true, nil),
		touch.Grow(1, nil)))
}

func choices(k touch.Kit) fyne.CanvasObject {
	var five [5]string
	for i := range five {
		five[i] = "Rất không hài lòng"
	}
	columns := 3
	if k.Portrait() {
		columns = 1 // the widest word is wider than a third of it
	}
	tiles := touch.Grid(columns, k.MM(2), k.Tile(touch.TileSpec{Icon: icons.Ticket, Title: "Đất đai, xây dựng và môi trường", Sub: "Đang chờ 12 người", Primary: true}),
		k.Tile(touch.TileSpec{Icon: icons.Users, Title: "Internationalisation", Closed: "Mở lại 07:00 thứ Hai"}), k.Number("B2-047"))
	facts := touch.Across(k.MM(2), touch.Grow(1, k.Chip("Cán bộ hướng dẫn nhiệt tình, dễ hiểu", true, nil)),
		touch.Grow(1, k.Fact("Chờ khoảng", "Theo Nghị quyết HĐND tỉnh")))
	return touch.Inset(k.MM(6), k.MM(2), touch.Column(k.MM(2),
		touch.Across(k.MM(2), touch.Grow(1, nil), touch.Fixed(0, k.MM(look.HeaderHeight), k.Pill(touch.Warning, "Mất kết nối – vẫn dùng được"))),
		facts, touch.Grow(1, tiles), touch.Fixed(0, k.MM(42), k.Faces(five, nil))))
}

func cuts(c fyne.Canvas) string {
	var bad strings.Builder
	for _, d := range touch.Texts(c.Content()) {
		if d.Cut {
			fmt.Fprintf(&bad, "%q at %v of %v is cut, room %v of %v\n", d.Words, d.Place.Pos, d.Place.Size, d.Room.Pos, d.Room.Size)
		}
	}
	return bad.String()
}

func TestLongWordsAreWrappedOrSmallerAndNeverCut(t *testing.T) {
	looks(t, func(t *testing.T, k touch.Kit) {
		for name, o := range map[string]fyne.CanvasObject{"list": list(k), "messages": messages(k), "choices": choices(k)} {
			c := touchtest.Show(k, o)
			touchtest.Shoot(t, c, strings.ReplaceAll(name+"-"+t.Name()[strings.Index(t.Name(), "/")+1:], " ", "-"))
			if bad := cuts(c); bad != "" {
				t.Error(name + "\n" + bad)
			}
			for _, d := range touch.Texts(c.Content()) {
				if mm := k.InMM(d.Size); mm < 3.1 {
					t.Errorf("%q is set in %.1f mm", d.Words, mm)
				}
			}
		}
	})
}

func TestCutWordsAreSeen(t *testing.T) {
	k := newKit(t, touchtest.NewTimer())
	for name, o := range map[string]fyne.CanvasObject{
		"a button too small for its words":   touch.Fixed(0, k.MM(5), k.Button(touch.Plain, "", longVietnamese, nil)),
		"a pill in a narrow header":          touch.Across(0, touch.Fixed(k.MM(20), k.MM(6), k.Pill(touch.Warning, longVietnamese)), touch.Grow(1, nil)),
		"a foreign text wider than its room": touch.Across(0, touch.Fixed(50, 20, canvas.NewText(longVietnamese, nil))),
		"a paragraph in a low place":         touch.Fixed(0, k.MM(4), k.Paragraph(longVietnamese)),
		"a word wider than its place":        touch.Across(0, touch.Fixed(k.MM(18), k.MM(60), k.Text(look.Small, "Administratively")), touch.Grow(1, nil)),
		"a fact with a word wider than it":   touch.Across(0, touch.Fixed(k.MM(20), 0, k.Fact("Administratively", "3, 4")), touch.Grow(1, nil)),
	} {
		if cuts(touchtest.Show(k, touch.Column(0, o, touch.Grow(1, nil)))) == "" {
			t.Errorf("%s passed", name)
		}
	}
}

func TestRunningTextHasAtMost45LettersALine(t *testing.T) {
	looks(t, func(t *testing.T, k touch.Kit) {
		c := touchtest.Show(k, touch.Column(0, k.Paragraph(longVietnamese+". "+longVietnamese), k.Check(longVietnamese, "(nếu có)", false, nil), touch.Grow(1, nil)))
		for _, d := range touch.Texts(c.Content()) {
			if n := len([]rune(d.Words)); n > look.LineLetters {
				t.Errorf("%q has %d letters", d.Words, n)
			}
		}
	})
}

// Stacked tone marks reach to the very top of a line: what is drawn must not
// change when there is more room above.
func TestToneMarksAreNotClipped(t *testing.T) {
	const tallest = "ẨẪỄỖỨỮ ắẵợựgỵ"
	k := newKit(t, touchtest.NewTimer())
	ink := func(above float32) int {
		text := k.Text(look.Title, tallest).Weighted(false)
		c := touchtest.Show(k, touch.Stack(canvas.NewRectangle(k.Color(look.Surface)), touch.Inset(0, above, touch.Column(0, text, touch.Grow(1, nil)))))
		return darkPixels(c.Capture())
	}
	if at0, at40 := ink(0), ink(40); at0 != at40 || at0 == 0 {
		t.Errorf("%d dark pixels at the top edge, %d below it", at0, at40)
	}
}

func darkPixels(img image.Image) int {
	n := 0
	for y := img.Bounds().Min.Y; y < img.Bounds().Max.Y; y++ {
		for x := img.Bounds().Min.X; x < img.Bounds().Max.X; x++ {
			if r, _, _, _ := img.At(x, y).RGBA(); r < 0x8000 {
				n++
			}
		}
	}
	return n
}
