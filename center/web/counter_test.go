package web

import (
	"net/http"
	"net/url"
	"regexp"
	"testing"
	"time"

	"dongthap.vn/sen/center/staff"
	"dongthap.vn/sen/kiosk"
)

// sit signs a clerk in and seats them at a counter.
func (c *center) sit(name string, counter string) *visitor {
	c.t.Helper()
	v := c.enter(c.hire(name, "Nguyễn Thị "+name, staff.Clerk))
	if got := v.post("/counter/choose", url.Values{"counter": {counter}}); got.status != http.StatusSeeOther {
		c.t.Fatalf("choose a counter: status %d", got.status)
	}
	return v
}

var currentForm = regexp.MustCompile(`name="current" value="([^"]*)"`)

// sees is the ticket the counter page showed, as its buttons send it.
func (v *visitor) sees() string {
	v.t.Helper()
	m := currentForm.FindStringSubmatch(v.get("/counter").body)
	if m == nil {
		v.t.Fatal("the counter page has no button to call with")
	}
	return m[1]
}

// press presses a button on the page as it is now.
func (v *visitor) press(what string) answer {
	v.t.Helper()
	return v.part("POST", "/counter/"+what, url.Values{"current": {v.sees()}})
}

func TestAClerkServesTheMorning(t *testing.T) {
	c := openCenter(t)
	tablet := c.enrolTablet("1", "Sảnh chính")
	clerk := c.sit("hoa", "3")
	clerk.get("/counter").shows(t, "Quầy 3", "Quầy đang trống", "Không có ai chờ")

	tablet.takes("B", 3)
	clerk.get("/counter").shows(t, "Đang chờ (3)", "B1-001", "B1-002", "B1-003", "chờ lâu nhất", "Đất đai", "3 phút")

	clerk.press("next").shows(t, "Đã gọi B1-001", "đang chờ khách đến", "Đang chờ (2)")
	clerk.press("recall").shows(t, "Đã gọi lại B1-001", "đã gọi 2 lần")
	c.clock.Pass(6*time.Minute + 12*time.Second)
	clerk.get("/counter").shows(t, "06:12")
	clerk.press("next").shows(t, "Đã gọi B1-002", "Đang chờ (1)")
	clerk.press("no-show").shows(t, "B1-002: ghi là không đến")
	clerk.press("next").shows(t, "Đã gọi B1-003", "Không có ai chờ")
	c.clock.Pass(time.Minute)
	clerk.press("next").shows(t, "B1-003: đã xong. Chưa có ai chờ tiếp.", "Quầy đang trống")
	clerk.press("next").shows(t, "Chưa có ai chờ.")
}

func TestASecondPressDoesNothing(t *testing.T) {
	c := openCenter(t)
	tablet := c.enrolTablet("1", "")
	clerk := c.sit("hoa", "3")
	tablet.takes("B", 3)
	saw := url.Values{"current": {clerk.sees()}}
	clerk.part("POST", "/counter/next", saw).shows(t, "Đã gọi B1-001")
	clerk.part("POST", "/counter/next", saw).shows(t, "trang đã cập nhật", "Đang chờ (2)")

	saw = url.Values{"current": {clerk.sees()}}
	clerk.part("POST", "/counter/next", saw).shows(t, "Đã gọi B1-002")
	for _, button := range []string{"next", "no-show", "done", "recall"} {
		clerk.part("POST", "/counter/"+button, saw).shows(t, "trang đã cập nhật", ">B1-002<", "Đang chờ (1)")
	}
}

