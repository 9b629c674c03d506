package screen

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"dongthap.vn/sen/kiosk"
)

// The first Friday a visitor of the morning may come on, and a request for it.
var (
	friday  = kiosk.Date{Year: 2026, Month: 11, Day: 27}
	request = kiosk.MeetingRequest{Slot: kiosk.Slot{Day: friday, From: 8 * 60}, Subject: "slow", Name: "Trần Thị Phương Lan", Phone: "0912345678", Consent: true}
)

// takeSlots tells that others have the Friday's 8:00, and the whole Monday after.
func (v *visitor) takeSlots() {
	taken := []kiosk.SlotTaken{{Day: friday, From: 8 * 60, Count: 1}}
	for from := kiosk.Clock(7*60 + 30); from < 10*60+30; from += 30 {
		taken = append(taken, kiosk.SlotTaken{Day: friday.AddDays(3), From: from, Count: 1})
	}
	v.queue(kiosk.Queue{Meetings: taken})
}

// asks goes the whole way to the check of what was typed.
func (v *visitor) asks() {
	v.t.Helper()
	v.press("Gặp Giám đốc")
	v.at("meeting")
	v.press("Đăng ký gặp")
	v.at("subject")
	v.press("Hồ sơ chậm")
	v.at("day")
	v.press("Thứ Sáu 27/11")
	v.at("slot")
	v.press("08:00")
	v.at("name")
	v.types(request.Name)
	v.press("Tiếp tục")
	v.at("phone")
	v.types(request.Phone)
	v.press("Tôi đồng ý")
	v.press("Tiếp tục")
	v.at("check")
}

func TestAVisitorAsksToMeetTheDirector(t *testing.T) {
	for _, g := range glasses {
		t.Run(g.name, func(t *testing.T) {
			v := newVisitor(t, g.screen)
			v.asks()
			for _, said := range []string{"08:00 Thứ Sáu 27/11/2026", "Hồ sơ chậm, quá hẹn", request.Name, request.Phone} {
				v.mustRead(said)
			}
			v.hasStored()
			v.press("Gửi đăng ký")
			v.at("slip")
			v.hasStored(kiosk.KindMeetingAsked)
			v.mustRead("Trung tâm sẽ gọi để xác nhận")
			code := kiosk.FormatCode(v.stage.session.Meeting.Code)
			v.mustRead(code)
			if text, _ := v.scanned(); !strings.HasPrefix(text, "HTTP://127.0.0.1:8470/R/") {
				t.Errorf("the slip's code leads to %s", text)
			}
			for _, mine := range []string{request.Name, request.Phone, "912345678"} {
				if found := v.traces(mine); len(found) > 0 {
					t.Errorf("%q is left at %q", mine, found)
				}
			}
			v.wait(60)
			v.at("home")
			if v.reads(code) {
				t.Error("the code is still shown")
			}
			v.press("Gặp Giám đốc")
			v.press("Đăng ký gặp")
			v.press("Việc khác")
			v.press("Thứ Sáu 27/11")
			if contains(v.presses(), "08:00") {
				t.Error("the time is offered again")
			}
		})
	}
}

// TestNameAndNumberAreSealedBeforeTheyAreWritten looks for both in every file of
// the kiosk; the control finds the code, which is written in clear.
func TestNameAndNumberAreSealedBeforeTheyAreWritten(t *testing.T) {
	v := newVisitor(t, glasses[0].screen)
	v.asks()
	v.press("Gửi đăng ký")
	events, err := v.store.Outbox(context.Background(), 0, 10)
	if err != nil || len(events) != 1 || len(events[0].Sealed) != 2 {
		t.Fatalf("stored are %v, %v", events, err)
	}
	written := func(text string) (n int) {
		files, err := filepath.Glob(filepath.Join(v.dir, "*"))
		if err != nil || len(files) == 0 {
			t.Fatal(err)
		}
		for _, f := range files {
			data, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			n += strings.Count(string(data), text)
		}
		return n
	}
	for _, mine := range []string{request.Name, "Phương Lan", request.Phone, "912345678"} {
		if n := written(mine); n > 0 {
			t.Errorf("%q is written %d times", mine, n)
		}
	}
	if written(v.stage.session.Meeting.Code) == 0 {
		t.Fatal("the control: the search is blind")
	}
}

