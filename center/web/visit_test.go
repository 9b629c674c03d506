package web

import (
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp/kb"

	"dongthap.vn/sen/center/staff"
)

// mark and stayed find out whether a page was loaded anew in between.
func (b *tab) mark() { eval[bool](b, `window.__stayed = true`) }

func (b *tab) stayed(what string) {
	b.t.Helper()
	if !eval[bool](b, `window.__stayed === true`) {
		b.t.Errorf("%s was loaded anew", what)
	}
}

// witness counts chimes, each of which is over at once, and notes how the phone shook.
const witness = `window.__chimes = 0; HTMLMediaElement.prototype.play = function () {
		if (this.src.includes("chime")) __chimes++;
		setTimeout(() => this.dispatchEvent(new Event("ended")));
		return Promise.resolve();
	};
	window.__shaken = ""; Object.defineProperty(navigator, "vibrate", { value: (p) => (__shaken += p.length + " ", true) })`

func TestAClerkCallsByF2AndBoardAndPhoneFollow(t *testing.T) {
	c := openCenter(t)
	tablet := c.enrolTablet("2", "Sảnh")
	slips := tablet.takes("B", 3)
	c.hire("hoa", "Nguyễn Thị Hoa", staff.Clerk)

	clerk := c.browse()
	clerk.open("/sign-in")
	clerk.fill("#name", "hoa")
	clerk.fill("#password", password+kb.Enter)
	clerk.waitText("Bạn ngồi quầy nào")
	clerk.click(`button[value="3"]`)
	clerk.waitText("Đang chờ (3)")

	board, phone := clerk.another(), clerk.another()
	board.open("/board")
	board.waitText("Sắp đến lượt")
	phone.open(slips[1].path())
	phone.waitText("1 người")
	for _, b := range []*tab{clerk, board, phone} {
		b.mark()
		eval[any](b, witness)
	}

	clerk.key(kb.F2)
	clerk.waitText("Đã gọi B2-001")
	board.called("B2-001", "3")
	phone.waitText("Bạn kế tiếp")
	phone.waitText("Quầy 3: B2-001")
	clerk.until("the timer runs", `/^\d\d:\d\d$/.test(document.querySelector("[data-since]").textContent)`)

	c.clock.Pass(time.Minute)
	clerk.key(kb.F2)
	clerk.waitText("Đã gọi B2-002")
	phone.waitText("Mời bạn đến")
	if shaken := eval[string](phone, `__shaken`); shaken != "5 " {
		t.Errorf("the phone shook %q", shaken)
	}
	phone.waitText("GENUINE")
	board.called("B2-002", "3")
	c.clock.Pass(time.Second)
	clerk.key(kb.F3)
	clerk.waitText("Đã gọi lại B2-002")
	clerk.key(kb.F4)
	clerk.waitText("B2-002: ghi là không đến")
	phone.waitText("USED") // another page now
	c.clock.Pass(time.Minute)
	clerk.key(kb.F2)
	clerk.waitText("Đã gọi B2-003")
	clerk.key(kb.F8)
	clerk.waitText("B2-003: đã xong")
	clerk.waitText("Quầy đang trống")

	board.called("B2-003", "3")
	if n := eval[int](board, `__chimes`); n != 4 {
		t.Errorf("three calls and a recall, but %d chimes", n)
	}
	clerk.stayed("the console")
	board.stayed("the board")
}

// called waits until the board calls a number to a counter.
func (b *tab) called(number, counter string) {
	b.t.Helper()
	want := "Mời số " + number + " đến Quầy " + counter
	b.until(want, `document.querySelector(".now")?.innerText.replace(/\s+/g, " ").trim() === `+quote(want))
}

