package web

import (
	"context"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"dongthap.vn/sen/center/staff"
)

// patience is how long a person may wait for a page in these tests.
const patience = 20 * time.Second

// A tab is a page in a real browser.
type tab struct {
	t   testing.TB
	url string
	ctx context.Context

	mu         sync.Mutex
	complaints []string
}

// browse starts a browser with a profile of its own.
func (c *center) browse() *tab {
	c.t.Helper()
	alloc, endAlloc := chromedp.NewExecAllocator(context.Background(),
		chromedp.NoFirstRun, chromedp.NoSandbox, chromedp.Headless, chromedp.DisableGPU,
		chromedp.UserDataDir(c.t.TempDir()), chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-sync", true), chromedp.Flag("hide-scrollbars", true))
	ctx, end := chromedp.NewContext(alloc)
	c.t.Cleanup(func() { end(); endAlloc() })
	return openTab(c.t, c.url, ctx)
}

// openTab starts the tab of ctx and fails the test for what its console
// complains of: a policy broken, a script that threw.
func openTab(t testing.TB, url string, ctx context.Context) *tab {
	t.Helper()
	b := &tab{t: t, url: url, ctx: ctx}
	// The first action must not carry a deadline: the tab would end with it.
	if _, err := chromedp.Run(ctx, chromedp.Navigate("about:blank")); err != nil {
		t.Fatalf("browser: %v", err)
	}
	go func() {
		for m, err := range chromedp.Console(ctx) {
			if err != nil {
				return
			}
			if (m.Type == "error" || m.IsException()) && m.Source != "network" { // 404 and a cut line are part of the play
				b.mu.Lock()
				b.complaints = append(b.complaints, m.String())
				b.mu.Unlock()
			}
		}
	}()
	t.Cleanup(func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		for _, c := range b.complaints {
			t.Errorf("the browser complains: %s", c)
		}
	})
	return b
}

func (b *tab) complained(of string) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.ContainsFunc(b.complaints, func(c string) bool { return strings.Contains(c, of) })
}

// forgive forgets the complaints a test has asked for.
func (b *tab) forgive() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.complaints = nil
}

// another is a second tab of the same browser.
func (b *tab) another() *tab {
	b.t.Helper()
	ctx, end := chromedp.NewContext(b.ctx)
	b.t.Cleanup(end)
	return openTab(b.t, b.url, ctx)
}

func act[T any](b *tab, what string, action chromedp.Action[T]) T {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	found, err := chromedp.Run(ctx, action)
	if err != nil {
		b.t.Fatalf("%s: %v", what, err)
	}
	return found
}

func (b *tab) open(path string) {
	b.t.Helper()
	act(b, "open "+path, chromedp.Navigate(b.url+path))
}

// load starts to open a path anew, past the browser's cache, and does not wait.
func (b *tab) load(path string) {
	b.t.Helper()
	act(b, "clear the cache", chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		return t.Call(ctx, "Network.clearBrowserCache", nil, nil)
	}))
	eval[any](b, `location.assign(`+quote(path)+`); null`)
}

func (b *tab) size(width, height int64) {
	b.t.Helper()
	act(b, "size", chromedp.EmulateViewport(width, height))
}

func eval[T any](b *tab, script string) T {
	b.t.Helper()
	return act(b, script, chromedp.Evaluate[T](script))
}

func (b *tab) text() string {
	b.t.Helper()
	return eval[string](b, `document.body ? document.body.innerText : ""`)
}

// holds reports whether a script is true; while a page gives way to the next,
// nothing is.
func (b *tab) holds(script string) bool {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	yes, err := chromedp.Run(ctx, chromedp.Evaluate[bool](script))
	if err != nil && !strings.Contains(err.Error(), "navigated") && !strings.Contains(err.Error(), "context") {
		b.t.Fatalf("%s: %v", script, err)
	}
	return err == nil && yes
}

// until polls a script until it is true.
func (b *tab) until(what, script string) {
	b.t.Helper()
	deadline := time.Now().Add(patience)
	for !b.holds(script) {
		if time.Now().After(deadline) {
			b.t.Fatalf("never: %s. The page shows:\n%s", what, b.text())
		}
		<-time.After(20 * time.Millisecond)
	}
}

func (b *tab) waitText(part string) {
	b.t.Helper()
	b.until("the page shows "+part, `(document.body?.innerText || "").includes(`+quote(part)+`)`)
}

func quote(s string) string {
	return "`" + strings.NewReplacer("`", "\\`", "\\", "\\\\").Replace(s) + "`"
}

func (b *tab) key(name string) {
	b.t.Helper()
	act(b, "press "+name, chromedp.KeyEvent(name))
}

func (b *tab) click(selector string) {
	b.t.Helper()
	act(b, "click "+selector, chromedp.Click(chromedp.CSS(selector)))
}

func (b *tab) fill(selector, text string) {
	b.t.Helper()
	act(b, "fill "+selector, chromedp.SendKeys(chromedp.CSS(selector), text))
}

// signIn enters by a one-time link, as a person does.
func (b *tab) signIn(c *center, a staff.Account) {
	b.t.Helper()
	token, _, err := c.Staff.NewLink(b.t.Context(), a.ID)
	must(b.t, err)
	b.open("/link/" + url.PathEscape(token))
	b.click("main button")
	b.waitText("Đăng xuất")
}

// picture keeps what the tab shows when SEN_PICTURES names a folder.
func (b *tab) picture(name string) {
	b.t.Helper()
	dir := os.Getenv("SEN_PICTURES")
	if dir == "" {
		return
	}
	png := act(b, "picture", chromedp.CaptureScreenshot())
	must(b.t, os.WriteFile(filepath.Join(dir, name+".png"), png, 0o600))
}
