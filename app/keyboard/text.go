package keyboard

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/graphemes"
	"golang.org/x/text/unicode/norm"

	"dongthap.vn/sen/app/look"
)

// Text is what a visitor types, and where the caret stands in it. It is always
// NFC, on one line and made of what can be drawn there, see look.Draws; the caret
// stands between letters as a reader sees them (grapheme clusters, UAX #29) and
// never inside one.
type Text struct {
	letters []string // grapheme clusters
	caret   int      // letters before it
	most    int      // runes it may have, as kiosk counts them; 0 any number
	allow   func(rune) bool
}

// What one letter may be made of. A Vietnamese letter is one rune, another with
// two marks three; more marks are piled up over the lines above. The family with
// the most hands and colours has eleven.
const (
	mostMarks = 2
	mostRunes = 12
)

// NewText returns an empty text of at most so many runes, 0 for any number, that
// takes only those allow lets in; nil lets in all that can be drawn.
func NewText(most int, allow func(rune) bool) *Text { return &Text{most: most, allow: allow} }

// String is the whole text.
func (t *Text) String() string { return strings.Join(t.letters, "") }

// Before is the text before the caret.
func (t *Text) Before() string { return strings.Join(t.letters[:t.caret], "") }

// Len is the number of letters.
func (t *Text) Len() int { return len(t.letters) }

// Caret is the number of letters before the caret.
func (t *Text) Caret() int { return t.caret }

// Set replaces everything and puts the caret at the end; what is over the most
// is left out.
func (t *Text) Set(s string) {
	t.letters = cluster(t.clean(s))
	for n := t.over(t.letters); n > 0; n = t.over(t.letters) {
		t.letters = t.letters[:len(t.letters)-(n+mostRunes-1)/mostRunes]
	}
	t.caret = len(t.letters)
}

// over is how many runes of letters are too many.
func (t *Text) over(letters []string) int {
	if t.most == 0 {
		return 0
	}
	return utf8.RuneCountInString(strings.Join(letters, "")) - t.most
}

// Clear removes everything.
func (t *Text) Clear() { t.Set("") }

// Insert types s at the caret. It reports false, and changes nothing, if the
// text would have too many letters.
func (t *Text) Insert(s string) bool { return t.Rewrite(t.Before() + t.clean(s)) }

// Rewrite puts before in place of what is before the caret, as a composer of
// Vietnamese does. It reports false, and changes nothing, if the text would
// have too many letters.
func (t *Text) Rewrite(before string) bool {
	after := strings.Join(t.letters[t.caret:], "")
	if n := t.over(cluster(t.clean(before + after))); n > 0 && n > t.over(t.letters) {
		return false
	}
	t.join(before, after)
	return true
}

// join makes the text of what is before the caret and what is after it. A mark
// at the seam may join the letter before, so the caret is found from the end.
func (t *Text) join(before, after string) {
	t.letters = cluster(t.clean(before + after))
	t.caret = max(0, len(t.letters)-len(cluster(t.clean(after))))
}

// Delete removes the letter before the caret and reports whether there was one.
func (t *Text) Delete() bool {
	if t.caret == 0 {
		return false
	}
	t.remove(t.caret - 1)
	return true
}

// DeleteNext removes the letter after the caret and reports whether there was one.
func (t *Text) DeleteNext() bool {
	if t.caret == len(t.letters) {
		return false
	}
	t.remove(t.caret)
	return true
}

func (t *Text) remove(i int) {
	t.join(strings.Join(t.letters[:i], ""), strings.Join(t.letters[i+1:], ""))
}

// MoveTo puts the caret behind so many letters, as far as there are any.
func (t *Text) MoveTo(caret int) { t.caret = min(max(caret, 0), len(t.letters)) }

// clean keeps what may be typed: one line of what can be drawn, NFC, and no pile
// of marks.
func (t *Text) clean(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t' || r == '\u2028' || r == '\u2029':
			r = ' '
		case !t.takes(r):
			return -1
		}
		return r
	}, s)
	marks := 0
	return norm.NFC.String(strings.Map(func(r rune) rune {
		if !unicode.IsMark(r) {
			marks = 0
		} else if marks++; marks > mostMarks {
			return -1
		}
		return r
	}, norm.NFC.String(s)))
}

// takes reports whether a rune may be typed at all.
func (t *Text) takes(r rune) bool {
	return r != unicode.ReplacementChar && look.Draws(r) && (t.allow == nil || t.allow(r))
}

// cluster parts a text into letters; what is no letter any more is cut short.
func cluster(s string) []string {
	var letters []string
	for g := graphemes.FromString(s); g.Next(); {
		letter := g.Value()
		if utf8.RuneCountInString(letter) > mostRunes {
			letter = strings.TrimRight(string([]rune(letter)[:mostRunes]), "\u200D")
		}
		letters = append(letters, letter)
	}
	return letters
}
