// Package voicetest stands in for the programs a kiosk speaks with, and writes
// down what they are asked to say, for tests. It is not for the kiosk itself.
package voicetest

import (
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// The engine writes down how it was called and what it was given; the player
// what it was given and when it is the second voice. While there is a file
// «hang» the player goes on until it is ended.
const (
	engine = `#!/bin/sh
echo $$ >> "$0.pids"
echo "$*" >> "$0.called"
{ echo "<"; cat; printf '\n>\n'; } >> "$0.heard"
echo sound
`
	player = `#!/bin/sh
exec 9>> "$0.lock"
flock -n 9 || echo second >> "$0.second"
echo $$ >> "$0.pids"
[ ! -e "$0.hang" ] || exec sleep 1000
exec cat >> "$0.sound"
`
)

// A Witness is an engine and a player that nobody hears.
type Witness struct {
	t   testing.TB
	dir string
}

// New writes the programs into a folder of the test.
func New(t testing.TB) *Witness {
	t.Helper()
	w := &Witness{t: t, dir: t.TempDir()}
	w.write("engine", engine, 0o700)
	w.Mend()
	return w
}

// Engine is the path of the engine.
func (w *Witness) Engine() string { return filepath.Join(w.dir, "engine") }

// Player is the path of the player and its arguments.
func (w *Witness) Player() string { return filepath.Join(w.dir, "player") + " -q -" }

// Break lets the player end with an error, as without a sound card.
func (w *Witness) Break() { w.write("player", "#!/bin/sh\necho 'no device' >&2\nexit 1\n", 0o700) }

// Mend ends Break.
func (w *Witness) Mend() { w.write("player", player, 0o700) }

// Hang lets players that begin now go on until they are ended, or not.
func (w *Witness) Hang(on bool) {
	w.t.Helper()
	if on {
		w.write("player.hang", "", 0o600)
	} else if err := os.Remove(filepath.Join(w.dir, "player.hang")); err != nil {
		w.t.Fatal(err)
	}
}

func (w *Witness) write(name, text string, mode os.FileMode) {
	w.t.Helper()
	if err := os.WriteFile(filepath.Join(w.dir, name), []byte(text), mode); err != nil {
		w.t.Fatal(err)
	}
}

func (w *Witness) read(name string) string {
	data, err := os.ReadFile(filepath.Join(w.dir, name))
	if err != nil && !os.IsNotExist(err) {
		w.t.Error(err)
	}
	return string(data)
}

// Begun is how many texts the engine was begun to be given.
func (w *Witness) Begun() int { return strings.Count(w.read("engine.heard"), "<\n") }

// Heard is what the engine was given, "" for a text it was not given whole.
func (w *Witness) Heard() (texts []string) {
	for _, given := range strings.Split(w.read("engine.heard"), "<\n")[1:] {
		text, whole := strings.CutSuffix(given, "\n>\n")
		if !whole {
			text = ""
		}
		texts = append(texts, text)
	}
	return texts
}

// Last is the last of Heard.
func (w *Witness) Last() string {
	all := w.Heard()
	if len(all) == 0 {
		return ""
	}
	return all[len(all)-1]
}

// Called is the arguments of every call of the engine.
func (w *Witness) Called() []string {
	return strings.Split(strings.TrimSpace(w.read("engine.called")), "\n")
}

// Sound is what was played; the engine's is «sound».
func (w *Witness) Sound() string { return w.read("player.sound") }

// Silence forgets Sound.
func (w *Witness) Silence() { w.write("player.sound", "", 0o600) }

// Seconds lists the voices that began while another spoke.
func (w *Witness) Seconds() []string { return strings.Fields(w.read("player.second")) }

// Players is how many players have begun.
func (w *Witness) Players() int { return len(strings.Fields(w.read("player.pids"))) }

// Left are the engines and players that are still on the system's list, running
// or not waited for.
func (w *Witness) Left() []string {
	return slices.DeleteFunc(strings.Fields(w.read("engine.pids")+w.read("player.pids")), func(pid string) bool {
		if _, err := strconv.Atoi(pid); err != nil {
			w.t.Errorf("%q is no process", pid)
		}
		_, err := os.Stat(filepath.Join("/proc", pid))
		return err != nil
	})
}
