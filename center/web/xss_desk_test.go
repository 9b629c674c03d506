package web

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"dongthap.vn/sen/center/api"
	"dongthap.vn/sen/center/hook"
	"dongthap.vn/sen/center/queue"
	"dongthap.vn/sen/center/staff"
	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/center/store/storetest"
	"dongthap.vn/sen/kiosk"
)

// The pages of the desk: meetings, connections, the site and a ticket's record.

func TestHostileWordsOfAMeetingAreOnlyWords(t *testing.T) {
	c := openCenter(t)
	tablet := c.enrolTablet("1", "")
	director := c.hire("binh", "Trần Văn Bình", staff.Director)
	b := c.browse()
	b.watch()
	b.signIn(c, director)
	texts := slices.DeleteFunc(hostileTexts(t), func(s string) bool { return len(s) > kiosk.MaxName })
	if len(texts) < 150 {
		t.Fatalf("only %d names", len(texts))
	}
	for chunk := range slices.Chunk(texts, 12) {
		c.hostileSubjects(chunk)
		for i, text := range chunk {
			tablet.asksAs(fmt.Sprint("s", string(rune('a'+i))), text)
		}
		tablet.send()
		b.open("/meetings")
		b.until("htmx is there", `typeof htmx === "object"`)
		b.mark()
		b.inert("subjects", ".meetings .where b", chunk)
		for b.holds(`document.querySelector('form[hx-post$="/reveal"]') !== null`) {
			left := eval[int](b, `(forms => { forms[0].requestSubmit(); return forms.length })(document.querySelectorAll('form[hx-post$="/reveal"]'))`)
			b.until("one is named", fmt.Sprintf(`document.querySelectorAll('form[hx-post$="/reveal"]').length < %d`, left))
		}
		b.inert("who it is with", ".reply b", chunk)
		b.stayed("meetings")
		storetest.Exec(t, "sqlite:"+c.file, `DELETE FROM meetings`)
	}
}

// asksAs is a kiosk that was taken over and asks for a meeting as it likes.
func (k *tablet) asksAs(subject, text string) {
	k.c.t.Helper()
	day := kiosk.DateOf(k.c.clock.Now().In(kiosk.VietnamTime)).AddDays(3)
	k.record(kiosk.KindMeetingAsked, kiosk.MeetingAsked{Code: "48219037", Day: day, From: 8 * 60, Subject: subject, ReceiptID: hex.EncodeToString(random(10)), Lang: kiosk.Vietnamese},
		map[string]string{kiosk.PurposeMeetingName: text, kiosk.PurposeMeetingPhone: text})
}

// hostileSubjects publishes what meetings may be about.
func (c *center) hostileSubjects(texts []string) {
	c.t.Helper()
	c.republish(func(site *kiosk.Site) {
		site.Meetings.Subjects = nil
		for i, text := range texts {
			site.Meetings.Subjects = append(site.Meetings.Subjects, kiosk.Subject{Key: fmt.Sprint("s", string(rune('a'+i))), Name: kiosk.Name{VI: text, EN: text}})
		}
	})
}

// republish publishes the site with a change.
func (c *center) republish(change func(*kiosk.Site)) {
	c.t.Helper()
	site, err := c.Publisher.Site(c.t.Context())
	must(c.t, err)
	change(&site)
	body, err := json.Marshal(site)
	must(c.t, err)
	_, err = c.Publisher.Publish(c.t.Context(), kiosk.DocSite, body, "test")
	must(c.t, err)
}

func TestHostileNamesOfConnectionsAreOnlyNames(t *testing.T) {
	c := openCenter(t)
	admin := c.hirePlain("it", "Quản trị")
	b := c.browse()
	b.watch()
	b.signIn(c, admin)
	for chunk := range slices.Chunk(nameable(t, min(api.MaxName, hook.MaxName)), hook.MaxHooks) {
		storetest.Exec(t, "sqlite:"+c.file, `DELETE FROM tokens`)
		storetest.Exec(t, "sqlite:"+c.file, `DELETE FROM hooks`)
		for _, text := range chunk {
			_, err := c.API.MakeToken(t.Context(), api.NewToken{Name: text, Scopes: api.Scopes, Days: 1, By: admin.ID})
			must(t, err)
			_, err = c.Hooks.Add(t.Context(), hook.NewHook{Name: text, URL: "https://example.vn/", Kinds: hook.Kinds, By: admin.ID})
			must(t, err)
		}
		b.open("/connections")
		b.inert("tokens", "#tokens .place b", chunk)
		b.inert("hooks", "#hooks li b", chunk)
		b.submits("#hook-name", map[string]string{"#hook-name": chunk[0], "#hook-url": chunk[len(chunk)-1]})
		b.waitText("Địa chỉ phải")
		b.inertFields("a hook that is refused", "#hooks ~ aside input", []string{chunk[0], chunk[len(chunk)-1]})
	}
}

