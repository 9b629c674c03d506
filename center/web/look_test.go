package web

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp/kb"

	"dongthap.vn/sen/center/staff"
	"dongthap.vn/sen/kiosk"
)

// A size is a screen in CSS pixels.
type size struct{ width, height int64 }

var (
	offices = []size{{1366, 768}, {1280, 800}}
	small   = []size{{960, 700}}
	walls   = []size{{1920, 1080}, {1280, 800}, {1024, 768}, {1080, 1920}}
	phones  = []size{{390, 800}, {360, 640}, {320, 640}}
)

// unread finds words nobody could read: wider than the screen, cut off by
// their box, or too near their background in colour (WCAG 2 AA, 4.5:1; 3:1
// from 24 pixels on).
const unread = `(() => {
	const found = [];
	if (document.documentElement.scrollWidth > innerWidth) found.push("the page is wider than the screen");
	for (const box of document.querySelectorAll("section, form, button, input, textarea, select"))
		if (box.checkVisibility() && !box.closest(".scroll, .skip, .aside") && box.getBoundingClientRect().right > innerWidth + 1) found.push(box.tagName + " " + (box.name || box.className) + " reaches beyond the screen");
	const channel = v => (v /= 255) <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4;
	const light = c => .2126 * channel(c[0]) + .7152 * channel(c[1]) + .0722 * channel(c[2]);
	const colour = s => s.match(/[\d.]+/g).map(Number);
	const behind = e => { for (; e; e = e.parentElement) { const c = colour(getComputedStyle(e).backgroundColor); if (c.length < 4 || c[3] > .5) return c } return [255, 255, 255] };
	const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
	while (walk.nextNode()) {
		const e = walk.currentNode.parentElement, text = walk.currentNode.data.trim(), style = getComputedStyle(e);
		if (!text || !e.checkVisibility() || e.closest(".skip, .aside, .who, script, noscript, option")) continue;
		const a = light(colour(style.color)), b = light(behind(e)), ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
		if (ratio < (parseFloat(style.fontSize) >= 24 ? 3 : 4.5)) found.push(text + ": contrast " + ratio.toFixed(1));
		for (let box = e; box && box !== document.body; box = box.parentElement) {
			const s = getComputedStyle(box);
			if (s.overflowX === "hidden" && box.scrollWidth > box.clientWidth + 1) found.push(text + ": cut off at the side");
			const words = e.getBoundingClientRect(), end = box.getBoundingClientRect().bottom;
			if (s.overflowY === "hidden" && words.top < end - 1 && words.bottom > end + 1) found.push(text + ": cut off below");
		}
	}
	return found.join("\n");
})()`

// look checks what the tab shows on every screen and keeps pictures of it.
func (b *tab) look(name string, screens ...[]size) {
	b.t.Helper()
	for _, list := range screens {
		for _, s := range list {
			b.size(s.width, s.height)
			b.until("nothing is under way", `document.readyState === "complete" && !document.querySelector(".htmx-request")`)
			if found := eval[string](b, unread); found != "" {
				b.t.Errorf("%s at %dx%d:\n%s", name, s.width, s.height, found)
			}
			b.picture(fmt.Sprintf("%s-%dx%d", name, s.width, s.height))
		}
	}
}

// busy fills a center with a morning's visitors.
func (c *center) busy() (first, second *tablet) {
	first, second = c.enrolTablet("1", "Sảnh chính, cạnh cửa ra vào"), c.enrolTablet("12", "Hành lang dãy B, đối diện quầy hướng dẫn số hai")
	for range 3 {
		first.ticket("B", "1.013949")
		second.ticket("B", "1.012783")
		first.ticket("C", "")
		first.ticket("A", "")
		second.ticket("D", "")
		c.clock.Pass(2 * time.Minute)
	}
	second.count["B"] = 1046
	second.ticket("B", "1.012783")
	for range 8 {
		first.ticket("B", "")
		c.clock.Pass(time.Minute)
	}
	first.send()
	second.send()
	return first, second
}

func TestEmptyPagesCanBeRead(t *testing.T) {
	c := openCenter(t)
	b := c.browse()
	b.open("/")
	b.look("front", offices, phones)
	b.open("/sign-in")
	b.look("signin", offices, phones)
	b.fill("#name", "hoa")
	b.fill("#password", "không đúng\r")
	b.waitText("chưa đúng")
	b.look("signin-wrong", offices, phones)
	c.hire("binh", "Trần Văn Bình", staff.Director)
	b.open("/sign-in")
	b.fill("#name", "binh")
	b.fill("#password", password+"\r")
	b.waitText("quét mã này")
	b.look("code-first", offices, phones)
	b.open("/board")
	b.look("board-empty", walls)
	b.open("/R/NONSENSE")
	b.look("receipt-forged", phones)
	b.open("/R/NONSENSE?lang=en")
	b.look("receipt-forged-english", phones)
	b.open("/P/1.013831")
	b.look("procedure", phones, small)
	b.open("/P/1.004873?lang=en")
	b.look("procedure-english", phones)
	b.open("/nowhere")
	b.look("trouble", offices, phones)
	b.signIn(c, c.hire("boss", "Nguyễn Thị Phương Thảo Nguyên", staff.Supervisor, staff.Admin))
	b.look("choose", offices, small)
	b.click(`button[value="4"]`)
	b.waitText("Quầy đang trống")
	b.look("counter-empty", offices, small)
	for _, page := range []string{"help", "feedback", "meetings", "devices", "connections"} {
		b.open("/" + page)
		b.look(page+"-empty", offices, small)
	}
}

