package web

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"dongthap.vn/sen/center/staff"
)

func TestEveryAnswerCarriesItsHeaders(t *testing.T) {
	c := openCenter(t)
	v := c.enter(c.hire("admin2", "A", staff.Admin, staff.Supervisor))
	answers := map[string]answer{"an unknown page": v.get("/nowhere"), "a wrong method": v.do("DELETE", "/board", nil, nil)}
	for _, r := range c.routes() {
		if r.Pattern != "/live" && r.Pattern != "/sign-out" {
			answers[r.String()] = v.do(r.Method, r.path(), nil, nil)
		}
	}
	for name, got := range answers {
		for header, part := range map[string]string{
			"Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'",
			"X-Content-Type-Options":  "nosniff",
			"Referrer-Policy":         "no-referrer",
			"X-Frame-Options":         "DENY",
		} {
			if !strings.Contains(got.header.Get(header), part) {
				t.Errorf("%s: %s is %q", name, header, got.header.Get(header))
			}
		}
		if !strings.Contains(name, "static") && got.header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s may be kept: %q", name, got.header.Get("Cache-Control"))
		}
	}
}

// The policy forbids inline script and style, so a page that has some is broken.
func TestPagesHoldNoInlineScriptOrStyle(t *testing.T) {
	c := openCenter(t)
	c.busy()
	v := c.enter(c.hire("admin2", "A", staff.Admin, staff.Supervisor))
	v.post("/counter/choose", url.Values{"counter": {"4"}})
	for _, path := range []string{"/", "/sign-in", "/link/x", "/board", "/R/X", "/counter", "/counter/choose", "/help", "/feedback", "/devices", "/nowhere"} {
		page := v.get(path).body
		for _, bad := range []string{"<script>", "<style", " style=", " onclick=", " onload=", "javascript:", "http://", "https://", "hx-on", "[web.", "[trouble."} {
			if strings.Contains(strings.ReplaceAll(page, "http://www.w3.org/2000/svg", ""), bad) {
				t.Errorf("%s holds %q", path, bad)
			}
		}
	}
}

func TestAnotherSiteCannotPressButtons(t *testing.T) {
	c := openCenter(t)
	v := c.sit("hoa", "3")
	for _, header := range []http.Header{
		{"Sec-Fetch-Site": {"cross-site"}}, {"Origin": {"https://evil.example"}}, {"Sec-Fetch-Site": {"same-site"}},
	} {
		if got := v.do("POST", "/counter/next", url.Values{"current": {""}}, header); got.status != http.StatusBadRequest {
			t.Errorf("%v: status %d", header, got.status)
		}
	}
	if got := v.do("POST", "/counter/next", url.Values{"current": {""}}, http.Header{"Sec-Fetch-Site": {"same-origin"}}); got.status != http.StatusSeeOther {
		t.Errorf("the site's own button: status %d", got.status)
	}
}

func TestTooMuchIsRefused(t *testing.T) {
	c := openCenter(t)
	got := c.visitor().post("/sign-in", url.Values{"name": {strings.Repeat("a", maxBody)}})
	if got.status != http.StatusRequestEntityTooLarge {
		t.Fatalf("status %d", got.status)
	}
	got.has(t, "Nội dung gửi lên quá dài")
}

func TestCookiesAreClosedToScriptsAndOtherSites(t *testing.T) {
	for _, k := range []struct {
		public string
		want   []string
	}{
		{"http://127.0.0.1:8470", []string{"sen=", "HttpOnly", "SameSite=Lax"}},
		{"https://sen.example.vn", []string{"__Host-sen=", "HttpOnly", "SameSite=Lax", "Secure", "Path=/"}},
	} {
		c := openCenterAt(t, k.public, io.Discard)
		a := c.hire("hoa", "Hoa", staff.Clerk)
		token, _, err := c.Staff.NewLink(t.Context(), a.ID)
		must(t, err)
		cookie := c.visitor().post("/link", url.Values{"token": {token}}).header.Get("Set-Cookie")
		for _, part := range k.want {
			if !strings.Contains(cookie, part) {
				t.Errorf("%s: the cookie lacks %q: %q", k.public, part, cookie)
			}
		}
	}
}

