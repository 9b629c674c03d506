package web

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"dongthap.vn/sen/assets/calendar"
	"dongthap.vn/sen/assets/catalogue"
	"dongthap.vn/sen/assets/site"
	"dongthap.vn/sen/center/api"
	"dongthap.vn/sen/center/booking"
	"dongthap.vn/sen/center/fleet"
	"dongthap.vn/sen/center/hook"
	"dongthap.vn/sen/center/ingest"
	"dongthap.vn/sen/center/listen"
	"dongthap.vn/sen/center/publish"
	"dongthap.vn/sen/center/queue"
	"dongthap.vn/sen/center/speak"
	"dongthap.vn/sen/center/staff"
	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/words"
)

// A center is the whole of it, on a real database, answering on a real port.
type center struct {
	*Server
	t     testing.TB
	file  string // the database
	clock *clockwork
	url   string
	cut   atomic.Bool // the line to browsers is cut
	mute  sync.Map    // of path: what is asked there is done, and never answered
	held  sync.Map    // of path to chan: a request for it waits until the channel closes
}

// A clockwork is a clock that stands until it is moved. It starts at half past
// eight of today, well inside a session's life and far from midnight.
type clockwork struct {
	mu  sync.Mutex
	now time.Time
}

func morning() *clockwork {
	y, m, d := time.Now().In(kiosk.VietnamTime).Date()
	return &clockwork{now: time.Date(y, m, d, 8, 30, 0, 0, kiosk.VietnamTime)}
}

func (c *clockwork) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clockwork) Pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

func openCenter(t testing.TB) *center { return openCenterAt(t, "http://sen.example.vn", io.Discard) }

func openCenterAt(t testing.TB, public string, logs io.Writer) *center {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	t.Cleanup(stop)
	file := filepath.Join(t.TempDir(), "center.db")
	st, err := store.Open(ctx, file)
	must(t, err)
	t.Cleanup(func() { st.Close() })
	c := &center{t: t, file: file, clock: morning()}
	now, log := c.clock.Now, slog.New(slog.NewTextHandler(logs, &slog.HandlerOptions{Level: slog.LevelDebug}))
	keys, err := publish.OpenVault(ctx, st, t.TempDir(), now)
	must(t, err)
	q := queue.New(queue.Config{Store: st, Vault: keys, Now: now, Log: log})
	hear := listen.New(listen.Config{Store: st, Vault: keys, Now: now, Log: log})
	pub := publish.New(publish.Config{Store: st, Vault: keys, Queue: q.Snapshot, Now: now, Log: log})
	fl := fleet.New(fleet.Config{Store: st, Keys: pub.PublishKeys, Now: now})
	gate := ingest.New(ingest.Config{Store: st, Publisher: pub, Fleet: fl, Persons: hear, Now: now, Log: log})
	must(t, pub.Start(ctx, publish.Seed{Site: site.Example, Catalogue: catalogue.JSON, Calendar: calendar.Holidays, PublicURL: public}))
	book, err := words.Load()
	must(t, err)
	c.Server, err = New(Config{
		Store: st, Queue: q, Publisher: pub, Fleet: fl, Staff: staff.New(staff.Config{Store: st, Now: now}),
		Listen: hear, Booking: booking.New(booking.Config{Store: st, Calendar: pub.Calendar, Now: now}), API: api.New(api.Config{Store: st, Queue: q, Words: book, Now: now, Log: log}), Voice: speak.Find(), Road: gate,
		Hooks: hook.New(hook.Config{Store: st, Now: now, Log: log, Allow: []string{"127.0.0.1"}}), Words: book, PublicURL: public, Now: now, Log: log,
	})
	must(t, err)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		gate.Run(ctx)
	}()
	server := httptest.NewServer(c.severed(c.Handler()))
	t.Cleanup(func() {
		c.Server.Close()
		server.Close()
		stop()
		<-ended
	})
	c.url = server.URL
	return c
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

const password = "mật khẩu của người kiểm thử"

// hire makes an account and returns it.
func (c *center) hire(name, full string, roles ...staff.Role) staff.Account {
	c.t.Helper()
	a, err := c.Staff.Create(c.t.Context(), staff.NewAccount{Name: name, Full: full, Password: password, Roles: roles, By: "test"})
	must(c.t, err)
	return a
}

// A visitor is a browser without scripts.
type visitor struct {
	t      testing.TB
	url    string
	client *http.Client
}

func (c *center) visitor() *visitor {
	jar, err := cookiejar.New(nil)
	must(c.t, err)
	return &visitor{c.t, c.url, &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

// enter signs a visitor in by link, which costs no password hashing.
func (c *center) enter(a staff.Account) *visitor {
	c.t.Helper()
	token, _, err := c.Staff.NewLink(c.t.Context(), a.ID)
	must(c.t, err)
	v := c.visitor()
	if got := v.post("/link", url.Values{"token": {token}}); got.status != http.StatusSeeOther {
		c.t.Fatalf("sign in by link: status %d", got.status)
	}
	return v
}

// A reply is what came back.
type answer struct {
	status int
	header http.Header
	body   string
}

func (v *visitor) get(path string) answer {
	v.t.Helper()
	return v.do("GET", path, nil, nil)
}

func (v *visitor) post(path string, form url.Values) answer {
	v.t.Helper()
	return v.do("POST", path, form, nil)
}

// part asks as htmx does.
func (v *visitor) part(method, path string, form url.Values) answer {
	v.t.Helper()
	return v.do(method, path, form, http.Header{"Hx-Request": {"true"}})
}

func (v *visitor) do(method, path string, form url.Values, header http.Header) answer {
	v.t.Helper()
	r, err := http.NewRequestWithContext(v.t.Context(), method, v.url+path, strings.NewReader(form.Encode()))
	must(v.t, err)
	if header != nil {
		r.Header = header
	}
	if method == "POST" {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	w, err := v.client.Do(r)
	must(v.t, err)
	defer w.Body.Close()
	body, err := io.ReadAll(w.Body)
	must(v.t, err)
	return answer{w.StatusCode, w.Header, string(body)}
}

// shows fails unless the answer is a good page with every part.
func (a answer) shows(t testing.TB, parts ...string) {
	t.Helper()
	if a.status != http.StatusOK {
		t.Fatalf("status %d:\n%s", a.status, a.body)
	}
	a.has(t, parts...)
}

func (a answer) has(t testing.TB, parts ...string) {
	t.Helper()
	for _, p := range parts {
		if !strings.Contains(a.body, p) {
			t.Fatalf("the page does not show %q:\n%s", p, a.body)
		}
	}
}

func (a answer) lacks(t testing.TB, parts ...string) {
	t.Helper()
	for _, p := range parts {
		if strings.Contains(a.body, p) {
			t.Fatalf("the page shows %q:\n%s", p, a.body)
		}
	}
}
