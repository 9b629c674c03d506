package lobby

import (
	"net/http"
	"strings"
	"syscall"
	"testing"

	"dongthap.vn/sen/kiosk/faulty"
	"dongthap.vn/sen/kiosk/proof"
)

// A crash costs a visitor the screen for a moment, and nobody a number.
func TestACrashedKioskIsBackAtHome(t *testing.T) {
	k, address := supervised(t)
	crashed := k.Strike(syscall.SIGKILL)
	k.WaitAnother(crashed, "home")
	if next, _ := take(t, k.Kiosk); next != "B2-002" {
		t.Errorf("after B2-001 and a crash the next number is %s", next)
	}
	k.arrived(address)
}

// A process that is held still, and so draws nothing, is another one soon.
func TestAFrozenKioskIsStartedAgain(t *testing.T) {
	k, address := supervised(t)
	k.Press("Tra cứu")
	k.WaitScreen("find")
	frozen := k.Strike(syscall.SIGSTOP)
	k.WaitAnother(frozen, "home")
	take(t, k.Kiosk)
	k.arrived(address)
}

// A window that hangs while the rest of the program goes on is noticed too: the
// beat comes from where it is drawn. Here the X server does not answer it.
func TestAKioskWhoseWindowHangsIsStartedAgain(t *testing.T) {
	k, address := supervised(t)
	hung := k.Supervised()
	k.Display.Freeze()
	k.center.Start() // the header says so, which has to be drawn
	k.arrived(address)
	Until(t, "another process than the one that hung", func() bool { now := k.Supervised(); return now != 0 && now != hung })
	k.Display.Thaw()
	k.WaitAnother(hung, "home")
	take(t, k.Kiosk)
}

// A kiosk that crashes again and again sends visitors elsewhere and technicians
// a number, goes on telling the center, and tries again by itself.
func TestAKioskThatCrashesOftenRests(t *testing.T) {
	k, address := supervised(t, "--rests", "20s")
	var crashed int
	for range 5 {
		k.WaitAnother(crashed, "home")
		crashed = k.Strike(syscall.SIGKILL)
	}
	k.WaitAnother(crashed, "out")
	for _, words := range []string{"Máy tạm nghỉ – mời sang máy bên", "Máy 2 · Hỗ trợ kỹ thuật: 0277", "tạm nghỉ ít phút"} {
		k.WaitText(words)
	}
	resting := k.Supervised()
	k.arrived(address)
	if s := k.Seen(); s.Screen != "out" || s.Process != resting {
		t.Errorf("when all had arrived the screen was %s", s.Screen)
	}
	k.WaitAnother(resting, "home")
	take(t, k.Kiosk)
}

// A kiosk that runs out of memory ends, and another one goes on.
func TestAKioskThatRunsOutOfMemoryIsStartedAgain(t *testing.T) {
	k, address := supervised(t)
	starved := k.Supervised()
	faulty.Starve(t, starved)
	Until(t, "the kiosk to run out of memory", func() bool {
		k.Keys("ho ten cha me khai sinh dat dai ")
		k.Key("Escape")
		return k.Supervised() != starved
	})
	k.WaitAnother(starved, "home")
	take(t, k.Kiosk)
	k.arrived(address)
}

// The control: nobody looks after a kiosk that is started alone, and the same
// look sees that it does not come back.
func TestControlKioskWithoutASupervisor(t *testing.T) {
	k := OpenKiosk(t, OpenCenter(t), OpenDisplay(t, 1280, 800), "2")
	k.WaitScreen("home")
	k.Freeze()
	defer k.Thaw()
	drawn := k.Seen().Drawn
	other := OpenKiosk(t, OpenCenter(t), OpenDisplay(t, 1280, 800), "2") // as long as a start takes
	other.WaitScreen("home")
	var findings []string
	if s := k.Seen(); s.Drawn == drawn && s.Process == k.Pid() {
		findings = append(findings, "the frozen kiosk is still the one on the screen")
	}
	proof.Control(t, "a frozen kiosk that nobody supervises", "TestAFrozenKioskIsStartedAgain", findings...)
}

// A lobby under supervision is a kiosk whose center is away, with one number
// given.
type guarded struct {
	*Kiosk
	center *Center
}

func supervised(t *testing.T, args ...string) (k guarded, address string) {
	t.Helper()
	k.center = OpenCenter(t)
	k.Kiosk = NewKiosk(t, k.center, OpenDisplay(t, 1280, 800))
	if out, err := k.Enrol(k.center, "2"); err != nil {
		t.Fatalf("enrol: %v\n%s", err, out)
	}
	k.Supervise(append([]string{"--hang", "3s"}, args...)...)
	k.WaitText("Đang mở")
	k.center.Stop()
	k.WaitText("Mất kết nối")
	_, address = take(t, k.Kiosk)
	return k, address
}

// arrived waits until the center, there again, knows the number given first.
func (k guarded) arrived(address string) {
	k.t.Helper()
	if k.center.Ended() {
		k.center.Start()
	}
	path := address[strings.Index(address, "/R/"):]
	Until(k.t, "the number to arrive", func() bool {
		answer, err := http.Get(k.center.URL + path)
		return err == nil && answer.Body.Close() == nil && !strings.Contains(get(k.t.(*testing.T), k.center.URL+path), "chưa đồng bộ")
	})
}