func TestWhatAClerkTypesSurvivesNews(t *testing.T) {
	c := openCenter(t)
	tablet := c.enrolTablet("1", "")
	tablet.takes("B", 2)
	b := c.browse()
	b.signIn(c, c.hire("hoa", "Hoa", staff.Clerk))
	b.click(`button[value="3"]`)
	b.waitText("Đang chờ (2)")
	b.mark()
	b.fill("#pick-number", "b1-0")
	tablet.takes("B", 1)
	tablet.help("home")
	tablet.send()
	b.waitText("Đang chờ (3)")
	b.until("the call for help is counted", `document.getElementById("help-badge").dataset.count === "1" && document.title.startsWith("(1)")`)
	if got := eval[string](b, `document.activeElement.id + " " + document.activeElement.value`); got != "pick-number b1-0" {
		t.Fatalf("the clerk's field is now %q", got)
	}
	b.fill("#pick-number", "02"+kb.Enter)
	b.until("the question has the keyboard", `document.activeElement.closest("[data-ask]") !== null`)
	b.key("2")
	b.waitText("Đã gọi B1-002")
	b.until("the field is free for the next number", `document.getElementById("pick-number").value === ""`)
	b.stayed("the console")
}

// A page that shows a number already hears the keys, whatever is still loading.
func TestNoKeyIsLostWhileThePageLoads(t *testing.T) {
	c := openCenter(t)
	c.enrolTablet("1", "").takes("B", 1)
	b := c.browse()
	b.signIn(c, c.hire("hoa", "Hoa", staff.Clerk))
	b.click(`button[value="3"]`)
	b.waitText("B1-001")

	release := c.hold("/static/vendor/htmx-4.0.1.min.js")
	b.load("/counter?slow") // not the page before it, which shows the same
	b.until("the page shows the line", `location.search === "?slow" && (document.body?.innerText || "").includes("Đang chờ (1)")`)
	b.key(kb.F2)
	b.waitText("đang chờ khách đến")
	release()

	release = c.hold("/static/keys.js")
	b.load("/counter?again")
	b.until("the page has begun", `document.head !== null && location.search === "?again"`)
	if b.holds(`(document.body?.innerText || "").includes("B1-001")`) {
		t.Error("the page shows a number before it hears the keys")
	}
	release()
	b.waitText("B1-001")
}

func TestTheCounterWorksByKeyboardAlone(t *testing.T) {
	c := openCenter(t)
	c.enrolTablet("1", "").takes("B", 2)
	b := c.browse()
	b.signIn(c, c.hire("hoa", "Hoa", staff.Clerk))
	b.until("the first counter can be reached", `document.querySelector(".choices button") !== null`)
	b.tabTo("Quầy 3")
	b.key(kb.Enter)
	b.waitText("Đang chờ (2)")
	b.tabTo("Gọi số kế")
	b.key(kb.Enter)
	b.waitText("Đã gọi B1-001")
	if at := eval[string](b, `document.activeElement.id`); at != "key-F2" {
		t.Errorf("after the press the keyboard is at %q", at)
	}
	b.tabTo("Xong (F8)")
	b.key(kb.Enter)
	b.waitText("Quầy đang trống")
	b.until("the keyboard is not lost with the button", `document.activeElement.id === "key-F2"`)
}

