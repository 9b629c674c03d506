package lobby

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"dongthap.vn/sen/kiosk/bench"
)

const (
	frameRounds  = 7
	memoryRounds = 3
	warmTaps     = 8 // tickets a sketch is made of
	taps         = 40
)

// A window is a program whose one window is measured on a display of its own.
type window struct {
	b       *testing.B
	frame   *Frame
	blank   Picture // the display without it
	launch  func() *process
	running *process
}

// open starts the program and returns when it was asked to.
func (w *window) open() time.Time {
	now := time.Now()
	w.running = w.launch()
	return now
}

// close ends the program and waits until nothing of it is seen.
func (w *window) close() {
	w.b.Helper()
	w.running.Stop()
	Until(w.b, "the window to be gone", func() bool { return w.blank.like(w.frame.Picture()) })
}

// drawn opens the window once and sketches what it shows when it is at rest.
func (w *window) drawn() Sketch {
	w.b.Helper()
	w.open()
	defer w.close()
	return NewSketch(w.frame.Settled(w.blank))
}

// inHall opens a center and enrols a kiosk that has fetched its documents, and
// gives the kiosk, still with its witness, and its window and a bare one of the
// same size, all closed.
func inHall(b *testing.B) (k *Kiosk, ours, bare *window) {
	b.Helper()
	display := OpenDisplay(b, 1280, 800)
	frame := OpenFrame(b, display)
	blank := frame.Picture()
	k = OpenKiosk(b, OpenCenter(b), display, "2")
	k.WaitText("Đang mở")
	k.Stop()
	p := Build(b)
	ours = &window{b: b, frame: frame, blank: blank, launch: func() *process { return k.Window(p.Kiosk, "--config", k.config) }}
	bare = &window{b: b, frame: frame, blank: blank, launch: func() *process { return k.Window(p.Bare) }}
	Until(b, "the window to be gone", func() bool { return blank.like(frame.Picture()) })
	return k, ours, bare
}

// BenchmarkFirstFrame compares how long a visitor looks at a black screen after
// the program was started, for the kiosk and for a bare window.
func BenchmarkFirstFrame(b *testing.B) {
	_, ours, bare := inHall(b)
	home, label := ours.drawn(), bare.drawn()
	for b.Loop() {
		var kiosk, limit []time.Duration
		for range frameRounds {
			kiosk = append(kiosk, firstFrame(ours, home))
			limit = append(limit, firstFrame(bare, label))
		}
		b.Log("kiosk", kiosk, "bare", limit)
		bench.Figure{Name: "first_frame", Ours: bench.Median(kiosk).Seconds(), Unit: "s",
			Limit: bench.Median(limit).Seconds(), Want: 1.6, Most: true}.Print(b)
	}
}

func firstFrame(w *window, s Sketch) time.Duration {
	start := w.open()
	defer w.close()
	return w.frame.Shown("the first frame", s).Sub(start)
}

// BenchmarkIdleMemory compares the proportional memory of the kiosk at Home with
// that of a bare window, when neither changes any more.
func BenchmarkIdleMemory(b *testing.B) {
	_, ours, bare := inHall(b)
	for b.Loop() {
		var kiosk, limit []float64
		for range memoryRounds {
			kiosk = append(kiosk, idlePSS(ours))
			limit = append(limit, idlePSS(bare))
		}
		b.Log("kiosk", kiosk, "bare", limit)
		bench.Figure{Name: "idle_pss", Ours: bench.Median(kiosk), Unit: "MiB", Limit: bench.Median(limit), Want: 1.5, Most: true}.Print(b)
	}
}

// rest is how long the memory of a window at rest stays the same.
const rest = 5 * time.Second

// idlePSS opens the window and returns its memory in MiB once it stays the same.
func idlePSS(w *window) float64 {
	w.b.Helper()
	w.open()
	defer w.close()
	w.frame.Settled(w.blank)
	last, since := pss(w.b, w.running), time.Now()
	Until(w.b, "memory that stays the same", func() bool {
		if now := pss(w.b, w.running); now > last*1.005 || now < last*0.995 {
			last, since = now, time.Now()
		}
		return time.Since(since) > rest
	})
	return last
}

// pss is the memory of a process in MiB, each page it shares divided by those
// who share it.
func pss(b testing.TB, p *process) float64 {
	b.Helper()
	return pssOf(b, p.Pid())
}

func pssOf(b testing.TB, pid int) float64 {
	b.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/smaps_rollup", pid))
	if err != nil {
		b.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		if rest, ok := strings.CutPrefix(line, "Pss:"); ok {
			kB, err := strconv.ParseFloat(strings.Fields(rest)[0], 64)
			if err != nil {
				b.Fatal(err)
			}
			return kB / 1024
		}
	}
	b.Fatal("no Pss in smaps_rollup")
	return 0
}

// BenchmarkTapToTicket measures what a visitor feels: from the moment the finger
// is lifted from a service to the moment its ticket is on the glass, stored.
func BenchmarkTapToTicket(b *testing.B) {
	k, ours, _ := inHall(b)
	way := walk(k)
	ours.open()
	visit := visit{window: ours, way: way, finger: OpenFinger(b, k.Display)}
	visit.learn()
	for b.Loop() {
		var took []time.Duration
		for range taps {
			took = append(took, visit.ticket())
		}
		p95 := bench.Percentile(took, 0.95)
		b.Log("median", bench.Median(took), "p95", p95, "most", took[len(took)-1])
		bench.Figure{Name: "tap_to_ticket_p95", Ours: p95.Seconds() * 1000, Unit: "ms", Limit: 100, Want: 1, Most: true}.Print(b)
	}
}

// A way is what a visitor presses, in turn.
type way struct{ take, service, done Target }

// walk takes one ticket with the witness, which slows drawing down, to learn
// where to press without it.
func walk(k *Kiosk) (w way) {
	k.t.Helper()
	k.Start()
	w.take = k.PressAt("Lấy số")
	k.WaitScreen("take")
	w.service = k.PressAt("Đất đai")
	k.WaitScreen("ticket")
	w.done = k.PressAt("Xong")
	k.WaitScreen("home")
	k.Stop()
	return w
}

// A visit takes tickets one after the other.
type visit struct {
	*window
	way
	finger            *Finger
	home, lines, stub Sketch
}

// learn takes some tickets slowly to know the screens again.
func (v *visit) learn() {
	v.b.Helper()
	var home, lines, stub []Picture
	at := v.frame.Settled(v.blank)
	press := func(t Target) Picture {
		v.finger.Tap(t)
		at = v.frame.Settled(at)
		return at
	}
	for range warmTaps {
		home = append(home, at)
		lines = append(lines, press(v.take))
		stub = append(stub, press(v.service))
		press(v.done)
	}
	v.home, v.lines, v.stub = NewSketch(home...), NewSketch(lines...), NewSketch(stub...)
}

// ticket takes one and returns what a visitor waited for it.
func (v *visit) ticket() time.Duration {
	v.b.Helper()
	v.finger.Tap(v.take)
	v.frame.Shown("the lines", v.lines)
	tapped := v.finger.Tap(v.service)
	took := v.frame.Shown("the ticket", v.stub).Sub(tapped)
	v.finger.Tap(v.done)
	v.frame.Shown("home", v.home)
	return took
}