func TestFullPagesCanBeRead(t *testing.T) {
	c := openCenter(t)
	first, second := c.busy()
	other := c.sit("lan", "3")
	b := c.browse()
	b.signIn(c, c.hire("boss", "Nguyễn Thị Phương Thảo Nguyên", staff.Supervisor, staff.Admin))
	b.click(`button[value="4"]`)
	b.waitText("Quầy đang trống")
	b.look("counter-free", offices)
	other.press("next")
	for range 6 {
		c.clock.Pass(4 * time.Minute)
		other.press("next")
		c.clock.Pass(2*time.Minute + 12*time.Second)
		before := eval[string](b, `document.querySelector(".now").innerText`)
		b.click("#key-F2")
		b.until("another number is called", `document.querySelector(".now").innerText !== `+quote(before)+` && !!document.querySelector(".now .number")`)
	}
	second.outbox = 3
	second.help("find")
	first.help("ticket")
	c.clock.Pass(90 * time.Second)
	first.send()
	second.send()
	b.waitText("còn 3 mục chưa gửi về")
	b.look("counter", offices, small)
	first.class = kiosk.Disabled
	first.takes("B", 2)
	b.click("#key-F6")
	b.waitText("Khách quay lại")
	b.click("#key-F2")
	b.waitText("đang chờ khách đến")
	b.click(`.send summary[data-key="F7"]`)
	b.until("the keyboard is where one chooses", `document.activeElement.id === "send-to"`)
	b.look("counter-full", offices, small)
	b.open("/help")
	b.click(".calls button")
	b.waitText("nhận lúc")
	b.look("help", offices, small)

	c.opinions(first)
	b.open("/feedback")
	b.look("feedback", offices, small)
	b.tabTo("Tải danh sách")
	b.key(kb.Enter)
	b.until("the form is open", `document.querySelector(".take form").checkVisibility()`)
	b.look("feedback-export", offices, small)
	b.key(kb.Enter)
	b.click(".reply button")
	b.waitText("nhật ký")
	b.look("feedback-revealed", offices)
	mine := first.asks(3)
	second.asks(3)
	second.asks(5)
	first.send()
	second.send()
	b.open("/meetings")
	b.click("#confirmed-" + mine.id)
	b.waitText("đã xác nhận")
	b.click(".meetings .reply button")
	b.waitText("nhật ký")
	b.look("meetings", offices, small)
	b.open(mine.path())
	b.look("receipt-meeting", phones)
	b.open("/devices")
	b.fill("#code", "3")
	b.fill("#place", "Cổng sau")
	b.click("#enrol button")
	b.waitText("Chỉ hiện một lần")
	b.look("devices", offices, small)
	c.applies("4", "Tầng 2, cạnh thang máy")
	b.open("/devices")
	b.look("devices-waiting", offices, small)
	b.click(".manage summary")
	b.look("devices-manage", offices, small)
	b.open("/site")
	b.look("site", offices, small)
	b.fill("[name=quota]", "nhiều")
	b.click(".site .primary")
	b.waitText("không phải là số")
	b.look("site-wrong", offices)
	b.open("/board")
	b.look("board", walls)
	c.clock.Pass(time.Minute)
	late := second.ticket("B", "1.012783")
	second.send()
	c.phonePictures(b, second, late, other)
}

func (c *center) opinions(k *tablet) {
	for i := range 3 {
		k.says(5-i, "", "", "staff", "guidance")
		c.clock.Pass(time.Minute)
	}
	k.says(5, "Cán bộ hướng dẫn rất nhiệt tình", "+84912345678", "staff", "guidance")
	k.says(2, "Chờ hơi lâu, ghế ngồi ít. Tôi đi hai lần vì lần đầu thiếu giấy chứng nhận bản gốc, không ai báo trước.\nMong Trung tâm ghi rõ trên bảng.", "", "wait", "papers", "place", "result")
	k.says(1, strings.Repeat("dài", 100), "+84387654321", "kiosk")
	k.send()
}

func (c *center) phonePictures(b *tab, k *tablet, mine slip, clerk *visitor) {
	b.open(mine.path())
	b.look("receipt-waiting", phones)
	b.open(mine.path() + "?lang=en")
	b.look("receipt-english", phones)
	unsent := k.ticket("B", "")
	b.open(unsent.path())
	b.look("receipt-unsynced", phones)
	clerk.press("done")
	clerk.part("POST", "/counter/call", map[string][]string{"number": {mine.Number}, "reason": {"chosen_urgent"}})
	b.open(mine.path())
	b.look("receipt-called", phones)
	b.open("/") // the page of the ticket would load itself anew, while it is opened
	clerk.press("no-show")
	b.open(mine.path())
	b.look("receipt-used", phones)
	must(c.t, c.Fleet.Revoke(c.t.Context(), k.code, "test"))
	b.open(unsent.path())
	b.look("receipt-revoked", phones)
}
