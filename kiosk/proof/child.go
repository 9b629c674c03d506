package proof

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// Patience bounds every wait: generous, and never a measure of speed.
const Patience = 20 * time.Second

const childArgs = "SEN_CHILD"

// A Child is the running test once more, in a process of its own that may be
// killed. What it tells its parent stays told whatever becomes of it: the parent
// is the witness.
type Child struct {
	t     testing.TB
	cmd   *exec.Cmd
	lines chan string
	gone  sync.WaitGroup
	once  sync.Once
}

// StartChild starts the running test again; there Told returns the args.
func StartChild(t testing.TB, args ...string) *Child {
	t.Helper()
	return StartChildUnder(t, nil, args...)
}

// StartChildUnder starts it by another program, which becomes it: one that
// enters a network namespace.
func StartChildUnder(t testing.TB, under []string, args ...string) *Child {
	t.Helper()
	text, err := json.Marshal(args)
	if err != nil {
		t.Fatal(err)
	}
	hear, say, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	name, _, _ := strings.Cut(t.Name(), "/")
	line := append(slices.Clone(under), os.Args[0], "-test.run=^"+name+"$", "-test.count=1")
	c := &Child{t: t, cmd: exec.Command(line[0], line[1:]...), lines: make(chan string, 1<<16)}
	c.cmd.Env = append(os.Environ(), childArgs+"="+string(text))
	c.cmd.Stderr = os.Stderr
	c.cmd.ExtraFiles = []*os.File{say}
	if err := errors.Join(c.cmd.Start(), say.Close()); err != nil {
		t.Fatal(err)
	}
	c.gone.Go(func() {
		defer close(c.lines)
		defer hear.Close()
		for lines := bufio.NewScanner(hear); lines.Scan(); {
			c.lines <- lines.Text()
		}
	})
	t.Cleanup(func() { c.Kill(0) })
	return c
}

// Hear waits for the next line; ok is false when the child has ended.
func (c *Child) Hear() (line string, ok bool) {
	c.t.Helper()
	select {
	case line, ok = <-c.lines:
		line, _ = unstamp(line)
		return line, ok
	case <-time.After(Patience):
		c.t.Fatalf("waited %s in vain for the child to say something", Patience)
		return "", false
	}
}

// Kill ends the child at once and returns what it had told before the moment
// given, by the machine's clock since boot, and nobody had heard yet.
func (c *Child) Kill(before time.Duration) (rest []string) {
	c.once.Do(func() {
		_ = c.cmd.Process.Kill() // it may have ended
		_ = c.cmd.Wait()
		c.gone.Wait()
	})
	for line := range c.lines {
		if text, at := unstamp(line); at < before {
			rest = append(rest, text)
		}
	}
	return rest
}

// Wait waits for the child to end by itself.
func (c *Child) Wait() error {
	var err error
	c.once.Do(func() {
		err = c.cmd.Wait()
		c.gone.Wait()
	})
	return err
}

// Told returns the args of a child and how it tells its parent a line; in the
// parent child is false.
func Told(t testing.TB) (args []string, tell func(format string, args ...any), child bool) {
	text, child := os.LookupEnv(childArgs)
	if !child {
		return nil, nil, false
	}
	if err := json.Unmarshal([]byte(text), &args); err != nil {
		t.Fatal(err)
	}
	say := os.NewFile(3, "witness")
	return args, func(format string, args ...any) {
		if _, err := fmt.Fprintf(say, "%d "+format+"\n", append([]any{int64(SinceBoot())}, args...)...); err != nil {
			os.Exit(2) // nobody listens any more
		}
	}, true
}

// unstamp takes a line apart into what was told and when.
func unstamp(line string) (text string, at time.Duration) {
	stamp, text, _ := strings.Cut(line, " ")
	n, err := strconv.ParseInt(stamp, 10, 64)
	if err != nil {
		return "", 1<<63 - 1 // cut off by the end of the child
	}
	return text, time.Duration(n)
}