func TestAMeetingIsTakenBackByItsCode(t *testing.T) {
	v := newVisitor(t, glasses[0].screen)
	v.asks()
	v.press("Gửi đăng ký")
	code := v.stage.session.Meeting.Code
	v.press("Xong")
	v.press("Gặp Giám đốc")
	v.press("Huỷ bằng mã")
	v.press("Huỷ đăng ký")
	v.mustRead("8 chữ số")
	v.types(other(code))
	v.press("Huỷ đăng ký")
	v.mustRead("Không thấy mã này")
	for range kiosk.CodeDigits {
		v.press("Xoá")
	}
	v.types(code)
	v.press("Huỷ đăng ký")
	v.at("home")
	v.mustRead("Đã huỷ đăng ký gặp")
	v.hasStored(kiosk.KindMeetingAsked, kiosk.KindMeetingCancelled)
	v.asks() // the time is free again
}

// other is a code with another last figure.
func other(code string) string {
	last := (code[len(code)-1]-'0'+1)%10 + '0'
	return code[:len(code)-1] + string(last)
}

func TestCodesAreNotGuessed(t *testing.T) {
	v := newVisitor(t, glasses[0].screen)
	v.asks()
	v.press("Gửi đăng ký")
	code := v.stage.session.Meeting.Code
	v.press("Xong")
	v.open(kiosk.AtMeetingCode)
	for range 5 {
		v.stage.cancelMeeting(other(code))
	}
	v.stage.cancelMeeting(code)
	v.at("code")
	v.mustRead("Đã thử nhiều mã")
	v.hasStored(kiosk.KindMeetingAsked)
	v.now = v.now.Add(5 * time.Minute)
	v.stage.session.Touch(v.now)
	v.stage.cancelMeeting(code)
	v.hasStored(kiosk.KindMeetingAsked, kiosk.KindMeetingCancelled)
}

// TestATimeThatIsTakenMeanwhileIsSaid keeps what was typed.
func TestATimeThatIsTakenMeanwhileIsSaid(t *testing.T) {
	v := newVisitor(t, glasses[0].screen)
	v.asks()
	v.takeSlots()
	v.press("Gửi đăng ký")
	v.at("day")
	v.mustRead("vừa có người khác nhận")
	v.hasStored()
	v.press("Thứ Sáu 27/11")
	v.press("08:30")
	v.mustRead(request.Name)
	v.press("Tiếp tục")
	v.press("Tiếp tục")
	v.press("Gửi đăng ký")
	v.at("slip")
}

// TestOfflineAMeetingIsAskedForAllTheSame and holds its time at this kiosk, also
// after a restart.
func TestOfflineAMeetingIsAskedForAllTheSame(t *testing.T) {
	dir := t.TempDir()
	v := newVisitorOn(t, glasses[0].screen, dir)
	v.desk.SetOnline(false)
	v.asks()
	v.press("Gửi đăng ký")
	v.at("slip")
	if err := v.store.Close(); err != nil {
		t.Fatal(err)
	}
	again := newVisitorOn(t, glasses[0].screen, dir)
	again.stage.session.ChooseDay(friday)
	again.stage.Show()
	if contains(again.presses(), "08:00") {
		t.Errorf("after a restart the time is offered again: %q", again.presses())
	}
}

func TestWhatIsWrongWithARequestIsSaidBeforeItIsSent(t *testing.T) {
	v := newVisitor(t, glasses[0].screen)
	v.open(kiosk.AtMeetingName)
	v.types("7")
	v.press("Tiếp tục")
	v.at("name")
	v.mustRead("không có chữ số")
	v.stage.session.Request = request
	v.stage.session.Request.Phone = "0912"
	v.open(kiosk.AtMeetingPhone)
	v.press("Tiếp tục")
	v.at("phone")
	v.mustRead("Số chưa đúng")
	v.types("345678")
	v.press("Tôi đồng ý") // takes the tick away
	v.press("Tiếp tục")
	v.at("phone")
	v.mustRead("không có số thì Trung tâm không xác nhận được")
	v.hasStored()
}

// Without a key for this month nothing personal is asked for.
func TestWithoutAKeyNoMeetingIsAskedFor(t *testing.T) {
	v := newVisitor(t, glasses[0].screen)
	v.publish(kiosk.DocKeys, []byte("{}"))
	v.press("Gặp Giám đốc")
	v.mustRead("chưa nhận đăng ký")
	if contains(v.presses(), "Đăng ký gặp") {
		t.Errorf("offered is %q", v.presses())
	}
}

func TestASiteWithoutMeetingsOffersNone(t *testing.T) {
	v := newVisitor(t, glasses[0].screen)
	v.alter(func(s *kiosk.Site) { s.Meetings = nil })
	v.stage.Show()
	if contains(v.presses(), "Gặp") {
		t.Errorf("offered is %q", v.presses())
	}
}
