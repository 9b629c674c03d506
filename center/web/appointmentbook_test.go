package web

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"dongthap.vn/sen/center/staff"
	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/kiosk"
)

// pressed is what the form of a page sends when a time is pressed.
func pressed(t testing.TB, page answer, from string) url.Values {
	t.Helper()
	form := url.Values{"from": {from}}
	part, _, _ := strings.Cut(page.body[strings.Index(page.body, `<form method="post" action="/appointment">`):], "</form>")
	for _, m := range regexp.MustCompile(`<input type="hidden" name="([a-z]+)" value="([^"]*)">`).FindAllStringSubmatch(part, -1) {
		form.Set(m[1], m[2])
	}
	return form
}

// dayPage is the page of a day some days ahead.
func (c *center) dayPage(in int, more string) string {
	return "/appointment?service=B&day=" + c.today().AddDays(in).String() + more
}

func TestAPhoneBooksMovesAndCancels(t *testing.T) {
	c := openCenter(t)
	phone := c.visitor()
	phone.get("/P/1.013949").shows(t, "Đặt lịch hẹn", "/appointment?procedure=1.013949")
	phone.get("/appointment").shows(t, "Bạn cần làm việc gì?", "Đất đai", "Cư trú", "Không cần tên hay số điện thoại")
	phone.get("/appointment?procedure=1.013949").shows(t, "chọn ngày", "còn", "Thủ tục:")
	page := phone.get(c.dayPage(1, "&procedure=1.013949"))
	page.shows(t, "Chọn giờ để đặt", "08:00", "còn 2 chỗ", `name="robots" content="noindex"`)
	form := pressed(t, page, "08:00")
	phone.post("/appointment", form).shows(t, "mở đã lâu") // quicker than anybody reads
	c.clock.Pass(10 * time.Second)
	made := phone.post("/appointment", form)
	if again := phone.post("/appointment", form); again.header.Get("Location") != made.header.Get("Location") || made.status != http.StatusSeeOther {
		t.Fatalf("pressed twice: %d %s and %s", made.status, made.header.Get("Location"), again.header.Get("Location"))
	}
	mine := made.header.Get("Location")
	slip := phone.get(mine)
	slip.shows(t, "Phiếu thật", "08:00", "Ngày mai, 08:00", "Trung tâm đợi bạn", "data:image/png", "Đổi giờ", "Huỷ hẹn", "Số 85 Nguyễn Huệ", "Cần chuẩn bị", "Giấy chứng nhận", `content="noindex"`)
	phone.get(mine+"?lang=en").shows(t, "Tomorrow, 08:00", "When you are there")

	change := regexp.MustCompile(`href="(/appointment\?change=[^"]+)"`).FindStringSubmatch(slip.body)[1]
	phone.get(change).shows(t, "Đổi giờ hẹn", "Lịch cũ vẫn giữ")
	page = phone.get(change + "&service=B&day=" + c.today().AddDays(2).String())
	c.clock.Pass(10 * time.Second)
	moved := phone.post("/appointment", pressed(t, page, "10:00")).header.Get("Location")
	phone.get(moved).shows(t, "10:00", "Trung tâm đợi bạn")
	phone.get(mine).shows(t, "đã đổi sang giờ khác", "Xem lịch hẹn mới", moved)

	phone.post(moved, nil)
	phone.get(moved).shows(t, "đã huỷ")
	phone.get(moved).lacks(t, "data:image/png", "Đổi giờ")
	all, err := c.Booking.On(t.Context(), c.today().AddDays(2))
	if err != nil || len(all) != 1 || all[0].State != store.AppointmentCancelled || all[0].Procedure != "1.013949" {
		t.Errorf("booked %+v, %v", all, err)
	}
}

func TestAPhoneIsReminded(t *testing.T) {
	c := openCenter(t)
	a := c.booked(0, 10*60)
	site, err := c.Publisher.Site(t.Context())
	must(t, err)
	code, err := c.Booking.Code(site, a)
	must(t, err)
	phone := c.visitor()
	phone.get("/R/"+code).shows(t, "Hôm nay 10:00 · còn 1 giờ 30 phút")
	c.clock.Pass(91 * time.Minute)
	phone.get("/R/"+code).shows(t, "Đến giờ rồi")
	phone.get("/R/"+strings.ToLower(code)).shows(t, "Đến giờ rồi")
	other := map[bool]string{true: "B", false: "A"}[code[40] == 'A']
	if got := phone.get("/R/" + code[:40] + other + code[41:]); got.status != http.StatusNotFound {
		t.Errorf("a changed code: status %d", got.status)
	}
	k := c.enrolTablet("1", "")
	at := site.Moment(a.Slot)
	k.record(kiosk.KindTicketIssued, kiosk.TicketIssued{Number: "B1-001", Service: "B", Day: c.today(), N: 1, ReceiptID: strings.Repeat("a", 20), Lang: kiosk.Vietnamese, Appointment: a.ID, AppointedAt: &at}, nil)
	k.send()
	phone.get("/R/"+code).shows(t, "Bạn đã đến", "B1-001", "Phiếu đã dùng")
	clerk := c.sit("lan", "3")
	clerk.get("/counter").shows(t, "hẹn 10:00, đã đến")
}

