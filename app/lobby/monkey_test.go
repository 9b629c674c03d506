package lobby

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"dongthap.vn/sen/kiosk/proof"
)

var (
	monkeyTime = flag.Duration("monkey", time.Duration(proof.Times(30, 20*60))*time.Second, "how long TestAMonkeyPlays")
	monkeySeed = flag.Uint64("seed", uint64(time.Now().UnixNano()), "of TestAMonkeyPlays")
)

// settled is when a kiosk has been everywhere once: what it keeps for itself it
// has by then.
const settled = time.Minute

// mostGrowth is how much memory may grow after that.
const mostGrowth = 1.1

// A need is what a running kiosk takes of its machine.
type need struct {
	memory          float64 // MiB
	goroutines, fds int
}

// TestAMonkeyPlays taps, drags and types at random. The kiosk is the same one
// afterwards, alone on its display, and takes no more of the machine than when
// it had been everywhere once. It is weighed amid the play: what it keeps for a
// while of screens that were left counts as well.
func TestAMonkeyPlays(t *testing.T) {
	k := lockedDown(t)
	m := monkey{locked: k, random: rand.New(rand.NewPCG(*monkeySeed, 0)), finger: OpenFinger(t, k.Display)}
	t.Logf("seed %d", *monkeySeed)
	every, long := min(settled, *monkeyTime/2), *monkeyTime > 2*settled
	var early, late need
	for played := every; played <= *monkeyTime; played += every {
		m.play(every)
		late = m.needs(t)
		t.Logf("after %s, %d taps and keys: %.0f MiB, %d goroutines, %d files", played, m.done, late.memory, late.goroutines, late.fds)
		if played == every {
			early = late
		}
	}
	k.holds(t, "a monkey")
	m.finger.Lift()
	k.unwish()
	k.Rest()         // the monkey may have tapped where the next hand does
	take(t, k.Kiosk) // and it serves whoever comes next
	for _, grown := range late.beyond(early, long) {
		t.Error(grown)
	}
}

// unwish goes Home and takes back what a visitor wished of language, letters and
// colours, as the end of the visit would.
func (k locked) unwish() {
	k.t.Helper()
	Until(k.t, "Home as the next visitor finds it", func() bool {
		seen := k.Seen()
		if seen.Screen != "home" {
			k.Hit("Escape")
			return false
		}
		for _, wish := range []string{"Tiếng Việt", "Chữ to A++", "Chữ thường A", "Màu thường"} {
			if at, there := k.find(func(t Target) bool { return t.Words == wish }); there {
				k.tap(at)
				for range 50 { // until it is drawn, or was no tap
					if pause(); k.Seen().Drawn > seen.Drawn {
						break
					}
				}
				return false
			}
		}
		_, there := k.find(func(t Target) bool { return strings.HasPrefix(t.Words, "Lấy số") })
		return there
	})
}

// beyond lists what is more than at first; memory once the kiosk has settled.
func (n need) beyond(first need, memory bool) (grown []string) {
	if memory && n.memory > first.memory*mostGrowth {
		grown = append(grown, fmt.Sprintf("memory grew from %.0f to %.0f MiB", first.memory, n.memory))
	}
	const few = 5 // a connection being made, a timer
	if n.goroutines > first.goroutines+few {
		grown = append(grown, fmt.Sprintf("goroutines grew from %d to %d", first.goroutines, n.goroutines))
	}
	if n.fds > first.fds+few {
		grown = append(grown, fmt.Sprintf("open files grew from %d to %d", first.fds, n.fds))
	}
	return grown
}

func TestControlKioskThatGrows(t *testing.T) {
	first := need{memory: 130, goroutines: 30, fds: 40}
	for what, n := range map[string]need{
		"memory that grows":    {146, 30, 40},
		"goroutines that stay": {130, 36, 40},
		"files that stay open": {130, 30, 46},
	} {
		proof.Control(t, what, "TestAMonkeyPlays", n.beyond(first, true)...)
	}
	if grown := (need{142, 35, 45}).beyond(first, true); len(grown) > 0 {
		t.Errorf("what is as it was is said to grow: %q", grown)
	}
}

type monkey struct {
	locked
	random *rand.Rand
	finger *Finger
	done   int
}

// play goes on for a time.
func (m *monkey) play(long time.Duration) {
	m.t.Helper()
	for end := time.Now().Add(long); time.Now().Before(end); pause() {
		if m.Ended() {
			m.t.Fatalf("the kiosk has ended after %d taps and keys", m.done)
		}
		m.done++
		switch p := m.random.IntN(100); {
		case p < 60: // something that can be pressed
			if targets := m.Seen().Targets; len(targets) > 0 {
				m.finger.Tap(targets[m.random.IntN(len(targets))])
			}
		case p < 75: // anywhere
			fmt.Fprintf(m.finger.words, "mousemove %s mousedown 1 mouseup 1\n", m.place())
		case p < 85: // a drag
			fmt.Fprintf(m.finger.words, "mousemove %s mousedown 1 mousemove %s mousemove %s mouseup 1\n", m.place(), m.place(), m.place())
		default:
			fmt.Fprintf(m.finger.words, "key %s\n", m.key())
		}
	}
}

func (m *monkey) place() string {
	return fmt.Sprintf("%d %d", m.random.IntN(m.Width), m.random.IntN(m.Height))
}

func (m *monkey) key() string {
	keys := slices.Concat(strings.Split("abcdefghijklmnopqrstuvwxyz0123456789", ""), strings.Fields("space BackSpace Return Escape Tab Left Right Up Down Home End Delete"), waysOut)
	return keys[m.random.IntN(len(keys))]
}

// needs brings the kiosk Home and looks at what it takes.
func (m *monkey) needs(t *testing.T) need {
	t.Helper()
	ways := []string{"Trang đầu", "Xong", "Tôi xong rồi", "Quay lại", "Tiếng Việt", "Home", "Done", "I am done", "Back"}
	m.until("the kiosk to be at Home, in Vietnamese", func() bool {
		s := m.Seen()
		if s.Screen == "home" && slices.ContainsFunc(s.Targets, func(at Target) bool { return strings.HasPrefix(at.Words, "Lấy số") }) {
			return true
		}
		if at, ok := m.find(func(at Target) bool {
			return slices.ContainsFunc(ways, func(w string) bool { return strings.HasPrefix(at.Words, w) })
		}); ok {
			m.rest(at)
			m.tap(at)
		}
		return false
	})
	fds, err := os.ReadDir(fmt.Sprintf("/proc/%d/fd", m.Pid()))
	if err != nil {
		t.Fatal(err)
	}
	return need{memory: pss(t, m.process), goroutines: m.Seen().Goroutines, fds: len(fds)}
}
