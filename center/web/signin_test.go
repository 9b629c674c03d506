package web

import (
	"bytes"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"dongthap.vn/sen/center/staff"
)

func TestAClerkSignsInAndOut(t *testing.T) {
	c := openCenter(t)
	c.hire("hoa", "Nguyễn Thị Hoa", staff.Clerk)
	v := c.visitor()
	v.get("/sign-in").shows(t, "Tên đăng nhập", "Mật khẩu")
	got := v.post("/sign-in", url.Values{"name": {"hoa"}, "password": {password}})
	if got.header.Get("Location") != "/console" {
		t.Fatalf("status %d to %q", got.status, got.header.Get("Location"))
	}
	v.get("/counter/choose").shows(t, "Nguyễn Thị Hoa")
	old := v.client.Jar
	v.post("/sign-out", nil)
	v.client.Jar = old
	if got := v.get("/counter/choose"); got.header.Get("Location") != "/sign-in" {
		t.Fatalf("after signing out: status %d", got.status)
	}
}

func TestAWrongNameAndAWrongPasswordLookAlike(t *testing.T) {
	c := openCenter(t)
	c.hire("hoa", "Nguyễn Thị Hoa", staff.Clerk)
	wrong := func(name string) answer {
		return c.visitor().post("/sign-in", url.Values{"name": {name}, "password": {"không phải mật khẩu"}})
	}
	known, unknown := wrong("hoa"), wrong("nobody")
	if known.status != http.StatusUnauthorized || known.status != unknown.status || known.body != unknown.body {
		t.Fatalf("status %d and %d; the pages must be equal", known.status, unknown.status)
	}
	known.has(t, "Tên hoặc mật khẩu chưa đúng")
	known.lacks(t, "hoa")
}

func TestGuessingHasToWait(t *testing.T) {
	c := openCenter(t)
	v := c.visitor()
	for range 20 {
		got := v.post("/sign-in", url.Values{"name": {"hoa"}, "password": {"đoán mò thôi"}})
		if got.status == http.StatusTooManyRequests {
			got.has(t, "Mời bạn chờ")
			return
		}
	}
	t.Fatal("twenty wrong guesses in a row and never a pause")
}

func TestALinkSignsInOnce(t *testing.T) {
	c := openCenter(t)
	a, err := c.Staff.FirstAdmin(t.Context())
	must(t, err)
	token, _, err := c.Staff.NewLink(t.Context(), a.ID)
	must(t, err)
	v := c.visitor()
	for range 2 { // a preview that opens the address does not use it up
		v.get("/link/"+token).shows(t, "chỉ dùng được một lần", token)
	}
	if got := v.post("/link", url.Values{"token": {token}}); got.header.Get("Location") != "/console" {
		t.Fatalf("status %d", got.status)
	}
	v.get("/devices").shows(t, "Quản trị")
	got := c.visitor().post("/link", url.Values{"token": {token}})
	if got.status != http.StatusUnauthorized {
		t.Fatalf("used twice: status %d", got.status)
	}
	got.has(t, "Liên kết đã dùng")
}

func TestSigningInChangesTheCookie(t *testing.T) {
	c := openCenter(t)
	a := c.hire("hoa", "Hoa", staff.Clerk)
	v := c.enter(a)
	before := v.client.Jar.Cookies(mustURL(t, c.url))[0].Value
	token, _, err := c.Staff.NewLink(t.Context(), a.ID)
	must(t, err)
	v.post("/link", url.Values{"token": {token}})
	if after := v.client.Jar.Cookies(mustURL(t, c.url))[0].Value; after == before {
		t.Fatal("a cookie planted before signing in would still be good after it")
	}
}

func mustURL(t *testing.T, text string) *url.URL {
	t.Helper()
	u, err := url.Parse(text)
	must(t, err)
	return u
}

// A notebook is a log several requests write into.
type notebook struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (n *notebook) Write(p []byte) (int, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.b.Write(p)
}

func (n *notebook) String() string {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.b.String()
}

func TestTheLogHoldsNoSecretAndNobody(t *testing.T) {
	var log notebook
	c := openCenterAt(t, "http://sen.example.vn", &log)
	tablet := c.enrolTablet("1", "")
	slip := tablet.ticket("B", "")
	tablet.says(1, "lời riêng của khách", "+84912345678", "wait")
	tablet.send()
	boss := c.enter(c.hire("boss", "Nguyễn Văn Bí", staff.Supervisor))
	boss.part("POST", "/feedback/"+tablet.chain[1].ID+"/reveal", nil).shows(t, "0912")
	boss.get(slip.path() + "?lang=en&phone=0912345678")
	boss.get("/link/một-mã-bí-mật")
	boss.post("/sign-in", url.Values{"name": {"nguoi.la"}, "password": {"mật khẩu sai rồi"}})
	for _, secret := range []string{"0912345678", "912345678", "912 345 678", "lời riêng", slip.code, "bí-mật", "nguoi.la", "mật khẩu", "Nguyễn Văn Bí"} {
		if strings.Contains(log.String(), secret) {
			t.Errorf("the log holds %q", secret)
		}
	}
	if !strings.Contains(log.String(), `route="GET /R/{code...}"`) {
		t.Errorf("the log does not name the route:\n%s", log.String())
	}
}
