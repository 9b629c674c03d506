package web

import (
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/chromedp/chromedp"

	"dongthap.vn/sen/center/fleet"
	"dongthap.vn/sen/center/staff"
	"dongthap.vn/sen/kiosk"
)

// inert fails for every text that is not on the page letter for letter, and for
// anything the page did.
func (b *tab) inert(where, selector string, texts []string) {
	b.t.Helper()
	shown := b.shown(selector)
	lost := 0
	for _, text := range texts {
		if !slices.ContainsFunc(shown, func(s string) bool { return strings.Contains(s, asRead(text)) }) {
			if lost++; lost <= 5 {
				b.t.Errorf("%s: not there as it was written: %q", where, text)
			}
		}
	}
	if lost > 0 {
		b.t.Errorf("%s: %d of %d are not there, %d elements are", where, lost, len(texts), len(shown))
	}
	for _, h := range b.harmed() {
		b.t.Errorf("%s: %s", where, h)
	}
}

// nameable are the hostile texts a form or a command takes for a name.
func nameable(t *testing.T, most int) (texts []string) {
	for _, text := range hostileTexts(t) {
		if kiosk.CheckWords(text) == nil && utf8.RuneCountInString(text) <= most && strings.TrimSpace(text) == text {
			texts = append(texts, text)
		}
	}
	return texts
}

func TestHostileWordsInFeedbackAreOnlyWords(t *testing.T) {
	c := openCenter(t)
	tablet := c.enrolTablet("1", "")
	boss := c.hire("boss", "Sếp", staff.Supervisor)
	b := c.browse()
	b.watch()
	b.signIn(c, boss)
	b.open("/feedback")
	b.until("htmx is there", `typeof htmx === "object"`)
	b.mark()
	all := hostileTexts(t)
	for chunk := range slices.Chunk(all, opinionsAPage) { // told by hints, fetched and put in by htmx
		c.clock.Pass(time.Second)
		for _, text := range chunk {
			tablet.says(1, text, "", "wait")
		}
		tablet.send()
		last, err := json.Marshal(asRead(chunk[len(chunk)-1]))
		must(t, err)
		b.until("the newest are shown", `[...document.querySelectorAll(".opinions blockquote")].some(b => b.textContent === `+string(last)+`)`)
		b.inert("feedback, live", ".opinions blockquote", chunk)
	}
	b.stayed("feedback")
	var read []string
	for more := true; more; more = b.holds(`document.querySelector('.pages a[href*="before"]') !== null`) { // as whole pages
		if read == nil {
			b.open("/feedback")
		} else {
			b.open(eval[string](b, `document.querySelector('.pages a[href*="before"]').getAttribute("href")`))
		}
		read = append(read, b.shown(".opinions blockquote")...)
		b.inert("feedback, a page", "body", nil)
	}
	for _, text := range all {
		if !slices.Contains(read, asRead(text)) {
			t.Errorf("not on any page: %q", text)
		}
	}
	file := filepath.Join(t.TempDir(), "gop-y.csv")
	must(t, os.WriteFile(file, []byte(c.enter(boss).takeAway(c, "csv").body), 0o600))
	ctx, cancel := b.patient()
	defer cancel()
	chromedp.Run(ctx, chromedp.Navigate("file://"+file)) // it may be kept instead of shown
	if eval[bool](b, `window.__pwned !== undefined`) {
		t.Error("the export ran something")
	}
}

func TestHostileNamesAreOnlyNames(t *testing.T) {
	c := openCenter(t)
	b := c.browse()
	b.watch()
	texts := nameable(t, fleet.MaxName)
	if len(texts) < 200 {
		t.Fatalf("only %d names", len(texts))
	}
	const kiosks = 99
	clerk := 0
	for chunk := range slices.Chunk(texts, kiosks) {
		for i, text := range chunk {
			tablet := c.enrolTablet(strconv.Itoa(i+1), text)
			tablet.version = text
			call := tablet.help(event(text))
			tablet.ticket("B", event(text))
			tablet.send()
			clerk++
			who := c.hirePlain(fmt.Sprint("clerk", clerk), text)
			must(t, c.Listen.Acknowledge(t.Context(), who, call))
			if clerk%50 == 1 {
				b.signIn(c, who)
				b.inert("the name above the page", ".who", []string{text})
			}
		}
		b.signIn(c, c.hirePlain(fmt.Sprint("admin", clerk), "Quản trị"))
		b.open("/devices")
		b.inert("devices", ".place", chunk)
		b.open("/help")
		b.inert("help, places", ".where b", chunk)
		b.inert("help, people", ".where p", chunk)
	}
}

