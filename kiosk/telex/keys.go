package telex

import "strings"

// Method says which keys set marks.
type Method uint8

const (
	// Telex types with letters: aa â, aw ă, ee ê, oo ô, ow ơ, uw ư, dd đ, and the tones
	// s f r x j, z for none. A w after an onset is ư (nhw); at the start of a word it
	// stays w (wifi), because no later key could tell what was meant.
	Telex Method = iota
	// VNI types with digits: 6 â ê ô, 7 ơ ư, 8 ă, 9 đ, and the tones 1 to 5, 0 for none.
	VNI
	// None writes every key as it is; only a tone already there moves to its place.
	None
)

// stroke is what a key does besides writing itself: it sets one of the marked
// letters, or, where there are none, the tone.
type stroke struct {
	marks string
	tone  Tone
}

var telexKeys = map[rune]stroke{
	'a': {marks: "â"}, 'e': {marks: "ê"}, 'o': {marks: "ô"}, 'w': {marks: "ăơư"}, 'd': {marks: "đ"},
	'f': {tone: Huyen}, 'r': {tone: Hoi}, 'x': {tone: Nga}, 's': {tone: Sac}, 'j': {tone: Nang}, 'z': {tone: Ngang},
}

var vniKeys = map[rune]stroke{
	'6': {marks: "âêô"}, '7': {marks: "ơư"}, '8': {marks: "ă"}, '9': {marks: "đ"},
	'1': {tone: Sac}, '2': {tone: Huyen}, '3': {tone: Hoi}, '4': {tone: Nga}, '5': {tone: Nang}, '0': {tone: Ngang},
}

func (m Method) stroke(key rune) (s stroke, ok bool) {
	switch m {
	case Telex:
		s, ok = telexKeys[key]
	case VNI:
		s, ok = vniKeys[key]
	}
	return s, ok
}

// has says whether the stroke can set the mark of a letter.
func (s stroke) has(letter rune) bool {
	return strings.ContainsRune(s.marks, letter)
}
