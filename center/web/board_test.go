package web

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"dongthap.vn/sen/center/speak"
	"dongthap.vn/sen/kiosk"
)

func TestTheBoardShowsWhoIsCalled(t *testing.T) {
	c := openCenter(t)
	tablet := c.enrolTablet("1", "")
	three, four := c.sit("hoa", "3"), c.sit("lan", "4")
	hall := c.visitor()
	hall.get("/board").shows(t, "Chưa gọi số nào", "Trung tâm Phục vụ hành chính công", "08:30")
	tablet.takes("B", 5)
	hall.part("GET", "/board", nil).shows(t, "Sắp đến lượt", "B1-001 · B1-002 · B1-003 · B1-004")
	three.press("next")
	c.clock.Pass(time.Second)
	four.press("next")
	got := hall.part("GET", "/board", nil)
	got.shows(t, "Mời số", ">B1-002<", "đến Quầy 4", "<td>B1-001</td><td>3</td>", "B1-003 · B1-004 · B1-005")
}

func TestACallAndARecallBothSound(t *testing.T) {
	c := openCenter(t)
	tablet := c.enrolTablet("1", "")
	clerk, hall := c.sit("hoa", "3"), c.visitor()
	tablet.takes("B", 1)
	clerk.press("next")
	first := callKey(t, hall.part("GET", "/board", nil).body)
	c.clock.Pass(time.Minute)
	if again := callKey(t, hall.part("GET", "/board", nil).body); again != first {
		t.Fatalf("the board would sound without a call: %q then %q", first, again)
	}
	clerk.press("recall")
	if again := callKey(t, hall.part("GET", "/board", nil).body); again == first {
		t.Fatalf("a recall is not heard: still %q", again)
	}
}

func callKey(t *testing.T, body string) string {
	t.Helper()
	_, rest, found := strings.Cut(body, `data-call="`)
	if !found {
		t.Fatalf("nothing is called:\n%s", body)
	}
	key, _, _ := strings.Cut(rest, `"`)
	return key
}

func TestABoardShowsTheServicesOfItsAddress(t *testing.T) {
	c := openCenter(t)
	tablet := c.enrolTablet("1", "")
	tablet.takes("B", 2)
	tablet.takes("C", 2)
	c.sit("hoa", "3").press("next")
	hall := c.visitor()
	hall.part("GET", "/board", nil).shows(t, ">B1-001<", "B1-002", "C1-001", "2 người")
	got := hall.part("GET", "/board?services=c", nil)
	got.shows(t, "Chưa gọi số nào", "C1-001", "2 người")
	got.lacks(t, "B1-001", "B1-002", "1 người", "chưa đúng")
	for _, bad := range []string{"services=Q", "volume=101", "volume=x", "quiet=25:00-26:00", "quiet=1-2", "services=%3Cscript%3E"} {
		hall.get("/board?"+bad).shows(t, "có chỗ chưa đúng")
	}
}

func TestABoardIsQuietWhenItsAddressSaysSo(t *testing.T) {
	b, ok := readBoard(url.Values{"quiet": {"11:30-13:00,17:00-07:00"}}, kiosk.Site{})
	for now, want := range map[kiosk.Clock]bool{12 * 60: true, 13 * 60: false, 18 * 60: true, 6 * 60: true} {
		if got := b.QuietAt(now); got != want || !ok {
			t.Errorf("at %s: %v, want %v", now, got, want)
		}
	}
}

func TestOnlyWhatIsCalledIsSpoken(t *testing.T) {
	c := openCenter(t)
	c.enrolTablet("1", "").takes("B", 2)
	c.sit("hoa", "3").press("next")
	hall := c.visitor()
	got := hall.get("/board/voice/B1-001/3")
	got.shows(t, "RIFF")
	if kind := got.header.Get("Content-Type"); kind != "audio/wav" {
		t.Errorf("it is %s", kind)
	}
	for _, path := range []string{"B1-001/4", "B1-002/3", "xin%20chao/3", "B1-001/3%0A", "-/3", "%00/3"} {
		if got := hall.get("/board/voice/" + path); got.status != http.StatusNotFound {
			t.Errorf("%s: status %d", path, got.status)
		}
	}
	c.Voice = &speak.Voice{}
	if got := hall.get("/board/voice/B1-001/3"); got.status != http.StatusNotFound {
		t.Errorf("without a voice: status %d", got.status)
	}
	hall.get("/board").shows(t, `data-say=""`)
}

// ears notes what a board plays; a sound is over when the test says so.
const ears = `window.__heard = []; window.__now = []; HTMLMediaElement.prototype.play = function () {
		__heard.push(this.src.includes("chime") ? "chime" : decodeURI(new URL(this.src).pathname.replace("/board/voice/", "")));
		__now.push(this);
		window.__loud = this.volume;
		return Promise.resolve();
	};
	window.__over = () => __now.shift().dispatchEvent(new Event("ended"))`

// Two counters call at one moment: each call is chimed and spoken to its end
// before the next begins. At no moment are there two sounds.
func TestCallsAtOneMomentAreSpokenInTurn(t *testing.T) {
	c := openCenter(t)
	c.enrolTablet("1", "").takes("B", 4)
	three, four := c.sit("hoa", "3"), c.sit("lan", "4")
	b := c.browse()
	b.open("/board")
	eval[any](b, ears)
	three.press("next")
	c.clock.Pass(time.Millisecond)
	four.press("next")
	b.called("B1-002", "4")
	for i, want := range []string{"chime", "B1-001/3", "chime", "B1-002/4"} {
		b.until(want+" is heard", fmt.Sprintf("__heard.length === %d", i+1))
		if got := eval[string](b, fmt.Sprintf("__heard[%d]", i)); got != want {
			t.Errorf("heard %q, want %q", got, want)
		}
		if n := eval[int](b, "__now.length"); n != 1 {
			t.Errorf("%d sounds at one moment", n)
		}
		eval[any](b, "__over(); null")
	}
	c.clock.Pass(time.Second)
	three.press("recall")
	b.until("a recall is chimed", "__heard.length === 5")
	eval[any](b, "__over(); null")
	b.until("and spoken", `__heard[5] === "B1-001/3"`)
}

func TestAQuietBoardMakesNoSound(t *testing.T) {
	c := openCenter(t)
	c.enrolTablet("1", "").takes("B", 4)
	three := c.sit("hoa", "3")
	b := c.browse()
	b.open("/board?quiet=08:00-09:00")
	silent := b.another()
	silent.open("/board?volume=0")
	eval[any](b, ears)
	eval[any](silent, ears)
	three.press("next")
	b.called("B1-001", "3")
	silent.called("B1-001", "3")
	for _, board := range []*tab{b, silent} {
		if heard := eval[[]string](board, "__heard"); len(heard) != 0 {
			t.Errorf("heard %q", heard)
		}
	}
}

// A board of some services tells of their counters alone which pause.
func TestABoardTellsOfItsOwnCounters(t *testing.T) {
	c := openCenter(t)
	three, hall := c.sit("hoa", "3"), c.visitor() // counter 3 serves B
	three.part("POST", "/counter/pause", url.Values{"current": {""}, "reason": {"lunch"}}).shows(t, "Quầy đã tạm nghỉ")
	hall.get("/board").shows(t, "Quầy 3 tạm nghỉ: ăn trưa")
	hall.get("/board?services=B").shows(t, "Quầy 3 tạm nghỉ: ăn trưa")
	hall.get("/board?services=D").lacks(t, "Quầy 3 tạm nghỉ: ăn trưa")
}
