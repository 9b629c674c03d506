// Package lobby stands up a real lobby for tests and benchmarks: the built
// programs, a center on loopback, a kiosk in a real window under Xvfb, fingers
// from xdotool and a browser.
//
// It promises that everything it started has ended when the test has, and that
// what a test asks for is waited for with a deadline, never slept for. It is no
// part of the product.
package lobby

import (
	"bufio"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// Patience bounds every wait: generous, because machines that run tests are
// slow, and never a measure of speed.
const Patience = 40 * time.Second

// Until waits until ok is true, or fails the test telling what was waited for.
func Until(t testing.TB, what string, ok func() bool) {
	t.Helper()
	deadline := time.Now().Add(Patience)
	for !ok() {
		if time.Now().After(deadline) {
			t.Fatalf("waited %s in vain for %s", Patience, what)
		}
		pause()
	}
}

// pause is the one place that lets time pass between two looks.
func pause() { <-time.After(20 * time.Millisecond) }

// Programs are the paths of the built programs.
type Programs struct {
	Kiosk, Center string
	Bare          string // the least a window can be, to measure against
	dir           string
}

var build = sync.OnceValues(func() (Programs, error) {
	dir, err := os.MkdirTemp("", "sen-programs-")
	if err != nil {
		return Programs{}, err
	}
	p := Programs{Kiosk: filepath.Join(dir, "sen-kiosk"), Center: filepath.Join(dir, "sen-center"), Bare: filepath.Join(dir, "bare"), dir: dir}
	for _, args := range [][]string{
		{"build", "-tags", windowTags, "-o", p.Kiosk, "dongthap.vn/sen/app"},
		{"build", "-tags", windowTags, "-o", p.Bare, "dongthap.vn/sen/app/lobby/bare"},
		{"build", "-o", p.Center, "dongthap.vn/sen/center"},
	} {
		if out, err := exec.Command("go", args...).CombinedOutput(); err != nil {
			return p, fmt.Errorf("go %s: %w\n%s", strings.Join(args, " "), err, out)
		}
	}
	return p, nil
})

// windowTags are those the kiosk is delivered with.
const windowTags = "x11,migrated_fynedo"

// built tells whether Build was asked for anything.
var built atomic.Bool

// Main runs the tests of a package and removes what Build left; call it from
// TestMain.
func Main(m *testing.M) {
	code := m.Run()
	if built.Load() {
		p, _ := build()
		_ = os.RemoveAll(p.dir)
	}
	os.Exit(code)
}

// Build compiles the programs once for all tests of a run. The package's
// TestMain is Main, which removes them.
func Build(t testing.TB) Programs {
	t.Helper()
	built.Store(true)
	p, err := build()
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// A process is a program that was started and is ended with the test.
type process struct {
	cmd  *exec.Cmd
	done chan struct{}
	once sync.Once
}

// start runs a program in a process group of its own, its errors in log.
func start(t testing.TB, cmd *exec.Cmd, log string) *process {
	t.Helper()
	f, err := os.OpenFile(log, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	cmd.Stderr = f
	if cmd.Stdout == nil {
		cmd.Stdout = f
	}
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	p := &process{cmd: cmd, done: make(chan struct{})}
	go func() { _ = cmd.Wait(); close(p.done) }()
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("%s (ended: %v) said last:\n%s", filepath.Base(cmd.Path), p.Ended(), tail(log))
		}
		p.end(syscall.SIGTERM)
	})
	return p
}

// tail is the end of what a program said; the programs log no personal data.
func tail(log string) string {
	text, err := os.ReadFile(log)
	if err != nil {
		return err.Error()
	}
	return string(text[max(0, len(text)-2000):])
}

// end asks the process to stop, and stops it when it does not.
func (p *process) end(sig syscall.Signal) {
	p.once.Do(func() {
		_ = p.cmd.Process.Signal(sig)
		select {
		case <-p.done:
		case <-time.After(10 * time.Second):
			_ = syscall.Kill(-p.cmd.Process.Pid, syscall.SIGKILL)
			<-p.done
		}
	})
}

// Ended reports whether the process has ended.
func (p *process) Ended() bool {
	select {
	case <-p.done:
		return true
	default:
		return false
	}
}

// Kill ends the process at once, as a crash or a power cut would.
func (p *process) Kill() { p.end(syscall.SIGKILL) }

// Abort ends the process with the signal of a program that found itself broken.
func (p *process) Abort() { p.end(syscall.SIGABRT) }

// Stop ends the process the polite way.
func (p *process) Stop() { p.end(syscall.SIGTERM) }

// Freeze stops the process where it is; Thaw lets it go on.
func (p *process) Freeze() { _ = p.cmd.Process.Signal(syscall.SIGSTOP) }

// Thaw lets a frozen process go on.
func (p *process) Thaw() { _ = p.cmd.Process.Signal(syscall.SIGCONT) }

// Pid names the process to the system.
func (p *process) Pid() int { return p.cmd.Process.Pid }

// freeAddress finds a loopback port nobody uses.
func freeAddress(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// A Center is a running sen-center.
type Center struct {
	*process
	t       testing.TB
	dir     string
	Address string // host:port
	URL     string
}

// OpenCenter starts a center with fresh example data.
func OpenCenter(t testing.TB) *Center {
	t.Helper()
	c := &Center{t: t, dir: t.TempDir(), Address: freeAddress(t)}
	c.URL = "http://" + c.Address
	c.Start()
	return c
}

// Start starts the center (again) and waits until it answers.
func (c *Center) Start() {
	c.t.Helper()
	cmd := exec.Command(Build(c.t).Center, "serve", "--data", c.dir, "--listen", c.Address, "--public-url", c.URL)
	c.process = start(c.t, cmd, c.Log())
	Until(c.t, "the center to answer", func() bool {
		answer, err := http.Get(c.URL)
		return err == nil && answer.Body.Close() == nil
	})
}

// Log is the path of what the center printed.
func (c *Center) Log() string { return filepath.Join(c.dir, "center.log") }

// Run runs a command of sen-center on the center's data and returns its last
// line.
func (c *Center) Run(args ...string) string {
	c.t.Helper()
	out, err := exec.Command(Build(c.t).Center, append(args, "--data", c.dir)...).Output()
	if err != nil {
		var exit *exec.ExitError
		if errors.As(err, &exit) {
			err = fmt.Errorf("%w: %s", err, exit.Stderr)
		}
		c.t.Fatalf("sen-center %s: %v", strings.Join(args, " "), err)
	}
	return lastLine(string(out))
}

// SignInLink makes a one-time link that signs an administrator in.
func (c *Center) SignInLink() string {
	link := c.Run("link")
	return link[max(0, strings.Index(link, "http")):]
}

func lastLine(s string) string {
	var last string
	for lines := bufio.NewScanner(strings.NewReader(s)); lines.Scan(); {
		if text := strings.TrimSpace(lines.Text()); text != "" {
			last = text
		}
	}
	return last
}
