package web

import (
	"encoding/hex"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"dongthap.vn/sen/center/ingest"
	"dongthap.vn/sen/center/staff"
	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/receipt"
)

const (
	lan      = "Trần Thị Phương Lan"
	lanPhone = "+84912345678"
)

// asks asks for a meeting in some days at 8:00 and returns its slip and id.
func (k *tablet) asks(in int) slip {
	k.c.t.Helper()
	id := [10]byte(random(10))
	day := kiosk.DateOf(k.c.clock.Now().In(kiosk.VietnamTime)).AddDays(in)
	e := k.record(kiosk.KindMeetingAsked, kiosk.MeetingAsked{Code: "48219037", Day: day, From: 8 * 60, Subject: "slow", ReceiptID: hex.EncodeToString(id[:]), Lang: kiosk.Vietnamese},
		map[string]string{kiosk.PurposeMeetingName: lan, kiosk.PurposeMeetingPhone: lanPhone})
	code, err := receipt.Sign(k.receipts, receipt.Receipt{
		KeyID: k.receiptKey, Site: uint16(k.enrolled.SiteID), Kind: receipt.KindMeeting, Device: k.code, Seq: e.Seq, IssuedAt: e.AtWall, ID: id,
	})
	must(k.c.t, err)
	return slip{id: e.ID, code: code}
}

func (k *tablet) takesBack(s slip) {
	k.record(kiosk.KindMeetingCancelled, kiosk.MeetingCancelled{Meeting: s.id}, nil)
}

// agree compares all projections with what the log makes of them.
func (c *center) agree() {
	c.t.Helper()
	flaws, _, err := ingest.Compare(c.t.Context(), c.Store)
	must(c.t, err)
	for _, f := range flaws {
		c.t.Errorf("%+v", f)
	}
}

func TestAMeetingIsAskedForConfirmedAndHeld(t *testing.T) {
	c := openCenter(t)
	tablet := c.enrolTablet("1", "")
	director, phone := c.enter(c.hire("binh", "Trần Văn Bình", staff.Director)), c.visitor()
	director.get("/meetings").shows(t, "Chưa có ai đăng ký")
	mine := tablet.asks(3)
	phone.get(mine.path()).shows(t, "GENUINE, NOT YET SYNCED", "chưa gửi đăng ký về")
	c.clock.Pass(time.Minute)
	tablet.send()

	asked := phone.get(mine.path())
	asked.shows(t, "Phiếu thật", "08:00", "Đang chờ Trung tâm gọi xác nhận", "Hồ sơ chậm")
	asked.lacks(t, lan, "912 345", "912345", "Chưa gọi số nào")
	page := director.get("/meetings")
	page.shows(t, "08:00", "Hồ sơ chậm, quá hẹn", "chờ xác nhận", "máy 1", "Hiện tên và số")
	page.lacks(t, lan, "912 345", "Đã gặp")

	director.part("POST", "/meetings/"+mine.id+"/reveal", nil).shows(t, lan, "0912 345 678", "nhật ký")
	director.part("POST", "/meetings/"+mine.id+"/to/confirmed", nil).shows(t, "Đã ghi", "đã xác nhận", "Trần Văn Bình")
	phone.get(mine.path()).shows(t, "đã xác nhận buổi gặp", "Phòng tiếp dân")
	phone.get(mine.path()+"?lang=en").shows(t, "has confirmed the meeting", "Reception room")
	director.part("POST", "/meetings/"+mine.id+"/to/confirmed", nil).shows(t, "đã được người khác xử lý")
	director.part("POST", "/meetings/"+mine.id+"/to/held", nil).shows(t, "đã gặp")
	phone.get(mine.path()).shows(t, "đã diễn ra")
	tablet.takesBack(mine) // too late: it was held
	tablet.send()
	phone.get(mine.path()).shows(t, "đã diễn ra")
	c.agree()
	for action, want := range map[string]int{"meeting.reveal": 1, "meeting.confirmed": 1, "meeting.held": 1} {
		if got := c.audited(action); got != want {
			t.Errorf("%s is %d times in the audit log, not %d", action, got, want)
		}
	}
}

func (c *center) audited(action string) (n int) {
	c.t.Helper()
	must(c.t, c.Store.Read(c.t.Context(), func(t *store.Tx) error {
		all, err := t.AuditAfter(c.t.Context(), 0, 1000)
		for _, e := range all {
			if e.Action == action {
				n++
			}
		}
		return err
	}))
	return n
}

