package supervise

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"dongthap.vn/sen/kiosk/proof"
)

const asProgram = "SEN_SUPERVISED" // how this test behaves as the program

// programs are the ways a program can behave.
var programs = map[string]func(){
	"crashes": func() { os.Exit(2) },
	"leaves":  func() {},
	"refuses": func() { os.Exit(Refused) },
	"hangs": func() { // where it beats; elsewhere it goes on
		Beats()()
		select {}
	},
	"is mute": func() { select {} },
	"lives": func() {
		asked := make(chan os.Signal, 1)
		signal.Notify(asked, os.Interrupt)
		beat := time.NewTicker(10 * time.Millisecond)
		for tell := Beats(); ; {
			select {
			case <-beat.C:
				tell()
			case <-asked:
				if err := os.WriteFile(os.Getenv("SEN_ENDED"), nil, 0o600); err != nil {
					panic(err)
				}
				os.Exit(0)
			}
		}
	},
}

func TestMain(m *testing.M) {
	if behave := programs[os.Getenv(asProgram)]; behave != nil {
		go func() { // never a program that outlives its test
			<-time.After(time.Minute)
			os.Exit(3)
		}()
		behave()
		return
	}
	os.Exit(m.Run())
}

// A stage supervises programs that behave one after the other as they are told.
type stage struct {
	t *testing.T
	Config
	ended   string // the file a program that is asked to end leaves
	started chan bool
	rests   []bool // of each start
	mu      sync.Mutex
}

func newStage(t *testing.T, behave ...string) *stage {
	s := &stage{t: t, ended: filepath.Join(t.TempDir(), "ended"), started: make(chan bool, 100)}
	s.Manners = Manners{Hang: 400 * time.Millisecond, Start: 10 * time.Second, Rest: 50 * time.Millisecond}
	s.Log = slog.New(slog.DiscardHandler)
	s.Command = func(rest bool) *exec.Cmd {
		s.mu.Lock()
		defer s.mu.Unlock()
		n := len(s.rests)
		s.rests = append(s.rests, rest)
		if n >= len(behave) {
			t.Errorf("it was started %d times, %d were expected", n+1, len(behave))
			n = len(behave) - 1
		}
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), asProgram+"="+behave[n], "SEN_ENDED="+s.ended)
		s.started <- rest
		return cmd
	}
	return s
}

// run supervises to the end and tells how each start was: at rest or not.
func (s *stage) run() ([]bool, error) {
	ctx, stop := context.WithTimeout(s.t.Context(), proof.Patience)
	defer stop()
	err := Run(ctx, s.Config)
	if ctx.Err() != nil {
		s.t.Errorf("it goes on after %s and %d starts", proof.Patience, len(s.rests))
	}
	return s.rests, err
}

func TestAProgramIsStartedAgainUntilItLeaves(t *testing.T) {
	for _, c := range []struct {
		behave []string
		rests  []bool
	}{
		{[]string{"leaves"}, []bool{false}},
		{[]string{"crashes", "leaves"}, []bool{false, false}},
		{[]string{"hangs", "crashes", "leaves"}, []bool{false, false, false}},
		{[]string{"crashes", "crashes", "crashes", "hangs", "crashes", "lives", "leaves"}, []bool{false, false, false, false, false, true, false}},
	} {
		s := newStage(t, c.behave...)
		if rests, err := s.run(); err != nil || !slices.Equal(rests, c.rests) {
			t.Errorf("a program that %q: started at rest %v, %v; want %v", c.behave, rests, err, c.rests)
		}
	}
}

func TestAProgramThatNeverBeatsIsStartedAgain(t *testing.T) {
	s := newStage(t, "is mute", "leaves")
	s.Manners.Start = s.Manners.Hang
	if _, err := s.run(); err != nil {
		t.Error(err)
	}
}

