package web

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp/kb"

	"dongthap.vn/sen/center/booking"
	"dongthap.vn/sen/center/staff"
	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/kiosk"
)

// today is the center's day.
func (c *center) today() kiosk.Date { return kiosk.DateOf(c.clock.Now().In(kiosk.VietnamTime)) }

// booked books a time of land matters, some days ahead.
func (c *center) booked(in int, from kiosk.Clock) booking.Appointment {
	c.t.Helper()
	a, err := c.Booking.Book(c.t.Context(), booking.Request{Service: "B", Slot: kiosk.Slot{Day: c.today().AddDays(in), From: from}, Procedure: "1.013949",
		Lang: kiosk.Vietnamese, Source: store.FromPhone})
	must(c.t, err)
	return a
}

// formAt is a form that books a time.
func (c *center) formAt(in int, from string) url.Values {
	return url.Values{"service": {"B"}, "day": {c.today().AddDays(in).String()}, "from": {from}, "form": {c.formToken()}}
}

func TestAClerkBooksMovesAndCancels(t *testing.T) {
	c := openCenter(t)
	clerk := c.enter(c.hire("lan", "Trần Thị Lan", staff.Clerk))
	clerk.get("/appointments").shows(t, "Chưa có ai hẹn ngày này", "0/2 chỗ đã đặt", "F2")
	form := c.formAt(1, "08:00")
	made := clerk.post("/appointments", form)
	if again := clerk.post("/appointments", form); again.header.Get("Location") != made.header.Get("Location") {
		t.Errorf("the form came twice: %s and %s", made.header.Get("Location"), again.header.Get("Location"))
	}
	page := clerk.get(made.header.Get("Location"))
	page.shows(t, "08:00", "Đất đai: <b>1</b>", "Trần Thị Lan", "data:image/png", "1/2 chỗ đã đặt")
	code := regexp.MustCompile(`<p class="code">([0-9]{4} [0-9]{4})`).FindStringSubmatch(page.body)
	if code == nil {
		t.Fatal("no code is shown")
	}
	clerk.post("/appointments", c.formAt(1, "08:00"))
	full := clerk.post("/appointments", c.formAt(1, "08:00")).header.Get("Location")
	clerk.get(full).shows(t, "vừa hết chỗ", "2/2 chỗ đã đặt")
	found := clerk.get("/appointments?code=" + url.QueryEscape(code[1])).header.Get("Location")
	clerk.get(found).shows(t, code[1])
	clerk.get(clerk.get("/appointments?code=00000001").header.Get("Location")).shows(t, "Không có lịch hẹn")

	id := regexp.MustCompile(`shown=([0-9a-f]{20})`).FindStringSubmatch(made.header.Get("Location"))[1]
	clerk.get("/appointments?service=B&move="+id).shows(t, "Đang đổi lịch 08:00")
	form = c.formAt(2, "09:30")
	form.Set("move", id)
	moved := clerk.post("/appointments", form).header.Get("Location")
	clerk.get(moved).shows(t, "09:30")
	clerk.get(diaryAt("B", c.today().AddDays(1))).shows(t, "đã đổi giờ")
	clerk.get(clerk.post("/appointments/"+id+"/cancel", nil).header.Get("Location")).shows(t, "đã đến, đã đổi hoặc đã huỷ")
	now := regexp.MustCompile(`shown=([0-9a-f]{20})`).FindStringSubmatch(moved)[1]
	clerk.get(clerk.post("/appointments/"+now+"/cancel", nil).header.Get("Location")).shows(t, "Đã huỷ lịch hẹn", "đã huỷ")
	for action, want := range map[string]int{booking.ActBook: 3, booking.ActMove: 1, booking.ActCancel: 1} {
		if got := c.audited(action); got != want {
			t.Errorf("%s is in the audit log %d times, want %d", action, got, want)
		}
	}
	past := store.Appointment{ID: strings.Repeat("0", 20), Site: 1, Service: "B", Slot: kiosk.Slot{Day: c.today().AddDays(-1), From: 480}, Code: "10203040", Source: store.FromPhone}
	must(t, c.Store.Write(t.Context(), func(tx *store.Tx) error { _, err := tx.BookAppointment(t.Context(), &past, 1); return err }))
	clerk.get(diaryAt("B", c.today().AddDays(-1))).shows(t, "không đến", "1020 3040", "tự đặt qua điện thoại")
}

