package web

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"sync/atomic"
	"testing"

	"dongthap.vn/sen/center/hook"
	"dongthap.vn/sen/center/staff"
	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/center/store/storetest"
)

var secretShown = regexp.MustCompile(`whsec_[A-Za-z0-9&#;/]{43,}=`)

// A listener is another system that counts what it is told, and is well or not.
func listener(t testing.TB) (address string, told *atomic.Int64, unwell *atomic.Bool) {
	told, unwell = new(atomic.Int64), new(atomic.Bool)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if unwell.Load() {
			w.WriteHeader(http.StatusBadGateway)
			return
		}
		told.Add(1)
	}))
	t.Cleanup(server.Close)
	return server.URL, told, unwell
}

// givenUp leaves what waits as a day of trouble does.
func (c *center) givenUp() {
	storetest.Exec(c.t, "sqlite:"+c.file, fmt.Sprintf("UPDATE deliveries SET failed_at = %d", c.clock.Now().UnixMilli()))
}

func TestASystemIsToldAndLookedAfterOnThePage(t *testing.T) {
	c := openCenter(t)
	address, told, unwell := listener(t)
	admin, clerk := c.enter(c.hire("it", "Lê Văn Tư", staff.Admin)), c.sit("hoa", "3")
	made := admin.post("/connections/hooks", url.Values{"name": {"IOC"}, "url": {address}, "kind": {store.ToldCalled}})
	made.shows(t, "Khoá ký của IOC", "Chỉ hiện một lần")
	secret := secretShown.FindString(made.body)
	if secret == "" {
		t.Fatal("no secret is shown")
	}
	admin.get("/connections").lacks(t, secret, "whsec_")
	c.enrolTablet("1", "").takes("B", 2)
	clerk.press("next")
	must(t, c.Hooks.Deliver(t.Context()))
	if admin.get("/connections").shows(t, "nhận tốt"); told.Load() != 1 {
		t.Errorf("told %d times", told.Load())
	}
	unwell.Store(true)
	clerk.press("next")
	must(t, c.Hooks.Deliver(t.Context()))
	admin.get("/connections").shows(t, "1 thông báo đang chờ", "Bên nhận gặp lỗi.")
	c.givenUp()
	admin.get("/connections").shows(t, "1 thông báo chưa đến", "Gửi lại")
	unwell.Store(false)
	all, err := c.Hooks.States(t.Context())
	must(t, err)
	here := "/connections/hooks/" + all[0].ID
	admin.post(here+"/again", nil).shows(t, "Đang gửi lại 1 thông báo")
	must(t, c.Hooks.Deliver(t.Context()))
	if admin.get("/connections").shows(t, "nhận tốt"); told.Load() != 2 {
		t.Errorf("told %d times", told.Load())
	}
	admin.post(here+"/renew", nil).shows(t, "whsec_", "Khoá cũ còn dùng được")
	admin.post(here+"/remove", nil).shows(t, "Đã ngừng báo", "Chưa báo cho hệ thống nào")
	for _, act := range []string{"/again", "/renew", "/remove"} {
		admin.post(here+act, nil).shows(t, "đã được xoá từ trước")
	}
}

func TestAReceiverThatIsNoneIsToldSo(t *testing.T) {
	c := openCenter(t)
	admin := c.enter(c.hire("it", "Lê Văn Tư", staff.Admin))
	for said, form := range map[string]url.Values{
		"Hãy ghi tên hệ thống": {"url": {"https://a.example/"}, "kind": {store.ToldCalled}},
		"không nằm trong mạng": {"name": {"x"}, "url": {"http://169.254.169.254/latest/meta-data"}, "kind": {store.ToldCalled}},
		"bắt đầu bằng https":   {"name": {"x"}, "url": {"javascript:alert(1)"}, "kind": {store.ToldCalled}},
		"Hãy chọn ít nhất":     {"name": {"x"}, "url": {"https://a.example/"}, "kind": {"everything"}},
	} {
		admin.post("/connections/hooks", form).shows(t, said)
	}
}

func TestReceiversCanBeRead(t *testing.T) {
	c := openCenter(t)
	address, _, unwell := listener(t)
	admin := c.hire("it", "Lê Văn Tư", staff.Admin)
	for _, n := range []hook.NewHook{
		{Name: "Trung tâm điều hành thông minh (IOC)", URL: address + "/webhooks/sen", Kinds: hook.Kinds, By: admin.ID},
		{Name: "Zalo của tỉnh", URL: "https://oa.example.vn/mot/dia/chi/rat/dai/de/xem/co/vua/khong/0123456789abcdef", Kinds: hook.Kinds[1:2], By: admin.ID},
	} {
		_, err := c.Hooks.Add(t.Context(), n)
		must(t, err)
	}
	unwell.Store(true)
	c.enrolTablet("1", "").takes("B", 3)
	c.sit("hoa", "3").press("next")
	must(t, c.Hooks.Deliver(t.Context()))
	c.givenUp()
	b := c.browse()
	b.signIn(c, admin)
	b.open("/connections")
	eval[any](b, `document.getElementById("hooks").scrollIntoView(); null`)
	b.look("receivers", offices, small)
	b.click(`.sure summary`)
	b.fill("#hook-name", "Cổng dịch vụ công")
	b.fill("#hook-url", "https://dvc.example.vn/sen\r")
	b.waitText("Khoá ký của Cổng dịch vụ công")
	eval[any](b, `document.getElementById("hooks").scrollIntoView(); null`)
	b.look("receiver-made", offices)
}
