//go:build unix

package screen

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"dongthap.vn/sen/kiosk"
)

// slow holds back what the stage does off its goroutine until it is let go.
type slow []func()

func (v *visitor) slowly() *slow {
	s := &slow{}
	v.stage.Away = func(work, then func()) { *s = append(*s, func() { work(); then() }) }
	return s
}

func (s *slow) finish() {
	for _, f := range *s {
		f()
	}
	*s = nil
}

func TestASecondPressWhileTheNumberIsStoredMakesNoSecondTicket(t *testing.T) {
	v := newVisitor(t, glasses[0].screen)
	work := v.slowly()
	v.press("Lấy số")
	v.press("Đất đai")
	v.at("take") // nothing is shown before it is stored
	v.press("Đất đai")
	v.press("Xây dựng")
	if len(*work) != 1 {
		t.Fatalf("%d tickets are under way", len(*work))
	}
	work.finish()
	v.at("ticket")
	v.hasStored(kiosk.KindTicketIssued)
	v.press("Xong")

	// The control: a session that forgot it was busy gives two.
	v.press("Lấy số")
	v.press("Đất đai")
	v.stage.session.Busy = false
	v.press("Xây dựng")
	work.finish()
	if got := len(v.stored()); got != 3 {
		t.Errorf("the control stored %d events: a second ticket would not be seen", got)
	}
}

func TestASlowDiskAsksForPatience(t *testing.T) {
	const patience = "Đang lưu, xin chờ một chút…"
	v := newVisitor(t, glasses[0].screen)
	work := v.slowly()
	v.press("Gọi nhân viên")
	v.wait(1)
	if v.reads(patience) {
		t.Error("a second is no wait to speak of")
	}
	v.wait(1)
	v.mustRead(patience)
	work.finish()
	v.at("help")
	if v.reads(patience) {
		t.Error("it is asked for still")
	}
	v.wait(60)
	v.press("Gọi lại") // on the same screen
	v.wait(4)
	if v.reads("mời bạn đến: Bàn hướng dẫn") {
		t.Error("four seconds are no time to send somebody away")
	}
	v.wait(1)
	v.mustRead("Vẫn đang lưu")
	v.mustRead("mời bạn đến: Bàn hướng dẫn")
	work.finish()
	v.wait(60)
	v.press("Gọi lại")
	v.wait(2)
	v.mustRead(patience)
	work.finish()
	if v.reads(patience) {
		t.Error("it is asked for still")
	}
}

func TestATicketOfAVisitorWhoLeftIsNotShownToTheNext(t *testing.T) {
	v := newVisitor(t, glasses[0].screen)
	work := v.slowly()
	v.press("Lấy số")
	v.press("Đất đai")
	v.press("Trang đầu")
	work.finish()
	v.at("home")
	v.hasStored(kiosk.KindTicketIssued)

	v.press("Lấy số")
	v.press("Đất đai")
	work.finish()
	v.at("ticket") // the control: who stays sees the next number
	v.mustRead("B2-002")
}

func TestAFullDiskIsSaidAndCostsNoNumber(t *testing.T) {
	v := newVisitor(t, glasses[0].screen)
	v.press("Lấy số")
	room := v.fillDisk()
	v.press("Đất đai")
	v.at("take")
	v.mustRead("Máy tạm thời không lưu được. Chưa có số nào được cấp.")
	if list := v.presses(); !contains(list, "Gọi nhân viên") || !contains(list, "Trang đầu") {
		t.Fatalf("there is no way on but %q", list)
	}
	v.press("Gọi nhân viên") // it cannot be stored either, and says so
	v.at("take")
	v.mustRead("Máy tạm thời không lưu được")
	v.press("Trang đầu")
	v.at("home")
	if v.reads("không lưu được") {
		t.Error("the next visitor reads of the trouble before")
	}
	room()
	v.press("Lấy số")
	v.press("Đất đai")
	v.at("ticket")
	v.mustRead("B2-001")
	v.hasStored(kiosk.KindTicketIssued)
}

// fillDisk lets the database grow no more until room is called: the system
// refuses every write beyond its log's end, as a full disk does.
func (v *visitor) fillDisk() (room func()) {
	v.t.Helper()
	log, err := os.Stat(filepath.Join(v.dir, "kiosk.db-wal"))
	if err != nil {
		v.t.Fatal(err)
	}
	var before syscall.Rlimit
	set := func(l syscall.Rlimit) {
		if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &l); err != nil {
			v.t.Fatal(err)
		}
	}
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &before); err != nil {
		v.t.Fatal(err)
	}
	room = func() { set(before) }
	v.t.Cleanup(room)
	set(syscall.Rlimit{Cur: uint64(log.Size()), Max: before.Max})
	return room
}

func TestAnErrorWithoutANameAsksToTryAgain(t *testing.T) {
	v := newVisitor(t, glasses[0].screen)
	v.press("Lấy số")
	v.store.Close()
	v.press("Đất đai")
	v.at("take")
	v.mustRead("Chưa lưu được, xin thử lại.")
	v.press("Quay lại")
	v.at("home")
}

