package touch_test

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"dongthap.vn/sen/app/look"
	"dongthap.vn/sen/app/touch"
	"dongthap.vn/sen/app/touch/touchtest"
	"dongthap.vn/sen/assets/icons"
)

// frame is header, body and footer as every screen has them.
func frame(k touch.Kit, body fyne.CanvasObject, pill *touch.Pill, footer ...fyne.CanvasObject) fyne.CanvasObject {
	name := touch.Centered(touch.Column(0, k.Text(look.Name, "Trung tâm Phục vụ hành chính công").Colored(look.OnBar),
		k.Text(look.Tiny, "Tỉnh Đồng Tháp").Colored(look.OnBar)))
	header := touch.Stack(canvas.NewRectangle(k.Color(look.Bar)),
		touch.Inset(k.MM(look.Margin), 0, touch.Across(k.MM(3), touch.Centered(k.Emblem(k.MM(9))), touch.Grow(1, name), pill,
			k.Text(look.Name, "08:42 · Thứ Hai 23/11").Weighted(false).Colored(look.OnBar).Middle())))
	foot := touch.Stack(canvas.NewRectangle(k.Color(look.Surface)),
		touch.Inset(k.MM(look.FooterMargin), k.MM((look.FooterHeight-look.ButtonHeight)/2), touch.Across(k.MM(look.Gap), footer...)))
	return touch.Stack(canvas.NewRectangle(k.Color(look.Bg)),
		touch.Column(0, touch.Fixed(0, k.MM(look.HeaderHeight), header), touch.Grow(1, touch.Inset(k.MM(look.Margin), k.MM(look.MarginTop), body)), touch.Fixed(0, k.MM(look.FooterHeight), foot)))
}

func home(k touch.Kit) fyne.CanvasObject {
	big := touch.Grid(2, k.MM(look.GridGap),
		k.Tile(touch.TileSpec{Icon: icons.Ticket, Title: "Lấy số thứ tự", Sub: "Đang chờ 12 người · khoảng 10–20 phút", Primary: true, Big: true}),
		k.Tile(touch.TileSpec{Icon: icons.FileSearch, Title: "Tra cứu thủ tục", Sub: "Cần mang gì · lệ phí · bao lâu", Big: true}))
	small := touch.Grid(4, k.MM(look.GridGap),
		k.Tile(touch.TileSpec{Icon: icons.FileCheck, Title: "Hồ sơ\ncủa tôi"}),
		k.Tile(touch.TileSpec{Icon: icons.Smile, Title: "Góp ý,\nđánh giá"}),
		k.Tile(touch.TileSpec{Icon: icons.CalendarDays, Title: "Gặp\nGiám đốc"}),
		k.Tile(touch.TileSpec{Icon: icons.Wifi, Title: "Wi-Fi,\ntiện ích"}))
	body := touch.Column(k.MM(3.5), k.Text(look.Title, "Xin chào! Bạn cần làm gì hôm nay?").Most(2),
		touch.Grow(1, touch.Grid(1, k.MM(look.GridGap), big, small)))
	return frame(k, body, k.Pill(touch.Success, "Đang mở cửa"),
		k.Button(touch.Plain, icons.Languages, "English", nil), k.Button(touch.Plain, icons.TextSize, "Cỡ chữ", nil),
		k.Button(touch.Plain, icons.Contrast, "Tương phản", nil), k.Button(touch.Plain, icons.Sound, "Nghe", nil),
		touch.Grow(1, nil), k.Button(touch.Help, icons.HandHelping, "Gọi nhân viên", nil))
}

func TestTheHomeScreenInBothColours(t *testing.T) {
	for name, contrast := range map[string]look.Contrast{"home": look.Light, "home-contrast": look.High} {
		k := touchtest.Kit(t, touchtest.Tablet, look.A, contrast, touchtest.NewTimer())
		c := touchtest.Show(k, home(k))
		touchtest.Shoot(t, c, name)
		if bad := cuts(c) + clumsy(k, c.Content()); bad != "" {
			t.Errorf("%s:\n%s", name, bad)
		}
	}
}