// submits fills fields as they are, whatever the browser thinks of them, and
// sends their form.
func (b *tab) submits(within string, fields map[string]string) {
	b.t.Helper()
	raw, err := json.Marshal(fields)
	must(b.t, err)
	eval[bool](b, `(fields => {
		for (const [at, text] of Object.entries(fields)) document.querySelector(at).value = text;
		const form = document.querySelector(`+quote(within)+`).form;
		form.noValidate = true;
		form.querySelectorAll("input[type=checkbox]").forEach(c => c.checked = false);
		form.querySelector("[type=url]").type = "text";
		form.requestSubmit();
		return true;
	})(`+string(raw)+`)`)
}

// inertFields is inert for what stands in fields, which hold one line each.
func (b *tab) inertFields(where, selector string, texts []string) {
	b.t.Helper()
	eval[bool](b, `document.querySelectorAll(`+quote(selector)+`).forEach(e => { const p = document.createElement("i"); p.className = "typed"; p.textContent = e.value; document.body.append(p) }) || true`)
	var lines []string
	for _, text := range texts {
		lines = append(lines, strings.NewReplacer("\r", "", "\n", "").Replace(text))
	}
	b.inert(where, ".typed", lines)
}

func TestHostileNamesInTheSiteAreOnlyNames(t *testing.T) {
	c := openCenter(t)
	tablet := c.enrolTablet("1", "")
	b := c.browse()
	b.watch()
	b.signIn(c, c.hirePlain("boss", "Sếp"))
	texts := nameable(t, 60)
	if len(texts) < 150 {
		t.Fatalf("only %d names", len(texts))
	}
	round := 0
	for chunk := range slices.Chunk(texts, 26) {
		c.hostileSite(chunk, chunk)
		b.open("/site")
		b.inertFields("fields of services and counters", `[name="vi"], [name="counter_name"]`, chunk)
		if round > 0 {
			b.inert("what was changed", "details td", chunk)
		}
		c.hostileRecord(b, tablet, chunk, round)
		round++
	}
	b.open("/site")
	for _, text := range texts[:26] {
		set, err := json.Marshal(text)
		must(t, err)
		eval[bool](b, `(text => { const q = document.querySelector('[name="quota"]'); q.removeAttribute("maxlength"); q.value = text; q.form.requestSubmit(); return true })(`+string(set)+`)`)
		b.waitText("Chưa công bố")
		b.inert("what is wrong", ".say.bad li", nil)
		b.inertFields("what was typed", `[name="quota"]`, []string{text})
		b.open("/site")
	}
}

// hostileRecord has clerks with such names call tickets of such services and looks
// at the records.
func (c *center) hostileRecord(b *tab, tablet *tablet, chunk []string, round int) {
	c.t.Helper()
	for i, text := range chunk {
		if i%3 != round%3 {
			continue
		}
		letter := string(rune('A' + i))
		tablet.takes(letter, 1)
		who := c.hirePlain(fmt.Sprintf("clerk%d-%d", round, i), text)
		k, err := c.Queue.CallNext(c.t.Context(), queue.Call{Site: 1, Counter: 1, Staff: who.ID})
		must(c.t, err)
		_, err = c.Queue.Done(c.t.Context(), queue.Call{Site: 1, Counter: 1, Staff: who.ID})
		must(c.t, err)
		b.open("/ticket/" + k.ID)
		b.inert("a ticket's record, who", "td", []string{text})
		service, err := c.service(k)
		must(c.t, err)
		b.inert("a ticket's record, what", ".record p", []string{service})
	}
}

// service is the name of a ticket's service.
func (c *center) service(k store.Ticket) (string, error) {
	site, err := c.Publisher.Site(c.t.Context())
	if err != nil {
		return "", err
	}
	s, err := site.Service(k.Service)
	return s.Name.VI, err
}

func TestHostileNotesAreOnlyNotes(t *testing.T) {
	c := openCenter(t)
	texts := slices.DeleteFunc(nameable(t, queue.MaxNote), func(s string) bool { return queue.CheckNote(s) != nil })
	if len(texts) < 150 {
		t.Fatalf("only %d notes", len(texts))
	}
	b := c.browse()
	b.watch()
	b.signIn(c, c.hire("hoa", "Hoa", staff.Clerk))
	b.click(`button[value="3"]`)
	b.waitText("Quầy đang trống")
	b.mark()
	tablet := c.enrolTablet("1", "")
	for chunk := range slices.Chunk(texts, queue.MostNotes) {
		at := queue.Call{Site: 1, Counter: 3, Staff: "hoa"}
		k := tablet.takes("B", 1)[0]
		_, err := c.Queue.FinishAndCallNext(t.Context(), at)
		must(t, err)
		for _, text := range chunk {
			_, err := c.Queue.Note(t.Context(), at, k.id, text)
			must(t, err)
		}
		b.until("the notes are there", fmt.Sprintf(`document.querySelectorAll(".now .note").length === %d && document.querySelector(".now .number").innerText === %s`, len(chunk), quote(k.Number)))
		b.inert("notes at the counter, live", ".now .note span", chunk)
	}
	b.stayed("the counter")
}
