package telex

import "strings"

// onsets are the written onsets, without q, which never stands alone.
// kr is for names such as Krông Pắc, dz for names such as Dzũng.
var onsets = onsetSet(`b c ch d dz đ g gh gi h k kh kr l m n ng ngh nh p ph qu r s t th tr v x`)

func onsetSet(list string) map[string]bool {
	set := map[string]bool{"": true}
	for _, o := range strings.Fields(list) {
		set[o] = true
	}
	return set
}

// split finds the onset of letters: its consonants, and the u of qu and the i of
// gi where a vowel follows (gì keeps its i as nucleus). The rest is the rhyme.
func split(letters []rune) (onset string, rhyme []rune) {
	n := 0
	for n < len(letters) && !isVowel(letters[n]) {
		n++
	}
	switch next := letters[n:]; string(letters[:n]) {
	case "q":
		if len(next) > 0 && next[0] == 'u' {
			n++
		}
	case "g":
		if len(next) > 1 && next[0] == 'i' && isVowel(next[1]) {
			n++
		}
	}
	return string(letters[:n]), letters[n:]
}

// possible says whether letters can still become a syllable by adding letters and marks.
func possible(letters []rune) bool {
	onset, rhyme := split(letters)
	if !onsets[onset] {
		return false
	}
	for _, f := range forms(onset, rhyme) {
		if f.covers(rhyme) && fits(onset, rhyme[0]) {
			return true
		}
	}
	return false
}

// whole says whether letters are a syllable in which nothing is missing.
func whole(letters []rune) bool {
	onset, rhyme := split(letters)
	return onsets[onset] && wholeRhyme(onset, rhyme) && fits(onset, rhyme[0])
}

func wholeRhyme(onset string, rhyme []rune) bool {
	for _, f := range forms(onset, rhyme) {
		if f.whole && string(f.letters) == string(rhyme) {
			return true
		}
	}
	return false
}

// covers says whether rhyme lacks nothing but marks to be f.
func (f form) covers(rhyme []rune) bool {
	for i, r := range rhyme {
		if r != f.letters[i] && r != plain(f.letters[i]) {
			return false
		}
	}
	return true
}

// fits holds the rules of spelling between an onset and the vowel after it: c, g and
// ng stand before back vowels, k, gh and ngh before e, ê, i (g and i are the gi of
// gì). Names take k before a and o too: Bắc Kạn, Mê Kông.
func fits(onset string, vowel rune) bool {
	v := plain(vowel)
	front := v == 'e' || v == 'i' || v == 'y'
	switch onset {
	case "c", "ng":
		return !front
	case "g":
		return !front || v == 'i'
	case "gh", "ngh":
		return v == 'e' || v == 'i'
	case "k":
		return v != 'u'
	}
	return true
}