// event is as much of a text as the gate takes for a screen or a procedure.
func event(text string) string {
	if len(text) > 32 || strings.ContainsFunc(text, unicode.IsControl) {
		return "<svg onload=window.__pwned=1>"
	}
	return text
}

// hirePlain makes an account that signs in by link: no password is hashed.
func (c *center) hirePlain(name, full string) staff.Account {
	c.t.Helper()
	a, err := c.Staff.Create(c.t.Context(), staff.NewAccount{Name: name, Full: full, Roles: []staff.Role{staff.Guide, staff.Admin}, By: "test"})
	must(c.t, err)
	return a
}

func TestHostileDocumentsAreOnlyWords(t *testing.T) {
	c := openCenter(t)
	tablet := c.enrolTablet("1", "")
	slips, papers := c.hostileCatalogue(tablet)
	b := c.browse()
	b.watch()
	b.signIn(c, c.hirePlain("boss", "Sếp"))
	texts := hostileTexts(t)
	round := 0
	for chunk := range slices.Chunk(texts, 26) {
		c.hostileSite(chunk, texts)
		for _, path := range []string{"/board", "/sign-in", slips[round%len(slips)].path()} {
			b.open(path)
			b.inert("the site's name on "+path[:3], "body, title", nil)
			if title := eval[string](b, `document.title`); path == "/sign-in" && !strings.Contains(title, strings.Join(strings.Fields(asRead(chunk[0])), " ")) {
				t.Errorf("the title is %q, not %q", title, chunk[0])
			}
		}
		if round == 0 {
			b.open("/counter/choose")
			b.inert("counters", ".choices span", texts)
			b.click(`button[value="1"]`)
			b.waitText("Đang chờ")
		}
		b.open("/counter")
		b.inert("services", "td", chunk)
		round++
	}
	c.counterEach(lettersOfPapers)
	for i, letter := range lettersOfPapers {
		var mine []string
		for j := i; j < len(papers); j += len(lettersOfPapers) {
			mine = append(mine, papers[j])
		}
		b.open("/counter/choose")
		b.click(fmt.Sprintf(`button[value="%d"]`, i+1))
		b.waitText("Đang chờ")
		b.inert("procedures in the list", "td", shorts(mine))
		b.open("/counter?live")
		b.until("htmx is there", `typeof htmx === "object"`)
		b.mark()
		tablet.takes(letter, 1)
		b.until("the new number is put in", fmt.Sprintf(`document.body.innerText.includes("%s1-%03d")`, letter, tablet.count[letter]))
		b.inert("the list, live", "td", shorts(mine))
		b.stayed("the list")
	}
	for i, s := range slips {
		if list := papers[i*60 : min(len(papers), (i+1)*60)]; s.Procedure != "" && len(list) > 0 {
			b.open(s.path())
			b.inert("a receipt's papers", "main, body", list)
		}
		if (i+1)*60 >= len(papers) {
			break
		}
	}
}

// hostileSite publishes a site in which everything is named badly.
func (c *center) hostileSite(services, counters []string) {
	c.t.Helper()
	c.republish(func(site *kiosk.Site) {
		site.Name.VI, site.Name.EN, site.Services, site.Counters = services[0], services[0], nil, nil
		var letters []string
		for i, text := range services {
			letters = append(letters, string(rune('A'+i)))
			site.Services = append(site.Services, kiosk.Service{Letter: letters[i], Name: kiosk.Name{VI: text, EN: text}, Hint: kiosk.Name{VI: text, EN: text}, Icon: "users"})
		}
		for i, text := range counters {
			site.Counters = append(site.Counters, kiosk.Counter{Number: i + 1, Name: text, Services: letters})
		}
	})
}

