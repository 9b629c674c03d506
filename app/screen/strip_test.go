package screen

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"dongthap.vn/sen/assets/site"
	"dongthap.vn/sen/kiosk"
)

// announced is as long as a notice may be.
var announced = "Chiều nay từ 15 giờ Trung tâm tập huấn phòng cháy; quầy Hộ tịch và quầy Đất đai nghỉ đến 16 giờ, các quầy khác vẫn làm việc bình thường. Mong bà con thông cảm."

// announces publishes a notice of today and some calls.
func (v *visitor) announces() {
	v.t.Helper()
	s, err := kiosk.ParseSite(site.Example)
	if err != nil {
		v.t.Fatal(err)
	}
	today := kiosk.DateOf(v.now.In(kiosk.VietnamTime))
	s.Notices = []kiosk.Notice{{Text: kiosk.Name{VI: announced}, From: today, To: today}}
	body, err := json.Marshal(s)
	if err != nil {
		v.t.Fatal(err)
	}
	v.publish(kiosk.DocSite, body)
	v.callsOut(0)
	v.stage.Show()
}

// callsOut tells of calls that are so old.
func (v *visitor) callsOut(age time.Duration) {
	at := v.now.Add(-age)
	v.queue(kiosk.Queue{Called: []kiosk.Called{{Number: "B12-1047", Counter: 14, At: at}, {Number: "A1-118", Counter: 3, At: at}, {Number: "A1-117", Counter: 3, At: at}, {Number: "C2-009", Counter: 1, At: at}}})
}

func TestHomeTellsWhoIsCalledAndWhatIsNew(t *testing.T) {
	v := newVisitor(t, glasses[0].screen)
	v.announces()
	v.mustRead("Đang gọi: B12-1047 đến Quầy 14 · A1-118 đến Quầy 3 · C2-009 đến Quầy 1")
	v.mustRead("Chiều nay từ 15 giờ")
	v.desk.SetOnline(false)
	v.stage.News()
	if v.reads("Đang gọi") {
		t.Error("what was called is told though the center is not heard")
	}
	v.mustRead("Chiều nay từ 15 giờ")
	v.desk.SetOnline(true)
	v.callsOut(callsAge + time.Second)
	if v.reads("Đang gọi") {
		t.Error("old calls are told as if they were new")
	}
	v.callsOut(0)
	v.mustRead("Đang gọi")
	v.now = v.now.AddDate(0, 0, 1)
	v.queue(kiosk.Queue{})
	if v.reads("Chiều nay") || v.reads("Đang gọi") {
		t.Error("what was yesterday is told today")
	}
	if len([]rune(announced)) < kiosk.MaxNoticeText-5 || strings.Contains(announced, "\n") {
		t.Errorf("the notice has %d letters", len([]rune(announced)))
	}
}
