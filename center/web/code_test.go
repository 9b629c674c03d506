package web

import (
	"encoding/base32"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"dongthap.vn/sen/center/staff"
)

var keyShown = regexp.MustCompile(`<code>([A-Z2-7 ]+)</code>`)

// phone is an authenticator app that has learnt a key.
type phone struct{ key string }

func (p phone) code(t *testing.T, at time.Time) string {
	t.Helper()
	code, err := totp.GenerateCode(p.key, at)
	must(t, err)
	return code
}

// learn reads the key off the page of a first sign-in.
func (v *visitor) learn() phone {
	v.t.Helper()
	m := keyShown.FindStringSubmatch(v.get("/sign-in/code").body)
	if m == nil {
		v.t.Fatal("the page shows no key")
	}
	key := strings.ReplaceAll(m[1], " ", "")
	if raw, err := base32.StdEncoding.DecodeString(key); err != nil || len(raw) != 20 {
		v.t.Fatalf("the key is %d bytes, %v", len(raw), err)
	}
	return phone{key}
}

func (v *visitor) password(name string) answer {
	return v.post("/sign-in", url.Values{"name": {name}, "password": {password}})
}

func (v *visitor) code(code string) answer {
	return v.post("/sign-in/code", url.Values{"code": {code}})
}

func TestASupervisorNeedsACodeToo(t *testing.T) {
	c := openCenter(t)
	c.hire("binh", "Bình", staff.Supervisor)
	v := c.visitor()
	if got := v.password("binh"); got.header.Get("Location") != "/sign-in/code" {
		t.Fatalf("after the password: status %d to %q", got.status, got.header.Get("Location"))
	}
	if got := v.get("/feedback"); got.header.Get("Location") != "/sign-in" {
		t.Fatalf("the password alone opens the feedback: status %d", got.status)
	}
	p := v.learn()
	if got := v.code("000000"); got.status != http.StatusUnauthorized {
		t.Fatalf("a wrong code: status %d", got.status)
	}
	now := c.clock.Now()
	if got := v.code(p.code(t, now)); got.header.Get("Location") != "/console" {
		t.Fatalf("the right code: status %d", got.status)
	}
	v.get("/feedback").shows(t, "Góp ý")

	again := c.visitor()
	again.password("binh")
	again.get("/sign-in/code").lacks(t, p.key, "data:image/png")
	if got := again.code(p.code(t, now)); got.status != http.StatusUnauthorized {
		t.Fatalf("a code used before: status %d", got.status)
	}
	c.clock.Pass(30 * time.Second)
	if got := again.code(" " + p.code(t, c.clock.Now())[:3] + " " + p.code(t, c.clock.Now())[3:]); got.status != http.StatusSeeOther {
		t.Fatalf("the next code: status %d", got.status)
	}
}

func TestCodesCannotBeGuessed(t *testing.T) {
	c := openCenter(t)
	c.hire("binh", "Bình", staff.Admin)
	v := c.visitor()
	v.password("binh")
	p := v.learn()
	tried := 0
	for ; tried < 20; tried++ {
		if v.code("123456").status == http.StatusTooManyRequests {
			break
		}
	}
	if tried > 6 {
		t.Fatalf("%d wrong codes in a row and no pause", tried)
	}
	if got := v.code(p.code(t, c.clock.Now())); got.status != http.StatusTooManyRequests {
		t.Fatalf("during the pause even a right code waits: status %d", got.status)
	}
	c.clock.Pass(time.Minute)
	if got := v.code(p.code(t, c.clock.Now())); got.status != http.StatusSeeOther {
		t.Fatalf("after the pause: status %d", got.status)
	}
}

func TestAPasswordWaitsFiveMinutesForItsCode(t *testing.T) {
	c := openCenter(t)
	c.hire("binh", "Bình", staff.Director)
	v := c.visitor()
	v.password("binh")
	p := v.learn()
	c.clock.Pass(codeLasts + time.Second)
	if got := v.code(p.code(t, c.clock.Now())); got.header.Get("Location") != "/sign-in" {
		t.Fatalf("status %d to %q", got.status, got.header.Get("Location"))
	}
	if got := c.visitor().code(p.code(t, c.clock.Now())); got.header.Get("Location") != "/sign-in" {
		t.Fatalf("a code without a password: status %d to %q", got.status, got.header.Get("Location"))
	}
}

func TestALostPhoneIsForgottenAndTheNextOneLearns(t *testing.T) {
	c := openCenter(t)
	a := c.hire("binh", "Bình", staff.Supervisor)
	v := c.visitor()
	v.password("binh")
	lost := v.learn()
	v.code(lost.code(t, c.clock.Now()))
	must(t, c.Staff.ForgetCode(t.Context(), a.ID, "test"))
	if got := v.get("/feedback"); got.header.Get("Location") != "/sign-in" {
		t.Fatalf("who has the lost phone is still signed in: status %d", got.status)
	}
	c.clock.Pass(time.Minute)
	v.password("binh")
	if next := v.learn(); next.key == lost.key {
		t.Fatal("the key of the lost phone is good again")
	}
	if got := v.code(lost.code(t, c.clock.Now())); got.status != http.StatusUnauthorized {
		t.Fatalf("a code of the lost phone: status %d", got.status)
	}
}

func TestASessionEndsWhenTheAccountChanges(t *testing.T) {
	for what, change := range map[string]func(*center, staff.Account) error{
		"roles": func(c *center, a staff.Account) error {
			return c.Staff.SetRoles(t.Context(), a.ID, []staff.Role{staff.Clerk, staff.Analyst}, "test")
		},
		"password": func(c *center, a staff.Account) error {
			return c.Staff.SetPassword(t.Context(), a.ID, "một mật khẩu khác", "test")
		},
	} {
		c := openCenter(t)
		a := c.hire("hoa", "Hoa", staff.Clerk)
		v := c.enter(a)
		v.get("/counter/choose").shows(t, "Hoa")
		must(t, change(c, a))
		if got := v.get("/counter/choose"); got.header.Get("Location") != "/sign-in" {
			t.Errorf("%s changed and the old session goes on: status %d", what, got.status)
		}
	}
}
