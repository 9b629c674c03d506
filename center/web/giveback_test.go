package web

import (
	"net/http"
	"strings"
	"testing"
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
