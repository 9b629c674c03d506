package lobby

import (
	"context"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// A Page is a tab of a real browser.
type Page struct {
	t   testing.TB
	ctx context.Context
}

// OpenBrowser starts a browser without a profile and returns its first tab.
func OpenBrowser(t testing.TB) *Page {
	t.Helper()
	options := append([]chromedp.ExecAllocatorOption{},
		chromedp.NoFirstRun, chromedp.NoSandbox, chromedp.Headless, chromedp.DisableGPU,
		chromedp.UserDataDir(t.TempDir()),
		chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-sync", true),
		chromedp.Flag("autoplay-policy", "no-user-gesture-required"),
	)
	alloc, endAlloc := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, end := chromedp.NewContext(alloc)
	t.Cleanup(func() { end(); endAlloc() })
	return open(t, ctx)
}

// NewTab opens another tab of the same browser: the same person, another page.
func (p *Page) NewTab() *Page {
	p.t.Helper()
	ctx, end := chromedp.NewContext(p.ctx)
	p.t.Cleanup(end)
	return open(p.t, ctx)
}

// open starts the tab of ctx. The first action must not carry a deadline: the
// tab would end with it.
func open(t testing.TB, ctx context.Context) *Page {
	t.Helper()
	if _, err := chromedp.Run(ctx, chromedp.Navigate("about:blank")); err != nil {
		t.Fatalf("browser: %v", err)
	}
	return &Page{t: t, ctx: ctx}
}

// do runs a browser action within Patience and returns what it found.
func do[T any](p *Page, what string, action chromedp.Action[T]) T {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, Patience)
	defer cancel()
	found, err := chromedp.Run(ctx, action)
	if err != nil {
		p.t.Fatalf("%s: %v", what, err)
	}
	return found
}

// Go opens an address.
func (p *Page) Go(url string) {
	p.t.Helper()
	do(p, "open "+url, chromedp.Navigate(url))
}

// Size sets the size of the tab in pixels.
func (p *Page) Size(width, height int64) {
	p.t.Helper()
	do(p, "size the tab", chromedp.EmulateViewport(width, height))
}

// Text is what a person can read on the page.
func (p *Page) Text() string {
	p.t.Helper()
	return do(p, "read the page", chromedp.Evaluate[string](`document.body ? document.body.innerText : ""`))
}

// WaitText waits until the page shows part, without a reload.
func (p *Page) WaitText(part string) {
	p.t.Helper()
	deadline := time.Now().Add(Patience)
	for text := p.Text(); !strings.Contains(text, part); text = p.Text() {
		if time.Now().After(deadline) {
			p.t.Fatalf("the page never showed %q; it shows:\n%s", part, text)
		}
		pause()
	}
}

// Click presses the element a CSS selector finds.
func (p *Page) Click(selector string) {
	p.t.Helper()
	do(p, "click "+selector, chromedp.Click(chromedp.CSS(selector)))
}

// Fill types into a field.
func (p *Page) Fill(selector, text string) {
	p.t.Helper()
	do(p, "fill "+selector, chromedp.SendKeys(chromedp.CSS(selector), text))
}

// Key presses a key, as chromedp/kb names it.
func (p *Page) Key(key string) {
	p.t.Helper()
	do(p, "press a key", chromedp.KeyEvent(key))
}

// Eval runs a script in the page and returns its answer.
func Eval[T any](p *Page, script string) T {
	p.t.Helper()
	return do(p, "run a script", chromedp.Evaluate[T](script))
}

// Picture saves what the tab shows as a PNG.
func (p *Page) Picture(path string) {
	p.t.Helper()
	png := do(p, "picture", chromedp.CaptureScreenshot())
	if err := os.WriteFile(path, png, 0o600); err != nil {
		p.t.Fatal(err)
	}
}
