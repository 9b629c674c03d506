package guide

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Fold writes s the way people type in a hurry: lower case, no marks, đ as d,
// single spaces for everything that is neither letter nor digit. «Giấy chứng
// tử» and «GIAY-CHUNG-TU» fold alike. Marks typed apart (NFD) fold too, and so
// do the letters that only look like đ.
func Fold(s string) string {
	var b strings.Builder
	space := false
	for _, r := range strings.ToLower(norm.NFKD.String(strings.ToValidUTF8(s, " "))) {
		switch {
		case unicode.Is(unicode.Mn, r) || unicode.Is(unicode.Cf, r):
			// A mark, or a letter of no width: as if it were not there.
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			if space && b.Len() > 0 {
				b.WriteByte(' ')
			}
			space = false
			b.WriteRune(unmarked(r))
		default:
			space = true
		}
	}
	return b.String()
}

// unmarked turns đ and its look-alikes into d: their stroke is part of the
// letter, so that taking a letter apart does not take it off.
func unmarked(r rune) rune {
	switch r {
	case 'đ', 'ð', 'ɖ':
		return 'd'
	}
	return r
}

// A word of a text: as said, and as typed without marks. Both are lower case,
// spelt in one way where Vietnamese allows two.
type word struct {
	said  string // "kí", "hòa": i for y, tone on the first vowel
	plain string // "ki", "hoa"
}

// bare reports whether w was written without marks; it may then stand for any
// word with the same letters.
func (w word) bare() bool { return w.said == w.plain }

// split cuts a text into words.
func split(s string) []word {
	var list []word
	for _, f := range fields(s) {
		list = append(list, spell(f))
	}
	return list
}

// fields cuts a text where no letter, mark or digit is, and drops what has no width.
func fields(s string) []string {
	s = strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, s)
	return strings.FieldsFunc(strings.ToLower(norm.NFKC.String(s)), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.Is(unicode.Mn, r)
	})
}

// A letter is a base letter with its marks.
type letter struct {
	base  rune
	marks string
}

// spell writes one word in one way: «hoà» as «hòa», «ký» as «kí».
func spell(s string) word {
	letters := takeApart(s)
	moveTone(letters)
	iForY(letters)
	var said, plain strings.Builder
	for _, l := range letters {
		said.WriteRune(l.base)
		said.WriteString(l.marks)
		plain.WriteRune(unmarked(l.base))
	}
	return word{said: norm.NFC.String(said.String()), plain: plain.String()}
}

func takeApart(s string) []letter {
	var letters []letter
	for _, r := range norm.NFD.String(s) {
		switch {
		case !unicode.Is(unicode.Mn, r):
			if unmarked(r) == 'd' && r != 'd' {
				r = 'đ'
			}
			letters = append(letters, letter{base: r})
		case len(letters) > 0:
			letters[len(letters)-1].marks += string(r)
		}
	}
	return letters
}

// moveTone puts the tone of an open oa, oe or uy on its first vowel, the older
// of the two styles in use. The u of qu is a consonant: «quý» stays.
func moveTone(l []letter) {
	n := len(l)
	if n < 2 || l[n-1].marks == "" || l[n-2].marks != "" {
		return
	}
	switch string([]rune{l[n-2].base, l[n-1].base}) {
	case "oa", "oe":
	case "uy":
		if n > 2 && l[n-3].base == 'q' {
			return
		}
	default:
		return
	}
	const tones = "\u0300\u0301\u0303\u0309\u0323"
	if strings.Contains(tones, l[n-1].marks) {
		l[n-2].marks, l[n-1].marks = l[n-1].marks, ""
	}
}

// iForY writes a lone final y as i: «lý» as «lí», «quý» as «quí», but not «tay».
func iForY(l []letter) {
	n := len(l)
	if n < 2 || l[n-1].base != 'y' {
		return
	}
	before := l[n-2].base
	if strings.ContainsRune("aeiou", before) && !(before == 'u' && n > 2 && l[n-3].base == 'q') {
		return
	}
	l[n-1].base = 'i'
}
