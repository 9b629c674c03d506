package store_test

import (
	"fmt"
	"os"
	"regexp"
	"runtime/debug"
	"strconv"
	"testing"
	"time"

	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/bench"
)

// BenchmarkStartMillion starts a kiosk that gathered 1,000,000 events without a
// center, up to its first ticket, and looks at the memory that this takes until
// the file has been read whole.
func BenchmarkStartMillion(b *testing.B) {
	const days, each, patience, room = 100, 10_000, 3 * time.Second, 32.0
	dir, clock := b.TempDir(), &morning{time.Date(2026, 11, 23, 8, 30, 0, 0, kiosk.VietnamTime)}
	old := openHallIn(b, dir, clock)
	old.live(b, days, each)
	if pending, err := old.Store.Pending(b.Context()); err != nil || pending != days*each {
		b.Fatalf("%d events wait, %v", pending, err)
	}
	if err := old.Store.Close(); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		before := forgetPeak(b)
		start := time.Now()
		h := openHallIn(b, dir, clock)
		h.take(b)
		took := time.Since(start)
		if h.Store.Born().New || h.Store.Inspected() == nil {
			b.Fatalf("born %+v: the file is not the one that was filled", h.Store.Born())
		}
		<-h.Store.Inspected()
		grown := memory(b, "VmHWM") - before
		bench.Figure{Name: "start_million", Ours: took.Seconds(), Unit: "s", Limit: patience.Seconds(), Want: 1, Most: true}.Print(b)
		bench.Figure{Name: "start_million_memory", Ours: grown, Unit: "MiB", Limit: room, Want: 1, Most: true}.Print(b)
		if err := h.Store.Close(); err != nil {
			b.Fatal(err)
		}
	}
}

// forgetPeak makes the peak of this process's memory what it is now, in MiB:
// proc_pid_clear_refs(5), value 5.
func forgetPeak(b *testing.B) float64 {
	b.Helper()
	debug.FreeOSMemory()
	if err := os.WriteFile("/proc/self/clear_refs", []byte("5"), 0); err != nil {
		b.Fatal(err)
	}
	return memory(b, "VmHWM")
}

// memory reads a line of proc_pid_status(5), in MiB.
func memory(b *testing.B, name string) float64 {
	b.Helper()
	text, err := os.ReadFile("/proc/self/status")
	if err != nil {
		b.Fatal(err)
	}
	found := regexp.MustCompile(fmt.Sprintf(`(?m)^%s:\s+(\d+) kB$`, name)).FindSubmatch(text)
	if found == nil {
		b.Fatalf("no %s in /proc/self/status", name)
	}
	kb, err := strconv.ParseFloat(string(found[1]), 64)
	if err != nil {
		b.Fatal(err)
	}
	return kb / 1024
}
