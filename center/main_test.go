package main

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"dongthap.vn/sen/center/store/storetest"
)

// A screen is what a command prints, read while it still runs.
type screen struct {
	mu   sync.Mutex
	text bytes.Buffer
	news chan struct{}
}

func newScreen() *screen { return &screen{news: make(chan struct{}, 1)} }

func (s *screen) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	select {
	case s.news <- struct{}{}:
	default:
	}
	return s.text.Write(p)
}

func (s *screen) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.String()
}

// find waits until the screen shows what matches, and returns the first group.
func (s *screen) find(t testing.TB, pattern string) string {
	t.Helper()
	late := time.After(20 * time.Second)
	for {
		if m := regexp.MustCompile(pattern).FindStringSubmatch(s.String()); m != nil {
			return m[1]
		}
		select {
		case <-s.news:
		case <-late:
			t.Fatalf("never printed %q:\n%s", pattern, s)
		}
	}
}

// somewhere is where a new center keeps its data.
func somewhere(t *testing.T) place {
	if storetest.Kind() == storetest.Postgres {
		return place{db: storetest.DSN(t), keys: t.TempDir()}
	}
	return place{dir: filepath.Join(t.TempDir(), "a", "b")}
}

// flags are what names a place to a command.
func (p place) flags() []string {
	flags := []string{"--data", p.dir}
	if p.db != "" {
		flags = []string{"--db", p.db}
	}
	if p.keys != "" {
		flags = append(flags, "--keys", p.keys)
	}
	return flags
}

// started runs the center on a free port; stop ends it as Ctrl-C does.
func started(t *testing.T, at place, flags ...string) (out *screen, stop func() error) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	out = newScreen()
	ended := make(chan error, 1)
	go func() {
		ended <- run(ctx, slices.Concat([]string{"serve", "--listen", "127.0.0.1:0"}, at.flags(), flags), console{strings.NewReader(""), out, out})
	}()
	stop = sync.OnceValue(func() error {
		cancel()
		return <-ended
	})
	t.Cleanup(func() { stop() })
	return out, stop
}

// says runs a command and returns what it prints.
func says(t testing.TB, in string, args ...string) (string, error) {
	t.Helper()
	var out bytes.Buffer
	err := run(t.Context(), args, console{strings.NewReader(in), &out, io.Discard})
	return strings.TrimSpace(out.String()), err
}

func TestTheFirstStartPrintsWhereToGoAndHowToSignIn(t *testing.T) {
	at := somewhere(t)
	out, stop := started(t, at)
	base := out.find(t, `center is at (http://\S+)`)
	out.find(t, `(`+base+`/board)`)
	link := out.find(t, `Sign in as «Quản trị».*?(http://\S+)\n`)
	if base+"/devices" != signIn(t, base, link, "/devices") {
		t.Fatal("the printed link does not sign in")
	}
	if err := stop(); err != nil {
		t.Fatalf("stopped with %v", err)
	}

	again, stop := started(t, at)
	again.find(t, `center is at (http://\S+)`)
	again.find(t, `(sen-center link --d)`)
	if strings.Contains(again.String(), "/link/") {
		t.Error("a later start prints a sign-in link nobody asked for")
	}
	if err := stop(); err != nil {
		t.Fatalf("stopped with %v", err)
	}
}

// signIn uses a link as a browser does and says where path ends.
func signIn(t *testing.T, base, link, path string) string {
	t.Helper()
	jar, _ := cookiejar.New(nil)
	client := &http.Client{Jar: jar}
	token, last := link[strings.LastIndex(link, "/")+1:], ""
	for _, step := range []func() (*http.Response, error){
		func() (*http.Response, error) { return client.Get(link) },
		func() (*http.Response, error) {
			return client.PostForm(base+"/link", url.Values{"token": {token}})
		},
		func() (*http.Response, error) { return client.Get(base + path) },
	} {
		w, err := step()
		if err != nil {
			t.Fatal(err)
		}
		w.Body.Close()
		if w.StatusCode != http.StatusOK {
			t.Fatalf("%s: status %d", w.Request.URL.Path, w.StatusCode)
		}
		last = w.Request.URL.String()
	}
	return last
}

func TestCommandsWorkWhileTheCenterRuns(t *testing.T) {
	at := somewhere(t)
	out, _ := started(t, at)
	base := out.find(t, `center is at (http://\S+)`)

	code, err := says(t, "", append([]string{"enrol", "--device", "2", "--place", "Sảnh chính"}, at.flags()...)...)
	if err != nil || !regexp.MustCompile(`^[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{5}$`).MatchString(code) {
		t.Fatalf("enrol printed %q, %v", code, err)
	}
	link, err := says(t, "", append([]string{"link"}, at.flags()...)...)
	if err != nil || signIn(t, base, link, "/devices") != base+"/devices" {
		t.Fatalf("link printed %q, %v", link, err)
	}
	if _, err := says(t, "một mật khẩu dài\n", append([]string{"account", "add", "--name", "hoa", "--full", "Nguyễn Thị Hoa", "--role", "clerk"}, at.flags()...)...); err != nil {
		t.Fatal(err)
	}
	jar, _ := cookiejar.New(nil)
	w, err := (&http.Client{Jar: jar}).PostForm(base+"/sign-in", url.Values{"name": {"hoa"}, "password": {"một mật khẩu dài"}})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Body.Close()
	if got := w.Request.URL.Path; got != "/counter/choose" {
		t.Fatalf("the new clerk lands on %s", got)
	}
	if link, err = says(t, "", append([]string{"link", "--name", "hoa"}, at.flags()...)...); err != nil || signIn(t, base, link, "/help") != base+"/help" {
		t.Fatalf("link --name printed %q, %v", link, err)
	}
}

