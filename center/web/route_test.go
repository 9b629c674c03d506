package web

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"dongthap.vn/sen/center/staff"
)

// allowed is who may use what, written by hand: a new route must be added
// here, by whoever decides who may use it.
var allowed = map[string][]staff.Role{
	"POST /sign-out": staff.Roles,
	"GET /console":   staff.Roles,

	"GET /counter":           atCounter,
	"GET /counter/choose":    atCounter,
	"POST /counter/choose":   atCounter,
	"GET /ticket/{id}":       atCounter,
	"POST /counter/next":     atCounter,
	"POST /counter/call":     atCounter,
	"POST /counter/recall":   atCounter,
	"POST /counter/no-show":  atCounter,
	"POST /counter/done":     atCounter,
	"POST /counter/begin":    atCounter,
	"POST /counter/park":     atCounter,
	"POST /counter/return":   atCounter,
	"POST /counter/transfer": atCounter,
	"POST /counter/undo":     atCounter,

	"POST /counter/call/cancel": atCounter,
	"POST /counter/add":         atCounter,
	"POST /counter/class":       atCounter,
	"POST /counter/note":        atCounter,
	"POST /counter/pause":       atCounter,
	"POST /counter/resume":      atCounter,
	"POST /ticket/{id}/class":   atCounter,
	"POST /ticket/{id}/note":    atCounter,

	"GET /help/alarm": staff.Roles,

	"GET /help":                   inHall,
	"POST /help/{id}/acknowledge": inHall,
	"POST /help/{id}/close":       inHall,

	"GET /feedback":              {staff.Supervisor, staff.Director, staff.Operator, staff.Analyst},
	"POST /feedback/export":      {staff.Supervisor, staff.Director, staff.Analyst},
	"POST /feedback/{id}/reveal": {staff.Supervisor, staff.Director, staff.Operator},

	"GET /meetings":               answersPersons,
	"POST /meetings/{id}/to/{to}": answersPersons,
	"POST /meetings/{id}/reveal":  answersPersons,

	"GET /appointments":              books,
	"POST /appointments":             books,
	"POST /appointments/{id}/cancel": books,

	"GET /person":         answersPersons,
	"POST /person":        answersPersons,
	"POST /person/export": answersPersons,
	"POST /person/erase":  answersPersons,

	"GET /boards":   {staff.Supervisor, staff.Admin},
	"POST /boards":  {staff.Supervisor, staff.Admin},
	"GET /promises": {staff.Supervisor, staff.Director, staff.Analyst, staff.Auditor},

	"GET /site":  {staff.Supervisor, staff.Admin},
	"POST /site": {staff.Supervisor, staff.Admin},

	"GET /devices":        {staff.Admin},
	"POST /devices/enrol": {staff.Admin},

	"POST /devices/{id}/approve":           {staff.Admin},
	"POST /devices/{id}/reject":            {staff.Admin},
	"POST /devices/{id}/revoke":            {staff.Admin},
	"GET /connections":                     {staff.Admin},
	"POST /connections/tokens":             {staff.Admin},
	"POST /connections/tokens/{id}/revoke": {staff.Admin},
	"POST /connections/hooks":              {staff.Admin},
	"POST /connections/hooks/{id}/renew":   {staff.Admin},
	"POST /connections/hooks/{id}/again":   {staff.Admin},
	"POST /connections/hooks/{id}/remove":  {staff.Admin},
}

var (
	atCounter = []staff.Role{staff.Clerk, staff.Supervisor, staff.Admin}
	inHall    = []staff.Role{staff.Clerk, staff.Guide, staff.Supervisor, staff.Admin}
	books     = []staff.Role{staff.Clerk, staff.Guide, staff.Supervisor, staff.Operator, staff.Admin}
	// Both confirm their sign-in with a second factor.
	answersPersons = []staff.Role{staff.Supervisor, staff.Director}
	public         = []string{
		"GET /{$}", "GET /static/{file...}", "GET /live", "GET /authority.pem", "GET /board", "GET /board/voice/{number}/{counter}", "GET /R/{code...}", "GET /r/{code...}", "POST /R/{code}", "POST /r/{code}", "POST /R/{code}/more", "POST /r/{code}/more", "POST /R/{code}/ready", "POST /r/{code}/ready", "POST /R/{code}/feedback", "POST /r/{code}/feedback", "GET /board/{name}", "GET /P/{code}", "GET /p/{code}", "GET /appointment", "POST /appointment", "POST /appointment/code",
		"GET /sign-in", "POST /sign-in", "GET /sign-in/code", "POST /sign-in/code", "GET /link/{token}", "POST /link",
	}
)

