package web

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"dongthap.vn/sen/center/staff"
	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/kiosk"
)

// foreign puts a help call, feedback with a number and a ticket of another site
// into the database.
func (c *center) foreign() {
	c.t.Helper()
	must(c.t, c.Store.Write(c.t.Context(), func(t *store.Tx) error {
		ctx := context.Background()
		if _, err := t.AddHelpCalls(ctx, []*store.HelpCall{{ID: "foreign", Site: 2, Device: "7", Epoch: "e", Seq: 1, Screen: "home", Lang: kiosk.Vietnamese, CalledAt: c.clock.Now(), State: store.HelpOpen}}); err != nil {
			return err
		}
		keys, err := t.SealKeys(ctx)
		if err != nil {
			return err
		}
		phone, err := kiosk.Seal(keys[0].SealKey, kiosk.PurposePhone, "foreign", kiosk.KindFeedbackGiven, "+84987654321")
		if err != nil {
			return err
		}
		if _, err := t.AddFeedback(ctx, []*store.Feedback{{ID: "foreign", Site: 2, Device: "7", Epoch: "e", Seq: 2, At: c.clock.Now(), Rating: 1, WantsReply: true, Lang: kiosk.Vietnamese, Sealed: []kiosk.Sealed{phone}}}); err != nil {
			return err
		}
		_, err = t.AddTickets(ctx, []*store.Ticket{{ID: "foreign", Site: 2, Device: "7", Epoch: "e", Seq: 3, Number: "B7-001", Day: c.clock.Now().Format(dayForm), Service: "B",
			Lang: kiosk.Vietnamese, ReceiptID: strings.Repeat("0", 20), IssuedAt: c.clock.Now(), State: store.Waiting}})
		return err
	}))
}

// untouched fails when anything of the other site has changed.
func (c *center) untouched(by string) {
	c.t.Helper()
	must(c.t, c.Store.Read(c.t.Context(), func(t *store.Tx) error {
		call, err := t.HelpCall(c.t.Context(), "foreign")
		if err != nil || call.State != store.HelpOpen {
			c.t.Errorf("%s: the call is %s, %v", by, call.State, err)
		}
		ticket, err := t.Ticket(c.t.Context(), "foreign")
		if err != nil || ticket.State != store.Waiting {
			c.t.Errorf("%s: the ticket is %s, %v", by, ticket.State, err)
		}
		return nil
	}))
}

// Every role tries every route with the ids and numbers of another site.
func TestEveryRoleOnEveryRouteOfAnotherSite(t *testing.T) {
	c := openCenter(t)
	c.foreign()
	form := url.Values{"counter": {"3"}, "number": {"B7-001"}, "current": {"foreign"}, "from": {c.clock.Now().Format(dayForm)}, "to": {c.clock.Now().Format(dayForm)}, "format": {"csv"}}
	for _, role := range staff.Roles {
		account := c.hirePlainAs(string(role), role)
		for _, r := range c.routes() {
			if r.Pattern == "/live" || r.Who == anyone {
				continue
			}
			v := c.enter(account)
			v.post("/counter/choose", url.Values{"counter": {"3"}})
			path := strings.ReplaceAll(r.path(), "/0/", "/foreign/")
			got := v.part(r.Method, path, form)
			if strings.Contains(got.body, "987 654") || strings.Contains(got.body, "987654") || strings.Contains(got.body, ">B7-001<") {
				t.Errorf("%s on %s sees the other site:\n%s", role, r, got.body)
			}
			c.untouched(fmt.Sprintf("%s on %s", role, r))
		}
	}
	lines, err := c.Staff.Audit(t.Context(), 0, 200)
	must(t, err)
	for _, l := range lines {
		if strings.HasPrefix(l.Action, "feedback.reveal") {
			t.Errorf("the log says %+v", l)
		}
	}
}

func (c *center) hirePlainAs(name string, role staff.Role) staff.Account {
	c.t.Helper()
	a, err := c.Staff.Create(c.t.Context(), staff.NewAccount{Name: name, Full: name, Roles: []staff.Role{role}, By: "test"})
	must(c.t, err)
	return a
}

