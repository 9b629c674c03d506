package screen

import (
	"context"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"dongthap.vn/sen/kiosk"
)

// types presses the keys of a real keyboard.
func (v *visitor) types(text string) {
	for _, r := range text {
		v.strikes(desktop.KeyShiftLeft)
		v.strikes(fyne.KeyName(strings.ToUpper(string(r)))) // a window tells of the key, too
		v.stage.TypedRune(r)
	}
}

// strikes presses a key without a letter.
func (v *visitor) strikes(name fyne.KeyName) { v.stage.TypedKey(&fyne.KeyEvent{Name: name}) }

// stored lists the kinds of all events on the disk, in order.
func (v *visitor) stored() (kinds []string) {
	v.t.Helper()
	events, err := v.store.Outbox(context.Background(), 0, 1000)
	if err != nil {
		v.t.Fatal(err)
	}
	for _, e := range events {
		kinds = append(kinds, e.Kind)
	}
	return kinds
}

// hasStored checks the kinds of all events on the disk.
func (v *visitor) hasStored(kinds ...string) {
	v.t.Helper()
	if got := v.stored(); strings.Join(got, " ") != strings.Join(kinds, " ") {
		v.t.Fatalf("stored are %q, not %q", got, kinds)
	}
}

func TestAVisitorFindsAProcedureAndTakesANumberForIt(t *testing.T) {
	v := newVisitor(t, glasses[0].screen)
	v.lines()
	v.press("Tra cứu thủ tục")
	v.at("find")
	v.types("dang ky khai sinh")
	v.press("Đăng ký khai sinh")
	v.at("procedure")
	v.mustRead("Bạn cần mang gì?")
	v.press("Lấy số việc này")
	v.at("ticket")
	v.mustRead("A2-001")
	ticket, err := v.store.LastTicket(context.Background())
	if err != nil || ticket.Number != "A2-001" || ticket.Procedure == "" {
		t.Fatalf("stored is %+v, %v", ticket, err)
	}
	v.press("Cần mang gì?")
	v.at("procedure")
	if list := v.presses(); contains(list, "Lấy số") {
		t.Errorf("a second number is offered: %q", list)
	}
	v.press("Quay lại")
	v.at("ticket")
	v.press("Xong")
	v.at("home")
	v.hasStored(kiosk.KindTicketIssued)
	if v.reads("A2-001") {
		t.Error("the number of the visitor before is still shown")
	}
}

// However many keys wait, what they find is looked up and laid out once.
func TestAStormOfKeysIsFollowedByOneSearch(t *testing.T) {
	v := newVisitor(t, glasses[0].screen)
	var later []func()
	v.stage.Soon = func(f func()) { later = append(later, f) }
	v.press("Tra cứu")
	v.types(strings.Repeat("abcd ", 10))
	for range 50 {
		v.strikes(fyne.KeyBackspace)
	}
	v.types("dang ky khai sinh")
	if len(later) != 1 || v.reads("Khai sinh có yếu tố nước ngoài") {
		t.Fatalf("while keys wait %d searches are asked for, and %q is shown", len(later), v.presses())
	}
	later[0]()
	v.mustRead("Khai sinh có yếu tố nước ngoài")
	v.types("x")
	if len(later) != 2 {
		t.Errorf("the next key asks for %d searches", len(later)-1)
	}
	v.press("Quay lại") // and what comes late finds nobody
	later[1]()
	v.at("home")
}

func TestATicketLeavesTheScreenByItself(t *testing.T) {
	v := newVisitor(t, glasses[0].screen)
	v.press("Lấy số")
	v.press("Đất đai")
	v.at("ticket")
	v.wait(19)
	v.at("ticket")
	v.mustRead("Xong (1)")
	v.wait(1)
	v.at("home")
}