// Every error the desk answers with has a sentence of its own, or the one that
// asks to try again; none is shown as it is.
func TestEveryErrorHasASentenceInBothLanguages(t *testing.T) {
	v := newVisitor(t, glasses[0].screen)
	for _, err := range []error{
		kiosk.ErrDiskFull, kiosk.ErrTooLate, kiosk.ErrUnknownService, kiosk.ErrClosed, kiosk.ErrTooLong,
		kiosk.ErrBadPhone, kiosk.ErrNoConsent, kiosk.ErrNoKey, kiosk.ErrBadText, errors.New("anything"),
	} {
		for _, lang := range []kiosk.Lang{kiosk.Vietnamese, kiosk.English} {
			if key := notice(err); !v.stage.Book.In(lang).Has(key) {
				t.Errorf("%s has no sentence for %v: %s", lang, err, key)
			}
		}
	}
}

func TestClosedHoursSayWhenItOpensNext(t *testing.T) {
	for _, c := range []struct {
		name string
		now  time.Time
		want string
	}{
		{"lunch", time.Date(2026, 11, 23, 12, 0, 0, 0, kiosk.VietnamTime), "Đang nghỉ trưa. Mở lại lúc 13:30"},
		{"before the morning", time.Date(2026, 11, 23, 6, 0, 0, 0, kiosk.VietnamTime), "Ngoài giờ làm việc. Mở lại lúc 07:00"},
		{"evening", time.Date(2026, 11, 26, 18, 0, 0, 0, kiosk.VietnamTime), "Ngoài giờ làm việc. Mở lại 07:00 Thứ Sáu"},
		{"weekend", time.Date(2026, 11, 28, 9, 0, 0, 0, kiosk.VietnamTime), "Ngoài giờ làm việc. Mở lại 07:00 Thứ Hai"},
		{"holiday", time.Date(2026, 11, 24, 9, 0, 0, 0, kiosk.VietnamTime), "Mở lại 07:00 Thứ Tư"},
	} {
		t.Run(c.name, func(t *testing.T) {
			v := newVisitor(t, glasses[0].screen)
			v.keepHours()
			v.stage.Show()
			if v.reads("Mở lại") {
				t.Fatal("an open center says when it opens")
			}
			v.moment(c.now)
			v.mustRead(c.want)
			if contains(v.presses(), "Lấy số") {
				t.Error("numbers are offered")
			}
			v.press("Tra cứu") // everything else goes on
			v.at("find")
		})
	}
}

// The door may shut between the drawing of a row and its press.
func TestTheDoorShutsUnderTheFinger(t *testing.T) {
	v := newVisitor(t, glasses[0].screen)
	v.keepHours()
	v.press("Lấy số")
	v.now = time.Date(2026, 11, 23, 11, 30, 0, 0, kiosk.VietnamTime)
	v.press("Đất đai")
	v.at("take")
	v.mustRead("Bây giờ không phát số. Đang nghỉ trưa. Mở lại lúc 13:30")
	v.hasStored()
}

// moment moves the clock without anybody touching the screen for long.
func (v *visitor) moment(t time.Time) {
	v.now = t
	v.stage.session.Touch(t)
	v.stage.Tick()
}

func TestANumberIsTakenBackWithinAMinute(t *testing.T) {
	v := newVisitor(t, glasses[0].screen)
	v.queue(kiosk.Queue{Lines: []kiosk.Line{{Service: "B", Waiting: 3}}})
	v.press("Lấy số")
	v.press("Đất đai")
	v.wait(10)
	v.press("Huỷ số")
	v.at("home")
	v.mustRead("Đã huỷ số của bạn.")
	v.mustRead("Đang chờ 3 người")
	if ticket, err := v.store.LastTicket(context.Background()); err != nil || !ticket.Cancelled {
		t.Errorf("stored is %+v, %v", ticket, err)
	}
}

func TestANumberIsNotTakenBackAfterAMinute(t *testing.T) {
	v := newVisitor(t, glasses[0].screen)
	v.press("Tra cứu")
	v.types("khai sinh")
	v.press("Đăng ký khai sinh")
	v.press("Lấy số việc này")
	v.wait(10)
	v.press("Cần mang gì?")
	v.wait(40)
	v.press("Quay lại") // 51 s old: drawn with «Huỷ số»
	v.wait(9)
	v.press("Huỷ số")
	v.at("ticket")
	v.mustRead("Đã quá 60 giây")
	v.hasStored(kiosk.KindTicketIssued)
	if contains(v.presses(), "Huỷ số") {
		t.Error("it is still offered")
	}
	if ticket, err := v.store.LastTicket(context.Background()); err != nil || ticket.Cancelled {
		t.Errorf("stored is %+v, %v", ticket, err)
	}
}
