package screen

import (
	"testing"

	"dongthap.vn/sen/kiosk"
)

// TestTheMapShowsWhereTheKioskStands follows the visitor from the amenities.
func TestTheMapShowsWhereTheKioskStands(t *testing.T) {
	v := newVisitor(t, glasses[0].screen)
	v.press("Wi-Fi")
	v.press("Sơ đồ")
	v.at("floor")
	for _, name := range []string{"Bạn đang ở đây", "Nhà vệ sinh", "Quầy 1–4", "Phòng tiếp dân"} {
		v.mustRead(name)
	}
	v.alter(func(s *kiosk.Site) { s.Floor.Kiosks = map[string]kiosk.Spot{"1": {X: 1, Y: 1}} })
	v.stage.Show()
	if v.reads("Bạn đang ở đây") {
		t.Error("a kiosk nobody has placed says where it is")
	}
	v.alter(func(s *kiosk.Site) { s.Floor = nil })
	v.stage.Show()
	v.mustRead("chưa có sơ đồ")
	v.press("Quay lại")
	v.at("amenities")
	if contains(v.presses(), "Sơ đồ") {
		t.Errorf("offered is %q", v.presses())
	}
}