func TestFeedbackIsGivenByTaps(t *testing.T) {
	v := newVisitor(t, glasses[0].screen)
	v.press("Góp ý")
	v.at("faces")
	if contains(v.presses(), "Tiếp tục") {
		t.Error("one may go on without a face")
	}
	v.press("Hài lòng")
	v.press("Tiếp tục")
	v.at("reasons")
	v.press("Cách hướng dẫn")
	v.press("Tiếp tục")
	v.at("words")
	v.types("Rất nhanh")
	v.press("Tiếp tục")
	v.at("reply")
	for _, digit := range strings.Split("0912345678", "") {
		v.press(digit)
	}
	v.press("Gửi")
	v.at("reply")
	v.mustRead("Hãy đánh dấu đồng ý")
	v.hasStored()
	v.press("Tôi đồng ý")
	v.press("Gửi")
	v.at("thanks")
	v.hasStored(kiosk.KindFeedbackGiven)
	v.wait(10)
	v.at("home")
}

func TestAWrongPhoneNumberIsSaidBeforeAnythingIsStored(t *testing.T) {
	v := newVisitor(t, glasses[0].screen)
	v.stage.session.Feedback = kiosk.Feedback{Rating: 5, Phone: "0912", Consent: true}
	v.open(kiosk.AtReply)
	v.press("Gửi")
	v.at("reply")
	v.mustRead("Số chưa đúng")
	v.hasStored()
}

func TestOneHandDoesNotRateTwiceInARow(t *testing.T) {
	v := newVisitor(t, glasses[0].screen)
	v.stage.session.Feedback.Rating = 5
	v.open(kiosk.AtReply)
	v.press("Gửi")
	v.press("Xong")
	v.press("Góp ý")
	v.press("Rất không hài lòng")
	v.mustRead("Bạn vừa đánh giá xong")
	v.press("Trang đầu")
	v.wait(5)
	v.press("Góp ý")
	v.press("Hài lòng")
	v.press("Tiếp tục")
	v.at("reasons")
}

func TestHelpIsCalledWatchedAndCalledOff(t *testing.T) {
	v := newVisitor(t, glasses[0].screen)
	v.press("Wi-Fi")
	v.at("amenities")
	v.press("Gọi nhân viên")
	v.at("help")
	v.mustRead("Đã gọi")
	v.hasStored(kiosk.KindHelpCalled)
	if contains(v.presses(), "Gọi lại") {
		t.Error("one may call again at once")
	}
	v.wait(60)
	v.press("Gọi lại")
	v.hasStored(kiosk.KindHelpCalled, kiosk.KindHelpCalled)
	v.press("Thôi")
	v.at("amenities")
	v.hasStored(kiosk.KindHelpCalled, kiosk.KindHelpCalled, kiosk.KindHelpCancelled)
}

func TestHelpThatIsOnItsWayIsNotCalledOff(t *testing.T) {
	v := newVisitor(t, glasses[0].screen)
	v.press("Gọi nhân viên")
	v.queue(kiosk.Queue{HelpSeen: []string{"another call"}})
	if v.reads("đang đến với bạn") {
		t.Error("another visitor's helper is promised")
	}
	v.queue(kiosk.Queue{HelpSeen: []string{v.stage.session.Help.ID}})
	v.mustRead("đang đến với bạn")
	v.press("Thôi")
	v.at("home")
	v.hasStored(kiosk.KindHelpCalled)
}

// Nobody came for a minute: the center has told everybody, and the visitor sees
// that their call is not forgotten.
func TestHelpThatDoesNotComeIsToldToMore(t *testing.T) {
	v := newVisitor(t, glasses[0].screen)
	v.press("Gọi nhân viên")
	v.queue(kiosk.Queue{HelpTold: []string{"another call"}})
	if v.reads("Đã báo thêm người") {
		t.Error("another visitor's call is told of")
	}
	id := v.stage.session.Help.ID
	v.queue(kiosk.Queue{HelpTold: []string{id}})
	v.mustRead("Đã báo thêm người")
	v.queue(kiosk.Queue{HelpTold: []string{id}, HelpSeen: []string{id}})
	v.mustRead("đang đến với bạn")
}