func (r route) String() string { return r.Method + " " + r.Pattern }

// path is an address the route answers.
func (r route) path() string {
	return strings.NewReplacer("{$}", "", "{file...}", "base.css", "{code...}", "X", "{code}", "1.004873", "{token}", "x", "{id}", "0", "{to}", "held", "{name}", "tang-1", "{number}", "B1-001", "{counter}", "3").Replace(r.Pattern)
}

func TestEveryRouteHasARuleSomebodyDecided(t *testing.T) {
	c := openCenter(t)
	var known []string
	for _, r := range c.routes() {
		known = append(known, r.String())
		if _, decided := allowed[r.String()]; !decided && !slices.Contains(public, r.String()) {
			t.Errorf("nobody decided who may use %s", r)
		}
		if slices.Contains(public, r.String()) != (r.Who == anyone) {
			t.Errorf("%s: rule and list disagree on whether it is public", r)
		}
	}
	for name := range allowed {
		if !slices.Contains(known, name) {
			t.Errorf("%s is decided on but does not exist", name)
		}
	}
}

func TestARouteWithoutARuleStopsTheStart(t *testing.T) {
	if err := checkRoutes([]route{{Method: "GET", Pattern: "/secret"}}); err == nil {
		t.Fatal("a route without a rule was accepted")
	}
}

func TestEveryRoleOnEveryRoute(t *testing.T) {
	c := openCenter(t)
	for _, role := range staff.Roles {
		account := c.hire(string(role), string(role), role)
		for _, r := range c.routes() {
			if r.Who == anyone {
				continue
			}
			v := c.enter(account) // anew: signing out is one of the routes
			got := v.do(r.Method, r.path(), nil, nil)
			if may := slices.Contains(allowed[r.String()], role); may == (got.status == http.StatusForbidden) {
				t.Errorf("%s on %s: status %d, may is %v", role, r, got.status, may)
			}
			if got.status >= http.StatusInternalServerError {
				t.Errorf("%s on %s: status %d", role, r, got.status)
			}
		}
	}
}

func TestAStrangerIsAskedToSignIn(t *testing.T) {
	c := openCenter(t)
	for _, r := range c.routes() {
		if r.Who == anyone {
			continue
		}
		v := c.visitor()
		if got := v.do(r.Method, r.path(), nil, nil); got.status != http.StatusSeeOther || got.header.Get("Location") != "/sign-in" {
			t.Errorf("%s: status %d to %q", r, got.status, got.header.Get("Location"))
		}
		if got := v.part(r.Method, r.path(), nil); got.header.Get("HX-Redirect") != "/sign-in" || got.body != "" {
			t.Errorf("%s, asked by a script: %v %q", r, got.header, got.body)
		}
	}
}

func TestTheMenuShowsOnlyWhatMayBeUsed(t *testing.T) {
	c := openCenter(t)
	for _, role := range staff.Roles {
		v := c.enter(c.hire(string(role), string(role), role))
		start := v.get("/console").header.Get("Location")
		if start == "" {
			if role != staff.Auditor {
				t.Errorf("%s has no page to start on", role)
			}
			continue
		}
		if start == "/counter" {
			start = "/counter/choose"
		}
		page := v.get(start)
		for _, m := range menu {
			shown := strings.Contains(page.body, `<a href="`+m.path+`"`)
			if may := slices.Contains(allowed["GET "+m.path], role); shown != may {
				t.Errorf("%s: the menu shows %s: %v, may: %v", role, m.path, shown, may)
			}
		}
	}
}

func TestADismissedPersonIsOutAtOnce(t *testing.T) {
	c := openCenter(t)
	a := c.hire("hoa", "Hoa", staff.Guide)
	v := c.enter(a)
	v.get("/help").shows(t, "Yêu cầu hỗ trợ")
	must(t, c.Staff.Disable(t.Context(), a.ID, true, "test"))
	if got := v.get("/help"); got.header.Get("Location") != "/sign-in" {
		t.Fatalf("a disabled account still sees status %d", got.status)
	}
}
