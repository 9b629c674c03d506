package web

import (
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"dongthap.vn/sen/center/fleet"
	"dongthap.vn/sen/center/fleet/fleettest"
	"dongthap.vn/sen/center/staff"
	"dongthap.vn/sen/kiosk"
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
	k := fleettest.Ask(code[1])
	var err error
	k.Offer, err = c.Fleet.Enrol(t.Context(), k.Asked)
	must(t, err)
	if k.Offer.Device != "7" {
		t.Fatalf("it would become kiosk %q", k.Offer.Device)
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
