package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"dongthap.vn/sen/kiosk"
)

func TestAPhoneGivesATurnBack(t *testing.T) {
	c := openCenter(t)
	slips := c.enrolTablet("1", "").takes("B", 3)
	b := c.browse()
	b.size(390, 800)
	b.open(slips[0].path())
	b.waitText("Bạn kế tiếp")
	b.click(".leave summary")
	b.waitText("sẽ không được gọi nữa")
	b.faultless("the page that asks")
	b.picture("receipt-leave")
	b.click(".leave form button")
	b.waitText("Số này đã được huỷ")
	if b.holds(`!!document.querySelector(".leave")`) {
		t.Error("what was given back can be given back again")
	}
	clerk := c.sit("hoa", "3")
	clerk.press("next")
	c.visitor().get("/board").shows(t, ">B1-002<")
}

func TestATurnIsGivenBackByItsSignedAddressAlone(t *testing.T) {
	c := openCenter(t)
	slips := c.enrolTablet("1", "").takes("B", 3)
	phone, clerk := c.visitor(), c.sit("hoa", "3")
	forged := []byte(slips[0].path())
	forged[len(forged)-1] ^= 1
	for _, path := range []string{string(forged), "/R/NONSENSE", "/R/B1-001"} {
		phone.post(path, nil)
	}
	phone.get(slips[0].path()).shows(t, "Bỏ lượt") // looking does nothing
	if got := phone.do("POST", slips[0].path(), nil, http.Header{"Sec-Fetch-Site": {"cross-site"}, "Origin": {"https://evil.example"}}); got.status != http.StatusBadRequest {
		t.Errorf("another site's page gives it back: status %d", got.status)
	}
	clerk.press("next")
	c.visitor().get("/board").shows(t, ">B1-001<")

	// Called meanwhile: the visitor is told where to go, and stays called.
	if got := phone.post(slips[0].path(), nil); got.status != http.StatusSeeOther || got.header.Get("Location") != slips[0].path() {
		t.Errorf("status %d to %q", got.status, got.header.Get("Location"))
	}
	page := phone.get(slips[0].path())
	page.shows(t, "Mời bạn đến", "Quầy 3")
	page.lacks(t, "Bỏ lượt")

	// The control: the right address, small letters and in English, gives its own turn back.
	small := "/r/" + strings.ToLower(slips[1].code) + "?lang=en"
	if got := phone.post(small, nil); got.header.Get("Location") != slips[1].path()+"?lang=en" {
		t.Errorf("sent to %q", got.header.Get("Location"))
	}
	clerk.press("next")
	c.visitor().get("/board").shows(t, ">B1-003<")
}

func TestAPhoneAsksForTenMinutesMore(t *testing.T) {
	c := openCenter(t)
	slips := c.enrolTablet("1", "").takes("B", 3)
	clerk := c.sit("hoa", "3")
	b := c.browse()
	b.size(360, 640)
	b.open(slips[0].path())
	b.waitText("Bạn kế tiếp")
	b.waitText("Còn 2 lần")
	b.click(".more .button")
	b.waitText("Chưa gọi trước 08:43") // three numbers were taken, a minute apart
	b.faultless("the page that keeps the place")
	b.look("receipt-held", phones)
	clerk.press("next")
	c.visitor().get("/board").shows(t, ">B1-002<", "B1-003 · B1-001")
	c.visitor().part("GET", slips[2].path(), nil).shows(t, "Bạn kế tiếp")

	// Once more behind what is left of the first, and then no more.
	b.click(`.more[action$="/more"] .button`)
	b.waitText("Chưa gọi trước 08:53")
	b.waitText("đã xin thêm giờ đủ số lần")
	if b.holds(`!!document.querySelector('.more[action$="/more"]')`) {
		t.Error("a third time is offered")
	}
	b.mark() // back sooner than thought; whoever waits meanwhile hears the phone
	b.click(`.more[action$="/ready"] .button`)
	b.waitText("Bạn kế tiếp")
	clerk.press("next")
	b.waitText("Mời bạn đến")
	if b.holds(`!!document.querySelector(".more")`) {
		t.Error("who is called is offered more time")
	}
}

