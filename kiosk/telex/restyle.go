package telex

import (
	"strings"

	"golang.org/x/text/unicode/norm"
)

// Restyle returns text, in NFC, with the tone of every Vietnamese syllable where style
// puts it: the same text in either style, or with tones misplaced (qúy, hòan), gives
// the same answer. Other words stay as they are.
func Restyle(text string, style Style) string {
	var b strings.Builder
	rest := norm.NFC.String(text)
	for rest != "" {
		n := strings.IndexFunc(rest, inWord)
		if n < 0 {
			break
		}
		b.WriteString(rest[:n])
		rest = rest[n:]
		end := strings.IndexFunc(rest, func(r rune) bool { return !inWord(r) })
		if end < 0 {
			end = len(rest)
		}
		b.WriteString(restyled(rest[:end], style))
		rest = rest[end:]
	}
	return b.String() + rest
}

func restyled(text string, style Style) string {
	w, ok := parse(text)
	if !ok || !whole(w.letters) {
		return text
	}
	w.settle(style)
	return w.String()
}
