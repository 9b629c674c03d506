package lobby

import (
	"strings"
	"syscall"
	"testing"
	"time"

	"dongthap.vn/sen/kiosk/bench"
)

const (
	crashes = 4    // within a minute, and no reason to rest
	strikes = 3000 // keys of a storm, a thousand a second
)

// BenchmarkBackAfterACrash measures how long there is no kiosk when it crashes:
// from the kill to Home on the glass.
func BenchmarkBackAfterACrash(b *testing.B) {
	k, ours, _ := inHall(b)
	home := ours.drawn()
	ours.launch = func() *process { return k.Window(Build(b).Kiosk, "supervise", "--config", k.config) }
	ours.open()
	defer ours.close()
	k.process = ours.running
	ours.frame.Shown("Home", home)
	for b.Loop() {
		var took []time.Duration
		for range crashes {
			killed := time.Now()
			pid := k.Strike(syscall.SIGKILL)
			Until(b, "another kiosk", func() bool { now := k.Supervised(); return now != 0 && now != pid })
			took = append(took, ours.frame.Shown("Home", home).Sub(killed))
		}
		b.Log(took)
		bench.Figure{Name: "back_after_crash", Ours: bench.Percentile(took, 1).Seconds(), Unit: "s", Limit: 5, Want: 1, Most: true}.Print(b)
	}
}

// BenchmarkKeyStorm measures the longest time in which nothing moves on the
// glass while a thousand keys a second are struck, each of which changes it.
func BenchmarkKeyStorm(b *testing.B) {
	k, _, _ := inHall(b)
	k.Start()
	k.Press("Tra cứu")
	k.WaitScreen("find")
	k.Stop()
	frame := OpenFrame(b, k.Display)
	k.process = k.Window(Build(b).Kiosk, "--config", k.config) // without the witness, which slows drawing
	for b.Loop() {
		still := stormed(b, k, frame)
		bench.Figure{Name: "key_storm_freeze", Ours: still.Seconds() * 1000, Unit: "ms", Limit: 200, Want: 1, Most: true}.Print(b)
	}
}

// stormed strikes letters and takes them back, and returns the longest time
// between two changes of the glass.
func stormed(b *testing.B, k *Kiosk, f *Frame) (longest time.Duration) {
	b.Helper()
	f.Settled(Picture{})
	k.Tap(k.last.middle()) // the finder, where it was pressed
	before := f.Settled(f.Picture())
	storm := k.client("xdotool", append([]string{"key", "--delay", "1"}, strings.Fields(strings.Repeat("k h a i BackSpace BackSpace BackSpace BackSpace ", strikes/8))...)...)
	running := start(b, storm, k.Log())
	for last := time.Now(); !running.Ended(); glance() {
		if f.same(before) {
			continue
		}
		now := time.Now()
		longest, last = max(longest, now.Sub(last)), now
		before = f.Picture()
	}
	return longest
}