func TestMoreTimeIsAskedForByTheSignedAddressAlone(t *testing.T) {
	c := openCenter(t)
	slips := c.enrolTablet("1", "").takes("B", 2)
	phone, clerk := c.visitor(), c.sit("hoa", "3")
	once := url.Values{"seen": {"0"}}
	forged := []byte(slips[0].path())
	forged[len(forged)-1] ^= 1
	for path, form := range map[string]url.Values{
		string(forged) + "/more": once, "/R/B1-001/more": once, "/R/%00/more": once,
		slips[0].path() + "/more?x": nil, slips[0].path() + "/more": {"seen": {"x"}}, slips[0].path() + "/ready": nil,
	} {
		if got := phone.post(path, form); got.status != http.StatusSeeOther {
			t.Errorf("%.12s: status %d", path, got.status)
		}
	}
	if got := phone.do("POST", slips[0].path()+"/more", once, http.Header{"Sec-Fetch-Site": {"cross-site"}, "Origin": {"https://evil.example"}}); got.status != http.StatusBadRequest {
		t.Errorf("another site's page asks: status %d", got.status)
	}
	phone.get(slips[0].path()).lacks(t, "Chưa gọi trước")

	// Whoever opens that address anew sees the page, in the language it was in.
	again := phone.get(slips[0].path() + "/more?lang=en")
	if to := again.header.Get("Location"); again.status != http.StatusSeeOther || to != slips[0].path()+"?lang=en" {
		t.Errorf("status %d to %q", again.status, to)
	}

	// The control: the right address does it, in small letters too, and once for two presses.
	small := "/r/" + strings.ToLower(slips[0].code) + "/more?lang=en"
	for range 2 {
		if to := phone.post(small, once).header.Get("Location"); to != slips[0].path()+"?lang=en" {
			t.Errorf("sent to %q", to)
		}
	}
	phone.get(slips[0].path()+"?lang=en").shows(t, "Not called before 08:42", "1 left")
	clerk.press("next")
	c.visitor().get("/board").shows(t, ">B1-002<")
}

// Before the center closes for the day nobody is led to wait past it.
func TestMoreTimeIsNotOfferedPastTheEndOfTheDay(t *testing.T) {
	c := openCenter(t)
	c.republish(func(s *kiosk.Site) {
		s.Hours = []kiosk.Opening{{Weekdays: []time.Weekday{0, 1, 2, 3, 4, 5, 6}, From: 7 * 60, To: 8*60 + 45}}
	})
	slip := c.enrolTablet("1", "").takes("B", 1)[0]
	phone := c.visitor()
	phone.get(slip.path()).shows(t, "Cần thêm 10 phút")
	c.clock.Pass(5 * time.Minute)
	phone.get(slip.path()).lacks(t, "Cần thêm 10 phút")
	phone.post(slip.path()+"/more", url.Values{"seen": {"0"}})
	phone.get(slip.path()).lacks(t, "Chưa gọi trước")
}

// The clerk reads that somebody asked for time, and the record keeps it.
func TestAClerkSeesWhoAskedForTime(t *testing.T) {
	c := openCenter(t)
	slips := c.enrolTablet("1", "").takes("B", 2)
	c.visitor().post(slips[0].path()+"/more", url.Values{"seen": {"0"}})
	clerk := c.sit("hoa", "3")
	clerk.get("/counter").shows(t, "xin chờ đến 08:42")
	clerk.get("/ticket/"+slips[0].id).shows(t, "1. xin thêm thời gian")
}

func TestAPhoneSaysFromWhenItsFiguresAre(t *testing.T) {
	c := openCenter(t)
	slips := c.enrolTablet("1", "").takes("B", 2)
	b := c.browse()
	b.size(360, 640)
	b.open(slips[1].path())
	b.waitText("1 người")
	const ask, late = `document.body.dispatchEvent(new CustomEvent("sen-queue"))`, `Date.now = (now => () => now() + 5000)(Date.now)`
	c.cut.Store(true)
	b.until("the phone says so", ask+`, `+late+`, document.documentElement.classList.contains("stale")`)
	b.waitText("Mất kết nối: đang dùng số liệu lúc 08:32")
	b.faultless("the page without its line")
	b.picture("receipt-stale")
	c.cut.Store(false)
	c.clock.Pass(time.Minute)
	b.until("it trusts itself again", `!document.documentElement.classList.contains("stale")`)
}
