package main

import (
	"encoding/json"
	"log/slog"
	"os"
	"runtime"

	"fyne.io/fyne/v2"
	"github.com/google/renameio/v2"

	"dongthap.vn/sen/app/screen"
	"dongthap.vn/sen/app/touch"
)

// A witness writes down what was drawn, for tests that tap a real window. The
// file holds what the screen shows, so --witness has no place in a lobby.
type witness struct {
	path  string // "" sees nothing
	drawn int
	log   *slog.Logger
}

type seen struct {
	Process    int      `json:"process"`
	Goroutines int      `json:"goroutines"`
	Drawn      int      `json:"drawn"`
	Screen     string   `json:"screen"`
	Targets    []target `json:"targets"`
	Texts      []string `json:"texts"`
}

type target struct {
	Words               string
	X, Y, Width, Height float32
}

// look lets see run once the UI goroutine has finished what it is doing.
func (w *witness) look(see func()) {
	if w.path != "" {
		go fyne.Do(see)
	}
}

func (w *witness) see(s *screen.Stage) {
	w.drawn++
	v := seen{Process: os.Getpid(), Goroutines: runtime.NumGoroutine(), Drawn: w.drawn, Screen: s.Name(), Texts: s.Sentences()}
	for _, t := range touch.Targets(s.Root()) {
		v.Targets = append(v.Targets, target{t.Words, t.Pos.X, t.Pos.Y, t.Size.Width, t.Size.Height})
	}
	data, err := json.Marshal(v)
	if err == nil {
		err = renameio.WriteFile(w.path, data, 0o600)
	}
	if err != nil {
		w.log.Warn("witness not written", "err", err)
	}
}