func TestMistakesAreToldInOneClearLine(t *testing.T) {
	dir := t.TempDir()
	out, stop := started(t, place{dir: dir})
	base := out.find(t, `center is at http://(\S+)`)
	for _, c := range []struct {
		args string
		want string
	}{
		{"", "say what to do"},
		{"dance", `no command "dance"`},
		{"account dance", `no command "account dance"`},
		{"serve", "--data is missing"},
		{"serve --data " + dir + " --db postgres://localhost/sen", "--data or --db, not both"},
		{"serve --db mysql://localhost/sen --keys " + dir, "open mysql database"},
		{"serve --db postgres://localhost/sen", "--keys is missing"},
		{"person find --db postgres://localhost/sen", "--keys is missing"},
		{"person find --data " + dir, "no Vietnamese phone number"},
		{"person export --data " + dir, "--out is missing"},
		{"person export --data " + dir + " --out x.pdf", "does not end in .html or .json"},
		{"person dance", `no command "person dance"`},
		{"migrate --from " + dir + "/center.db", "--to is missing"},
		{"migrate --from " + dir + "/center.db --to " + dir + "/other.db", "not like postgres://"},
		{"migrate --from " + dir + "/none.db --to postgres://localhost/sen", "no such file"},
		{"serve --data " + dir + " --port 1", "flag provided but not defined"},
		{"serve --data " + dir + " --listen " + base, "address already in use"},
		{"serve --data " + dir + " --listen 127.0.0.1:0 --public-url sen.example.vn", "is not like https://"},
		{"serve --data " + dir + " --listen 127.0.0.1:0 --public-url https://sen.example.vn/path", "is not like https://"},
		{"serve --data " + dir + " --listen 127.0.0.1:0", "another center runs already with the data in " + dir},
		{"serve --data " + dir + " --listen 127.0.0.1:0 --certificate x.pem", "belong together"},
		{"serve --data " + dir + " --listen 127.0.0.1:0 --certificate x.pem --certificate-key y.pem", "certificate x.pem with key y.pem"},
		{"serve --data " + dir + " --plain --certificate x.pem --certificate-key y.pem", "not both"},
		{"serve --data " + dir + " --listen 127.0.0.1:0 --road " + base, "listen for kiosks"},
		{"authority --data " + dir, "makes it"},
		{"authority --db postgres://localhost/sen", "--keys is missing"},
		{"authority dance --data " + dir, `"dance" is not asked for`},
		{"authority new --data " + dir + "/nothing", "no center has been started in"},
		{"serve --data /dev/null/x", "make data folder"},
		{"enrol --data " + dir, "--device is missing"},
		{"enrol --data " + dir + " --device 100", "1 to 99"},
		{"enrol --data " + dir + "/nothing --device 1", "no center has been started in"},
		{"link --data " + dir + " --name nobody", `no account is named "nobody"`},
		{"account add --data " + dir + " --name H --full H --role clerk", "2 to 32 letters"},
		{"account add --data " + dir + " --name hoa --full H --role king", "unknown role"},
		{"account add --data " + dir + " --name admin --full H --role clerk", "taken"},
		{"link --data " + dir + " extra", `"extra" is not asked for`},
	} {
		_, err := says(t, "", strings.Fields(c.args)...)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("sen-center %s: %v, want %q", c.args, err, c.want)
		} else if line := oneLine(err); strings.Contains(line, "\n") {
			t.Errorf("sen-center %s: more than a line: %q", c.args, line)
		}
	}
	if err := stop(); err != nil {
		t.Fatal(err)
	}
}

func TestAPasswordTooShortIsRefused(t *testing.T) {
	at := somewhere(t)
	out, _ := started(t, at)
	out.find(t, `center is at (http://\S+)`)
	_, err := says(t, "ngắn\n", append([]string{"account", "add", "--name", "hoa", "--full", "Hoa", "--role", "clerk"}, at.flags()...)...)
	if err == nil || !strings.Contains(err.Error(), "10 to 128") {
		t.Fatalf("got %v", err)
	}
}

func TestHelpNamesEveryCommand(t *testing.T) {
	text, err := says(t, "", "help")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []string{"serve", "enrol", "approve", "revoke", "link", "account add", "person find", "person export", "person erase", "migrate", "authority", "authority new", "version"} {
		if !strings.Contains(text, "sen-center "+c) {
			t.Errorf("help does not tell of %s", c)
		}
	}
}

// A browser or a kiosk that listens for hints does not hold up the end.
func TestTheCenterStopsWithListenersConnected(t *testing.T) {
	at := somewhere(t)
	out, stop := started(t, at)
	base := out.find(t, `center is at (http://\S+)`)
	path, header := enrolledAt(t, at, base, "1").hints(t, base)
	for path, header := range map[string]http.Header{"/live": nil, path: header} {
		r, _ := http.NewRequest("GET", base+path, nil)
		r.Header = header
		w, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer w.Body.Close()
		if w.StatusCode != http.StatusOK {
			t.Fatalf("%s: status %d", path, w.StatusCode)
		}
	}
	if err := stop(); err != nil {
		t.Fatalf("stopped with %v", err)
	}
}
