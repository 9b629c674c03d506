package web

import (
	"net/http"
	"net/url"
	"regexp"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"dongthap.vn/sen/center/api"
	"dongthap.vn/sen/center/staff"
	"dongthap.vn/sen/kiosk"
)

// withToken asks as a program does.
func (c *center) withToken(token, path string) answer {
	return c.visitor().do("GET", path, nil, http.Header{"Authorization": {"Bearer " + token}})
}

var tokenShown = regexp.MustCompile(`sen_[A-Za-z0-9_-]{43}`)

func TestATokenIsMadeShownOnceAndRevoked(t *testing.T) {
	c := openCenter(t)
	c.enrolTablet("1", "").takes("B", 2)
	admin := c.enter(c.hire("it", "Lê Văn Tư", staff.Admin))
	admin.get("/connections").shows(t, "Chưa có mã truy cập nào")
	made := admin.post("/connections/tokens", url.Values{"name": {"Cổng dịch vụ công <b>"}, "scope": {string(api.ReadQueue)}, "days": {"365"}})
	made.shows(t, "Chỉ hiện một lần", "Cổng dịch vụ công &lt;b&gt;", "hàng chờ", "chưa lần nào")
	token := tokenShown.FindString(made.body)
	admin.get("/connections").lacks(t, token, "sen_")

	c.withToken(token, "/api/v1/queue").shows(t, `"service":"B","waiting":2`)
	if got := c.withToken(token, "/api/v1/tickets"); got.status != http.StatusForbidden {
		t.Errorf("it opens more than it was made for: status %d", got.status)
	}
	c.visitor().get("/api/openapi.json").shows(t, `"openapi":"3.1.0"`)
	admin.get("/connections").shows(t, clock(c.clock.Now(), kiosk.Site{}))

	rows, err := c.API.Tokens(t.Context())
	must(t, err)
	revoke := "/connections/tokens/" + rows[0].ID + "/revoke"
	admin.post(revoke, nil).shows(t, "không đọc được nữa", "đã thu hồi")
	admin.post(revoke, nil).shows(t, "đã được thu hồi từ trước")
	got := c.withToken(token, "/api/v1/queue")
	if got.has(t, `"code":"token_revoked"`, "Mã truy cập đã bị thu hồi"); got.status != http.StatusUnauthorized {
		t.Errorf("after it was revoked: status %d", got.status)
	}
}

func TestATokenThatIsNoneIsToldSo(t *testing.T) {
	c := openCenter(t)
	admin := c.enter(c.hire("it", "Lê Văn Tư", staff.Admin))
	for said, form := range map[string]url.Values{
		"Hãy ghi tên hệ thống": {"scope": {"read-queue"}, "days": {"30"}},
		"Hãy chọn ít nhất một": {"name": {"x"}, "days": {"30"}},
		"Thời hạn từ 1 ngày":   {"name": {"x"}, "scope": {"read-queue"}, "days": {"9999999999999999999"}},
		"ít nhất một nội dung": {"name": {"x"}, "scope": {"write"}, "days": {"30"}},
	} {
		admin.post("/connections/tokens", form).shows(t, said)
	}
}

// The API is not a page: no cookie opens it, and no page of another host may read it.
func TestASignInOpensNoAPI(t *testing.T) {
	c := openCenter(t)
	admin := c.enter(c.hire("it", "Lê Văn Tư", staff.Admin))
	got := admin.do("GET", "/api/v1/queue", nil, http.Header{"Origin": {"https://evil.example"}})
	if got.status != http.StatusUnauthorized || got.header.Get("Access-Control-Allow-Origin") != "" {
		t.Errorf("status %d %v", got.status, got.header)
	}
}

func TestConnectionsCanBeRead(t *testing.T) {
	c := openCenter(t)
	b := c.browse()
	b.signIn(c, c.hire("it", "Lê Văn Tư", staff.Admin))
	for _, name := range []string{"Cổng dịch vụ công tỉnh Đồng Tháp", "Trung tâm điều hành thông minh (IOC)"} {
		b.open("/connections")
		b.fill("#name", name)
		b.click(`input[value="read-queue"]`)
		b.click(`input[value="read-tickets"]`)
		b.fill("#name", kb.Enter)
		b.waitText("Chỉ hiện một lần")
	}
	b.look("connections", offices, small)
	b.click(".act button")
	b.waitText("không đọc được nữa")
	b.look("connections-revoked", offices)
}
