package guide

import (
	"strings"
)

// How long words must be to be a slip of one another: two letters swapped or
// one typed twice beside a known neighbour, two swapped anywhere, and any slip
// anywhere. Shorter ones would turn into one another.
const (
	hintedLetters = 3
	swapLetters   = 4
	slipLetters   = 5
)

// hinted reports whether a may be a slip of b, if what stands beside it says so too.
func hinted(a, b string) bool {
	return max(len(a), len(b)) >= hintedLetters && (swapped(a, b) || stuttered(a, b) || stuttered(b, a)) || surely(a, b)
}

// surely reports whether a is a slip of b whatever stands beside it.
func surely(a, b string) bool {
	long := max(len(a), len(b))
	return long >= swapLetters && swapped(a, b) || long >= slipLetters && (mistaken(a, b) || missing(a, b) || missing(b, a))
}

// swapped reports whether two neighbouring letters in the other order make a of b.
func swapped(a, b string) bool {
	i := parting(a, b)
	return len(a) == len(b) && i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && a[i+2:] == b[i+2:]
}

// mistaken reports whether a and b differ in one letter.
func mistaken(a, b string) bool {
	i := parting(a, b)
	return len(a) == len(b) && i < len(a) && a[i+1:] == b[i+1:]
}

// missing reports whether a is b without one letter.
func missing(a, b string) bool {
	return len(a)+1 == len(b) && a[parting(a, b):] == b[parting(a, b)+1:]
}

// stuttered reports whether a is b without a letter typed twice.
func stuttered(a, b string) bool {
	i := parting(a, b)
	return missing(a, b) && i > 0 && b[i-1] == b[i]
}

// parting is where two words begin to differ.
func parting(a, b string) int {
	i := 0
	for i < min(len(a), len(b)) && a[i] == b[i] {
		i++
	}
	return i
}

const vowels = "aeiouy"

// sound gives words one key that southern speech does not tell apart, or
// that are often written for one another: first s and x, tr and ch, d and gi
// and v, last n and ng and nh, t and c and ch.
func sound(plain string) string {
	first, rest := plain, ""
	for i := range plain {
		if strings.ContainsRune(vowels, rune(plain[i])) {
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
