package lobby

import (
	"os/exec"
	"strings"
	"testing"
)

// SetPIN sets the PIN of the staff screen as a technician does.
func (k *Kiosk) SetPIN(pin string) {
	k.t.Helper()
	cmd := exec.Command(Build(k.t).Kiosk, "pin", "--config", k.config)
	cmd.Stdin = strings.NewReader(pin + "\n")
	if out, err := cmd.CombinedOutput(); err != nil {
		k.t.Fatalf("pin: %v\n%s", err, out)
	}
}

// enterStaff knocks at the emblem and types the PIN.
func (k *Kiosk) enterStaff(pin string) {
	k.t.Helper()
	for range 7 {
		k.Tap(61, 37)
	}
	k.WaitScreen("pin")
	for _, figure := range pin {
		k.PressKey(string(figure))
	}
	k.Press("Mở")
}

// TestStaffRestartAndLeaveTheKiosk goes in by the emblem of a real window. The
// program that is restarted is at Home again under the same number, and the
// center has heard of it; the one that is left is gone.
func TestStaffRestartAndLeaveTheKiosk(t *testing.T) {
	center := OpenCenter(t)
	kiosk := OpenKiosk(t, center, OpenDisplay(t, 1280, 800), "2")
	kiosk.WaitScreen("home")
	kiosk.SetPIN("482915") // known at once
	kiosk.enterStaff("482916")
	kiosk.WaitText("Mã chưa đúng")
	for _, figure := range "482915" {
		kiosk.PressKey(string(figure))
	}
	kiosk.Press("Mở")
	kiosk.WaitScreen("staff")
	kiosk.WaitText("Máy 2 · địa điểm 1")
	kiosk.WaitText("Trả lời lúc")
	kiosk.WaitText("GB")
	drawn := kiosk.Seen().Drawn
	pid := kiosk.Pid()
	kiosk.Press("Mở lại")
	Until(t, "another drawing of Home, counted from 1", func() bool { s := kiosk.Seen(); return s.Screen == "home" && s.Drawn < drawn })
	if kiosk.Ended() || kiosk.Pid() != pid {
		t.Fatal("the kiosk did not come back")
	}
	kiosk.WaitText("Lấy số")
	kiosk.enterStaff("482915")
	kiosk.WaitScreen("staff")
	kiosk.Press("Thoát")
	Until(t, "the end of the kiosk", kiosk.Ended)
}
