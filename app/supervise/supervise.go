// Package supervise keeps the kiosk's program running: it starts it, hears its
// beat, ends it when the beat stops and starts it again.
//
// It promises that a program that crashed or hangs is started anew, and that
// one that crashes again and again is started at rest for some minutes: with a
// screen that sends visitors to another machine, while what was recorded still
// goes to the center. It knows nothing of screens, and holds no data: whatever
// becomes of it or of the program, what was stored is stored.
package supervise

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"os/exec"
	"time"
)

// Refused is the exit code of a program that cannot be helped by starting it
// again: its configuration is wrong, or another one has its data (EX_CONFIG of
// sysexits.h).
const Refused = 78

// ErrRefused means that the program ended with that code; what it said stands in
// its log.
var ErrRefused = errors.New("the program refuses to start")

// Config is what is kept running, and how.
type Config struct {
	// Command makes the program, at rest or not. Each time it is another one;
	// its standard output is where it beats.
	Command func(rest bool) *exec.Cmd
	Manners Manners
	Alive   func() // called again and again while all goes well, for whoever watches this; may be nil
	Log     *slog.Logger
}

// Manners are the times of a supervisor.
type Manners struct {
	Hang  time.Duration // without a beat, after the first one
	Start time.Duration // until the first beat
	Rest  time.Duration // of a program that crashed too often
}

// Default are the manners of a lobby: a start that reads a damaged database
// whole takes long, a visitor who sees nothing move leaves soon.
var Default = Manners{Hang: 8 * time.Second, Start: 2 * time.Minute, Rest: 5 * time.Minute}

// grace is how long a program may take to end politely.
const grace = 10 * time.Second

// Run keeps the program running until ctx ends, it ends by itself without an
// error, or it refuses to start.
func Run(ctx context.Context, c Config) error {
	var past history
	for {
		rest, wait := past.next(time.Now(), c.Manners.Rest)
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(wait):
		}
		again, err := c.once(ctx, rest)
		if !again {
			return err
		}
		if err == errRested {
			continue
		}
		c.Log.Error("the kiosk ended and is started again", "err", err, "rest", rest)
		past.crashed(time.Now())
	}
}

// errRested means that a program at rest was ended to be tried again.
var errRested = errors.New("it has rested")

// once runs the program once and tells why it ended, and whether to go on.
func (c Config) once(ctx context.Context, rest time.Duration) (again bool, err error) {
	ctx, end := context.WithCancelCause(ctx)
	defer end(nil)
	if rest > 0 {
		defer time.AfterFunc(rest, func() { end(errRested) }).Stop()
	}
	beats := make(chan struct{}, 1)
	cmd := c.Command(rest > 0)
	cmd.Stdout, cmd.WaitDelay = ear(beats), time.Second
	if err := cmd.Start(); err != nil {
		return false, err
	}
	c.Log.Info("started", "pid", cmd.Process.Pid, "rest", rest > 0)
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	return c.watch(ctx, cmd, beats, ended)
}

// An ear passes on what it hears as one beat.
type ear chan<- struct{}

// Write never fails.
func (e ear) Write(heard []byte) (int, error) {
	select {
	case e <- struct{}{}:
	default: // one nobody has noted yet stands for both
	}
	return len(heard), nil
}

// watch waits for a program to end, and ends it when ctx does or it hangs.
func (c Config) watch(ctx context.Context, cmd *exec.Cmd, beats <-chan struct{}, ended <-chan error) (again bool, err error) {
	pulse := pulse{most: c.Manners.Start}
	look := time.NewTicker(c.Manners.Hang / looks)
	defer look.Stop()
	for {
		select {
		case err := <-ended:
			return outcome(cmd.ProcessState, err)
		case <-ctx.Done():
			polite(cmd, ended)
			if context.Cause(ctx) == errRested {
				return true, errRested
			}
			return false, nil
		case <-beats:
			pulse.beat(c.Manners.Hang)
		case <-look.C:
			if c.Alive != nil {
				c.Alive()
			}
			if pulse.stopped(c.Manners.Hang / looks) {
				_ = cmd.Process.Kill() // also one that is stopped; it may have ended
				<-ended
				return true, errHung
			}
		}
	}
}

// errHung means that the program did not beat any more.
var errHung = errors.New("it hung")

// outcome tells what the end of a program means.
func outcome(end *os.ProcessState, err error) (again bool, _ error) {
	switch {
	case end.Success():
		return false, nil
	case end.ExitCode() == Refused:
		return false, ErrRefused
	}
	return true, err
}

// polite asks a program to end and waits until it has.
func polite(cmd *exec.Cmd, ended <-chan error) {
	if cmd.Process.Signal(os.Interrupt) != nil {
		_ = cmd.Process.Kill() // where there are no signals
	}
	select {
	case <-ended:
	case <-time.After(grace):
		_ = cmd.Process.Kill()
		<-ended
	}
}
