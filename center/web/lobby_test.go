package web

import (
	"net/url"
	"testing"
	"time"

	"github.com/chromedp/chromedp/kb"

	"dongthap.vn/sen/center/staff"
	"dongthap.vn/sen/kiosk"
)

// A lobby in the morning, each in a browser of their own: two clerks, a board with
// a name, two phones; a kiosk gives numbers and hears what Home tells.
func TestALobbyMorning(t *testing.T) {
	c := openCenter(t)
	boss := c.enter(c.hire("boss", "Sếp", staff.Supervisor))
	boss.post("/boards", boss.typedBoards(oneBoard(nil))).shows(t, "Đã công bố")
	tablet := c.enrolTablet("2", "Sảnh")
	slips := tablet.takes("B", 4)

	hoa := c.browse()
	board, early, late := hoa.another(), hoa.another(), hoa.another()
	hoa.signIn(c, c.hire("hoa", "Nguyễn Thị Hoa", staff.Clerk))
	hoa.click(`button[value="3"]`)
	hoa.waitText("Đang chờ (4)")
	board.open("/board/tang-2")
	board.waitText("Sảnh tầng 2")
	early.open(slips[0].path())
	early.waitText("Bạn kế tiếp")
	late.open(slips[3].path())
	late.waitText("3 người")
	for _, b := range []*tab{board, late} {
		b.mark()
		eval[any](b, witness) // a browser shakes no phone that nobody has touched
	}

	early.click(`.more[action$="/more"] .button`) // the first of all needs ten minutes
	early.waitText("Chưa gọi trước")
	hoa.waitText("xin chờ đến")
	late.waitText("2 người")
	hoa.key(kb.F2)
	hoa.waitText("Đã gọi B2-002")
	board.called("B2-002", "3")

	// A second clerk comes; in another profile, for a browser is one person.
	lan := c.browse()
	lan.signIn(c, c.hire("lan", "Trần Thị Lan", staff.Clerk))
	lan.click(`button[value="4"]`)
	lan.waitText("Đang chờ (3)")
	c.clock.Pass(time.Minute)
	lan.key(kb.F2)
	lan.waitText("đang chờ khách đến")
	board.called("B2-003", "4")
	late.waitText("Bạn kế tiếp")

	boss.post("/boards", boss.typedBoards(oneBoard(url.Values{"vi": {"Chiều nay nghỉ họp"}, "from": {today(c, 0)}, "to": {today(c, 0)}}))).shows(t, "Đã công bố")
	board.waitText("Chiều nay nghỉ họp")
	q, _, err := c.Queue.Snapshot(t.Context())
	must(t, err)
	if calls := q.LastCalls(3); len(calls) != 2 || calls[0].Number != "B2-003" {
		t.Errorf("a kiosk tells of %+v", calls)
	}

	c.clock.Pass(10 * time.Minute) // and the first is back in the first place
	early.until("ten minutes are over", `document.body.dispatchEvent(new CustomEvent("sen-queue")), document.body.innerText.includes("Bạn kế tiếp")`)
	hoa.key(kb.F2)
	hoa.waitText("Đã gọi B2-001")
	board.called("B2-001", "3")
	early.waitText("Mời bạn đến")
	if shaken := eval[string](late, `__shaken`); shaken != "1 " { // near, once
		t.Errorf("the phone of who waits shook %q", shaken)
	}
	board.stayed("the board")
	late.stayed("the phone of who waits")
	hoa.key(kb.F8)
	hoa.waitText("B2-001: đã xong")
	early.waitText("Bạn thấy thế nào?")
	early.click(`.faces label:nth-of-type(1)`)
	early.click(".rate button")
	early.waitText("đã nhận đánh giá")
	boss.get("/feedback").shows(t, "Rất hài lòng", "số B2-001, Quầy 3")
}

// A board with everything on it can be read on every wall.
func TestAFullBoardCanBeRead(t *testing.T) {
	c := openCenter(t)
	c.busy()
	boss := c.enter(c.hire("boss", "Sếp", staff.Supervisor, staff.Admin))
	long := "Chiều nay từ 15 giờ Trung tâm tập huấn phòng cháy; quầy Hộ tịch và quầy Đất đai nghỉ đến 16 giờ, các quầy khác vẫn làm việc bình thường. Mong bà con thông cảm."
	boss.post("/boards", boss.typedBoards(oneBoard(url.Values{"services": {""}, "vi": {long, "Thứ Bảy này làm việc buổi sáng"}, "from": {today(c, 0), today(c, 0)}, "to": {today(c, 0), today(c, 9)}}))).shows(t, "Đã công bố")
	three, four := c.sit("hoa", "3"), c.sit("lan", "4")
	for range 4 {
		three.press("next")
		c.clock.Pass(2 * time.Minute)
		four.press("next")
		c.clock.Pass(2 * time.Minute)
	}
	b := c.browse()
	b.open("/board/tang-2")
	b.waitText("tập huấn")
	b.look("board-named", walls)
	b.faultless("/board/tang-2")
	b.signIn(c, c.hirePlain("admin", "Quản trị"))
	b.open("/boards")
	b.look("boards", offices, small)
	b.faultless("/boards")
	if kiosk.MaxNoticeText-len([]rune(long)) > 5 {
		t.Errorf("the notice has %d letters", len([]rune(long)))
	}
}