// A morning without lifting the hands: a pause, somebody chosen, a further
// service, a class corrected, and the list of keys.
func TestEverythingAtTheCounterHasAKey(t *testing.T) {
	c := openCenter(t)
	tablet := c.enrolTablet("1", "Sảnh chính")
	tablet.takes("B", 3)
	b := c.browse()
	b.size(1366, 768)
	b.signIn(c, c.hire("hoa", "Hoa", staff.Clerk))
	b.click(`button[value="3"]`)
	b.waitText("Đang chờ (3)")
	b.mark()
	b.key("1") // the reasons are not open
	b.key(kb.F12)
	b.until("the reasons are open", `document.activeElement.value === "lunch"`)
	b.look("counter-reasons", offices, walls[:1])
	b.faultless("the reasons")
	b.key("1")
	b.waitText("Quầy đã tạm nghỉ: ăn trưa")
	b.look("counter-paused", offices, walls[:1])
	b.faultless("the paused counter")
	b.key(kb.F2)
	b.waitText("Quầy đã mở lại")

	b.key("/")
	b.until("the field has the keyboard", `document.activeElement.id === "pick-number"`)
	b.fill("#pick-number", "B1-003"+kb.Enter)
	b.until("the question has the keyboard", `document.activeElement.closest("[data-ask]") !== null`)
	b.look("counter-why", offices, walls[:1])
	b.faultless("the question")
	b.key(kb.Escape)
	b.until("the question is gone", `document.querySelector("[data-ask]") === null`)
	b.fill("#pick-number", "B1-003"+kb.Enter)
	b.until("the question is asked again", `document.activeElement.closest("[data-ask]") !== null`)
	b.fill("#ask-note", "con nhỏ đang khóc"+kb.Enter)
	b.waitText("Đã gọi B1-003")

	b.key("n")
	b.until("the note has the keyboard", `document.activeElement.id === "note-words"`)
	b.look("counter-note", offices, walls[:1])
	b.faultless("the note")
	b.fill("#note-words", "1 bản sao, nên nộp thêm"+kb.Enter)
	b.waitText("đã lưu ghi chú")
	b.until("the note is shown and its field shut", `document.querySelector(".now .note").innerText.includes("1 bản sao, nên nộp thêm") && !document.querySelector("details[id^=note-]").open`)
	b.look("counter-noted", offices, walls[:1])
	b.faultless("the counter with a note")

	b.key(kb.F7)
	b.until("what else is open", `document.activeElement.id === "send-to"`)
	b.look("counter-more", offices, walls[:1])
	b.faultless("what else may be done")
	b.key(kb.Tab)
	b.key(kb.Tab)
	b.key("D")
	b.key(kb.Enter)
	b.waitText("Sau đó, cùng số này: Cư trú")
	b.key(kb.F7)
	b.until("it is open again", `document.activeElement.id === "send-to"`)
	for range 4 {
		b.key(kb.Tab)
	}
	b.until("the class has the keyboard", `document.activeElement.id === "class-to"`)
	b.key("m")
	b.key(kb.Enter)
	b.waitText("«mang thai, con nhỏ»")
	b.key(kb.F8)
	b.waitText("chờ tiếp ở lĩnh vực D")
	b.key(kb.F1)
	b.waitText("hoàn tác trong 10 giây")
	b.look("counter-keys", offices, walls[:1])
	b.faultless("the list of keys")
	b.key(kb.Escape)
	b.until("the list is shut", `!(document.body.innerText.includes("hoàn tác trong 10 giây"))`)

	tablet.help("find")
	tablet.send()
	c.clock.Pass(2 * time.Minute)
	if n, err := c.Listen.Escalate(t.Context()); err != nil || n != 1 {
		t.Fatalf("%d calls are told of, %v", n, err)
	}
	b.waitText("khách gọi 2 phút chưa ai đến!")
	b.look("counter-alarm", offices, walls[:1])
	b.faultless("the alarm")
	b.stayed("the console")
}

