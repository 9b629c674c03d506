package web

import (
	"fmt"
	"net/url"
	"testing"
	"time"

	"dongthap.vn/sen/center/staff"
	"dongthap.vn/sen/kiosk"
)

// promised takes a number with a promise, and calls it after some minutes.
func (c *center) promised(k *tablet, clerk *visitor, service string, told kiosk.Wait, waits time.Duration) {
	c.t.Helper()
	k.promise = told
	k.ticket(service, "")
	k.promise = kiosk.Wait{}
	k.send()
	c.clock.Pass(waits)
	clerk.press("next")
	clerk.press("done")
}

func TestHowOftenPromisesCameTrueIsShown(t *testing.T) {
	c := openCenter(t)
	tablet, clerk := c.enrolTablet("1", ""), c.sit("hoa", "4") // serves B and C
	boss := c.enter(c.hire("boss", "Sếp", staff.Supervisor))
	hall := c.visitor()
	boss.get("/promises").shows(t, "Chưa có lời hẹn nào")
	hall.get("/board").shows(t, "hôm nay chưa đủ số liệu")
	for i := range 18 { // at half past eight: within
		c.promised(tablet, clerk, "B", kiosk.Wait{From: 0, To: 5}, time.Minute)
		if i == 9 {
			got := boss.get("/promises")
			got.shows(t, "Mới có 10 người được báo giờ chờ", "quá ít để tính")
			got.lacks(t, "100 %")
			hall.get("/board").shows(t, "hôm nay chưa đủ số liệu")
		}
	}
	c.clock.Pass(time.Hour)
	c.promised(tablet, clerk, "C", kiosk.Wait{From: 10, To: 20}, 4*time.Minute) // sooner
	c.promised(tablet, clerk, "C", kiosk.Wait{From: 0, To: 5}, 9*time.Minute)   // later
	c.promised(tablet, clerk, "C", kiosk.Wait{}, time.Minute)                   // told nothing
	got := boss.get("/promises")
	got.shows(t, "90 % được gọi trong khoảng đã báo (20 người)", "Gọi sớm hơn: 1 · gọi muộn hơn: 1 · không được báo giờ vì lúc ấy thiếu số liệu: 1",
		"18 người", "trung bình báo 0–5 phút", "2 người", "trung bình báo 5–13 phút", "8–9h", "9–10h")
	got.has(t, `<th scope="row">8–9h</th><td>18</td><td>quá ít để tính</td><td>0</td><td>0</td><td>0–5 phút</td><td>1 phút</td><td>0</td>`)
	hall.get("/board").shows(t, "Hôm nay 90 % được gọi đúng khoảng chờ đã báo (20 người)")
	hall.get("/board?services=B").shows(t, "hôm nay chưa đủ số liệu") // 18 of B
	c.promised(tablet, clerk, "B", kiosk.Wait{From: 0, To: 5}, time.Minute)
	c.promised(tablet, clerk, "B", kiosk.Wait{From: 0, To: 5}, time.Minute)
	hall.get("/board?services=B").shows(t, "Hôm nay 100 % được gọi đúng khoảng chờ đã báo (20 người)") // not the two of C

	b := c.browse()
	b.signIn(c, c.hire("binh", "Trần Văn Bình", staff.Supervisor))
	b.size(1366, 768)
	b.sound("/promises")
	eval[any](b, `document.querySelectorAll("details").forEach(d => d.open = true); null`)
	b.look("promises", offices, small)
}

func TestDaysOfPromisesThatCannotBeAreSaid(t *testing.T) {
	c := openCenter(t)
	boss := c.enter(c.hire("boss", "Sếp", staff.Supervisor))
	today := kiosk.DateOf(c.clock.Now().In(kiosk.VietnamTime))
	for _, days := range [][2]string{{"x", ""}, {today.String(), today.AddDays(-1).String()}, {today.AddDays(-200).String(), today.String()}, {"2026-02-30", "2026-03-01"}} {
		boss.get(fmt.Sprint("/promises?", url.Values{"from": {days[0]}, "to": {days[1]}}.Encode())).shows(t, "Hai ngày này chưa đúng", `value="`+today.String()+`"`)
	}
}