// The control: the same rows as those of this site are seen and changed.
func TestControlRowsOfThisSiteAreReached(t *testing.T) {
	c := openCenter(t)
	tablet := c.enrolTablet("7", "")
	id, call := tablet.says(1, "", "+84912345678", "wait"), tablet.help("home")
	tablet.send()
	boss := c.enter(c.hirePlainAs("boss", staff.Supervisor))
	boss.part("POST", "/feedback/"+id+"/reveal", nil).shows(t, "0912 345 678")
	boss.part("POST", "/help/"+call+"/acknowledge", nil).shows(t, "Đã nhận")
	t.Log("control: rows that belong to this site -> caught by TestEveryRoleOnEveryRouteOfAnotherSite")
}

// Whatever changes something can be pressed from our own pages alone.
func TestAnotherSiteCanPressNothing(t *testing.T) {
	c := openCenter(t)
	for _, r := range c.routes() {
		if r.Method == "GET" {
			continue
		}
		for _, header := range []http.Header{{"Sec-Fetch-Site": {"cross-site"}}, {"Sec-Fetch-Site": {"same-site"}}, {"Origin": {"https://evil.example"}}, {"Origin": {"null"}}} {
			v := c.enter(c.hireOnce("boss"))
			if got := v.do(r.Method, r.path(), nil, header); got.status != http.StatusBadRequest {
				t.Errorf("%s with %v: status %d", r, header, got.status)
			}
		}
	}
}

// hireOnce is an account that may everything, made the first time.
func (c *center) hireOnce(name string) staff.Account {
	c.t.Helper()
	all, err := c.Staff.Accounts(c.t.Context())
	must(c.t, err)
	for _, a := range all {
		if a.Name == name {
			return a
		}
	}
	a, err := c.Staff.Create(c.t.Context(), staff.NewAccount{Name: name, Full: name, Roles: staff.Roles, By: "test"})
	must(c.t, err)
	return a
}

// A GET changes nothing, so that a picture or a link on another page cannot.
func TestAskingChangesNothing(t *testing.T) {
	c := openCenter(t)
	tablet := c.enrolTablet("1", "")
	tablet.help("home")
	tablet.says(1, "x", "+84912345678", "wait")
	tablet.takes("B", 2)
	v := c.enter(c.hireOnce("boss"))
	v.post("/counter/choose", url.Values{"counter": {"3"}})
	before, err := c.Staff.Audit(t.Context(), 0, 1)
	must(t, err)
	_, version, err := c.Queue.Snapshot(t.Context())
	must(t, err)
	for _, r := range c.routes() {
		if r.Pattern == "/live" {
			continue
		}
		v.get(r.path()) // also those that are for POST
	}
	after, err := c.Staff.Audit(t.Context(), 0, 1)
	must(t, err)
	if _, now, err := c.Queue.Snapshot(t.Context()); err != nil || now != version || after[0].N != before[0].N {
		t.Errorf("the queue went from version %d to %d, the log from %d to %d, %v", version, now, before[0].N, after[0].N, err)
	}
}

// with is a visitor who has found somebody's cookie.
func (c *center) with(cookie *http.Cookie) *visitor {
	v := c.visitor()
	u, err := url.Parse(c.url)
	must(c.t, err)
	v.client.Jar.SetCookies(u, []*http.Cookie{cookie})
	return v
}

func (v *visitor) cookie() *http.Cookie {
	u, err := url.Parse(v.url)
	must(v.t, err)
	return v.client.Jar.Cookies(u)[0]
}

func TestAStolenCookieEndsWithTheSession(t *testing.T) {
	c := openCenter(t)
	boss := c.hireOnce("boss")
	for how, end := range map[string]func(v *visitor){
		"signing out":    func(v *visitor) { v.post("/sign-out", nil) },
		"another role":   func(*visitor) { must(t, c.Staff.SetRoles(t.Context(), boss.ID, []staff.Role{staff.Guide}, "test")) },
		"a new password": func(*visitor) { must(t, c.Staff.SetPassword(t.Context(), boss.ID, "mật khẩu mới hơn", "test")) },
	} {
		now, err := c.Staff.Account(t.Context(), boss.ID)
		must(t, err)
		v := c.enter(now)
		thief := c.with(v.cookie())
		thief.get("/help").shows(t, "Yêu cầu hỗ trợ") // the control: it is good until then
		end(v)
		if got := thief.get("/help"); got.header.Get("Location") != "/sign-in" {
			t.Errorf("after %s: status %d", how, got.status)
		}
	}
}

