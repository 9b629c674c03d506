package telex_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"dongthap.vn/sen/kiosk/telex"
)

// TestTheCheckerCatchesPlantedBugs is the negative control of the two checkers.
func TestTheCheckerCatchesPlantedBugs(t *testing.T) {
	var syllables []syllable // one in eleven: a planted bug shows in a sample
	for i, s := range everySyllable() {
		if i%11 == 0 {
			syllables = append(syllables, s)
		}
	}
	for name, bug := range map[string]typist{
		"the tone always on the first vowel":  toneOn(firstVowel),
		"the tone always on the last vowel":   toneOn(lastVowel),
		"the u of qu taken for a vowel":       toneOn(onsetVowel("qu")),
		"the i of gi taken for a vowel":       toneOn(onsetVowel("gi")),
		"the style setting overheard":         oneStyle,
		"the tone left where it was typed":    toneStays,
		"the first horn of ươ forgotten":      oneHorn,
		"the bar of đ only right after the d": earlyBar,
	} {
		r := check(bug, syllables)
		t.Logf("%s: %d of %d wrong, such as %s", name, r.wrong, r.typed, strings.Join(r.samples[:min(1, len(r.samples))], ""))
		if r.wrong == 0 {
			t.Errorf("not caught: %s", name)
		}
	}
	if r := checkRefusals(everyTone); r.wrong == 0 {
		t.Error("not caught: every tone before a stop")
	}
}

// toneOn moves the tone of the honest answer to a letter of a wrong choice; where gives
// the index of the letter, or -1 to leave the tone alone.
func toneOn(where func(letters []rune) int) typist {
	return func(c telex.Composer, before string, key rune) string {
		text := honest(c, before, key)
		mark := ""
		bare := strings.Map(func(r rune) rune {
			if strings.ContainsRune(toneLetters, r) {
				mark = string(r)
				return -1
			}
			return r
		}, norm.NFD.String(text))
		letters := []rune(norm.NFC.String(bare))
		at := where(letters)
		if at < 0 || mark == "" {
			return text
		}
		return norm.NFC.String(string(letters[:at+1]) + mark + string(letters[at+1:]))
	}
}

const (
	vowelLetters = "aăâeêioôơuưy"
	toneLetters  = "\u0300\u0301\u0303\u0309\u0323"
)

func firstVowel(letters []rune) int {
	for i, r := range letters {
		if strings.ContainsRune(vowelLetters, r) {
			return i
		}
	}
	return -1
}

func lastVowel(letters []rune) int {
	for i := len(letters) - 1; i >= 0; i-- {
		if strings.ContainsRune(vowelLetters, letters[i]) {
			return i
		}
	}
	return -1
}

// onsetVowel chooses the vowel of an onset before a single other vowel (qúa, gía).
func onsetVowel(onset string) func([]rune) int {
	return func(letters []rune) int {
		if len(letters) == 3 && strings.HasPrefix(string(letters), onset) {
			return 1
		}
		return -1
	}
}

func oneStyle(c telex.Composer, before string, key rune) string {
	c.Style = telex.OldStyle
	return honest(c, before, key)
}

func toneStays(c telex.Composer, before string, key rune) string {
	text := honest(c, before, key)
	if strings.ContainsAny(norm.NFD.String(before), toneLetters) && utf8.RuneCountInString(text) > utf8.RuneCountInString(before) {
		return before + string(key)
	}
	return text
}

func oneHorn(c telex.Composer, before string, key rune) string {
	return strings.Replace(honest(c, before, key), "ươ", "uơ", 1)
}

func earlyBar(c telex.Composer, before string, key rune) string {
	if strings.ContainsRune("d9", key) && before != "d" {
		return before + string(key)
	}
	return honest(c, before, key)
}

// everyTone takes a refused tone key for the sharp tone.
func everyTone(c telex.Composer, before string, key rune) string {
	text := honest(c, before, key)
	if before != "" && text == before+string(key) && strings.ContainsRune("frx234", key) {
		return c.Tone(before, telex.Sac)
	}
	return text
}
