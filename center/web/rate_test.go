package web

import (
	"bytes"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"dongthap.vn/sen/center/ingest"
	"dongthap.vn/sen/center/listen"
	"dongthap.vn/sen/center/staff"
	"dongthap.vn/sen/kiosk/proof"
)

// served is a number that was called and served.
func (c *center) served() slip {
	c.t.Helper()
	mine := c.enrolTablet("1", "").takes("B", 1)[0]
	clerk := c.sit("hoa", "3")
	clerk.press("next")
	c.clock.Pass(6 * time.Minute)
	clerk.press("done")
	return mine
}

func TestAServiceIsRatedOnThePhoneOnce(t *testing.T) {
	c := openCenter(t)
	mine := c.served()
	b := c.browse()
	b.size(360, 640)
	b.open(mine.path())
	b.waitText("Bạn thấy thế nào?")
	b.faultless("the page that asks")
	b.look("receipt-rate", phones)
	b.click(`.faces label:nth-of-type(4)`)
	b.click(`.ticks label:nth-of-type(3)`)
	b.fill("#words", "Chờ lâu quá <b>nhé</b>")
	b.picture("receipt-rate-filled")
	b.click(".rate button")
	b.waitText("đã nhận đánh giá")
	b.faultless("the page that thanks")
	b.picture("receipt-rate-thanks")
	boss := c.enter(c.hire("boss", "Sếp", staff.Supervisor))
	boss.get("/feedback").shows(t, "Không hài lòng", "Thời gian chờ", "Chờ lâu quá &lt;b&gt;nhé&lt;/b&gt;", "điện thoại, số B1-001, Quầy 3")
	boss.takeAway(c, "csv").has(t, "số B1-001", "Chờ lâu quá")

	phone := c.visitor() // and a second time nothing
	phone.post(mine.path()+"/feedback", url.Values{"rating": {"5"}})
	phone.get(mine.path()).shows(t, "đã nhận đánh giá")
	if n := strings.Count(boss.get("/feedback").body, `class="rating`); n != 1 {
		t.Errorf("%d ratings of one number", n)
	}
}

func TestWhatCannotBeARatingIsSaidAndKept(t *testing.T) {
	c := openCenter(t)
	mine := c.served()
	phone := c.visitor()
	for why, form := range map[string]url.Values{
		"Hãy chọn một trong năm mức": {"words": {"đã viết rồi"}, "reason": {"wait"}},
		"dài hơn 300 chữ":            {"rating": {"2"}, "words": {"đã viết rồi" + strings.Repeat("ạ", 300)}},
		"Có chỗ không đọc được":      {"rating": {"2"}, "reason": {"bribe"}, "words": {"đã viết rồi"}},
	} {
		got := phone.post(mine.path()+"/feedback", form)
		if got.status != http.StatusBadRequest {
			t.Errorf("%s: status %d", why, got.status)
		}
		got.has(t, why, "đã viết rồi")
	}
	for rating, want := range map[string]int{"0": 400, "6": 400, "-1": 400, "five": 400} {
		if got := phone.post(mine.path()+"/feedback", url.Values{"rating": {rating}}); got.status != want {
			t.Errorf("rating %s: status %d", rating, got.status)
		}
	}
	english := phone.post(mine.path()+"/feedback?lang=en", url.Values{})
	english.has(t, "Please choose one of the five", `href="`+mine.path()+`?lang=vi"`)
	phone.get(mine.path()).shows(t, "Bạn thấy thế nào?") // nothing was used up
}

func TestOnlyWhoWasServedLatelyMayRate(t *testing.T) {
	c := openCenter(t)
	tablet := c.enrolTablet("1", "")
	slips := tablet.takes("B", 3)
	clerk, phone := c.sit("hoa", "3"), c.visitor()
	form := url.Values{"rating": {"5"}}
	try := func(what string, s slip) {
		t.Helper()
		if got := phone.post(s.path()+"/feedback", form); got.status != http.StatusSeeOther {
			t.Errorf("%s: status %d", what, got.status)
		}
		phone.get(s.path()).lacks(t, "đã nhận đánh giá", "Bạn thấy thế nào")
	}
	try("while it waits", slips[0])
	clerk.press("next")
	try("while it is called", slips[0])
	clerk.press("no-show")
	try("who did not come", slips[0])
	clerk.press("next")
	clerk.press("done")
	c.clock.Pass(listen.RateWithin + time.Minute)
	try("eight days later", slips[1])
	for _, path := range []string{"/R/NONSENSE/feedback", "/R/B1-001/feedback"} {
		if got := phone.post(path, form); got.status != http.StatusSeeOther {
			t.Errorf("%s: status %d", path, got.status)
		}
	}
	given, err := c.Listen.Feedback(t.Context(), c.hire("boss", "Sếp", staff.Supervisor), listen.Page{Limit: 10})
	if err != nil || len(given) > 0 {
		t.Errorf("taken: %+v, %v", given, err)
	}
}

// The words stand nowhere in the clear, and a store with a phone's feedback is
// proved as any other; a rebuild leaves it.
func TestWordsFromAPhoneAreSealed(t *testing.T) {
	c := openCenter(t)
	mine := c.served()
	const said = "mot-cau-khong-ai-thay"
	c.visitor().post(mine.path()+"/feedback", url.Values{"rating": {"1"}, "words": {said}})
	boss := c.enter(c.hire("boss", "Sếp", staff.Supervisor))
	boss.get("/feedback").shows(t, said)
	if found := c.inFiles(said); len(found) > 0 {
		t.Errorf("the words are in %s", found)
	}
	for range 2 {
		flaws, _, err := ingest.Compare(t.Context(), c.Store)
		if err != nil || len(flaws) > 0 {
			t.Errorf("flaws %v, %v", flaws, err)
		}
		must(t, ingest.Rebuild(t.Context(), c.Store, c.clock.Now()))
	}
	boss.get("/feedback").shows(t, said)
}

// inFiles lists the files of the database that hold a text.
func (c *center) inFiles(text string) (found []string) {
	c.t.Helper()
	files, err := filepath.Glob(c.file + "*")
	must(c.t, err)
	for _, file := range files {
		raw, err := os.ReadFile(file)
		must(c.t, err)
		if bytes.Contains(raw, []byte(text)) {
			found = append(found, filepath.Base(file))
		}
	}
	return found
}

// The control: what is not sealed is found.
func TestControlWordsThatAreNotSealed(t *testing.T) {
	c := openCenter(t)
	c.hire("anna", "mot-cau-khong-ai-thay", staff.Clerk)
	proof.Control(t, "words that stand in the database in clear", "TestWordsFromAPhoneAreSealed", c.inFiles("mot-cau-khong-ai-thay")...)
}
