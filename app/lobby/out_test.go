package lobby

import (
	"os"
	"strings"
	"testing"
)

// TestAKioskIsEnrolledWhileItsScreenWaits starts a machine nobody has enrolled:
// it sends visitors to a counter until it has been, and then serves them.
func TestAKioskIsEnrolledWhileItsScreenWaits(t *testing.T) {
	center := OpenCenter(t)
	kiosk := NewKiosk(t, center, OpenDisplay(t, 1280, 800))
	kiosk.Start()
	kiosk.WaitScreen("out")
	kiosk.WaitText("Mời bạn đến thẳng quầy")
	kiosk.WaitText("sen-kiosk enrol --config " + kiosk.config)

	text, err := os.ReadFile(kiosk.config)
	if err != nil {
		t.Fatal(err)
	}
	configure := func(code string) {
		if err := os.WriteFile(kiosk.config, append(text, "code = \""+code+"\"\n"...), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	configure("3")
	if out, err := kiosk.Enrol(center, "2"); err == nil || !strings.Contains(out, `kiosk.code: is "3", but this machine is enrolled as kiosk "2"`) {
		t.Fatalf("enrolled as another kiosk than configured: %v\n%s", err, out)
	}
	if kiosk.Seen().Screen != "out" || kiosk.Ended() {
		t.Fatal("the kiosk did not wait")
	}
	configure("2")
	asked := kiosk.Ask(center, "2")
	digits := asked.Digits()
	kiosk.WaitText("Máy 2 chờ xác nhận")
	kiosk.WaitText(digits[:3] + " " + digits[3:]) // in the window as in the terminal
	center.Run("approve", "--device", "2", "--digits", digits)
	if out, err := asked.End(); err != nil || !strings.Contains(out, "This is now kiosk 2") {
		t.Fatalf("enrol: %v\n%s", err, out)
	}
	kiosk.WaitScreen("home")
	kiosk.WaitText("Lấy số")
}

// TestAKioskGoesOnWaitingAfterItWasSwitchedOff ends everything the technician
// started, and the window with it: the machine still waits, with the same
// digits, and serves once somebody has compared them. A kiosk that works is
// enrolled anew without being touched.
func TestAKioskGoesOnWaitingAfterItWasSwitchedOff(t *testing.T) {
	center := OpenCenter(t)
	kiosk := NewKiosk(t, center, OpenDisplay(t, 1280, 800))
	asked := kiosk.Ask(center, "2")
	digits := asked.Digits()
	asked.Kill()
	kiosk.Start()
	kiosk.WaitText(digits[:3] + " " + digits[3:])
	kiosk.Kill()
	kiosk.Start()
	kiosk.WaitText(digits[:3] + " " + digits[3:])
	center.Run("approve", "--device", "2", "--digits", digits)
	kiosk.WaitScreen("home")

	center.Run("revoke", "--device", "2")
	if out, err := kiosk.Enrol(center, "2"); err != nil {
		t.Fatalf("enrol anew: %v\n%s", err, out)
	}
	Until(t, "the window to take the new keys", func() bool {
		log, err := os.ReadFile(kiosk.Log())
		return err == nil && strings.Contains(string(log), "enrolled anew")
	})
	kiosk.WaitScreen("home")
}