func TestAmenitiesTellOfTheLobby(t *testing.T) {
	v := newVisitor(t, glasses[0].screen)
	v.press("Wi-Fi")
	v.at("amenities")
	for _, text := range []string{"SEN-KHACH", "Nước uống", "Nhà vệ sinh", "0277 3898989"} {
		v.mustRead(text)
	}
	v.press("Quay lại")
	v.at("home")
}

func TestPeopleAheadAreCounted(t *testing.T) {
	for _, c := range []struct {
		name             string
		lines            []kiosk.Line
		home, row, ahead string
	}{
		{"nothing told", nil, "Chọn việc, nhận số, ngồi chờ gọi", "Lấy số được", "Chưa rõ"},
		{"nobody", []kiosk.Line{{Service: "B"}}, "Chưa có ai chờ", "Chưa có ai chờ", "Bạn kế tiếp"},
		{"three", []kiosk.Line{{Service: "B", Waiting: 3}, {Service: "A", Waiting: 4}}, "Đang chờ 7 người", "3 người chờ", "3 người"},
	} {
		t.Run(c.name, func(t *testing.T) {
			v := newVisitor(t, glasses[0].screen)
			if c.lines != nil {
				v.queue(kiosk.Queue{Lines: c.lines})
			}
			v.mustRead(c.home)
			v.press("Lấy số")
			v.mustRead(c.row)
			v.press("Đất đai")
			v.at("ticket")
			v.mustRead("Trước bạn. " + c.ahead)
		})
	}
}

// The next visitor waits behind the one this kiosk has just let in, also before
// the center has counted it.
func TestAnOwnTicketIsCountedAtOnce(t *testing.T) {
	v := newVisitor(t, glasses[0].screen)
	v.queue(kiosk.Queue{Lines: []kiosk.Line{{Service: "B", Waiting: 3}}})
	v.press("Lấy số")
	v.press("Đất đai")
	v.press("Xong")
	v.mustRead("Đang chờ 4 người")
	v.press("Lấy số")
	v.press("Đất đai")
	v.mustRead("Trước bạn. 4 người")
}

func contains(list []string, start string) bool {
	for _, words := range list {
		if strings.HasPrefix(words, start) {
			return true
		}
	}
	return false
}

// Whoever has priority says so with two touches more, and may take it back.
func TestAVisitorSaysThatTheyGoFirst(t *testing.T) {
	v := newVisitor(t, glasses[0].screen)
	v.lines()
	v.press("Lấy số")
	v.press("Tôi thuộc diện ưu tiên")
	v.at("priority")
	v.press("Người cao tuổi (từ 60)")
	v.at("take")
	v.press("Người cao tuổi (từ 60)")
	v.press("Không, hoặc không muốn nói")
	v.mustRead("Tôi thuộc diện ưu tiên")
	v.press("Tôi thuộc diện ưu tiên")
	v.press("Người khuyết tật")
	v.press("Đất đai")
	v.at("ticket")
	v.hasStored("ticket.issued")
	if events, err := v.store.Outbox(context.Background(), 0, 1); err != nil || !strings.Contains(string(events[0].Body), `"class":"disabled"`) {
		t.Errorf("stored is %s, %v", events[0].Body, err)
	}
}

// TestOneHandDoesNotRateAllTheTime: for five seconds after a rating no face leads on,
// whichever is touched; then the screen says so by itself.
func TestOneHandDoesNotRateAllTheTime(t *testing.T) {
	v := newVisitor(t, glasses[0].screen)
	v.stage.session.Thanked(v.now)
	v.stage.session.Home(v.now)
	v.stage.Show()
	v.press("Góp ý") // a second later
	v.mustRead("Bạn vừa đánh giá xong")
	v.press("Hài lòng")
	if contains(v.presses(), "Tiếp tục") {
		t.Error("a face touched within the pause leads on")
	}
	v.wait(4)
	if v.reads("Bạn vừa đánh giá xong") || !contains(v.presses(), "Tiếp tục") {
		t.Errorf("the pause is over: %q", v.presses())
	}
	v.press("Tiếp tục")
	v.at("reasons")
}