// Who plants a cookie before somebody signs in holds nothing afterwards, whether
// it is made up or was given out by the center for a sign-in that waits for its code.
func TestAPlantedCookieIsWorthNothing(t *testing.T) {
	c := openCenter(t)
	c.hire("giam.doc", "Giám đốc", staff.Director)
	attacker := c.visitor()
	attacker.post("/sign-in", url.Values{"name": {"giam.doc"}, "password": {password}}) // the attacker's own half of a sign-in
	for name, planted := range map[string]*http.Cookie{"made up": {Name: "sen", Value: strings.Repeat("A", 43)}, "given out": attacker.cookie()} {
		victim := c.with(planted)
		token, _, err := c.Staff.NewLink(t.Context(), c.hireOnce("boss").ID)
		must(t, err)
		victim.post("/link", url.Values{"token": {token}})
		victim.get("/help").shows(t, "Yêu cầu hỗ trợ")
		if got := c.with(planted).get("/help"); got.header.Get("Location") != "/sign-in" {
			t.Errorf("a cookie %s: status %d", name, got.status)
		}
	}
}

// Nothing a request says of its host or its path sends a browser elsewhere.
func TestNoRequestSendsABrowserElsewhere(t *testing.T) {
	c := openCenter(t)
	boss := c.enter(c.hireOnce("boss"))
	ask := func(v *visitor, path, host string) {
		r, err := http.NewRequestWithContext(t.Context(), "GET", c.url, nil)
		must(t, err)
		r.URL.Opaque, r.Host = path, host
		r.Header.Set("X-Forwarded-Host", host)
		r.Header.Set("X-Forwarded-Proto", "javascript")
		r.Header.Set("Referer", "http://"+host)
		w, err := v.client.Do(r)
		must(t, err)
		defer w.Body.Close()
		to := w.Header.Get("Location")
		if u, err := url.Parse(to); err != nil || u.IsAbs() || u.Host != "" || strings.ContainsAny(to, "\\\r\n") || strings.HasPrefix(to, "//") {
			t.Errorf("%s of %s leads to %q", path, host, to)
		}
		for name, values := range w.Header {
			if strings.Contains(strings.Join(values, " "), "evil.example") && name != "Location" {
				t.Errorf("%s: the header %s is %q", path, name, values)
			}
		}
	}
	for _, path := range []string{"/console", "/help", "/counter", "//evil.example", "//evil.example/..", "/\\evil.example", "/%5cevil.example/%2e%2e", "/console?next=//evil.example", "/sign-in?return=https://evil.example",
		"/console%0d%0aLocation:%20//evil.example", "/.//evil.example", "/static//evil.example", "/R//evil.example/../..", "/board/../..//evil.example"} {
		for _, v := range []*visitor{boss, c.visitor()} {
			ask(v, path, "evil.example")
		}
	}
}

// Where a request may say something, it may say what would be SQL, a path or a
// pattern; nothing of that is a fault, and nothing is gone afterwards.
func TestWhatIsSaidIsNeverSQL(t *testing.T) {
	c := openCenter(t)
	tablet := c.enrolTablet("1", "")
	tablet.says(1, "một lời", "", "wait")
	tablet.takes("B", 1)
	boss := c.hireOnce("boss")
	v := c.enter(boss)
	v.post("/counter/choose", url.Values{"counter": {"3"}})
	for _, said := range []string{`'`, `"`, `' OR '1'='1`, `1; DROP TABLE feedback; --`, `%`, `_`, `\`, `?1`, `$1`, `:a`, `@a`, "\x00", "\xff", `') UNION SELECT data FROM sessions --`, `../../etc/passwd`, `..\..\x`, strings.Repeat("9", 400), `-1`, `1e999999`, `NaN`} {
		all := url.Values{}
		for _, field := range []string{"before", "from", "to", "format", "number", "current", "counter", "code", "place", "name", "password", "token", "lang"} {
			all.Set(field, said)
		}
		for _, r := range c.routes() {
			if r.Pattern == "/live" || r.Pattern == "/sign-out" {
				continue
			}
			path := strings.NewReplacer("{$}", "", "{file...}", url.PathEscape(said), "{code...}", url.PathEscape(said), "{token}", url.PathEscape(said), "{id}", url.PathEscape(said)).Replace(r.Pattern)
			if got := v.do(r.Method, path+"?"+all.Encode(), all, nil); got.status >= http.StatusInternalServerError {
				t.Errorf("%s with %.30q: status %d", r, said, got.status)
			} else if strings.HasPrefix(path, "/static/") && got.status == http.StatusOK {
				t.Errorf("%s with %.30q is a file", r, said)
			}
		}
		if c.enter(boss).get("/feedback").has(t, "một lời"); t.Failed() {
			return
		}
	}
}