// TestTwoKiosksThatDoNotSeeEachOtherGiveOneTime is why a slip says that the center
// confirms: both requests arrive, the page says so, and kiosks are told.
func TestTwoKiosksThatDoNotSeeEachOtherGiveOneTime(t *testing.T) {
	c := openCenter(t)
	first, second := c.enrolTablet("1", ""), c.enrolTablet("2", "")
	supervisor := c.enter(c.hire("hoa", "Lê Thị Hoa", staff.Supervisor))
	a, b := first.asks(3), second.asks(3)
	first.send()
	supervisor.get("/meetings").lacks(t, "cùng giờ này")
	second.send()
	supervisor.get("/meetings").shows(t, "2 người cùng giờ này")
	q, _, err := c.Queue.Snapshot(t.Context())
	must(t, err)
	if len(q.Meetings) != 1 || q.Meetings[0].Count != 2 || q.Meetings[0].From != 8*60 {
		t.Errorf("kiosks are told of %+v", q.Meetings)
	}
	supervisor.part("POST", "/meetings/"+a.id+"/to/confirmed", nil).shows(t, "đã xác nhận")
	supervisor.part("POST", "/meetings/"+b.id+"/to/declined", nil).shows(t, "đã từ chối")
	supervisor.get("/meetings").lacks(t, "cùng giờ này")
	c.visitor().get(b.path()).shows(t, "không nhận được giờ này")
	q, _, err = c.Queue.Snapshot(t.Context())
	must(t, err)
	if len(q.Meetings) != 1 || q.Meetings[0].Count != 1 {
		t.Errorf("after one was declined kiosks are told of %+v", q.Meetings)
	}
	first.takesBack(a)
	first.send()
	c.visitor().get(a.path()).shows(t, "Bạn đã huỷ đăng ký này")
	c.agree()
}

func TestOfAnotherKioskNoMeetingIsTakenBack(t *testing.T) {
	c := openCenter(t)
	first, second := c.enrolTablet("1", ""), c.enrolTablet("2", "")
	mine := first.asks(3)
	first.send()
	second.takesBack(mine)
	second.send()
	c.visitor().get(mine.path()).shows(t, "Đang chờ Trung tâm")
}

// TestAPersonWhoAskedForAMeetingIsForgotten finds, hands out and erases what is
// held of a person, also what a kiosk sends later.
func TestAPersonWhoAskedForAMeetingIsForgotten(t *testing.T) {
	c := openCenter(t)
	tablet := c.enrolTablet("1", "")
	director := c.enter(c.hire("binh", "Trần Văn Bình", staff.Director))
	mine := tablet.asks(3)
	tablet.send()
	late := tablet.asks(10) // recorded before the wish, sent after it
	number := url.Values{"phone": {"0912 345 678"}, "checked": {"yes"}, "form": {"json"}}
	director.post("/person", number).shows(t, "1 mục có số", lan, "Đăng ký gặp Giám đốc 08:00", "Hồ sơ chậm, quá hẹn")
	director.post("/person/export", number).shows(t, `"name": "`+lan+`"`, `"from": "08:00"`)
	number.Set("form", "html")
	copied := director.post("/person/export", number)
	copied.shows(t, "Gặp Giám đốc ·", lan, "Về việc", "Hồ sơ chậm, quá hẹn")
	copied.lacks(t, "Mức hài lòng")
	c.clock.Pass(time.Minute)
	director.post("/person/erase", number).shows(t, "Đã xoá 1 mục")
	tablet.send()
	director.post("/person", number).shows(t, "Không có gì gắn với số")
	page := director.get("/meetings")
	page.shows(t, "Tên và số đã được xoá")
	for _, s := range []slip{mine, late} {
		if got := director.part("POST", "/meetings/"+s.id+"/reveal", nil); got.status != http.StatusNotFound || strings.Contains(got.body, lan) {
			t.Errorf("after it was erased it is revealed: %d %s", got.status, got.body)
		}
	}
	c.agree()
}

// TestNameAndNumberOfAMeetingGoAfterNinetyDays counts the days by the center.
func TestNameAndNumberOfAMeetingGoAfterNinetyDays(t *testing.T) {
	c := openCenter(t)
	tablet := c.enrolTablet("1", "")
	mine := tablet.asks(3)
	tablet.send()
	held := func() (n int) {
		must(t, c.Store.Read(t.Context(), func(tx *store.Tx) error {
			m, err := tx.Meeting(t.Context(), mine.id)
			n = len(m.Sealed)
			return err
		}))
		return n
	}
	for _, pass := range []struct {
		days, left int
	}{{89, 2}, {2, 0}} {
		c.clock.Pass(time.Duration(pass.days) * 24 * time.Hour)
		tablet.send() // a kiosk that agrees with the center's clock
		_, err := c.Listen.Retain(t.Context())
		must(t, err)
		if held() != pass.left {
			t.Errorf("%d days on %d sealed parts are held, not %d", pass.days, held(), pass.left)
		}
	}
	c.agree()
}
