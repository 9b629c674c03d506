package lobby

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// The programs of a lobby that is listened to: an engine that writes down what
// it is given, and a player that writes down when it is the second voice. The
// player goes on for as long as there is a file «hang» beside it.
const (
	witnessEngine = `#!/bin/sh
echo $$ >> "$0.pids"
{ echo "<"; cat; printf '\n>\n'; } >> "$0.heard"
echo sound
`
	witnessPlayer = `#!/bin/sh
exec 9>> "$0.lock"
flock -n 9 || echo second >> "$0.second"
echo $$ >> "$0.pids"
[ ! -e "$0.hang" ] || exec sleep 1000
exec cat > /dev/null
`
)

// A listener is a kiosk whose voice is written down.
type listener struct {
	*Kiosk
	dir string
}

func openListener(t *testing.T) *listener {
	t.Helper()
	center := OpenCenter(t)
	l := &listener{Kiosk: NewKiosk(t, center, OpenDisplay(t, 1280, 800)), dir: t.TempDir()}
	for name, text := range map[string]string{"engine": witnessEngine, "player": witnessPlayer} {
		if err := os.WriteFile(l.path(name), []byte(text), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	l.adds(fmt.Sprintf("[voice]\nengine = %q\nplayer = %q\n", l.path("engine"), l.path("player")+" -q -"))
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

func (l *listener) path(name string) string { return filepath.Join(l.dir, name) }

func (l *listener) read(name string) string {
	data, _ := os.ReadFile(l.path(name)) // not there: nothing was written
	return string(data)
}

// heard is what the engine was given last, "" while it is still being given.
func (l *listener) heard() string {
	all := strings.Split(l.read("engine.heard"), "<\n")
	text, whole := strings.CutSuffix(all[len(all)-1], "\n>\n")
	if !whole {
		return ""
	}
	return text
}

// hears waits until the last thing said contains part.
func (l *listener) hears(part string) {
	l.t.Helper()
	Until(l.t, fmt.Sprintf("the kiosk to say %q", part), func() bool { return strings.Contains(l.heard(), part) })
}

// finds strikes a key until what is said begins with words.
func (l *listener) finds(key, words string) {
	l.t.Helper()
	for range 20 {
		before := strings.Count(l.read("engine.heard"), "<\n")
		l.Key(key)
		Until(l.t, "what the ring is around to be said", func() bool {
			return strings.Count(l.read("engine.heard"), "<\n") > before && l.heard() != ""
		})
		if strings.HasPrefix(l.heard(), words) {
			return
		}
	}
	l.t.Fatalf("no key leads to %q; heard last: %q", words, l.heard())
}

// running are the engines and players that are still on the system's list.
func (l *listener) running() (pids []string) {
	for _, f := range strings.Fields(l.read("engine.pids") + l.read("player.pids")) {
		if _, err := strconv.Atoi(f); err != nil {
			l.t.Fatalf("%q is no process", f)
		}
		if _, err := os.Stat("/proc/" + f); err == nil {
			pids = append(pids, f)
		}
	}
	return pids
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
	if second := l.read("player.second"); second != "" {
		t.Errorf("two voices spoke at once, %d times", strings.Count(second, "second"))
	}

	if err := os.WriteFile(l.path("player.hang"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	l.Key("F2")
	Until(t, "a voice", func() bool { return len(l.running()) > 0 })
	l.Kill()
	Until(t, "the voice of a killed kiosk to end", func() bool { return len(l.running()) == 0 })
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
	scan()
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