func TestAChosenNumberIsCalledOutOfItsTurn(t *testing.T) {
	c := openCenter(t)
	tablet := c.enrolTablet("1", "")
	clerk, other := c.sit("hoa", "3"), c.sit("lan", "4")
	tickets := tablet.takes("B", 3)
	clerk.part("POST", "/counter/call", url.Values{"number": {" b1-003 "}}).shows(t, "Gọi B1-003 khi chưa đến lượt. Vì sao?", "việc gấp", "Quầy đang trống")
	clerk.get("/counter").shows(t, "Gọi B1-003 khi chưa đến lượt") // whatever happened to the page meanwhile
	choose := func(who *visitor, reason, note string) answer {
		return who.part("POST", "/counter/call", url.Values{"number": {"B1-003"}, "reason": {reason}, "note": {note}})
	}
	for reason, note := range map[string]string{"chosen_other": " ", "because": "", "chosen_urgent": "số 0912 345 678"} {
		choose(clerk, reason, note).shows(t, "Hãy chọn một lý do", "Gọi B1-003 khi chưa đến lượt")
	}
	clerk.part("POST", "/counter/call/cancel", nil).lacks(t, "khi chưa đến lượt")
	choose(clerk, "chosen_other", "con nhỏ  đang khóc").shows(t, "Đã gọi B1-003")
	clerk.get("/ticket/"+tickets[2].id).shows(t, "lý do khác «con nhỏ đang khóc»")
	other.part("POST", "/counter/call", url.Values{"number": {"B1-003"}}).shows(t, "Không thấy số B1-003")
	clerk.part("POST", "/counter/call", url.Values{"number": {"B1-001"}}).shows(t, "Bấm «Xong» trước")
	clerk.part("POST", "/counter/call", url.Values{"number": {"B1-003"}}).shows(t, "Đã gọi B1-003")
	for _, nonsense := range []string{"", "B", "B1-999", "<b>", "A1-001"} {
		other.part("POST", "/counter/call", url.Values{"number": {nonsense}}).shows(t, "Không thấy số")
	}
}

func TestTheCounterIsChosenOnce(t *testing.T) {
	c := openCenter(t)
	clerk := c.enter(c.hire("hoa", "Nguyễn Thị Hoa", staff.Clerk))
	if got := clerk.get("/counter"); got.header.Get("Location") != "/counter/choose" {
		t.Fatalf("a clerk without a counter is sent to %q", got.header.Get("Location"))
	}
	clerk.get("/counter/choose").shows(t, "Bạn ngồi quầy nào", "Quầy 8", "Đất đai, Xây dựng")
	for _, wrong := range []string{"", "0", "99", "-1", "hai"} {
		if got := clerk.post("/counter/choose", url.Values{"counter": {wrong}}); got.status != http.StatusBadRequest {
			t.Errorf("counter %q: status %d", wrong, got.status)
		}
	}
	clerk.post("/counter/choose", url.Values{"counter": {"4"}})
	clerk.get("/counter").shows(t, "Quầy 4 — Đất đai, Xây dựng")
}

func TestAKioskThatHoldsEventsBackIsSaidSo(t *testing.T) {
	c := openCenter(t)
	tablet := c.enrolTablet("2", "")
	clerk := c.sit("hoa", "3")
	tablet.outbox = 3
	tablet.send()
	clerk.get("/counter").shows(t, "Máy 2 còn 3 mục chưa gửi về", "3 mục chưa đồng bộ")
}

func TestWithoutScriptsTheButtonsStillWork(t *testing.T) {
	c := openCenter(t)
	tablet := c.enrolTablet("1", "")
	clerk := c.sit("hoa", "3")
	tablet.takes("B", 1)
	if got := clerk.post("/counter/next", url.Values{"current": {""}}); got.header.Get("Location") != "/counter" {
		t.Fatalf("status %d, sent to %q", got.status, got.header.Get("Location"))
	}
	clerk.get("/counter").shows(t, "đang chờ khách đến", "B1-001")
}

