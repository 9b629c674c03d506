// Package voice says aloud what a screen shows, for a visitor who does not see
// it.
//
// It promises that there is never more than one voice: what is to be said takes
// the place of what is being said, and begins once that has fallen silent.
// Sentences that were recorded are played, all others are spoken by espeak-ng.
// The text reaches the engine through a pipe alone: no list of processes, file
// or log shows it, and no shell reads it. A machine without a sound card is
// silent and nothing else; Health tells a technician.
//
// The package knows no screen and keeps nothing of what it said.
package voice

import (
	"log/slog"
	"os/exec"
	"strings"
	"time"
	"unicode/utf8"

	"dongthap.vn/sen/kiosk"
)

// Bounds of one utterance.
const (
	mostLetters = 4000
	mostTime    = 4 * time.Minute
)

// Options are the programs a Voice speaks with, as the configuration names them.
type Options struct {
	Engine string                // path or name of espeak-ng, or "" for none
	Player string                // a program and its arguments, parted by spaces; it gets a WAV on its standard input
	Voices map[kiosk.Lang]string // the engine's name of the voice of a language
	Rate   int                   // words a minute
	Clips  map[kiosk.Lang][]Clip // recorded sentences
	Log    *slog.Logger
}

// An Utterance is something to say.
type Utterance struct {
	Lang   kiosk.Lang
	Text   []string // sentences as they are shown; Read is applied to each
	Volume int      // 1 to kiosk.Loudest
}

// Health is how a Voice is, for a technician.
type Health string

// The states of a Voice.
const (
	Ready    Health = "ready"
	NoEngine Health = "no_engine" // the speech program is not installed
	NoPlayer Health = "no_player" // the player is not installed
	NoSound  Health = "no_sound"  // the player ended with an error: there is no sound card, or it is taken
	Broken   Health = "broken"    // the speech program ended with an error
)

// A Voice says one thing at a time. Its methods never wait and may be called
// from any goroutine.
type Voice struct {
	options Options
	engine  string // its path, "" when it is not there
	player  []string
	mouth   *mouth
}

// New returns a Voice. Programs that are not installed leave it silent and not
// Offered. Close it.
func New(o Options) *Voice {
	v := &Voice{options: o, player: strings.Fields(o.Player)}
	health := Ready
	if len(v.player) == 0 || !installed(&v.player[0]) {
		health = NoPlayer
	}
	v.engine = o.Engine
	if !installed(&v.engine) {
		health = NoEngine
	}
	v.mouth = newMouth(health, o.Log)
	return v
}

// installed finds a program and puts its path in place of its name.
func installed(name *string) bool {
	if *name == "" {
		return false
	}
	path, err := exec.LookPath(*name)
	if err != nil {
		return false
	}
	*name = path
	return true
}

// Offered reports whether a visitor can be spoken to at all: both programs are
// there. Without a sound card nobody hears anything, which only Health tells.
func (v *Voice) Offered() bool {
	h := v.Health()
	return h != NoEngine && h != NoPlayer
}

// Health is how it went the last time.
func (v *Voice) Health() Health { return v.mouth.state() }

// Say says u in place of what is being said.
func (v *Voice) Say(u Utterance) {
	if v.Offered() {
		v.mouth.next(v.parts(u))
	}
}

// Stop falls silent.
func (v *Voice) Stop() { v.mouth.next(nil) }

// Speaking reports whether something is being said.
func (v *Voice) Speaking() bool { return v.mouth.speaking() }

// Close falls silent for good and returns when no program of it runs any more.
func (v *Voice) Close() { v.mouth.close() }

// parts turns an utterance into what is played one after the other: clips, and
// between them text for the engine. A Vietnamese sentence on an English screen,
// such as the name of a paper, is said in Vietnamese.
func (v *Voice) parts(u Utterance) (list []part) {
	var text strings.Builder
	lang := u.Lang
	flush := func() {
		if said := bounded(text.String()); said != "" {
			list = append(list, part{player: v.player, engine: v.command(lang, u.Volume), text: said})
		}
		text.Reset()
	}
	for _, s := range u.Text {
		if clip := v.clip(u.Lang, s); clip != nil {
			flush()
			list = append(list, part{player: v.player, wav: louder(clip, gains[level(u.Volume)])})
			continue
		}
		if l := langOf(u.Lang, s); l != lang {
			flush()
			lang = l
		}
		if said := Read(lang, s); said != "" {
			text.WriteString(strings.TrimRight(said, ".!?") + end(said) + "\n")
		}
	}
	flush()
	return list
}

// langOf is the language of a sentence on a screen in another: where a third of
// the words have letters that only Vietnamese has, it is that.
func langOf(screen kiosk.Lang, sentence string) kiosk.Lang {
	words, marked := strings.Fields(sentence), 0
	for _, w := range words {
		if strings.ContainsFunc(w, func(r rune) bool { return r >= 0x1EA0 && r <= 0x1EF9 || strings.ContainsRune("ăđơưĂĐƠƯ", r) }) {
			marked++
		}
	}
	if 3*marked > len(words) && len(words) > 1 {
		return kiosk.Vietnamese
	}
	return screen
}

// end is how a sentence ends: a voice falls at a full stop and rises at a question.
func end(said string) string {
	if last := said[len(said)-1]; last == '?' || last == '!' {
		return string(last)
	}
	return "."
}

// command is the engine's command line; the text comes on its standard input.
func (v *Voice) command(lang kiosk.Lang, volume int) []string {
	args := []string{v.engine, "--stdin", "--stdout", "-a", amplitudes[level(volume)], "-s", rate(v.options.Rate)}
	if voice := v.options.Voices[lang]; voice != "" {
		args = append(args, "-v", voice)
	}
	return args
}

func level(volume int) int { return min(max(volume, 1), kiosk.Loudest) - 1 }

// bounded leaves out what nobody listens to any more.
func bounded(text string) string {
	if utf8.RuneCountInString(text) <= mostLetters {
		return strings.TrimSpace(text)
	}
	text = string([]rune(text)[:mostLetters])
	return strings.TrimSpace(text[:strings.LastIndexAny(text, " \n")+1])
}
