package guide

import (
	"strings"
)

// Words of five letters and more may hold one slip of the finger; of four,
// two letters in the wrong order. Shorter ones would turn into one another.
const (
	slipLetters = 5
	swapLetters = 4
)

// slipped reports whether a and b, unmarked, differ by at most one slip: a
// letter too many, missing, wrong, or two swapped (Damerau and Levenshtein).
func slipped(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(b)-len(a) > 1 || len(a) < swapLetters {
		return false
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	if len(a) == len(b) && i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && a[i+2:] == b[i+2:] {
		return true
	}
	if len(b) < slipLetters {
		return false
	}
	if len(a) < len(b) {
		return a[i:] == b[i+1:]
	}
	return i == len(a) || a[i+1:] == b[i+1:]
}

// sound gives words one key that southern speech does not tell apart, or
// that are often written for one another: first s and x, tr and ch, d and gi
// and v, last n and ng and nh, t and c and ch.
func sound(plain string) string {
	first, rest := plain, ""
	for i := range plain {
		if strings.ContainsRune("aeiouy", rune(plain[i])) {
			first, rest = plain[:i], plain[i:]
			break
		}
	}
	if first == "g" && len(rest) > 1 && rest[0] == 'i' && strings.ContainsRune("aeou", rune(rest[1])) {
		first, rest = "gi", rest[1:]
	}
	return alike(first, firstSounds) + endAlike(rest)
}

// firstSounds and lastSounds write a sound the way of another.
var (
	firstSounds = map[string]string{"x": "s", "tr": "ch", "gi": "d", "v": "d", "ngh": "ng", "gh": "g", "k": "c"}
	lastSounds  = []struct{ from, to string }{{"ng", "n"}, {"nh", "n"}, {"ch", "t"}, {"c", "t"}}
)

func alike(first string, as map[string]string) string {
	if to, ok := as[first]; ok {
		return to
	}
	return first
}

func endAlike(rest string) string {
	for _, s := range lastSounds {
		if strings.HasSuffix(rest, s.from) {
			return strings.TrimSuffix(rest, s.from) + s.to
		}
	}
	return rest
}

// likeness is how much two words have in common, 0 to 1: the pairs of
// neighbouring letters they share (Dice).
func likeness(a, b string) float32 {
	if len(a) < 2 || len(b) < 2 {
		return 0
	}
	shared := 0
	for i := 0; i+1 < len(a); i++ {
		if strings.Contains(b, a[i:i+2]) {
			shared++
		}
	}
	return 2 * float32(min(shared, len(b)-1)) / float32(len(a)+len(b)-2)
}
