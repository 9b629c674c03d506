package telex

import "slices"

// Tone is one of the six tones, in the order in which dictionaries sort them.
type Tone uint8

// The six tones. Ngang is written without a mark.
const (
	Ngang Tone = iota
	Huyen
	Hoi
	Nga
	Sac
	Nang
)

// Style says where the tone stands in an open syllable that ends in oa, oe or uy.
// The two styles differ in nothing else, and both are understood in every text.
type Style uint8

// OldStyle writes hòa, khỏe, thủy. It is the default because official text does:
// every letter of state is headed CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM, and of the words
// that can differ in the 2,642 procedures of the national portal 94 % are in this style.
//
// NewStyle writes hoà, khoẻ, thuỷ, as schoolbooks do.
const (
	OldStyle Style = iota
	NewStyle
)

// toneAt gives the place of the tone in a rhyme that is not empty:
// on the last marked vowel (ươ: on ơ), else before a final consonant on the last
// vowel, else on the middle one of three, else on the first; in the new style
// on the second of oa, oe, uy.
func toneAt(rhyme []rune, style Style) int {
	vowels := 0
	marked := -1
	for vowels < len(rhyme) && isVowel(rhyme[vowels]) {
		if unmarked[rhyme[vowels]] != 0 {
			marked = vowels
		}
		vowels++
	}
	switch {
	case marked >= 0:
		return marked
	case vowels < len(rhyme):
		return max(vowels-1, 0)
	case vowels == 3, vowels == 2 && style == NewStyle && glides(rhyme):
		return 1
	}
	return 0
}

// glides says whether a rhyme is one of the three that the two styles dispute.
func glides(rhyme []rune) bool {
	return slices.Contains([]string{"oa", "oe", "uy"}, string(rhyme))
}

// stopped says whether a rhyme ends in a stop (c, ch, k, p, t), which only the
// sharp and the heavy tone can follow.
func stopped(rhyme []rune) bool {
	switch rhyme[len(rhyme)-1] {
	case 'c', 'k', 'p', 't':
		return true
	case 'h':
		return len(rhyme) > 1 && rhyme[len(rhyme)-2] == 'c'
	}
	return false
}
