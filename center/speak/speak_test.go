package speak

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestASentenceBecomesSound(t *testing.T) {
	v := Find()
	if !v.Speaks() {
		t.Fatal("espeak-ng is not installed; .ci/install brings it")
	}
	short, err := v.Say(t.Context(), "Mời số B 2.")
	if err != nil {
		t.Fatal(err)
	}
	long, err := v.Say(t.Context(), "Mời số B 2, 0 4 7, đến quầy 3.")
	if err != nil || !bytes.HasPrefix(short, []byte("RIFF")) || len(long) < len(short)*3/2 {
		t.Errorf("%d bytes, then %d bytes of sound, %v", len(short), len(long), err)
	}
}

// counting is a voice whose program notes each run.
func counting(t *testing.T, script string) (v *Voice, runs func() int) {
	dir := t.TempDir()
	log := filepath.Join(dir, "runs")
	path := filepath.Join(dir, "voice")
	if err := os.WriteFile(path, []byte("#!/bin/sh\necho run >> "+log+"\n"+script), 0o700); err != nil {
		t.Fatal(err)
	}
	return &Voice{path: path, sound: map[string][]byte{}}, func() int {
		text, _ := os.ReadFile(log)
		return strings.Count(string(text), "run")
	}
}

func TestASentenceIsMadeOnceAndWhatIsKeptIsBounded(t *testing.T) {
	v, runs := counting(t, "printf RIFF; cat")
	for range 3 {
		wav, err := v.Say(t.Context(), "a")
		if err != nil || string(wav) != "RIFFa" {
			t.Fatalf("%q, %v", wav, err)
		}
	}
	if n := runs(); n != 1 {
		t.Errorf("made %d times", n)
	}
	for i := range kept + 5 {
		if _, err := v.Say(t.Context(), fmt.Sprint(i)); err != nil {
			t.Fatal(err)
		}
	}
	if len(v.sound) != kept || len(v.order) != kept {
		t.Errorf("%d sentences are kept", len(v.sound))
	}
	if _, err := v.Say(t.Context(), "a"); err != nil || runs() != kept+7 {
		t.Errorf("what was dropped is made anew: %d runs, %v", runs(), err)
	}
}

func TestAVoiceThatFailsSaysSo(t *testing.T) {
	for what, script := range map[string]string{"ends with an error": "exit 1", "says nothing": "", "says something else": "echo hello", "never stops": "yes RIFF | head -c 2000000"} {
		v, _ := counting(t, script)
		if _, err := v.Say(t.Context(), "a"); !errors.Is(err, ErrNoVoice) {
			t.Errorf("a program that %s: %v", what, err)
		}
	}
	if _, err := (&Voice{}).Say(t.Context(), "a"); !errors.Is(err, ErrNoVoice) {
		t.Errorf("no program: %v", err)
	}
}
