package lobby

import (
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"dongthap.vn/sen/kiosk/proof"
)

// session is the configuration of the window manager as it is shipped.
const session = "../../assets/session/openbox.xml"

// ways out are the keys that close, leave, switch or open something on other
// machines.
var waysOut = strings.Fields(`
	alt+F4 alt+Tab alt+shift+Tab alt+Escape alt+space alt+Return alt+F1 alt+F2 alt+F10
	super super+d super+e super+r super+l super+F1 super+F2 super+shift+Right
	F1 F2 F3 F4 F5 F6 F7 F8 F9 F10 F11 F12
	ctrl+w ctrl+q ctrl+o ctrl+p ctrl+s ctrl+n ctrl+t ctrl+f ctrl+z ctrl+c ctrl+v ctrl+x ctrl+a shift+Insert ctrl+Insert shift+Delete
	ctrl+shift+q ctrl+shift+Escape ctrl+Escape
	ctrl+alt+t ctrl+alt+Delete ctrl+alt+BackSpace ctrl+alt+Left ctrl+alt+Right ctrl+alt+Up ctrl+alt+Down
	ctrl+alt+F1 ctrl+alt+F2 ctrl+alt+F3 ctrl+alt+F4 ctrl+alt+F5 ctrl+alt+F6 ctrl+alt+F7
	Print alt+Print ctrl+Print Sys_Req Menu shift+F10 XF86PowerOff XF86Sleep XF86WWW XF86HomePage XF86Search
`)

// TestNothingLeadsOutOfTheKiosk tries on each kind of screen all that leads out
// of other programs, under the shipped session.
func TestNothingLeadsOutOfTheKiosk(t *testing.T) {
	k := lockedDown(t)
	home := k.frame.Settled(k.blank)
	for _, screen := range []string{"home", "take", "find", "amenities", "help", "words"} {
		k.goTo(screen)
		k.Hit(waysOut...)
		k.holds(t, screen+", keys")
		k.rub(t)
		k.holds(t, screen+", the mouse")
		k.run("wmctrl", "-c", "Sen") // as a panel or Alt-F4 would ask it to close
		k.holds(t, screen+", asked to close")
		k.Stop()
		k.Start()
		k.WaitScreen("home")
	}
	if after := k.frame.Settled(k.blank); !home.like(after) {
		t.Error("Home is not as it was")
	}
}

// Ten hands on a keyboard, and one that has brought its own that strikes a
// thousand keys a second, leave a kiosk that serves the next visitor.
func TestAThousandKeysASecond(t *testing.T) {
	k := lockedDown(t)
	for _, screen := range []string{"find", "words"} {
		k.goTo(screen)
		k.run("xdotool", "type", "--delay", "1", letters(5000))
		k.holds(t, screen)
		k.Press("Quay lại") // and it answers
		Until(t, "another screen", func() bool { return k.Seen().Screen != screen })
		k.Stop()
		k.Start()
	}
}

// A megabyte waits to be pasted: nothing takes it, and it is gone with the
// visitor.
func TestAMegabyteIsPasted(t *testing.T) {
	k := lockedDown(t)
	for _, where := range []string{"clipboard", "primary"} {
		hold := k.client("xclip", "-selection", where, "-i", "-quiet")
		hold.Stdin = strings.NewReader(letters(1 << 20))
		start(t, hold, filepath.Join(t.TempDir(), "xclip.log"))
		Until(t, "something to paste", func() bool { return k.kept(where) == 1<<20 })
	}
	k.goTo("find")
	k.Hit("ctrl+v", "shift+Insert", "ctrl+shift+v", "XF86Paste")
	k.run("xdotool", "mousemove", "400", "180", "click", "2")
	k.Keys("x")
	k.WaitText("x")
	for _, s := range k.Seen().Texts {
		if len(s) > 1000 {
			t.Errorf("a text of %d bytes stands on the screen", len(s))
		}
	}
	k.holds(t, "pasted")
	if k.kept("clipboard") != 1<<20 {
		t.Error("the clipboard is empty while the visitor is still there: the look at it shows nothing")
	}
	k.Press("Quay lại")
	k.WaitScreen("home")
	k.Press("Wi-Fi")
	k.Press("Trang đầu")
	Until(t, "an empty clipboard", func() bool { return k.kept("clipboard") == 0 })
}

