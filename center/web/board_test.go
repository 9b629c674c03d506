package web

import (
	"strings"
	"testing"
	"time"
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
