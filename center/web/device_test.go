package web

import (
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"dongthap.vn/sen/center/fleet"
	"dongthap.vn/sen/center/staff"
	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/sync/wire"
)

func TestAnAdministratorEnrolsAKiosk(t *testing.T) {
	c := openCenter(t)
	admin := c.enter(c.hire("it", "Kỹ thuật", staff.Admin))
	admin.get("/devices").shows(t, "Chưa có máy kiosk nào")
	got := admin.part("POST", "/devices/enrol", url.Values{"code": {"7"}, "place": {"Cổng sau"}})
	got.shows(t, "Mã ghi danh của máy 7", "08:40")
	code := regexp.MustCompile(`class="code">([^<]+)<`).FindStringSubmatch(got.body)
	if code == nil {
		t.Fatalf("no code is shown:\n%s", got.body)
	}
	enrolled, err := c.Fleet.Enrol(t.Context(), wire.Enrol{Code: code[1], DeviceKey: random(32), ReceiptKey: random(32)})
	must(t, err)
	if enrolled.Device != "7" {
		t.Fatalf("it became kiosk %q", enrolled.Device)
	}
	page := admin.get("/devices")
	page.shows(t, "Cổng sau", "chưa lần nào")
	page.lacks(t, code[1])
}

func TestAWrongKioskCodeIsExplained(t *testing.T) {
	c := openCenter(t)
	admin := c.enter(c.hire("it", "Kỹ thuật", staff.Admin))
	for _, code := range []string{"", "0", "100", "A", "1 2", "-1"} {
		admin.part("POST", "/devices/enrol", url.Values{"code": {code}}).shows(t, "một số từ 1 đến 99")
	}
	admin.part("POST", "/devices/enrol", url.Values{"code": {"1"}, "place": {strings.Repeat("x", fleet.MaxName+1)}}).shows(t, "dài nhất 80")
	admin.part("POST", "/devices/enrol", url.Values{"code": {"1"}, "place": {"a\x00b"}}).shows(t, "dài nhất 80")
}

func TestASilentKioskIsSeen(t *testing.T) {
	c := openCenter(t)
	tablet := c.enrolTablet("1", "Sảnh")
	tablet.send()
	admin := c.enter(c.hire("it", "Kỹ thuật", staff.Admin))
	admin.get("/devices").shows(t, "vừa xong", "đúng", "1.0.0", "61,2 GB", "1 máy kiosk · đồng bộ đủ")
	c.clock.Pass(12 * time.Minute)
	admin.get("/devices").shows(t, "mất liên lạc · 12 phút trước", "1 trong 1 máy kiosk mất liên lạc")
}

func TestAKioskWithAWrongClockIsSeen(t *testing.T) {
	c := openCenter(t)
	tablet := c.enrolTablet("1", "Sảnh")
	tablet.clockAhead = 90 * time.Second
	tablet.send()
	admin := c.enter(c.hire("it", "Kỹ thuật", staff.Admin))
	admin.get("/devices").shows(t, "nhanh 90 giây")
	tablet.clockAhead = -time.Minute
	tablet.send()
	admin.get("/devices").shows(t, "chậm 60 giây")
}

func TestAKioskWithAnOldCatalogueIsSeen(t *testing.T) {
	c := openCenter(t)
	tablet := c.enrolTablet("1", "Sảnh")
	tablet.send()
	admin := c.enter(c.hire("it", "Kỹ thuật", staff.Admin))
	admin.get("/devices").shows(t, "mới nhất")
	tablet.holds = map[string]int64{kiosk.DocCatalogue: 0}
	tablet.send()
	admin.get("/devices").shows(t, "bản cũ")
}

func TestACopiedKioskRaisesAnAlarm(t *testing.T) {
	c := openCenter(t)
	tablet := c.enrolTablet("1", "Sảnh")
	tablet.takes("A", 1)
	copied := *tablet
	tablet.takes("A", 1)
	copied.chain = copied.chain[:1:1]
	copied.takes("B", 1)
	admin := c.enter(c.hire("it", "Kỹ thuật", staff.Admin))
	admin.get("/devices").shows(t, "Cần xem", "có thể đĩa đã bị sao chép", "1 lần")
}

func TestWhatStaffDidAtAKioskIsSeen(t *testing.T) {
	c := openCenter(t)
	tablet := c.enrolTablet("1", "Sảnh")
	admin := c.enter(c.hire("it", "Kỹ thuật", staff.Admin))
	admin.get("/devices").lacks(t, "Thao tác tại máy")
	for n := range 3 {
		tablet.record(kiosk.KindStaffActed, kiosk.StaffActed{Act: kiosk.StaffRefused, Failures: n + 1}, nil)
	}
	tablet.record(kiosk.KindStaffActed, kiosk.StaffActed{Act: kiosk.StaffOpened}, nil)
	c.clock.Pass(time.Minute)
	tablet.send()
	page := admin.get("/devices")
	page.shows(t, "Thao tác tại máy", "máy 1 · nhập sai mã, lần thứ 3 liên tiếp", "máy 1 · mở màn hình cán bộ bằng mã đúng")
	page.lacks(t, "chưa hiểu") // no alarm: nothing of it is in quarantine
}
