package voice

import (
	"bytes"
	"log/slog"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"time"

	"dongthap.vn/sen/kiosk"
)

// amplitudes are espeak-ng's for the volumes from 1 on; 100 is its own.
var amplitudes = [kiosk.Loudest]string{"30", "60", "100", "140", "200"}

func rate(words int) string { return strconv.Itoa(min(max(words, 80), 400)) }

// A part is played by one player: a recording, or what the engine makes of a
// text.
type part struct {
	player []string
	engine []string
	text   string
	wav    []byte // instead of engine and text
}

// A mouth runs the programs of one part at a time, on one goroutine.
type mouth struct {
	log   *slog.Logger
	ended chan struct{}

	mu     sync.Mutex
	wake   *sync.Cond
	parts  []part // what is to be said next
	busy   bool
	fresh  bool // parts is newer than what is being said
	closed bool
	health Health
	group  *group // of the programs that run
}

func newMouth(h Health, log *slog.Logger) *mouth {
	m := &mouth{log: log, ended: make(chan struct{}), health: h}
	m.wake = sync.NewCond(&m.mu)
	go m.run()
	return m
}

// next puts parts in place of everything and silences what is being said.
func (m *mouth) next(parts []part) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.closed {
		parts = nil
	}
	m.parts, m.fresh = parts, true
	if m.group != nil {
		m.group.kill()
	}
	m.wake.Signal()
}

func (m *mouth) close() {
	m.mu.Lock()
	m.closed = true
	m.mu.Unlock()
	m.next(nil)
	<-m.ended
}

func (m *mouth) speaking() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.busy || len(m.parts) > 0
}

func (m *mouth) state() Health {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.health
}

// run stays on one thread for life: the system ends the programs when the thread
// that started them is gone, as it is when the kiosk is killed.
func (m *mouth) run() {
	runtime.LockOSThread()
	defer close(m.ended)
	for {
		p, ok := m.take()
		if !ok {
			return
		}
		if h, err := m.say(p); err != nil || h == Ready {
			m.found(h, err)
		}
	}
}

// take waits for something to say; false when there will be nothing more.
func (m *mouth) take() (part, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.busy = false
	for len(m.parts) == 0 && !m.closed {
		m.wake.Wait()
	}
	if len(m.parts) == 0 {
		return part{}, false
	}
	p := m.parts[0]
	m.parts, m.busy, m.fresh = m.parts[1:], true, false
	return p, true
}

// found notes how it went, and logs a change once. It tells of programs, never
// of what was said.
func (m *mouth) found(h Health, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.health == h {
		return
	}
	m.health = h
	if m.log == nil {
		return
	}
	if err != nil {
		m.log.Warn("speech is silent", "health", string(h), "err", err)
		return
	}
	m.log.Info("speech is heard", "health", string(h))
}

// say plays one part and returns when its programs have ended. Being silenced
// is no error and tells nothing of the health: then it is "".
func (m *mouth) say(p part) (Health, error) {
	player := exec.Command(p.player[0], p.player[1:]...)
	player.Stdin = bytes.NewReader(p.wav)
	programs := []*exec.Cmd{player}
	if p.wav == nil {
		r, w, err := os.Pipe()
		if err != nil {
			return Broken, err
		}
		defer r.Close()
		defer w.Close()
		engine := exec.Command(p.engine[0], p.engine[1:]...)
		engine.Stdin, engine.Stdout, player.Stdin = strings.NewReader(p.text), w, r
		programs = append(programs, engine)
	}
	g, err := m.start(programs)
	if p.wav == nil { // ours would keep the player waiting for more
		_ = player.Stdin.(*os.File).Close()
		_ = programs[1].Stdout.(*os.File).Close()
	}
	if err != nil {
		g.kill()
	}
	late := time.AfterFunc(mostTime, g.kill)
	defer late.Stop()
	ended := g.wait()
	return m.outcome(err, ended)
}

// start starts programs as one group, the player first, unless something newer
// is to be said.
func (m *mouth) start(programs []*exec.Cmd) (*group, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.group = &group{}
	for _, c := range programs {
		if m.fresh {
			break
		}
		if err := m.group.start(c); err != nil {
			return m.group, err
		}
	}
	return m.group, nil
}

// outcome tells how it went from the errors of starting and of the programs.
func (m *mouth) outcome(started error, ended []error) (Health, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.group = nil
	switch {
	case m.fresh:
		return "", nil
	case started != nil && len(ended) > 0:
		return Broken, started
	case started != nil:
		return NoSound, started
	case ended[0] != nil:
		return NoSound, ended[0]
	case len(ended) > 1 && ended[1] != nil:
		return Broken, ended[1]
	}
	return Ready, nil
}
