package telex_test

import (
	"strings"

	"golang.org/x/text/unicode/norm"

	"dongthap.vn/sen/kiosk/telex"
)

// unit is a letter of a syllable as a typist thinks of it: a key, the key of its mark if it
// has one, and whether the tone stands on it.
type unit struct {
	letter, mark string
	vowel, toned bool
}

// hand holds the keys of a method.
type hand struct {
	method telex.Method
	marks  func(base, mark string) string // the key for a combining mark on a base
	bar    string
	tones  []string // by tone
}

var hands = []hand{
	{telex.Telex, telexMark, "d", []string{"", "f", "r", "x", "s", "j"}},
	{telex.VNI, vniMark, "9", []string{"", "2", "3", "4", "1", "5"}},
}

func telexMark(base, mark string) string {
	if mark == "\u0302" {
		return base
	}
	return "w"
}

func vniMark(_, mark string) string {
	return map[string]string{"\u0302": "6", "\u031b": "7", "\u0306": "8"}[mark]
}

// units takes a written syllable apart.
func (h hand) units(text string) []unit {
	var list []unit
	for _, r := range norm.NFD.String(text) {
		switch c := string(r); {
		case r == 'đ':
			list = append(list, unit{letter: "d", mark: h.bar})
		case strings.ContainsRune("\u0302\u031b\u0306", r):
			last := &list[len(list)-1]
			last.mark = h.marks(last.letter, c)
		case r > 0x2ff:
			list[len(list)-1].toned = true
		default:
			list = append(list, unit{letter: c, vowel: strings.Contains("aeiouy", c)})
		}
	}
	if h.method == telex.Telex {
		escapeDoubleO(list)
	}
	return list
}

// escapeDoubleO types the oo of xoong with three keys, as Telex wants it.
func escapeDoubleO(list []unit) {
	for i := 1; i < len(list); i++ {
		if list[i] == (unit{letter: "o", vowel: true, toned: list[i].toned}) && list[i-1].letter == "o" {
			list[i].letter = "oo"
		}
	}
}

// order is a habit: it spells the keys of a syllable.
type order struct {
	name string
	keys func(units []unit, tone string) string
}

var orders = []order{
	{"marks at once, tone at the end", func(u []unit, tone string) string {
		return typed(u, true) + tone
	}},
	{"marks and then the tone at the end", func(u []unit, tone string) string {
		return typed(u, false) + marks(u) + tone
	}},
	{"tone and then the marks at the end", func(u []unit, tone string) string {
		return typed(u, false) + tone + marks(u)
	}},
	{"marks at once, tone before the final consonant", func(u []unit, tone string) string {
		n := final(u)
		return typed(u[:n], true) + tone + typed(u[n:], true)
	}},
	{"tone before the final consonant, marks at the end", func(u []unit, tone string) string {
		n := final(u)
		return typed(u[:n], false) + tone + typed(u[n:], false) + marks(u)
	}},
	{"tone right after its letter", func(u []unit, tone string) string {
		for i := range u {
			if u[i].toned {
				return typed(u[:i+1], true) + tone + typed(u[i+1:], true)
			}
		}
		return typed(u, true)
	}},
	{"one key for both horns", func(u []unit, tone string) string {
		return strings.NewReplacer("uwow", "uow", "u7o7", "uo7").Replace(typed(u, true)) + tone
	}},
	{"the second horn left out", func(u []unit, tone string) string {
		return secondHorn(typed(u, true)) + tone
	}},
}

func typed(units []unit, withMarks bool) string {
	var b strings.Builder
	for _, u := range units {
		b.WriteString(u.letter)
		if withMarks {
			b.WriteString(u.mark)
		}
	}
	return b.String()
}

// marks gives the mark keys alone; a word needs each of them once.
func marks(units []unit) string {
	var b strings.Builder
	for _, u := range units {
		if !strings.Contains(b.String(), u.mark) {
			b.WriteString(u.mark)
		}
	}
	return b.String()
}

// final gives where the final consonant begins.
func final(units []unit) int {
	n := len(units)
	for n > 0 && !units[n-1].vowel {
		n--
	}
	return n
}

// secondHorn leaves out the horn of the o in ươ: what follows shows that it is meant.
func secondHorn(keys string) string {
	return strings.NewReplacer("uwow", "uwo", "u7o7", "u7o").Replace(keys)
}
