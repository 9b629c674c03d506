package lobby

import (
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

// inLobby opens a center, a kiosk 2 in a real window, and a clerk's browser
// signed in at counter 1.
func inLobby(t *testing.T) (*Center, *Kiosk, *Page) {
	t.Helper()
	center := OpenCenter(t)
	kiosk := OpenKiosk(t, center, OpenDisplay(t, 1280, 800), "2")
	kiosk.WaitScreen("home")
	clerk := OpenBrowser(t)
	clerk.Size(1366, 768)
	clerk.Go(center.SignInLink())
	clerk.Click("form button")
	clerk.WaitText("Quầy")
	return center, kiosk, clerk
}

// scan reads the QR of the kiosk's screen as a phone's camera would.
func scan(t *testing.T, k *Kiosk) (text string) {
	t.Helper()
	picture := filepath.Join(t.TempDir(), "screen.png")
	Until(t, "a QR on the screen", func() bool {
		k.Picture(picture)
		out, err := exec.Command("zbarimg", "-q", "--raw", "-Sdisable", "-Sqrcode.enable", picture).Output()
		text = strings.TrimSpace(string(out))
		return err == nil
	})
	return text
}

var number = regexp.MustCompile(`[A-Z]2-[0-9]{3}`)

// TestAWholeVisit is the main job, from a touch in the lobby to a number called
// at a counter, through the programs as they are delivered.
func TestAWholeVisit(t *testing.T) {
	center, kiosk, clerk := inLobby(t)

	kiosk.Press("Lấy số")
	kiosk.Press("Đất đai")
	kiosk.WaitScreen("ticket")
	mine := number.FindString(kiosk.WaitText("B2-001"))
	address := scan(t, kiosk)
	if !strings.HasPrefix(address, strings.ToUpper(center.URL)+"/R/") {
		t.Fatalf("the QR holds %s", address)
	}

	phone := OpenBrowser(t)
	phone.Size(390, 800)
	phone.Go(address)
	phone.WaitText("Phiếu thật")
	phone.WaitText(mine)
	phone.WaitText("Bạn kế tiếp")

	board := phone.NewTab()
	board.Go(center.URL + "/board")

	clerk.Click(`button[name=counter][value="3"]`)
	clerk.WaitText(mine)
	clerk.Key(kb.F2)
	clerk.WaitText("đang chờ khách đến")

	phone.WaitText("Quầy 3")
	board.WaitText(mine)
	kiosk.WaitText("Mời bạn đến Quầy 3")
}

// TestFeedbackArrivesLetterForLetter types on the on-screen keyboard, with its
// tone keys, and reads at the console what was typed.
func TestFeedbackArrivesLetterForLetter(t *testing.T) {
	center, kiosk, clerk := inLobby(t)
	kiosk.Press("Góp ý")
	kiosk.Press("Rất hài lòng")
	kiosk.Press("Tiếp tục")
	kiosk.WaitScreen("reasons")
	kiosk.Press("Cách hướng dẫn")
	kiosk.Press("Tiếp tục")
	kiosk.WaitScreen("words")
	for _, key := range []string{
		"C", "a", "sắc", "n", "Dấu cách", "b", "ô", "nặng", "Dấu cách", "h", "ư", "ơ", "sắc", "n", "g", "Dấu cách",
		"d", "â", "ngã", "n", "Dấu cách", "r", "â", "sắc", "t", "Dấu cách", "n", "h", "i", "ê", "nặng", "t", "Dấu cách", "t", "i", "huyền", "n", "h",
	} {
		kiosk.PressKey(key)
	}
	kiosk.Press("Tiếp tục")
	kiosk.WaitScreen("reply")
	kiosk.Press("Gửi")
	kiosk.WaitScreen("thanks")

	clerk.Go(center.URL + "/feedback")
	clerk.WaitText("Cán bộ hướng dẫn rất nhiệt tình")
	clerk.WaitText("Rất hài lòng")
}

// TestHelpIsCalledAndAcknowledged follows one tap at the kiosk to a person and
// back.
func TestHelpIsCalledAndAcknowledged(t *testing.T) {
	center, kiosk, clerk := inLobby(t)
	clerk.Go(center.URL + "/help")
	kiosk.Press("Gọi nhân viên")
	kiosk.WaitText("Đã gọi")
	clerk.WaitText("Máy 2")
	clerk.Click(".calls .open button")
	kiosk.WaitText("đang đến với bạn")
}
