package lobby

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"dongthap.vn/sen/kiosk/voice/voicetest"
)

// A listener is a kiosk whose voice is written down.
type listener struct {
	*Kiosk
	*voicetest.Witness
}

func openListener(t *testing.T) *listener {
	t.Helper()
	center := OpenCenter(t)
	l := &listener{NewKiosk(t, center, OpenDisplay(t, 1280, 800)), voicetest.New(t)}
	l.adds(fmt.Sprintf("[voice]\nengine = %q\nplayer = %q\n", l.Engine(), l.Player()))
	if out, err := l.Enrol(center, "2"); err != nil {
		t.Fatalf("enrol: %v\n%s", err, out)
	}
	l.Start()
	l.WaitScreen("home")
	return l
}

// adds appends to the kiosk's configuration.
func (k *Kiosk) adds(text string) {
	k.t.Helper()
	before, err := os.ReadFile(k.config)
	if err != nil {
		k.t.Fatal(err)
	}
	if err := os.WriteFile(k.config, append(before, text...), 0o600); err != nil {
		k.t.Fatal(err)
	}
}

// hears waits until the last thing said contains part.
func (l *listener) hears(part string) {
	l.Kiosk.t.Helper()
	Until(l.Kiosk.t, fmt.Sprintf("the kiosk to say %q", part), func() bool { return strings.Contains(l.Last(), part) })
}

// finds strikes a key until what is said begins with words.
func (l *listener) finds(key, words string) {
	t := l.Kiosk.t
	t.Helper()
	for range 20 {
		before := l.Begun()
		l.Key(key)
		Until(t, "what the ring is around to be said", func() bool { return l.Begun() > before && l.Last() != "" })
		if strings.HasPrefix(l.Last(), words) {
			return
		}
	}
	t.Fatalf("no key leads to %q; heard last: %q", words, l.Last())
}

// TestAVisitByKeysAlone takes a number in a real window without a finger and
// without looking, and then the kiosk is killed in the middle of a sentence.
func TestAVisitByKeysAlone(t *testing.T) {
	l := openListener(t)
	l.Key("F1")
	l.hears("Xin chào")
	l.finds("Tab", "Tra cứu thủ tục")
	l.finds("shift+Tab", "Lấy số thứ tự")
	l.Key("Return")
	l.WaitScreen("take")
	l.hears("Bạn cần làm việc gì")
	l.Key("Escape")
	l.WaitScreen("home")
	l.finds("Left", "Lấy số thứ tự")
	l.Key("Return")
	l.WaitScreen("take")
	l.finds("Down", "Xây dựng")
	l.finds("Up", "Hộ tịch")
	l.finds("Right", "Đất đai")
	l.Key("Return")
	l.WaitScreen("ticket")
	number := shown(l.Kiosk)
	l.hears(number[:1] + " hai, không không một")
	if n := len(l.Seconds()); n > 0 {
		t.Errorf("two voices spoke at once, %d times", n)
	}

	l.Hang(true)
	before := l.Players()
	l.Key("F2")
	Until(t, "a voice that goes on", func() bool { return l.Players() > before })
	if len(l.Left()) == 0 {
		t.Error("nobody speaks: the kill shows nothing")
	}
	l.Kill()
	Until(t, "the voice of a killed kiosk to end", func() bool { return len(l.Left()) == 0 })
}

// TestAScannerInTheWindow strikes keys as a wedge scanner does, over a tile and
// over a field. A person's keys are the control.
func TestAScannerInTheWindow(t *testing.T) {
	kiosk := OpenKiosk(t, OpenCenter(t), OpenDisplay(t, 1280, 800), "2")
	kiosk.WaitScreen("home")
	scan := func() {
		kiosk.run("xdotool", "type", "--delay", "2", "--args", "1", "HTTPS://SEN.EXAMPLE.VN/R/7K4QZ2B6M", "key", "Return")
	}
	kiosk.Key("Down") // the ring is around «Lấy số»
	scan()
	kiosk.WaitScreen("receipt") // it pressed nothing, and is no receipt of this center
	kiosk.WaitText("Không phải biên nhận")
	scan()
	kiosk.Key("Escape")
	kiosk.WaitScreen("home")
	kiosk.Key("Right")
	kiosk.Key("Return") // not swallowed with the scan
	kiosk.WaitScreen("find")
	kiosk.Keys("khai")
	kiosk.WaitText("khai")
	kiosk.Key("End") // as good as a moment between a hand and the scanner
	scan()
	kiosk.Keys(" sinh")
	kiosk.WaitText("khai sinh")
	kiosk.Key("Return")
	kiosk.WaitText("«khai sinh»")
}
