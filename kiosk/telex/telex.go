// Package telex turns keys into Vietnamese: pure text in, text out.
//
// It promises that the text is the only state: a Composer is given the text
// before the caret and one key, and answers with the new text, so that moving
// the caret and deleting need no bookkeeping. A mark is set only where the word
// can still become a Vietnamese syllable; any other key is inserted as it is.
// Its answers are NFC, and no input makes it panic.
//
// It does not look past the caret, guess words, or give back what was typed when a
// word turns out to be foreign: repeating the key does that.
package telex

import (
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Composer is how one person types. Its zero value types Telex in the old style.
type Composer struct {
	Method Method
	Style  Style
}

// Type returns the text before the caret after key was pressed; before may be NFD.
// Only the last word of before changes. A key that is no valid rune is ignored.
func (c Composer) Type(before string, key rune) string {
	text := norm.NFC.String(before)
	if !utf8.ValidRune(key) {
		return text
	}
	head, w := lastWord(text)
	s, ok := c.Method.stroke(unicode.ToLower(key))
	if !ok || !w.strike(s, key) {
		w.add(key)
		if c.Method != None {
			w.completeHorn()
		}
	}
	w.settle(c.Style)
	return norm.NFC.String(head + w.String())
}

// Tone returns the text before the caret after a tone key of the on-screen
// keyboard was pressed: the last word gets the tone, and loses it if it has it
// already. A word that cannot carry the tone stays as it is.
func (c Composer) Tone(before string, tone Tone) string {
	text := norm.NFC.String(before)
	head, w := lastWord(text)
	switch {
	case w.tone == tone:
		w.tone = Ngang
	case w.takes(tone):
		w.tone = tone
	default:
		return text
	}
	w.settle(c.Style)
	return head + w.String()
}
