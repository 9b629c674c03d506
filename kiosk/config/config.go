// Package config reads sen-kiosk.toml.
//
// It promises that a wrong file is answered by one clear sentence naming the
// file, the line, the key and what would be right, before anything is opened.
// Keys it does not know are refused: a misspelt key would otherwise be ignored
// in silence.
package config

import (
	_ "embed"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"
	"unicode"

	"github.com/BurntSushi/toml"

	"dongthap.vn/sen/kiosk"
)

// Example is a file with every key, set to its default and explained.
//
//go:embed example.toml
var Example string

// Config is what an IT person decides about one kiosk.
type Config struct {
	Center   Center
	Kiosk    Kiosk
	Screen   Screen
	Keyboard Keyboard
	Voice    Voice
	Waits    Waits `toml:"idle"`
}

// Center is the server the kiosk syncs to.
type Center struct {
	Address string `toml:"address"` // http or https URL
}

// Kiosk is this machine.
type Kiosk struct {
	Data string `toml:"data"` // folder of the database and the keys
	Code string `toml:"code"` // "" or the code it must be enrolled under
	// Support is the phone number of who mends this kiosk, shown when it cannot serve.
	Support string `toml:"support"`
}

// Screen is the glass, as measured with a ruler.
type Screen struct {
	DiagonalInches float32 `toml:"diagonal_inches"`
	ReadingMM      float32 `toml:"reading_mm"`
	FullScreen     bool    `toml:"full_screen"`
	Width          float32 `toml:"width"` // pixels of the window while not full screen
	Height         float32 `toml:"height"`
	Reach          float32 `toml:"reach_percent"` // of the height of tall glass that hands reach
	TextSize       string  `toml:"text_size"`     // A, A+ or A++: what every visit begins with
	HighContrast   bool    `toml:"high_contrast"` // likewise
}

// Ease is what every visit begins with.
func (s Screen) Ease() kiosk.Ease {
	return kiosk.Ease{Size: textSizes[s.TextSize], Contrast: s.HighContrast}
}

var textSizes = map[string]kiosk.TextSize{"A": kiosk.SizeA, "A+": kiosk.SizeAPlus, "A++": kiosk.SizeAPlusPlus}

// Keyboard is how letters are typed.
type Keyboard struct {
	Typing string `toml:"typing"` // telex or vni
}

// Voice is how the kiosk reads its screens aloud.
type Voice struct {
	Engine     string `toml:"engine"`     // espeak-ng or what is called like it; "" never offers speech
	Player     string `toml:"player"`     // a program and its arguments; it gets a WAV on its standard input
	Vietnamese string `toml:"vietnamese"` // the engine's names of the voices
	English    string `toml:"english"`
	Rate       int    `toml:"rate"`   // words a minute
	Volume     int    `toml:"volume"` // 1 to 5, at the beginning of a visit
}

// Waits are the idle times in seconds.
type Waits struct {
	Reading  int `toml:"reading_s"`
	Form     int `toml:"form_s"`
	Question int `toml:"question_s"`
	Ticket   int `toml:"ticket_s"`
}

// Idle gives the idle times to the session.
func (c Config) Idle() kiosk.Idle {
	s := func(n int) time.Duration { return time.Duration(n) * time.Second }
	return kiosk.Idle{Reading: s(c.Waits.Reading), Form: s(c.Waits.Form), Question: s(c.Waits.Question), Ticket: s(c.Waits.Ticket)}
}

// Default is the configuration of a 10.1-inch tablet beside its center.
func Default() Config {
	return Config{
		Center:   Center{Address: "http://127.0.0.1:8470"},
		Kiosk:    Kiosk{Data: "var/kiosk"},
		Screen:   Screen{DiagonalInches: 10.1, ReadingMM: 400, FullScreen: true, Width: 1280, Height: 800, Reach: 60, TextSize: "A"},
		Keyboard: Keyboard{Typing: "telex"},
		Voice:    Voice{Engine: "espeak-ng", Player: "aplay -q -", Vietnamese: "vi-vn-x-south", English: "en-gb", Rate: 150, Volume: 3},
		Waits:    Waits{Reading: 60, Form: 120, Question: 30, Ticket: 20},
	}
}

// An Error says what is wrong in a configuration file, and where.
type Error struct {
	File    string
	Line    int    // 0 when the fault has no line
	Key     string // "screen.diagonal_inches", or ""
	Problem string
	err     error
}

// Error is one sentence: «sen-kiosk.toml, line 7: screen.diagonal_inches: …».
func (e *Error) Error() string {
	s := e.File
	if e.Line > 0 {
		s += fmt.Sprintf(", line %d", e.Line)
	}
	if e.Key != "" {
		s += ": " + e.Key
	}
	return strings.Map(printed, s+": "+e.Problem)
}

// printed keeps what a file holds from breaking the sentence about it.
func printed(r rune) rune {
	if unicode.IsControl(r) {
		return ' '
	}
	return r
}

// Unwrap gives the error beneath, such as fs.ErrNotExist.
func (e *Error) Unwrap() error { return e.err }

// maxFile is more bytes than any such file has.
const maxFile = 64 << 10

// Load reads a file; what it leaves out keeps its default.
func Load(path string) (Config, error) {
	text, err := read(path)
	if err != nil {
		return Config{}, err
	}
	return Parse(path, text)
}

func read(path string) (string, error) {
	data, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		return "", &Error{File: path, Problem: "there is no such file; sen-kiosk --example-config prints one", err: err}
	} else if err != nil {
		return "", &Error{File: path, Problem: "it cannot be read", err: err}
	}
	return string(data), nil
}

// Parse reads the text of a file called path.
func Parse(path, text string) (Config, error) {
	if len(text) > maxFile {
		return Config{}, &Error{File: path, Problem: fmt.Sprintf("its %d bytes are too many for a configuration", len(text))}
	}
	c := Default()
	meta, err := toml.Decode(text, &c)
	if err != nil {
		return Config{}, syntax(path, err)
	}
	if unknown := meta.Undecoded(); len(unknown) > 0 {
		return Config{}, &Error{File: path, Line: lineOf(text, unknown[0]), Key: unknown[0].String(), Problem: "is no key of this configuration; sen-kiosk --example-config prints them all"}
	}
	for _, r := range c.rules() {
		if !r.ok {
			return Config{}, &Error{File: path, Line: lineOf(text, strings.Split(r.key, ".")), Key: r.key, Problem: r.problem}
		}
	}
	return c, nil
}
