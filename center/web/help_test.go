package web

import (
	"testing"
	"time"

	"dongthap.vn/sen/center/staff"
)

func TestAVisitorCallsForHelpAndAGuideComes(t *testing.T) {
	c := openCenter(t)
	tablet := c.enrolTablet("2", "Sảnh chính, cạnh cửa")
	guide := c.enter(c.hire("lan", "Trần Thị Lan", staff.Guide))
	guide.get("/help").shows(t, "Không có ai đang gọi", `data-count="0"`)

	id := tablet.help("find")
	tablet.send()
	c.clock.Pass(2 * time.Minute)
	guide.get("/help").shows(t, "Máy 2 · Sảnh chính, cạnh cửa", "đã chờ 2 phút", "đang tìm thủ tục", `data-count="1"`, "1 người đang chờ hỗ trợ")
	guide.part("POST", "/help/"+id+"/acknowledge", nil).shows(t, "Khách sẽ thấy", "Trần Thị Lan nhận lúc 08:32", `data-count="0"`)

	other := c.enter(c.hire("mai", "Lê Mai", staff.Guide))
	other.part("POST", "/help/"+id+"/acknowledge", nil).shows(t, "đã có người nhận", "Trần Thị Lan")
	guide.part("POST", "/help/"+id+"/close", nil).shows(t, "Không có ai đang gọi")
	guide.part("POST", "/help/"+id+"/close", nil).shows(t, "đã có người nhận hoặc đã được huỷ")
	guide.part("POST", "/help/no-such-call/close", nil).shows(t, "đã có người nhận hoặc đã được huỷ")
}

func TestEveryStaffPageCountsTheCalls(t *testing.T) {
	c := openCenter(t)
	tablet := c.enrolTablet("1", "")
	clerk := c.sit("hoa", "3")
	tablet.help("home")
	tablet.help("ticket")
	tablet.send()
	clerk.part("GET", "/counter", nil).shows(t, `id="help-badge"`, `data-count="2"`)
}

// Nobody comes for a minute: whatever page anybody of the staff has open says so.
func TestACallNobodyAnswersIsOnEveryPage(t *testing.T) {
	c := openCenter(t)
	tablet := c.enrolTablet("2", "Sảnh chính")
	guide, analyst := c.enter(c.hire("lan", "Trần Thị Lan", staff.Guide)), c.enter(c.hire("an", "Lê An", staff.Analyst))
	id := tablet.help("find")
	tablet.send()
	c.clock.Pass(2 * time.Minute)
	analyst.get("/feedback").lacks(t, "chưa ai đến")
	if n, err := c.Listen.Escalate(t.Context()); err != nil || n != 1 {
		t.Fatalf("%d calls, %v", n, err)
	}
	const alarm = "Máy 2 · Sảnh chính: khách gọi 2 phút chưa ai đến!"
	analyst.get("/feedback").shows(t, alarm)
	analyst.get("/feedback").lacks(t, "Tôi đến giúp")
	analyst.get("/help/alarm").shows(t, alarm)
	guide.get("/help").shows(t, alarm, "Tôi đến giúp")
	guide.part("POST", "/help/"+id+"/acknowledge", nil)
	analyst.get("/help/alarm").lacks(t, "chưa ai đến")
}
