package telex

import "unicode"

// vowels holds every vowel letter in its six tones, in the order of the Tone constants.
var vowels = [...]string{
	"aàảãáạ", "ăằẳẵắặ", "âầẩẫấậ", "eèẻẽéẹ", "êềểễếệ", "iìỉĩíị",
	"oòỏõóọ", "ôồổỗốộ", "ơờởỡớợ", "uùủũúụ", "ưừửữứự", "yỳỷỹýỵ",
}

// unmarked gives the letter under a hat, a breve, a horn or a bar.
var unmarked = map[rune]rune{'ă': 'a', 'â': 'a', 'đ': 'd', 'ê': 'e', 'ô': 'o', 'ơ': 'o', 'ư': 'u'}

type toned struct {
	letter rune // lower case, with its hat, breve or horn
	tone   Tone
}

// untoned splits a vowel into its letter and its tone; compose is its way back.
var untoned, compose = toneTables()

func toneTables() (map[rune]toned, map[toned]rune) {
	split, join := map[rune]toned{}, map[toned]rune{}
	for _, row := range vowels {
		six := []rune(row)
		for tone, r := range six {
			t := toned{six[0], Tone(tone)}
			split[r], join[t] = t, r
		}
	}
	return split, join
}

// plain strips the hat, breve, horn or bar from a lower-case letter.
func plain(r rune) rune {
	if p, ok := unmarked[r]; ok {
		return p
	}
	return r
}

func isVowel(r rune) bool {
	_, ok := untoned[r]
	return ok
}

// isLetter says whether r, lower case and without tone, is a letter that a
// Vietnamese keyboard writes. The foreign f, j, w and z are: words have them.
func isLetter(r rune) bool {
	return 'a' <= r && r <= 'z' || unmarked[r] != 0
}

// lower folds a letter whose capital leads back to it; every other rune (İ, the
// Kelvin sign) stays, because it could not be written back.
func lower(r rune) (folded rune, upper bool) {
	l := unicode.ToLower(r)
	if l != r && unicode.ToUpper(l) == r {
		return l, true
	}
	return r, false
}