// A browser that once heard "only by TLS" lets nobody go on past a certificate it
// does not know: it hears so only where every browser knows the certificate.
func TestOnlyACertificateThatBrowsersKnowIsInsistedOn(t *testing.T) {
	for _, k := range []struct {
		public    string
		authority []byte
		insists   bool
	}{
		{"http://127.0.0.1:8470", nil, false},
		{"https://192.168.1.5:8470", []byte("PEM of the authority"), false},
		{"https://sen.example.vn", nil, true},
	} {
		c := openCenterAt(t, k.public, io.Discard)
		c.Server.Authority = k.authority
		got := c.visitor().get("/sign-in")
		if (got.header.Get("Strict-Transport-Security") != "") != k.insists {
			t.Errorf("%s: insisted on is %q", k.public, got.header.Get("Strict-Transport-Security"))
		}
		file := c.visitor().get("/authority.pem")
		offered := strings.Contains(got.body, "/authority.pem")
		if k.authority == nil && (offered || file.status != http.StatusNotFound) {
			t.Errorf("%s: an authority is offered: %d", k.public, file.status)
		}
		if k.authority != nil && (!offered || file.body != string(k.authority) || !strings.Contains(file.header.Get("Content-Disposition"), ".crt")) {
			t.Errorf("%s: the authority is not offered: %d, %q", k.public, file.status, file.body)
		}
	}
}

// Where kiosks have a door of their own, new ones come by it alone.
func TestKiosksAreEnrolledByTheirOwnDoor(t *testing.T) {
	c := openCenter(t)
	ask := func(h http.Handler, path string) int {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest("POST", path, strings.NewReader("{}")))
		return w.Code
	}
	for _, apart := range []bool{false, true} {
		c.Server.RoadApart = apart
		pages, road := c.Handler(), c.RoadHandler()
		if got := ask(pages, "/v1/enrol") == http.StatusMisdirectedRequest; got != apart {
			t.Errorf("apart %t: turned away from the pages' door is %t", apart, got)
		}
		if got := ask(road, "/v1/enrol"); got == http.StatusMisdirectedRequest || got == http.StatusNotFound {
			t.Errorf("apart %t: status %d at the kiosks' door", apart, got)
		}
		if got := ask(pages, "/v1/sync/1"); got == http.StatusNotFound {
			t.Errorf("apart %t: a kiosk enrolled before is not heard", apart)
		}
		if got := ask(road, "/sign-in"); got != http.StatusNotFound {
			t.Errorf("apart %t: status %d for a page at the kiosks' door", apart, got)
		}
	}
}

func TestAssetsAreKeptForeverUnderTheirPrint(t *testing.T) {
	c := openCenter(t)
	v := c.visitor()
	got := v.get(c.assets.address("base.css"))
	got.shows(t, "--primary")
	if !strings.Contains(got.header.Get("Cache-Control"), "immutable") {
		t.Errorf("kept as %q", got.header.Get("Cache-Control"))
	}
	if kept := v.get("/static/base.css?v=old").header.Get("Cache-Control"); kept != "no-cache" {
		t.Errorf("another version is kept as %q", kept)
	}
	again := v.do("GET", "/static/base.css", nil, http.Header{"If-None-Match": {got.header.Get("ETag")}})
	if again.status != http.StatusNotModified {
		t.Errorf("asked again: status %d", again.status)
	}
	for _, path := range []string{"/static/", "/static/nothing.css", "/static/..%2fweb.go", "/static/vendor", "/static/%00"} {
		if got := v.get(path); got.status != http.StatusNotFound {
			t.Errorf("%s: status %d", path, got.status)
		}
	}
}
