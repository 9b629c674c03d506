package keyboard

import (
	"strings"
	"unicode"

	"github.com/clipperhouse/uax29/v2/graphemes"
	"golang.org/x/text/unicode/norm"
)

// Text is what a visitor types, and where the caret stands in it. It is always
// NFC, on one line and free of control characters; the caret stands between
// letters as a reader sees them (grapheme clusters, UAX #29) and never inside one.
type Text struct {
	letters []string // grapheme clusters
	caret   int      // letters before it
	most    int      // letters it may have; 0 any number
	allow   func(rune) bool
}

// NewText returns an empty text of at most so many letters, 0 for any number,
// that takes only the runes allow lets in; nil lets all in.
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
	if t.most > 0 && len(t.letters) > t.most {
		t.letters = t.letters[:t.most]
	}
	t.caret = len(t.letters)
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
	n := len(cluster(t.clean(before + after)))
	if t.most > 0 && n > t.most && n > len(t.letters) {
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

// clean keeps what may be typed: no control characters, no lines, NFC.
func (t *Text) clean(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t' || r == '\u2028' || r == '\u2029':
			r = ' '
		case r == unicode.ReplacementChar || unicode.Is(unicode.Cc, r) || unicode.Is(unicode.Cs, r) || isDirection(r):
			return -1
		}
		if t.allow != nil && !t.allow(r) {
			return -1
		}
		return r
	}, s)
	return norm.NFC.String(s)
}

// isDirection is true for marks that turn the writing round and so let a text
// show other letters than it holds (Unicode TR36).
func isDirection(r rune) bool {
	return r >= '\u202A' && r <= '\u202E' || r >= '\u2066' && r <= '\u2069' || r == '\uFEFF'
}

func cluster(s string) []string {
	var letters []string
	for g := graphemes.FromString(s); g.Next(); {
		letters = append(letters, g.Value())
	}
	return letters
}