func TestABadFormBooksNothing(t *testing.T) {
	c := openCenter(t)
	clerk := c.enter(c.hire("lan", "Lan", staff.Clerk))
	for name, change := range map[string]func(url.Values){
		"no day": func(v url.Values) { v.Del("day") }, "no time": func(v url.Values) { v.Set("from", "8h") }, "no form": func(v url.Values) { v.Set("form", "x") },
	} {
		v := c.formAt(1, "08:00")
		change(v)
		if got := clerk.post("/appointments", v); got.status != http.StatusBadRequest {
			t.Errorf("%s: status %d", name, got.status)
		}
	}
	for _, path := range []string{"/appointments?shown=x", "/appointments?move=' OR 1=1"} {
		if got := clerk.get(strings.ReplaceAll(path, " ", "%20")); got.status != http.StatusNotFound {
			t.Errorf("%s: status %d", path, got.status)
		}
	}
	if all, err := c.Booking.On(t.Context(), c.today().AddDays(1)); err != nil || len(all) > 0 {
		t.Errorf("booked %+v, %v", all, err)
	}
}

// Hours that change are published all the same, and who is left behind is shown
// where it is changed and where it is dealt with.
func TestHoursThatChangeStrandNobodyUnseen(t *testing.T) {
	c := openCenter(t)
	boss := c.enter(c.hire("boss", "Sếp", staff.Supervisor))
	a := c.booked(1, 8*60)
	form := boss.form()
	for i, every := range form["every"] {
		if every == "30" {
			form["between"][i] = "13:30-16:30"
			form["appoint_early"][i], form["appoint_late"][i] = "20", ""
		}
	}
	boss.post("/site", form).shows(t, "1 lịch hẹn không còn khớp", "13:30-16:30")
	boss.get("/appointments").shows(t, "1 lịch hẹn không còn khớp giờ", kiosk.FormatCode(a.Code))
	site, err := c.Publisher.Site(t.Context())
	must(t, err)
	if early, late := site.Policy.Window("B"); early != 20*time.Minute || late != 15*time.Minute {
		t.Errorf("an appointment counts from %s to %s", early, late)
	}
	if early, late := site.Policy.Window("D"); early != 5*time.Minute || late != 10*time.Minute {
		t.Errorf("another service's was lost: %s to %s", early, late)
	}
	for i, letter := range form["letter"] {
		if letter == "B" {
			form["every"][i] = ""
		}
	}
	form.Set("version", "")
	boss.post("/site", form).has(t, "thiếu số phút mỗi giờ hẹn")
}

func TestTheDiaryIsWorkedByKeys(t *testing.T) {
	c := openCenter(t)
	for i := range 5 {
		c.booked(1+i%2, kiosk.Clock(8*60+30*(i/2)))
	}
	lan := c.hire("lan", "Trần Thị Lan", staff.Clerk)
	b := c.browse()
	b.signIn(c, lan)
	b.open("/appointments?service=B")
	b.look("appointments-today", offices)
	b.key(kb.F8)
	b.waitText("Đã hẹn")
	b.until("the day after", `location.search.includes("day=`+c.today().AddDays(1).String()+`")`)
	b.key(kb.F2)
	b.until("it is booked", `location.search.includes("shown=")`)
	b.waitText("Đọc mã này")
	b.look("appointments", offices, small)
	b.faultless("/appointments, booked")
	must(t, c.Booking.Cancel(t.Context(), c.bookedFirst(1).ID, ""))
	b.waitText("đã huỷ")
}

// bookedFirst is the first appointment of a day.
func (c *center) bookedFirst(in int) booking.Appointment {
	c.t.Helper()
	all, err := c.Booking.On(c.t.Context(), c.today().AddDays(in))
	must(c.t, err)
	return all[0]
}
