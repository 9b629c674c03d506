package web

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"dongthap.vn/sen/center/staff"
	"dongthap.vn/sen/kiosk"
)

var fieldForm = regexp.MustCompile(`<input type="(text|hidden|checkbox|radio)"[^>]*name="([^"]+)" value="([^"]*)"( checked)?`)

// form is the site's form as the page shows it.
func (v *visitor) form() url.Values {
	v.t.Helper()
	form := url.Values{}
	for _, f := range fieldForm.FindAllStringSubmatch(v.get("/site").body, -1) {
		if (f[1] == "text" || f[1] == "hidden" || f[4] != "") && f[2] != "current" {
			form.Add(f[2], strings.NewReplacer("&amp;", "&", "&#39;", "'", "&#34;", `"`).Replace(f[3]))
		}
	}
	if len(form["letter"]) < 8 || form.Get("version") == "" {
		v.t.Fatalf("the form holds %v", form)
	}
	return form
}

// row is the place of a value in a field.
func row(t *testing.T, form url.Values, field, value string) int {
	t.Helper()
	for i, v := range form[field] {
		if v == value {
			return i
		}
	}
	t.Fatalf("no %q in %v", value, form[field])
	return 0
}

func TestTheSiteIsEditedAndPublished(t *testing.T) {
	c := openCenter(t)
	boss := c.enter(c.hire("boss", "Trần Văn Quản", staff.Admin))
	before, err := c.Publisher.Site(t.Context())
	must(t, err)
	form := boss.form()
	boss.post("/site", form).shows(t, "Đã công bố") // as it was
	same, err := c.Publisher.Site(t.Context())
	must(t, err)
	if same.WiFi == nil || len(same.Amenities) != len(before.Amenities) || len(same.Services) != 8 || same.Services[1].Icon != "map" || same.Policy.Others != 2 || len(same.Priority) != 6 {
		t.Fatalf("a form sent unchanged made %+v", same)
	}
	form = boss.form()
	form["quota"][row(t, form, "letter", "B")] = "40"
	form["last"][row(t, form, "letter", "B")] = "15:30"
	form["counter_services"][row(t, form, "counter", "3")] = "b, c"
	form.Set("others", "3")
	form["from"], form["to"], form["days_0"], form["days_1"] = []string{"07:30", "13:30"}, []string{"11:30", "17:00"}, []string{"1", "2", "3", "4", "5"}, []string{"1", "2", "3", "4", "5"}
	form["date"][0], form["date_hours"][0] = "2026-12-24", "07:30-11:00, 13:30-15:00"
	boss.post("/site", form).shows(t, "Đã công bố", "services › B › quota", "policy › others", "Trần Văn Quản")
	site, err := c.Publisher.Site(t.Context())
	must(t, err)
	b, _ := site.Service("B")
	if b.Quota != 40 || b.LastTicket.String() != "15:30" || strings.Join(site.Counters[2].Services, "") != "BC" || site.Policy.Others != 3 || len(site.Hours) != 2 || len(site.Special) != 1 || len(site.Special[0].Hours) != 2 {
		t.Errorf("published is %+v", site)
	}
	boss.post("/site", form).shows(t, "Người khác vừa công bố bản mới") // with the version of before
}

func TestASiteThatCannotBeIsExplained(t *testing.T) {
	c := openCenter(t)
	boss := c.enter(c.hire("boss", "Trần Văn Quản", staff.Admin))
	held, err := c.Publisher.Versions(t.Context())
	must(t, err)
	for _, f := range []struct {
		field string
		at    int
		value string
		says  string
	}{
		{"letter", 1, "A", "dùng cho hai lĩnh vực"}, {"letter", 1, "Đ", "từ A đến Z"}, {"vi", 1, "", "chưa có đủ tên"}, {"quota", 1, "nhiều", "không phải là số"},
		{"last", 1, "4 giờ", "không đúng dạng giờ"}, {"counter", 0, "2", "mỗi số một lần"}, {"counter", 0, "x", "mỗi số một lần"}, {"counter_services", 0, "Z", "không có hoặc ghi hai lần"},
		{"counter_services", 4, "A", ""}, {"counter_services", 6, "A", "chưa có quầy nào nhận"},
		{"from", 0, "24:00", "phải sau giờ bắt đầu"}, {"date", 0, "24/12", "không đúng dạng 2026-12-24"}, {"date", 0, "2026-12-24", "hãy ghi lý do"}, {"others", 0, "-1", "không phải là số"},
	} {
		form := boss.form()
		form[f.field][f.at] = f.value
		if f.says == "" {
			continue
		}
		boss.post("/site", form).shows(t, "Chưa công bố", f.says)
	}
	form := boss.form()
	form.Add("from", "08:00")
	form.Add("to", "09:00")
	form["from"][1], form["to"][1], form["days_1"] = "08:00", "09:00", []string{"1"}
	boss.post("/site", form).shows(t, "trùng với một dòng khác")
	if now, _ := c.Publisher.Versions(t.Context()); now[kiosk.DocSite] != held[kiosk.DocSite] {
		t.Error("something was published")
	}
}

// A counter is not taken away from under a visitor.
func TestACounterInUseStays(t *testing.T) {
	c := openCenter(t)
	tablet := c.enrolTablet("1", "")
	clerk, boss := c.sit("hoa", "3"), c.enter(c.hire("boss", "Trần Văn Quản", staff.Admin))
	tablet.takes("B", 2)
	clerk.press("next")
	form := boss.form()
	i := row(t, form, "counter", "3")
	form["counter"][i], form["counter_name"][i], form["counter_services"][i] = "", "", ""
	boss.post("/site", form).shows(t, "Phiếu B1-001", "sẽ không còn ai gọi")
	clerk.press("park")
	boss.post("/site", form).shows(t, "Phiếu B1-001", "sẽ không còn ai gọi")
	clerk.press("undo")
	clerk.press("done")
	boss.post("/site", form).shows(t, "Đã công bố") // counter 4 calls the other
	if got := clerk.get("/counter"); got.status != http.StatusSeeOther {
		t.Errorf("a clerk of a counter that is gone sees status %d", got.status)
	}
}