// counterEach gives each line a counter of its own, from 1 on.
func (c *center) counterEach(letters []string) {
	c.t.Helper()
	c.republish(func(site *kiosk.Site) {
		site.Counters = nil
		for i, letter := range letters {
			site.Counters = append(site.Counters, kiosk.Counter{Number: i + 1, Name: letter, Services: []string{letter}})
		}
	})
}

// shorts are texts as the narrow rows of a list hold them.
func shorts(texts []string) (list []string) {
	for _, text := range texts {
		list = append(list, string([]rune(text)[:min(40, utf8.RuneCountInString(text))]))
	}
	return list
}

// lettersOfPapers are the lines the procedures are in, by turns: a counter lists no
// more than a hundred people.
var lettersOfPapers = []string{"B", "C", "D", "E"}

// hostileCatalogue publishes a catalogue in which every name, paper and note is a
// hostile text, as far as a catalogue takes them, and takes a number for each
// procedure and each letter. Procedure n lists the texts from 60 n on as papers.
func (c *center) hostileCatalogue(k *tablet) (slips []slip, texts []string) {
	c.t.Helper()
	held, err := c.Publisher.Catalogue(c.t.Context())
	must(c.t, err)
	texts = catalogued(c.t, held.Procedures[0])
	if len(texts) < 200 {
		c.t.Fatalf("a catalogue takes only %d", len(texts))
	}
	next := kiosk.Catalogue{Version: held.Version + 1, CheckedOn: held.CheckedOn, Source: "test"}
	for i, text := range texts {
		p := named(held.Procedures[0], i, text)
		for j := i * 60; j < min(len(texts), (i+1)*60); j++ {
			p.Papers = append(p.Papers, kiosk.Paper{Name: texts[j], If: texts[j]})
		}
		next.Procedures = append(next.Procedures, p)
	}
	body, err := json.Marshal(next)
	must(c.t, err)
	_, err = c.Publisher.Publish(c.t.Context(), kiosk.DocCatalogue, body, "test")
	must(c.t, err)
	for letter := 'A'; letter <= 'Z'; letter++ {
		k.ticket(string(letter), "")
	}
	for i := range texts {
		slips = append(slips, k.ticket(lettersOfPapers[i%len(lettersOfPapers)], next.Procedures[i].Code))
	}
	k.send()
	return slips, texts
}

// named is a procedure with a text for its names.
func named(p kiosk.Procedure, i int, text string) kiosk.Procedure {
	p.Code, p.NameVI, p.NameEN, p.ShortVI = fmt.Sprintf("9.%06d", i), text, text, shorts([]string{text})[0]
	p.Popular, p.Papers, p.Notes, p.Field, p.Unverified = 0, nil, []string{text}, text, nil
	return p
}

// catalogued are the hostile texts a catalogue takes.
func catalogued(t testing.TB, like kiosk.Procedure) (texts []string) {
	for i, text := range hostileTexts(t) {
		body, err := json.Marshal(kiosk.Catalogue{Version: 1, CheckedOn: like.CheckedOn, Source: "test", Procedures: []kiosk.Procedure{named(like, i, text)}})
		must(t, err)
		if _, err := kiosk.ParseCatalogue(body); err == nil {
			texts = append(texts, text)
		}
	}
	return texts
}

// What an address holds must not come back as a page.
func TestHostileAddressesAreOnlyAddresses(t *testing.T) {
	c := openCenter(t)
	b := c.browse()
	b.watch()
	for i, text := range hostileTexts(t) {
		if i%8 != 0 { // every class is there; visit_test and receipt_test try the rest without a browser
			continue
		}
		for _, path := range []string{"/R/", "/link/"} {
			b.open(path + url.PathEscape(text) + "?lang=" + url.QueryEscape(text) + "#" + url.PathEscape(text))
			b.inert(path, "body", nil)
		}
	}
	b.forgive()
}