func TestAVisitorIsSentAndComesBack(t *testing.T) {
	c := openCenter(t)
	tablet := c.enrolTablet("1", "")
	clerk, other := c.sit("hoa", "3"), c.sit("lan", "4")
	tablet.takes("B", 2)
	clerk.press("next").shows(t, "Đã gọi, đang chờ khách đến", "Gọi lại")
	clerk.press("begin").shows(t, "khách đã đến quầy", "Đang phục vụ")
	for _, late := range []string{"recall", "no-show"} {
		clerk.press(late).shows(t, "Khách đang ở quầy")
	}
	clerk.press("park").shows(t, "đang bổ sung giấy tờ", "Tạm vắng", "Quầy đang trống", "Hoàn tác")
	away := regexp.MustCompile(`name="ticket" value="([^"]+)"`).FindStringSubmatch(clerk.get("/counter").body)[1]
	clerk.part("POST", "/counter/return", url.Values{"ticket": {away}}).shows(t, "đúng chỗ cũ")
	clerk.part("POST", "/counter/return", url.Values{"ticket": {away}}).shows(t, "không còn ở danh sách tạm vắng")
	clerk.press("next").shows(t, "Đã gọi B1-001")
	send := func(to string) answer {
		return clerk.part("POST", "/counter/transfer", url.Values{"current": {clerk.sees()}, "to": {to}})
	}
	for _, nowhere := range []string{"Z", "", "99", "3", "-1"} {
		send(nowhere).shows(t, "không có quầy nào khác nhận", ">B1-001<")
	}
	send("C").shows(t, "chuyển sang lĩnh vực C")
	clerk.press("undo").shows(t, "Đã hoàn tác: B1-001", ">B1-001<")
	clerk.press("undo").shows(t, "Không còn gì để hoàn tác")
	send("4").shows(t, "chuyển đến Quầy 4", "Quầy đang trống")
	send("4").shows(t, "Quầy chưa gọi số nào")
	other.press("next").shows(t, "Đã gọi B1-001", "chờ lâu nhất")
	other.press("no-show").shows(t, "ghi là không đến", "gọi mà chưa đến")
}

func TestPriorityIsShownWithItsReason(t *testing.T) {
	c := openCenter(t)
	tablet := c.enrolTablet("1", "")
	clerk := c.sit("hoa", "3")
	tablet.takes("B", 2)
	tablet.class = kiosk.Disabled
	tablet.takes("B", 1)
	tablet.class = "tall" // of a newer kiosk
	tablet.takes("B", 1)
	clerk.get("/counter").shows(t, "mỗi quầy cứ 1 người ưu tiên thì gọi 2 người khác", "ưu tiên: khuyết tật", "diện khác")
	clerk.press("next").shows(t, "Đã gọi B1-003", "ưu tiên: khuyết tật")
	clerk.press("next").shows(t, "Đã gọi B1-001", "chờ lâu nhất")
}

func TestACounterPausesAndSaysWhy(t *testing.T) {
	c := openCenter(t)
	c.enrolTablet("1", "").takes("B", 2)
	clerk, other := c.sit("hoa", "3"), c.sit("lan", "4")
	pause := func(reason, note string) answer {
		return clerk.part("POST", "/counter/pause", url.Values{"current": {""}, "reason": {reason}, "note": {note}})
	}
	clerk.get("/counter").shows(t, "Tạm nghỉ", "ăn trưa", "máy móc trục trặc")
	pause("siesta", "").shows(t, "Hãy chọn một lý do")
	pause("lunch", "").shows(t, "Quầy đã tạm nghỉ: ăn trưa", "Quầy 3 tạm nghỉ từ 08:32: ăn trưa", "Mở lại quầy")
	pause("break", "").shows(t, "Quầy đang tạm nghỉ")
	clerk.press("next").shows(t, "Quầy đang tạm nghỉ", "Mở lại quầy")
	other.get("/counter").shows(t, "Quầy 3 tạm nghỉ từ 08:32: ăn trưa")
	other.press("next").shows(t, "Đã gọi B1-001", "Quầy 3 · Đất đai (ăn trưa)")
	c.visitor().get("/board").shows(t, "Quầy 3 tạm nghỉ: ăn trưa")
	clerk.press("resume").shows(t, "Quầy đã mở lại", "Gọi số kế")
	clerk.press("resume").shows(t, "Quầy đang mở")
	c.visitor().get("/board").lacks(t, "tạm nghỉ")
	clerk.press("next").shows(t, "Đã gọi B1-002")
	pause("break", "").shows(t, "trang đã cập nhật")
}

