package look

import (
	"bytes"
	"sync"
	"unicode"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
	"github.com/go-text/typesetting/font"
)

// Draws reports whether the kiosk's own fonts have a drawing of a letter that
// stands in one line from left to right. Fonts the machine happens to have are
// not asked: a letter is drawn at every kiosk or at none.
func Draws(r rune) bool {
	switch {
	case r >= ' ' && r <= '~', r >= 0xA0 && r <= 0x24F && r != 0xAD, r >= 0x1E00 && r <= 0x1EFF:
		return true // Latin and Vietnamese, without a look into the fonts
	case r == '\u200D', unicode.Is(unicode.Variation_Selector, r):
		return true // they join drawings
	case unicode.In(r, unicode.C, unicode.Zl, unicode.Zp) || unicode.Is(unicode.Co, r):
		return false
	}
	for _, letters := range ownLetters() {
		if _, ok := letters.Lookup(r); ok {
			return true
		}
	}
	return false
}

// ownLetters are what the fonts in the program draw. They are read when the first
// strange letter comes, which at most kiosks is never.
var ownLetters = sync.OnceValue(func() (all []font.Cmap) {
	for _, f := range []fyne.Resource{theme.DefaultTextFont(), theme.DefaultSymbolFont(), theme.DefaultEmojiFont()} {
		if f == nil {
			continue
		}
		if face, err := font.ParseTTF(bytes.NewReader(f.Content())); err == nil {
			all = append(all, face.Cmap)
		}
	}
	return all
})
