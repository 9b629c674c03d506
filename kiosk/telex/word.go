package telex

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxLetters is the longest word looked at. The longest syllable has seven letters
// (nghiêng); the rest is for abbreviations with a Đ, such as LĐTBXH.
const maxLetters = 16

// word is the word before the caret, taken apart.
type word struct {
	letters []rune // lower case, with hat, breve, horn and bar, without the tone
	upper   []bool // for each letter, whether it is a capital
	tone    Tone
	at      int // which letter carries the tone
}

// lastWord splits text into the word at its end and what stands before it. The word
// is empty where none can be Vietnamese: after a digit, in another script, with two
// tones, or longer than maxLetters.
func lastWord(text string) (head string, w word) {
	start := len(text)
	for count := 0; start > 0; count++ {
		r, size := utf8.DecodeLastRuneInString(text[:start])
		if !inWord(r) {
			break
		}
		if count == maxLetters {
			return text, word{}
		}
		start -= size
	}
	if w, ok := parse(text[start:]); ok {
		return text[:start], w
	}
	return text, word{}
}

// inWord says whether r continues a word of any script or a code such as H20.
func inWord(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsNumber(r)
}

// parse takes an NFC word apart; it fails on letters that are not Vietnamese or
// ASCII, and on a second tone.
func parse(text string) (w word, ok bool) {
	for _, r := range text {
		w.add(r)
		if !isLetter(w.letters[len(w.letters)-1]) {
			return word{}, false
		}
	}
	return w, true
}

// add appends any rune. The tone of a second toned vowel stays on its letter, which
// makes the word no syllable.
func (w *word) add(r rune) {
	l, upper := lower(r)
	if t, ok := untoned[l]; ok && t.tone != Ngang && w.tone == Ngang {
		l, w.tone, w.at = t.letter, t.tone, len(w.letters)
	}
	w.letters = append(w.letters, l)
	w.upper = append(w.upper, upper)
}

// drop removes the last letter.
func (w *word) drop() {
	n := len(w.letters) - 1
	w.letters, w.upper = w.letters[:n], w.upper[:n]
}

// settle moves the tone to its right place, if the word can be a syllable.
func (w *word) settle(style Style) {
	if !possible(w.letters) {
		return
	}
	onset, rhyme := split(w.letters)
	w.at = utf8.RuneCountInString(onset) + toneAt(rhyme, style)
}

// takes says whether the word can be a syllable with tone.
func (w *word) takes(tone Tone) bool {
	if !possible(w.letters) {
		return false
	}
	_, rhyme := split(w.letters)
	return tone == Ngang || tone == Sac || tone == Nang || !stopped(rhyme)
}

// completeHorn writes the second horn of ươ as soon as a letter after it shows that
// one is meant: tuơ or tưo with ng is tương, while thuở ends in uơ.
func (w *word) completeHorn() {
	_, rhyme := split(w.letters)
	if len(rhyme) < 3 || !possible(w.letters) {
		return
	}
	if two := string(rhyme[:2]); two == "uơ" || two == "ưo" {
		copy(rhyme, []rune("ươ"))
	}
}

// String writes the word with its capitals and its tone.
func (w word) String() string {
	out := slices.Clone(w.letters)
	if w.tone != Ngang {
		if r, ok := compose[toned{out[w.at], w.tone}]; ok {
			out[w.at] = r
		}
	}
	var b strings.Builder
	for i, r := range out {
		if w.upper[i] {
			r = unicode.ToUpper(r)
		}
		b.WriteRune(r)
	}
	return b.String()
}
