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
	k := fleettest.Ask(code[1])
	var err error
	k.Offer, err = c.Fleet.Enrol(t.Context(), k.Asked)
	must(t, err)
	if k.Offer.Device != "7" {
		t.Fatalf("it would become kiosk %q", k.Offer.Device)
	}
	admin.get("/devices").lacks(t, "chờ xác nhận", code[1])
	verdict := func() string {
		t.Helper()
		v, err := c.Fleet.Verdict(t.Context(), "7", k.Opening())
		must(t, err)
		return v.State
	}
	verdict()
	shown := k.Digits()[:3] + " " + k.Digits()[3:] // on its screen
	admin.get("/devices").shows(t, "Máy đang chờ xác nhận", shown, "Cổng sau", "hỏi lúc 08:30", "Đúng, cho vào", "Không phải")
	admin.part("POST", "/devices/7/approve", url.Values{"digits": {"000000"}}).shows(t, "Không còn máy nào chờ với sáu số đó")
	admin.part("POST", "/devices/7/approve", nil).shows(t, "Không còn máy nào chờ")
	admin.part("POST", "/devices/8/approve", url.Values{"digits": {k.Digits()}}).shows(t, "Không còn máy nào chờ")
	if got := verdict(); got != wire.EnrolWaiting {
		t.Fatalf("the kiosk is told %s", got)
	}
	page := admin.part("POST", "/devices/7/approve", url.Values{"digits": {k.Digits()}})
	page.shows(t, "Máy 7 đã được cho vào", "Cổng sau", "chưa lần nào", "được cho vào · Kỹ thuật")
	page.lacks(t, "chờ xác nhận", shown)
	if got := verdict(); got != wire.EnrolAdmitted {
		t.Fatalf("the kiosk is told %s", got)
	}
}

func TestAMachineThatIsNotOursIsSentAway(t *testing.T) {
	c := openCenter(t)
	admin := c.enter(c.hire("it", "Kỹ thuật", staff.Admin))
	k := c.applies("7", "Cổng sau")
	admin.part("POST", "/devices/7/reject", url.Values{"digits": {k.Digits()}}).shows(t, "Đã từ chối máy xin làm máy 7", "Chưa có máy kiosk nào")
	if v, err := c.Fleet.Verdict(t.Context(), "7", k.Opening()); err != nil || v.State != wire.EnrolRefused {
		t.Errorf("the kiosk is told %+v, %v", v, err)
	}
}

func TestAnAdministratorRevokesAKiosk(t *testing.T) {
	c := openCenter(t)
	tablet := c.enrolTablet("1", "Sảnh")
	tablet.takes("A", 1)
	admin := c.enter(c.hire("it", "Kỹ thuật", staff.Admin))
	before := admin.get("/devices")
	before.shows(t, "Tôi muốn thu hồi máy 1", "Ghi danh lại")
	before.lacks(t, "Bị từ chối")
	after := admin.part("POST", "/devices/1/revoke", url.Values{"sure": {"yes"}})
	after.shows(t, "Đã thu hồi máy 1", "đã thu hồi", "bị thu hồi · Kỹ thuật")
	after.lacks(t, "Tôi muốn thu hồi")
	if status, _ := tablet.posts([]byte("anything")); status != 403 {
		t.Errorf("its next request is answered %d", status)
	}
	admin.get("/devices").shows(t, "Bị từ chối", "Máy 1: đã bị thu hồi mà vẫn gửi", "1 lần")
	admin.part("POST", "/devices/1/revoke", nil).shows(t, "đã bị thu hồi trước đó")
	admin.part("POST", "/devices/enrol", url.Values{"code": {"1"}, "place": {"Sảnh"}}).shows(t, "Mã ghi danh của máy 1")
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
