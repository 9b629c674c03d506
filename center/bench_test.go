package main

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"dongthap.vn/sen/center/store/storetest"
	"dongthap.vn/sen/kiosk/bench"
)

const (
	listeners = 1000
	fanOuts   = 20
)

// BenchmarkListenersOnSQLite measures what a thousand listeners cost the real
// program, those of kiosks' hints and those of browsers, and how long they wait
// for what a kiosk has just told.
func BenchmarkListenersOnSQLite(b *testing.B) {
	program := buildCenter(b)
	for b.Loop() {
		for _, name := range []string{"hints", "browsers"} {
			at := place{dir: filepath.Join(b.TempDir(), "data")}
			c := program.serves(b, at)
			k := enrolledAt(b, at, c.base, "1")
			path, header := "/live", http.Header{}
			if name == "hints" {
				path, header = k.hints(b, c.base)
			}
			before := c.memory(b)
			crowd := gather(b, c.base, path, header)
			waits := crowd.hear(func() {
				k.takes()
				if err := k.send(c.base); err != nil {
					b.Fatal(err)
				}
			})
			grown := c.memory(b) - before
			bench.Figure{Name: "sse_1000_" + name, Ours: grown, Unit: "MiB", Limit: 100, Want: 1, Most: true}.Print(b)
			p99 := bench.Percentile(waits, 0.99)
			bench.Figure{Name: "sse_fan_out_p99_" + name, Ours: float64(p99.Microseconds()) / 1000, Unit: "ms", Limit: 500, Want: 1, Most: true}.Print(b)
			crowd.leave()
			c.kill()
		}
	}
}

// BenchmarkStartOnSQLite compares the start of the real program with a million
// events behind it with that of a young one, and their memory.
func BenchmarkStartOnSQLite(b *testing.B) {
	const rounds = 5
	program := buildCenter(b)
	old, young := place{dir: b.TempDir()}, place{dir: b.TempDir()}
	for _, at := range []place{old, young} {
		program.serves(b, at).kill()
	}
	storetest.Grow(b, old.dsn(), storetest.History{Events: 1_000_000, Kiosks: 8, Last: time.Now().Add(-24 * time.Hour)})
	for b.Loop() {
		var oldTook, oldHolds, youngHolds []float64
		for range rounds {
			begun := time.Now()
			c := program.serves(b, old)
			oldTook = append(oldTook, time.Since(begun).Seconds())
			oldHolds = append(oldHolds, c.memory(b))
			c.kill()
			c = program.serves(b, young)
			youngHolds = append(youngHolds, c.memory(b))
			c.kill()
		}
		bench.Figure{Name: "center_start_1000000", Ours: bench.Median(oldTook), Unit: "s", Limit: 3, Want: 1, Most: true}.Print(b)
		bench.Figure{Name: "center_memory_1000000", Ours: bench.Median(oldHolds), Unit: "MiB", Limit: bench.Median(youngHolds), Want: 1.2, Most: true}.Print(b)
	}
}

// BenchmarkVerifyOnSQLite measures sen-center verify: every hash of 200,000
// events, and lines and lists computed again and compared.
func BenchmarkVerifyOnSQLite(b *testing.B) {
	at := place{dir: b.TempDir()}
	buildCenter(b).serves(b, at).kill()
	storetest.Grow(b, at.dsn(), storetest.History{Events: 200_000, Kiosks: 8, Last: time.Now().Add(-24 * time.Hour)})
	for b.Loop() {
		begun := time.Now()
		if told, err := says(b, "", append([]string{"verify"}, at.flags()...)...); err != nil {
			b.Fatal(err, told)
		}
		bench.Figure{Name: "verify_200000", Ours: time.Since(begun).Seconds(), Unit: "s", Limit: 60, Want: 1, Most: true}.Print(b)
	}
}

// A program is the built sen-center.
type program string

func buildCenter(b *testing.B) program {
	path := filepath.Join(b.TempDir(), "sen-center")
	if out, err := exec.Command("go", "build", "-o", path, "dongthap.vn/sen/center").CombinedOutput(); err != nil {
		b.Fatalf("build the center: %v\n%s", err, out)
	}
	return program(path)
}

// serves starts the program and waits until it answers.
func (p program) serves(b *testing.B, at place) *process {
	b.Helper()
	address, out := freeAddress(b), newScreen()
	c := &process{base: "http://" + address, out: out, cmd: exec.Command(string(p), append([]string{"serve", "--listen", address}, at.flags()...)...)}
	c.cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	c.cmd.Stdout, c.cmd.Stderr = out, out
	if err := c.cmd.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(c.kill)
	c.out.find(b, `(lobby board)`)
	return c
}

// memory is the proportional memory of a process in MiB.
func (p *process) memory(b *testing.B) float64 {
	b.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/smaps_rollup", p.cmd.Process.Pid))
	if err != nil {
		b.Fatal(err)
	}
	m := regexp.MustCompile(`(?m)^Pss:\s+(\d+) kB`).FindSubmatch(text)
	if m == nil {
		b.Fatal("no Pss in smaps_rollup")
	}
	kB, err := strconv.ParseFloat(string(m[1]), 64)
	if err != nil {
		b.Fatal(err)
	}
	return kB / 1024
}

// A crowd is listeners that hold a stream open each.
type crowd struct {
	b     *testing.B
	lines []net.Conn
	heard chan time.Time // when a listener heard of a new queue
}

// gather opens the streams and waits until each has begun.
func gather(b *testing.B, base, path string, header http.Header) *crowd {
	b.Helper()
	host := strings.TrimPrefix(base, "http://")
	c := &crowd{b: b, heard: make(chan time.Time, listeners)}
	var begun sync.WaitGroup
	for range listeners {
		line, err := net.Dial("tcp", host)
		if err != nil {
			b.Fatal(err)
		}
		c.lines = append(c.lines, line)
		r, err := http.NewRequest("GET", base+path, nil)
		if err != nil {
			b.Fatal(err)
		}
		r.Header = header
		if err := r.Write(line); err != nil {
			b.Fatal(err)
		}
		begun.Add(1)
		go c.listen(line, path == "/live", begun.Done)
	}
	begun.Wait()
	return c
}

// listen reads a stream; what every stream begins with is no news.
func (c *crowd) listen(line io.Reader, browser bool, begun func()) {
	lines := bufio.NewScanner(line)
	lines.Buffer(make([]byte, 512), 4096)
	begins, news := `"doc":"queue"`, `"doc":"queue"`
	if browser {
		begins, news = "retry:", "event: queue"
	}
	for open := false; lines.Scan(); {
		switch text := lines.Text(); {
		case !open && strings.Contains(text, begins):
			open = true
			begun()
		case open && strings.Contains(text, news):
			c.heard <- time.Now()
		}
	}
}

// hear does something that changes the queue, some times over, and tells how
// long each listener waited for the news.
func (c *crowd) hear(change func()) (waits []time.Duration) {
	c.b.Helper()
	for range fanOuts {
		begun := time.Now()
		change()
		late := time.After(time.Minute)
		for range listeners {
			select {
			case at := <-c.heard:
				waits = append(waits, at.Sub(begun))
			case <-late:
				c.b.Fatalf("only %d of %d listeners heard the news", len(waits)%listeners, listeners)
			}
		}
	}
	return waits
}

func (c *crowd) leave() {
	for _, line := range c.lines {
		line.Close()
	}
}
