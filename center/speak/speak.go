// Package speak turns short Vietnamese sentences into sound, for boards that
// have no voice of their own.
//
// It promises that one sentence is made once and kept while it is likely to be
// asked for again, that what is kept is bounded, and that a center without a
// voice says so. It decides nothing about what is said, or when.
package speak

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strings"
	"sync"
	"time"
)

// ErrNoVoice means that no speech program is installed, or that it fails.
var ErrNoVoice = errors.New("no voice is installed")

const (
	program   = "espeak-ng"
	kept      = 64      // sentences; one is some 130 KiB
	maxSound  = 1 << 20 // bytes of one sentence
	madeIn    = 5 * time.Second
	maxLetter = 200 // of a sentence
)

// A Voice speaks.
type Voice struct {
	path string // "" for none

	mu    sync.Mutex // held while a sentence is made: one at a time
	sound map[string][]byte
	order []string // of sound, the oldest first
}

// Find looks for the speech program of the machine.
func Find() *Voice {
	path, err := exec.LookPath(program)
	if err != nil {
		return &Voice{}
	}
	return &Voice{path: path, sound: map[string][]byte{}}
}

// Speaks reports whether there is a voice.
func (v *Voice) Speaks() bool { return v.path != "" }

// Say makes a sentence a WAV file, or returns ErrNoVoice.
func (v *Voice) Say(ctx context.Context, text string) ([]byte, error) {
	if !v.Speaks() || len(text) > maxLetter {
		return nil, ErrNoVoice
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	if wav, ok := v.sound[text]; ok {
		return wav, nil
	}
	wav, err := v.make(ctx, text)
	if err != nil {
		return nil, err
	}
	if len(v.order) == kept {
		delete(v.sound, v.order[0])
		v.order = v.order[1:]
	}
	v.sound[text] = wav
	v.order = append(v.order, text)
	return wav, nil
}

// make runs the program; the sentence goes in by its standard input.
func (v *Voice) make(ctx context.Context, text string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, madeIn)
	defer cancel()
	cmd := exec.CommandContext(ctx, v.path, "-v", "vi", "-s", "145", "-g", "2", "--stdout", "--stdin")
	cmd.Stdin = strings.NewReader(text)
	var out bytes.Buffer
	cmd.Stdout = &out
	if err := cmd.Run(); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNoVoice, err)
	}
	if wav := out.Bytes(); len(wav) <= maxSound && bytes.HasPrefix(wav, []byte("RIFF")) {
		return wav, nil
	}
	return nil, fmt.Errorf("%w: no sound came out", ErrNoVoice)
}
