package web

import (
	_ "embed"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"dongthap.vn/sen/center/hook"
	"dongthap.vn/sen/center/staff"
)

// axe is axe-core of Deque (MPL 2.0, see the licence beside it); for tests alone.
//
//go:embed testdata/axe-core-4.14.1/axe.min.js
var axe string

// A fault is what axe found, at the elements named.
type fault struct {
	ID, Impact string
	Nodes      []string
}

// faults are the serious and critical ones of the page the tab shows.
func (b *tab) faults() (all []fault) {
	b.t.Helper()
	eval[any](b, axe+`; window.__axe = ""; axe.run(document, { resultTypes: ["violations"] }).then(r => __axe = JSON.stringify(
		r.violations.filter(v => v.impact === "serious" || v.impact === "critical").map(v => ({ ID: v.id, Impact: v.impact, Nodes: v.nodes.map(n => n.html + " " + n.failureSummary) }))), e => __axe = "failed: " + e); null`)
	b.until("axe has looked", `__axe !== ""`)
	must(b.t, json.Unmarshal([]byte(eval[string](b, `__axe`)), &all))
	return all
}

// sound fails for each serious fault of the page at a path.
func (b *tab) sound(path string) {
	b.t.Helper()
	b.open(path)
	b.faultless(path)
}

func (b *tab) faultless(name string) {
	b.t.Helper()
	for _, f := range b.faults() {
		b.t.Errorf("%s: %s (%s)\n%s", name, f.ID, f.Impact, strings.Join(f.Nodes, "\n"))
	}
}

// lived is a center with something on every page.
func (c *center) lived(admin staff.Account) (k *tablet, mine slip, clerk *visitor) {
	c.t.Helper()
	k, other := c.busy()
	k.help("find")
	other.outbox = 3
	c.opinions(k)
	clerk = c.sit("lan", "3")
	for range 6 {
		clerk.press("next")
		c.clock.Pass(2 * time.Minute)
	}
	_, err := c.Hooks.Add(c.t.Context(), hook.NewHook{Name: "IOC", URL: "http://127.0.0.1:1/", Kinds: hook.Kinds, By: admin.ID})
	must(c.t, err)
	clerk.press("next")
	must(c.t, c.Hooks.Deliver(c.t.Context()))
	mine = k.ticket("B", "1.013949")
	k.send()
	other.send()
	return k, mine, clerk
}

func TestAxeFindsNoSeriousFault(t *testing.T) {
	c := openCenter(t)
	admin := c.hire("boss", "Nguyễn Thị Phương Thảo Nguyên", staff.Supervisor, staff.Admin)
	k, mine, clerk := c.lived(admin)
	b := c.browse()
	b.size(1366, 768)
	for _, path := range []string{"/", "/sign-in", "/nowhere", "/board", "/board?services=Q", "/R/NONSENSE", mine.path(), mine.path() + "?lang=en", k.ticket("C", "").path()} {
		b.sound(path)
	}
	b.open("/sign-in")
	b.fill("#name", "boss")
	b.fill("#password", "không đúng\r")
	b.waitText("chưa đúng")
	b.faultless("/sign-in, wrong")
	c.hire("binh", "Trần Văn Bình", staff.Director)
	b.open("/sign-in")
	b.fill("#name", "binh")
	b.fill("#password", password+"\r")
	b.waitText("quét mã này")
	b.faultless("/sign-in/code")
	b.signIn(c, admin)
	b.faultless("/counter/choose")
	b.click(`button[value="4"]`)
	b.waitText("Đang chờ (")
	b.faultless("/counter, free")
	b.click("#key-F2")
	b.waitText("Đã gọi, đang chờ khách")
	for _, path := range []string{"/counter", "/help", "/feedback", "/person", "/devices", "/connections"} {
		b.sound(path)
	}
	for _, m := range menu { // whoever adds a page adds it above
		if !strings.Contains("/counter /help /feedback /person /devices /connections", m.path) {
			b.sound(m.path)
		}
	}
	b.size(390, 800)
	clerk.press("done")
	clerk.part("POST", "/counter/call", map[string][]string{"number": {mine.Number}, "reason": {"chosen_urgent"}})
	b.sound(mine.path())
	b.open("/") // the phone's page would draw itself anew at the news, across the next opening
	clerk.press("no-show")
	b.sound(mine.path())
}

// The control: faults that are planted are found.
func TestControlAxeFindsWhatIsPlanted(t *testing.T) {
	c := openCenter(t)
	b := c.browse()
	for id, plant := range map[string]string{
		"label":          `document.querySelector("label[for=name]").remove()`,
		"color-contrast": `document.querySelector("h1").style.color = "#eee"`,
		"image-alt":      `document.querySelector("main").append(new Image())`,
		"html-has-lang":  `document.documentElement.removeAttribute("lang")`,
		"button-name":    `document.querySelector("button").textContent = ""`,
	} {
		b.open("/sign-in")
		eval[any](b, plant+`; null`)
		found := false
		for _, f := range b.faults() {
			found = found || f.ID == id
		}
		if !found {
			t.Errorf("%s was planted and not found", id)
			continue
		}
		t.Logf("control: a page with a fault of %s -> caught by TestAxeFindsNoSeriousFault", id)
	}
	b.forgive()
}