func TestTheDigitsLeadToThePage(t *testing.T) {
	c := openCenter(t)
	a := c.booked(1, 8*60)
	phone := c.visitor()
	got := phone.post("/appointment/code", url.Values{"code": {kiosk.FormatCode(a.Code)}, "lang": {"en"}})
	if to := got.header.Get("Location"); !strings.HasPrefix(to, "/R/") || !strings.HasSuffix(to, "?lang=en") {
		t.Fatalf("led to %q", to)
	}
	for _, wrong := range []string{"", "1", "00000001", "' OR 1=1 --", strings.Repeat("9", 4000)} {
		phone.post("/appointment/code", url.Values{"code": {wrong}}).shows(t, "Không có lịch hẹn nào mang mã này")
	}
}

func TestNobodyMakesAFormOfTheirOwn(t *testing.T) {
	c := openCenter(t)
	phone := c.visitor()
	page := phone.get(c.dayPage(1, ""))
	good := pressed(t, page, "08:00")
	c.clock.Pass(time.Minute)
	for name, form := range map[string]string{"none": "", "words": "x", "changed": good.Get("form")[:20] + "AAAA" + good.Get("form")[24:], "longer": good.Get("form") + "AA"} {
		v := url.Values{"service": {"B"}, "day": good["day"], "from": {"08:00"}, "form": {form}}
		if got := phone.post("/appointment", v); got.status != http.StatusBadRequest {
			t.Errorf("%s: status %d", name, got.status)
		}
	}
	c.clock.Pass(formLasts)
	phone.post("/appointment", good).shows(t, "mở đã lâu", "08:00")
	if all, err := c.Booking.On(t.Context(), c.today().AddDays(1)); err != nil || len(all) > 0 {
		t.Errorf("booked %+v, %v", all, err)
	}
}

