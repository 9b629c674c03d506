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
	quieted  = 5 * time.Second  // after which a kiosk at Home has done all it begins with
	idleTime = 20 * time.Second // that its work is counted for
)

// ticksASecond is the kernel's USER_HZ, which /proc counts in on every Linux.
const ticksASecond = 100

// BenchmarkIdleWork measures how much of one core the kiosk takes at Home while
// nobody is there.
func BenchmarkIdleWork(b *testing.B) {
	_, ours, _ := inHall(b)
	ours.open()
	defer ours.close()
	ours.frame.Settled(ours.blank)
	for b.Loop() {
		<-time.After(quieted)
		before, start := worked(b, ours.running), time.Now()
		<-time.After(idleTime)
		share := 100 * (worked(b, ours.running) - before).Seconds() / time.Since(start).Seconds()
		bench.Figure{Name: "idle_work", Ours: share, Unit: "%", Limit: 2, Want: 1, Most: true}.Print(b)
	}
}

// worked is how long a process has had a core, all its threads together.
func worked(b *testing.B, p *process) time.Duration {
	b.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", p.Pid()))
	if err != nil {
		b.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(text), ") ") // the name may hold anything
	fields := strings.Fields(rest)
	var ticks int
	for _, f := range fields[11:13] { // utime and stime: proc(5), 14 and 15
		n, err := strconv.Atoi(f)
		if err != nil {
			b.Fatal(err)
		}
		ticks += n
	}
	return time.Duration(ticks) * time.Second / ticksASecond
}
