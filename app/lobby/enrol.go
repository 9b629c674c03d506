package lobby

import (
	"bytes"
	"os/exec"
	"regexp"
	"sync"
	"testing"
)

// An Enrolment is sen-kiosk enrol while it runs.
type Enrolment struct {
	t       testing.TB
	cmd     *exec.Cmd
	printed *printed
	ended   chan error
}

// Ask starts to enrol the kiosk under the code.
func (k *Kiosk) Ask(c *Center, code string) *Enrolment {
	k.t.Helper()
	once := c.Run("enrol", "--device", code)
	e := &Enrolment{t: k.t, cmd: exec.Command(Build(k.t).Kiosk, "enrol", "--config", k.config, once), printed: &printed{}, ended: make(chan error, 1)}
	e.cmd.Stdout, e.cmd.Stderr = e.printed, e.printed
	if err := e.cmd.Start(); err != nil {
		k.t.Fatal(err)
	}
	go func() { e.ended <- e.cmd.Wait() }()
	k.t.Cleanup(e.Kill)
	return e
}

var sixDigits = regexp.MustCompile(`(?m)^Six digits: (\d{6})$`)

// Digits waits for the six digits; "" when the program has ended without.
func (e *Enrolment) Digits() (digits string) {
	e.t.Helper()
	Until(e.t, "six digits, or the end", func() bool {
		if m := sixDigits.FindStringSubmatch(e.printed.String()); m != nil {
			digits = m[1]
			return true
		}
		select {
		case err := <-e.ended:
			e.ended <- err
			return true
		default:
			return false
		}
	})
	return digits
}

// End waits for the program's end, and returns what it printed.
func (e *Enrolment) End() (printed string, err error) {
	err = <-e.ended
	e.ended <- err
	return e.printed.String(), err
}

// Kill ends the program at once, should it still run.
func (e *Enrolment) Kill() { _ = e.cmd.Process.Kill() }

// A printed keeps what a program prints.
type printed struct {
	mu   sync.Mutex
	text bytes.Buffer
}

// Write keeps more of it.
func (p *printed) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.text.Write(b)
}

// String is all of it.
func (p *printed) String() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.text.String()
}