// Starting it again cannot help who refuses.
func TestAProgramThatRefusesIsNotStartedAgain(t *testing.T) {
	s := newStage(t, "crashes", "refuses")
	if _, err := s.run(); !errors.Is(err, ErrRefused) {
		t.Errorf("it says %v", err)
	}
	s.Command = func(bool) *exec.Cmd { return exec.Command(filepath.Join(t.TempDir(), "none")) }
	if _, err := s.run(); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("of a program that is not there it says %v", err)
	}
}

func TestTheProgramEndsWithItsSupervisor(t *testing.T) {
	s := newStage(t, "lives")
	ctx, stop := context.WithCancel(t.Context())
	alive := make(chan struct{}, 1000)
	s.Alive = func() { alive <- struct{}{} }
	ended := make(chan error)
	go func() { ended <- Run(ctx, s.Config) }()
	<-s.started
	for range 3 * looks { // it lives longer than one that hangs would
		<-alive
	}
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(s.ended); err != nil {
		t.Errorf("it was not asked to end: %v", err)
	}
}

// The control: who looks at the program's end alone sees nothing of one that
// hangs.
func TestControlSupervisorThatHearsNoBeat(t *testing.T) {
	s := newStage(t, "hangs", "leaves")
	looked := make(chan struct{}, 1000)
	s.Manners.Hang, s.Alive = 80*time.Millisecond, func() { looked <- struct{}{} }
	deaf := s.Config
	deaf.Manners.Start = time.Hour
	deaf.Command = func(rest bool) *exec.Cmd {
		cmd := s.Command(rest)
		cmd.Env = append(cmd.Env, asProgram+"=is mute") // it is as if the beat were not heard
		return cmd
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() { ended <- Run(ctx, deaf) }()
	for range 5 * looks {
		<-looked
	}
	stop()
	<-ended
	var findings []string
	if len(s.rests) == 1 {
		findings = append(findings, "after five times the time it may hang it was not started again")
	}
	proof.Control(t, "a supervisor that hears no beat", "TestAProgramIsStartedAgainUntilItLeaves", findings...)
}

func TestHowOftenIsTooOften(t *testing.T) {
	const rest = 5 * time.Minute
	at := func(s int) time.Time { return time.Unix(int64(s), 0) }
	for what, c := range map[string]struct {
		crashes    []int // seconds
		now        int
		left, wait time.Duration
	}{
		"never":                        {nil, 0, 0, 0},
		"four at once":                 {[]int{1, 1, 1, 1}, 1, 0, 0},
		"five at once":                 {[]int{1, 1, 1, 1, 1}, 1, rest, 0},
		"five within a minute":         {[]int{1, 15, 30, 45, 60}, 60, rest, 0},
		"five in more than one":        {[]int{1, 15, 30, 45, 61}, 61, 0, 0},
		"a sixth that makes it five":   {[]int{1, 15, 30, 45, 61, 70}, 70, rest, 0},
		"many, now and then":           {[]int{0, 30, 60, 90, 120, 150, 180}, 180, 0, 0},
		"the clock was put back since": {[]int{900, 901, 902, 903, 100}, 100, rest, 0},
	} {
		var h history
		for _, s := range c.crashes {
			h.crashed(at(s))
		}
		if left, wait := h.next(at(c.now), rest); left != c.left || wait != c.wait {
			t.Errorf("%s: %s at rest after %s, want %s after %s", what, left, wait, c.left, c.wait)
		}
	}
}

func TestOneThatCrashesAtRestIsTriedAtRestUntilItsTimeIsOver(t *testing.T) {
	var h history
	now := time.Unix(0, 0)
	for range often {
		h.crashed(now)
	}
	var told string
	for range 6 {
		left, wait := h.next(now, 12*time.Second)
		told += fmt.Sprintf("%s after %s; ", left, wait)
		now = now.Add(wait)
		h.crashed(now)
	}
	if want := "12s after 0s; 12s after 5s; 7s after 5s; 2s after 2s; 0s after 0s; 12s after 0s; "; told != want {
		t.Errorf("it is started: %s\nwant: %s", told, want)
	}
}