// kept is how many bytes a clipboard holds.
func (k locked) kept(where string) int {
	out, _ := k.client("xclip", "-selection", where, "-o").Output() // an empty one is told as an error
	return len(out)
}

// The controls: under openbox as it comes, a window without care is closed, and
// the kiosk is put aside; the same looks see both.
func TestControlWindowThatCanBeClosed(t *testing.T) {
	d := OpenDisplay(t, 1280, 800)
	d.Manage("")
	careless := start(t, d.client(Build(t).Bare), filepath.Join(t.TempDir(), "bare.log"))
	Until(t, "a window", func() bool { return len(d.windows()) == 1 })
	d.Hit("alt+F4")
	Until(t, "the window to be gone", func() bool { return len(d.windows()) == 0 })
	proof.Control(t, "a window that closes when it is asked to", "TestNothingLeadsOutOfTheKiosk", d.Escaped(careless.Pid())...)
}

func TestControlSessionWithKeysOfItsOwn(t *testing.T) {
	k := lockedDownBy(t, "")
	var how []string
	Until(t, "the desktop", func() bool {
		k.Hit("super+d") // again: a window manager that has just started may not have taken its keys yet
		for range 50 {
			if how = k.Escaped(k.Pid()); len(how) > 0 {
				return true
			}
			pause()
		}
		return false
	})
	proof.Control(t, "a window manager that answers keys", "TestNothingLeadsOutOfTheKiosk", how...)
}

// A locked is a kiosk under a session.
type locked struct {
	*Kiosk
	frame *Frame
	blank Picture
}

func lockedDown(t *testing.T) locked { return lockedDownBy(t, session) }

func lockedDownBy(t *testing.T, config string) (k locked) {
	t.Helper()
	d := OpenDisplay(t, 1280, 800)
	d.Manage(config)
	k.frame = OpenFrame(t, d)
	k.blank = k.frame.Picture()
	k.Kiosk = OpenKiosk(t, OpenCenter(t), d, "2")
	k.WaitScreen("home")
	k.WaitText("Đang mở")
	Until(t, "the kiosk to have the display", func() bool { return len(k.Escaped(k.Pid())) == 0 })
	return k
}

// goTo goes from Home to a screen.
func (k locked) goTo(screen string) {
	k.t.Helper()
	k.WaitScreen("home")
	ways := map[string][]string{
		"take": {"Lấy số", "take"}, "find": {"Tra cứu", "find"}, "amenities": {"Wi-Fi", "amenities"}, "help": {"Gọi nhân viên", "help"},
		"words": {"Góp ý", "faces", "Hài lòng", "faces", "Tiếp tục", "reasons", "Tiếp tục", "words"},
	}
	for step := range slices.Chunk(ways[screen], 2) {
		k.Press(step[0])
		k.WaitScreen(step[1])
	}
	k.WaitScreen(screen)
}

// holds checks that the kiosk is where it was.
func (k locked) holds(t *testing.T, tried string) {
	t.Helper()
	if k.Ended() {
		t.Fatalf("%s: the kiosk has ended", tried)
	}
	for _, how := range k.Escaped(k.Pid()) {
		t.Errorf("%s: %s", tried, how)
	}
}

// rub uses every button of a mouse, clicks twice and thrice, and drags across
// the screen.
func (k locked) rub(t *testing.T) {
	t.Helper()
	for _, button := range strings.Fields("2 3 8 9 4 5 6 7") {
		k.run("xdotool", "mousemove", "640", "790", "click", button)
		k.run("xdotool", "mousemove", "20", "790", "mousedown", button, "mousemove", "1270", "10", "mouseup", button)
	}
	k.run("xdotool", "mousemove", "1279", "799", "click", "--repeat", "3", "--delay", "30", "1")
}

// client is an X client of the display.
func (d *Display) client(program string, args ...string) *exec.Cmd {
	cmd := exec.Command(program, args...)
	cmd.Env = append(os.Environ(), "DISPLAY="+d.Name, "FYNE_SCALE=1")
	return cmd
}

// letters are so many letters and spaces.
func letters(n int) string {
	random := rand.New(rand.NewPCG(1, uint64(time.Now().UnixNano())))
	text := make([]byte, n)
	for i := range text {
		text[i] = "abcdefghijklmnopqrstuvwxyz  "[random.IntN(28)]
	}
	return string(text)
}