// from posts as who comes from an address.
func (c *center) from(address, path string, form url.Values) *httptest.ResponseRecorder {
	r := httptest.NewRequest("POST", path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.RemoteAddr = address
	w := httptest.NewRecorder()
	c.Handler().ServeHTTP(w, r)
	return w
}

// booksFrom presses times one after the other until one is refused.
func (c *center) booksFrom(address func(i int) string, most int) (booked int) {
	c.t.Helper()
	for i := range most {
		form := c.formAt(2+i/14, []string{"07:30", "08:00", "08:30", "09:00", "09:30", "10:00", "10:30", "13:30", "14:00", "14:30", "15:00", "15:30", "16:00", "07:30"}[i%14])
		c.clock.Pass(10 * time.Second)
		if w := c.from(address(i), "/appointment", form); w.Code != http.StatusSeeOther {
			if !strings.Contains(w.Body.String(), "nhiều lịch hẹn đặt từ mạng này") {
				c.t.Fatalf("refused with %d: %s", w.Code, w.Body)
			}
			return booked
		}
		booked++
	}
	return booked
}

func TestNobodyTakesAllPlaces(t *testing.T) {
	c := openCenter(t)
	same := func(int) string { return "203.0.113.7:1234" }
	if n := c.booksFrom(same, 20); n != mostBooked {
		t.Errorf("one address booked %d times", n)
	}
	if n := c.booksFrom(func(i int) string { return fmt.Sprintf("[2001:db8:1:2::%x]:1", i+1) }, 20); n != mostBooked {
		t.Errorf("one network booked %d times", n)
	}
	c.clock.Pass(24 * time.Hour)
	if n := c.booksFrom(same, 1); n != 1 {
		t.Error("the next day it may book no more")
	}
}

func TestManyAddressesTakeNotAllPlaces(t *testing.T) {
	c := openCenter(t)
	c.bounds.booked.all = 9
	if n := c.booksFrom(func(i int) string { return fmt.Sprintf("198.51.100.%d:1", i+1) }, 20); n != 9 {
		t.Errorf("many addresses booked %d times", n)
	}
}

// The control: without the bound one address takes all it wants.
func TestControlPhonesWithoutABound(t *testing.T) {
	c := openCenter(t)
	c.bounds.booked.each, c.bounds.booked.all = 1000, 1000
	if n := c.booksFrom(func(int) string { return "203.0.113.7:1234" }, 13); n <= mostBooked {
		t.Fatalf("the planted fault let %d through: the test above shows nothing", n)
	}
	t.Log("control: phones without a bound -> caught by TestNobodyTakesAllPlaces")
}

func TestCodesAreNotGuessedAtOnAPhone(t *testing.T) {
	c := openCenter(t)
	a := c.booked(1, 8*60)
	wrong := url.Values{"code": {"00000001"}}
	for range mostWrong {
		c.from("203.0.113.7:1", "/appointment/code", wrong)
	}
	right := url.Values{"code": {a.Code}}
	if w := c.from("203.0.113.7:1", "/appointment/code", right); !strings.Contains(w.Body.String(), "nhiều mã chưa đúng") {
		t.Errorf("after %d wrong codes: %d", mostWrong, w.Code)
	}
	if w := c.from("203.0.113.8:1", "/appointment/code", right); w.Code != http.StatusSeeOther {
		t.Errorf("another address: %d", w.Code)
	}
	c.clock.Pass(wrongFor)
	if w := c.from("203.0.113.7:1", "/appointment/code", right); w.Code != http.StatusSeeOther {
		t.Errorf("a quarter of an hour later: %d", w.Code)
	}
}

func TestWhereARequestComesFrom(t *testing.T) {
	for _, c := range []struct{ remote, told, want string }{
		{"203.0.113.7:1", "", "203.0.113.7"}, {"203.0.113.7:1", "1.2.3.4", "203.0.113.7"}, {"127.0.0.1:1", "", ""}, {"127.0.0.1:1", "6.6.6.6, 198.51.100.4", "198.51.100.4"},
		{"10.1.1.1:1", "198.51.100.4", "198.51.100.4"}, {"10.1.1.1:1", "<script>", "10.1.1.1"}, {"[2001:db8::1]:1", "", "2001:db8::/64"}, {"[::ffff:203.0.113.7]:1", "", "203.0.113.7"}, {"pipe", "", ""},
	} {
		r := httptest.NewRequest("GET", "/", nil)
		r.RemoteAddr = c.remote
		if c.told != "" {
			r.Header.Set("X-Forwarded-For", c.told)
		}
		if got := comesFrom(r); got != c.want {
			t.Errorf("%s, told %q: %q, want %q", c.remote, c.told, got, c.want)
		}
	}
}

// Two phones press the last place at the same moment.
func TestTwoPhonesPressTheLastPlace(t *testing.T) {
	c := openCenter(t)
	c.booked(1, 8*60)
	forms := []url.Values{c.formAt(1, "08:00"), c.formAt(1, "08:00")}
	c.clock.Pass(time.Minute)
	var all sync.WaitGroup
	codes := make([]int, 2)
	for i := range codes {
		all.Go(func() { codes[i] = c.from(fmt.Sprintf("203.0.113.%d:1", i+1), "/appointment", forms[i]).Code })
	}
	all.Wait()
	if codes[0]+codes[1] != http.StatusSeeOther+http.StatusOK {
		t.Errorf("answered %v", codes)
	}
}

func TestTheBookingPagesCanBeReadAndAreSound(t *testing.T) {
	c := openCenter(t)
	a := c.booked(0, 10*60)
	site, err := c.Publisher.Site(t.Context())
	must(t, err)
	code, err := c.Booking.Code(site, a)
	must(t, err)
	b := c.browse()
	for name, path := range map[string]string{
		"services": "/appointment", "days": "/appointment?service=B&procedure=1.013949", "times": c.dayPage(1, ""), "english": c.dayPage(1, "&lang=en"),
		"mine": "/R/" + code, "mine-english": "/R/" + code + "?lang=en", "change": "/appointment?change=" + code,
	} {
		b.open(path)
		b.look("book-"+name, phones)
		b.faultless(path)
	}
	b.open(c.dayPage(1, ""))
	c.clock.Pass(5 * time.Second)
	b.click(`button[value="08:30"]`)
	b.waitText("Trung tâm đợi bạn")
	lan := c.hire("lan", "Lan", staff.Guide)
	c.enter(lan).get(diaryAt("B", c.today().AddDays(1))).shows(t, "08:30", "tự đặt qua điện thoại")
}

// Whatever stands in an address or a form is a word on the page and nothing else.
func TestHostileTextsInABookingAreOnlyWords(t *testing.T) {
	c := openCenter(t)
	phone := c.visitor()
	plain := phone.get("/appointment").body
	for _, text := range hostileTexts(t) {
		q := url.Values{"service": {text}, "day": {text}, "procedure": {text}, "change": {text}, "lang": {text}}
		if got := phone.get("/appointment?" + q.Encode()); got.status != http.StatusOK || strings.Count(got.body, text) > strings.Count(plain, text) && strings.ContainsAny(text, "<>\"'") {
			t.Errorf("%q: status %d", text, got.status)
		}
	}
}