func TestATicketGoesOnToAFurtherService(t *testing.T) {
	c := openCenter(t)
	tablet := c.enrolTablet("1", "")
	mine := tablet.takes("B", 2)[0]
	clerk, other, phone := c.sit("hoa", "3"), c.sit("lan", "1"), c.visitor()
	clerk.press("next")
	add := func(service string) answer {
		return clerk.part("POST", "/counter/add", url.Values{"current": {clerk.sees()}, "service": {service}})
	}
	add("A").shows(t, "xong ở đây thì sang lĩnh vực A", "Sau đó, cùng số này: Hộ tịch")
	add("A").shows(t, "Phiếu đã có lĩnh vực đó")
	add("Z").shows(t, "không có quầy nào khác nhận")
	phone.get(mine.path()).shows(t, "Sau đó, vẫn với số này: Hộ tịch", "Quầy 3")
	clerk.press("done").shows(t, "B1-001: xong ở đây, chờ tiếp ở lĩnh vực A với đúng số này")
	phone.get(mine.path()).shows(t, "Hộ tịch", "Bạn kế tiếp")
	phone.get(mine.path()).lacks(t, "Sau đó, vẫn")
	other.press("next").shows(t, "Đã gọi B1-001", "Hộ tịch")
	c.visitor().get("/board").shows(t, ">B1-001<")
	other.press("done").shows(t, "B1-001: đã xong")
	clerk.get("/ticket/"+mine.id).shows(t, "thêm lĩnh vực", "xong, sang lĩnh vực kế", "sang lĩnh vực A")
}

func TestAClassIsCorrectedAtTheCounterAndOnTheTicket(t *testing.T) {
	c := openCenter(t)
	tablet := c.enrolTablet("1", "")
	tablet.takes("B", 1)
	tablet.class = kiosk.Disabled
	mine := tablet.takes("B", 1)[0]
	clerk := c.sit("hoa", "3")
	clerk.get("/ticket/"+mine.id).shows(t, "Sửa diện", "khuyết tật")
	set := func(class string) answer {
		return clerk.post("/ticket/"+mine.id+"/class", url.Values{"class": {class}})
	}
	set("").shows(t, "diện ưu tiên nay là «không ưu tiên»", "Người dân khai ở máy: khuyết tật", "thành: không ưu tiên", "Nguyễn Thị hoa")
	set("").shows(t, "Phiếu đã ghi diện đó rồi")
	set("tall").shows(t, "Không có diện ưu tiên đó")
	clerk.press("next").shows(t, "Đã gọi B1-001") // the other has no priority any more
	clerk.press("next").shows(t, "Đã gọi B1-002")
	clerk.part("POST", "/counter/class", url.Values{"ticket": {mine.id}, "class": {"pregnant"}}).shows(t, "«mang thai, con nhỏ»")
	c.clock.Pass(time.Second)
	clerk.press("done")
	clerk.get("/ticket/"+mine.id).lacks(t, "Sửa diện")
	set("").shows(t, "Phiếu đã kết thúc")
}

func TestASilentKioskIsSaidSo(t *testing.T) {
	c := openCenter(t)
	c.enrolTablet("2", "").send()
	clerk := c.sit("hoa", "3")
	clerk.get("/counter").lacks(t, "mất liên lạc từ")
	c.clock.Pass(silentAfter + time.Second)
	clerk.get("/counter").shows(t, "Máy 2 mất liên lạc từ 08:30", "chưa hiện ở đây")
}

func TestTheRecordOfATicketSaysWhoAndWhy(t *testing.T) {
	c := openCenter(t)
	tablet := c.enrolTablet("1", "")
	clerk := c.sit("hoa", "3")
	tablet.class = kiosk.Merit
	k := tablet.takes("B", 1)[0]
	clerk.get("/ticket/"+k.id).shows(t, "Phiếu B1-001", "Chưa có ai làm gì")
	clerk.press("next")
	c.clock.Pass(time.Second)
	clerk.press("no-show")
	c.clock.Pass(time.Second)
	clerk.press("undo")
	clerk.part("POST", "/counter/transfer", url.Values{"current": {clerk.sees()}, "to": {"4"}})
	clerk.get("/ticket/"+k.id).shows(t, "1. gọi", "ưu tiên: người có công", "Nguyễn Thị hoa", `class="undone"`, "2. không đến", "hoàn tác việc 2", "đến Quầy 4", "Quầy 3")
	if got := clerk.get("/ticket/nobody"); got.status != http.StatusNotFound {
		t.Errorf("no ticket: status %d", got.status)
	}
}
