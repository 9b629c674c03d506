package web

import (
	"net/url"
	"strings"
	"testing"
)

// A long line is not sent whole at every change; who is not in the list is counted,
// and called by typing.
func TestALongLineIsShownInPart(t *testing.T) {
	c := openCenter(t)
	tablet, clerk := c.enrolTablet("1", ""), c.sit("hoa", "3")
	tablet.takes("B", mostRows)
	if page := clerk.get("/counter"); strings.Count(page.body, `<tr id="w-`) != mostRows || strings.Contains(page.body, "phía sau") {
		t.Errorf("%d rows of %d who wait", strings.Count(page.body, `<tr id="w-`), mostRows)
	}
	tablet.takes("B", 30)
	page := clerk.get("/counter")
	page.shows(t, "Đang chờ (130)", "Còn 30 số chờ phía sau", "B1-001", "B1-100")
	if n := strings.Count(page.body, `<tr id="w-`); n != mostRows || strings.Contains(page.body, "B1-101") {
		t.Errorf("%d rows are sent, want %d", n, mostRows)
	}
	clerk.part("POST", "/counter/call", url.Values{"number": {"b1-130"}}).shows(t, "B1-130", "Vì sao")
	clerk.part("POST", "/counter/call", url.Values{"number": {"B1-130"}, "reason": {"chosen_frail"}}).shows(t, "Đã gọi B1-130", "Đang chờ (129)", "Còn 29 số chờ phía sau")
}
