package web

import (
	"html"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"dongthap.vn/sen/center/staff"
)

func TestFeedbackArrivesLetterForLetter(t *testing.T) {
	c := openCenter(t)
	tablet := c.enrolTablet("2", "")
	boss := c.enter(c.hire("boss", "Sếp", staff.Supervisor))
	boss.get("/feedback").shows(t, "Chưa có góp ý nào")
	tablet.says(5, "Cán bộ hướng dẫn rất nhiệt tình", "", "staff", "guidance")
	tablet.says(2, "", "", "wait")
	tablet.send()
	boss.get("/feedback").shows(t, "Cán bộ hướng dẫn rất nhiệt tình", "Rất hài lòng", "Thái độ cán bộ", "Cách hướng dẫn",
		"Không hài lòng", "Thời gian chờ", "Không viết gì thêm", "máy 2", "08:30")
}

func TestAPhoneNumberIsMaskedUntilItIsAskedFor(t *testing.T) {
	c := openCenter(t)
	tablet := c.enrolTablet("1", "")
	id := tablet.says(1, "Xin gọi lại", "+84912345678", "wait")
	tablet.send()
	boss := c.enter(c.hire("boss", "Sếp", staff.Supervisor))
	list := boss.get("/feedback")
	list.shows(t, "678", "Hiện số")
	list.lacks(t, "91234", "912 34")
	got := boss.part("POST", "/feedback/"+id+"/reveal", nil)
	got.shows(t, "0912 345 678", "ghi vào nhật ký")
	lines, err := c.Staff.Audit(t.Context(), 0, 20)
	must(t, err)
	for _, l := range lines {
		if strings.Contains(l.Subject, id) {
			return
		}
	}
	t.Fatalf("the audit log does not say who looked: %v", lines)
}

func TestAnAnalystReadsWordsButNoNumbers(t *testing.T) {
	c := openCenter(t)
	tablet := c.enrolTablet("1", "")
	id := tablet.says(1, "Xin gọi lại", "+84912345678", "wait")
	tablet.send()
	analyst := c.enter(c.hire("an", "An", staff.Analyst))
	list := analyst.get("/feedback")
	list.shows(t, "Xin gọi lại")
	list.lacks(t, "Hiện số")
	if got := analyst.part("POST", "/feedback/"+id+"/reveal", nil); got.status != http.StatusForbidden {
		t.Fatalf("status %d", got.status)
	}
}

func TestOldFeedbackIsOnFurtherPages(t *testing.T) {
	c := openCenter(t)
	tablet := c.enrolTablet("1", "")
	for range opinionsAPage + 1 {
		tablet.says(4, "", "", "place")
		c.clock.Pass(time.Minute)
	}
	tablet.send()
	boss := c.enter(c.hire("boss", "Sếp", staff.Supervisor))
	first := boss.get("/feedback")
	if n := strings.Count(first.body, `class="card" id="f-`); n != opinionsAPage {
		t.Fatalf("the first page has %d", n)
	}
	link := regexp.MustCompile(`href="(/feedback\?before=[^"]+)"`).FindStringSubmatch(first.body)
	if link == nil {
		t.Fatal("no way to older feedback")
	}
	second := boss.get(html.UnescapeString(link[1]))
	second.shows(t, "Mới nhất")
	if n := strings.Count(second.body, `class="card" id="f-`); n != 1 {
		t.Fatalf("the second page has %d", n)
	}
	if got := boss.get("/feedback?before=yesterday"); got.status != http.StatusBadRequest {
		t.Fatalf("a made-up page: status %d", got.status)
	}
}

func TestHostileWordsAreOnlyWords(t *testing.T) {
	c := openCenter(t)
	tablet := c.enrolTablet("1", `<img src=x onerror="window.__pwned=1">`)
	hostile := hostileTexts(t)[:opinionsAPage]
	for _, text := range hostile {
		tablet.says(1, text, "", "wait")
	}
	tablet.help(`<script>window.__pwned=1</script>`)
	tablet.send()
	boss := c.enter(c.hire("boss", `<b onclick="window.__pwned=1">`, staff.Supervisor, staff.Admin))
	pages := boss.get("/feedback").body + boss.get("/help").body + boss.get("/devices").body + boss.part("GET", "/feedback", nil).body
	for _, text := range hostile {
		if strings.Contains(text, "<") && strings.Contains(pages, text) {
			t.Errorf("reaches the page as it is: %s", text)
		}
	}
	for _, tag := range []string{"<script>", "<iframe", "<img", "<style", "<base", "<math", "<b onclick", "<div hx-get"} {
		if strings.Contains(pages, tag) {
			t.Errorf("a page holds %s", tag)
		}
	}
	if !strings.Contains(html.UnescapeString(pages), hostile[0]) {
		t.Error("the words themselves were lost")
	}
}