// The cable is out when a key is pressed: the press is sent again when it is back,
// and done once.
func TestAPressIsNotLostWithTheLine(t *testing.T) {
	c := openCenter(t)
	c.enrolTablet("1", "").takes("B", 3)
	b := c.browse()
	b.signIn(c, c.hire("hoa", "Hoa", staff.Clerk))
	b.click(`button[value="3"]`)
	b.waitText("Đang chờ (3)")
	b.until("the scripts are there", `document.readyState === "complete"`)
	b.mark()
	c.cut.Store(true)
	b.key(kb.F2)
	b.waitText("đang gửi lại việc vừa bấm")
	b.key(kb.F2) // and again, as people do
	c.cut.Store(false)
	b.waitText("Đã gọi B1-001")
	b.waitText("Đang chờ (2)")

	// The center does it, and the answer does not come.
	c.mute.Store("/counter/next", true)
	b.key(kb.F2)
	b.waitText("đang gửi lại việc vừa bấm")
	c.mute.Delete("/counter/next")
	b.waitText("Việc vừa rồi đã được làm")
	b.waitText("Đang chờ (1)")
	if v, err := c.Queue.Counter(t.Context(), 1, 3); err != nil || len(v.Waiting) != 1 || v.Current == nil || v.Current.Number != "B1-002" {
		t.Errorf("after one press the counter has %+v, %v", v, err)
	}
	b.stayed("the console")
	b.forgive() // what htmx says of a line that is cut is part of the play
}

// tabTo presses Tab until the element that has the keyboard shows text.
func (b *tab) tabTo(text string) {
	b.t.Helper()
	for range 60 {
		if eval[bool](b, `document.activeElement.innerText.replace(/\s+/g, " ").includes(`+quote(text)+`)&& document.activeElement !== document.body`) {
			return
		}
		b.key(kb.Tab)
	}
	b.t.Fatalf("%q cannot be reached by Tab", text)
}

// The control of every visit and every picture: what breaks the
// policy is blocked, and is heard of.
func TestABrokenPolicyIsBlockedAndHeardOf(t *testing.T) {
	c := openCenter(t)
	b := c.browse()
	b.open("/sign-in")
	eval[any](b, `document.body.insertAdjacentHTML("beforeend", "<p id=p style='color:red'>x</p><img src=x onerror='window.__pwned=1'>")`)
	for deadline := time.Now().Add(patience); !b.complained("style-src") || !b.complained("script-src"); <-time.After(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("heard only %q", b.complaints)
		}
	}
	if eval[bool](b, `window.__pwned !== undefined || getComputedStyle(document.getElementById("p")).color === "rgb(255, 0, 0)"`) {
		t.Error("the policy blocked nothing")
	}
	b.forgive()
}

func TestTheBoardSaysWhenItMayBeOldAndRecovers(t *testing.T) {
	c := openCenter(t)
	tablet := c.enrolTablet("1", "")
	tablet.takes("B", 2)
	clerk := c.sit("hoa", "3")
	clerk.press("next")
	b := c.browse()
	b.open("/board")
	b.waitText("B1-001")
	b.mark()
	const ask, late = `document.body.dispatchEvent(new CustomEvent("sen-queue"))`, `Date.now = (now => () => now() + 5000)(Date.now)`
	down := c.cut.Swap(true)
	b.until("the board says so", ask+`, `+late+`, document.documentElement.classList.contains("stale")`)
	b.waitText("Mất kết nối, số có thể cũ")
	b.waitText("B1-001")
	b.picture("board-stale")
	c.cut.Store(down)
	c.clock.Pass(time.Minute)
	clerk.press("next")
	b.called("B1-002", "3")
	b.until("it trusts itself again", `!document.documentElement.classList.contains("stale")`)
	b.stayed("the board")
}

// hold lets requests for a path wait until the returned function is called.
func (c *center) hold(path string) (release func()) {
	until := make(chan struct{})
	c.held.Store(path, until)
	release = sync.OnceFunc(func() { c.held.Delete(path); close(until) })
	c.t.Cleanup(release)
	return release
}

// A severed line ends every request the way a pulled cable does.
func (c *center) severed(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if c.cut.Load() {
			panic(http.ErrAbortHandler)
		}
		if until, ok := c.held.Load(r.URL.Path); ok {
			<-until.(chan struct{})
		}
		if _, mute := c.mute.Load(r.URL.Path); mute {
			next.ServeHTTP(httptest.NewRecorder(), r)
			panic(http.ErrAbortHandler)
		}
		next.ServeHTTP(w, r)
	})
}
