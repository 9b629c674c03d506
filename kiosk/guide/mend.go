package guide

import (
	"slices"
	"strings"

	"dongthap.vn/sen/kiosk/telex"
)

// A lexicon holds every word the catalogue and the synonyms use, and which
// words stand together.
type lexicon struct {
	ids    map[string]int32 // of words by what is said
	words  map[string][]word
	plains []string // sorted, once it is complete
	sounds map[string][]word
	pairs  map[[2]int32]use
}

// use counts the procedures that use a pair of neighbouring words.
type use struct {
	procedures int32
	last       int32 // the procedure that used it last
}

func newLexicon() lexicon {
	return lexicon{ids: map[string]int32{}, words: map[string][]word{}, sounds: map[string][]word{}, pairs: map[[2]int32]use{}}
}

func (x *lexicon) id(w word) int32 {
	id, known := x.ids[w.said]
	if known {
		return id
	}
	id = int32(len(x.ids))
	x.ids[w.said] = id
	if x.words[w.plain] == nil {
		x.plains = append(x.plains, w.plain)
	}
	x.words[w.plain] = append(x.words[w.plain], w)
	x.sounds[sound(w.plain)] = append(x.sounds[sound(w.plain)], w)
	return id
}

// nobody uses a pair that only the synonyms have.
const nobody = -1

// add learns the pairs of one text, given as ids, that a procedure uses.
func (x *lexicon) add(text []int32, procedure int32) {
	for i := 1; i < len(text); i++ {
		key := [2]int32{text[i-1], text[i]}
		u, known := x.pairs[key]
		if known && u.last == procedure {
			continue
		}
		u.last = procedure
		if procedure != nobody {
			u.procedures++
		}
		x.pairs[key] = u
	}
}

// together counts the uses of two words side by side, marked or not; 0 when
// they are not known so.
func (x *lexicon) together(a, b word) (most int32) {
	for _, first := range x.like(a) {
		for _, second := range x.like(b) {
			if u, known := x.pairs[[2]int32{x.ids[first.said], x.ids[second.said]}]; known {
				most = max(most, u.procedures+1)
			}
		}
	}
	return most
}

// like lists the known words that w may be: itself, or any with its letters
// when it has no marks.
func (x *lexicon) like(w word) []word {
	if _, known := x.ids[w.said]; known && !w.bare() {
		return []word{w}
	}
	return x.words[w.plain]
}

// begun reports whether w may be the beginning of a known word.
func (x *lexicon) begun(w word) bool {
	return len(withPrefix(x.plains, w.plain)) > 0
}

// mend reads words nobody knows: first as keys or as words typed together,
// then as slips that what stands beside them puts right. An open last word
// that begins a known one is left to be typed to its end.
func (x *lexicon) mend(text []word, open bool) []word {
	text = x.takeIn(text, open)
	marked := anyMarked(text)
	for i, w := range text {
		begun := open && i == len(text)-1 && x.words[w.plain] == nil && x.begun(w)
		if !begun && !x.knows(w, marked) {
			text[i] = x.meant(w, text[:i], text[i+1:], marked)
		}
	}
	return text
}

// takeIn reads unknown words as keys of Telex or VNI that nothing composed, or
// cuts them apart.
func (x *lexicon) takeIn(text []word, open bool) []word {
	out := make([]word, 0, len(text))
	for i, w := range text {
		open := open && i == len(text)-1
		if !w.bare() || x.words[w.plain] != nil || open && x.begun(w) {
			out = append(out, w)
		} else if c, ok := x.composed(w, open); ok {
			out = append(out, c)
		} else if parts := x.parts(w.plain); parts != nil {
			out = append(out, parts...)
		} else {
			out = append(out, w)
		}
	}
	return out
}

// composed reads w as keys: «cawn» and «ca8n» are «căn». An open word need
// only begin one that is known.
func (x *lexicon) composed(w word, open bool) (word, bool) {
	for _, method := range []telex.Method{telex.Telex, telex.VNI} {
		text := ""
		for _, key := range w.said {
			text = telex.Composer{Method: method}.Type(text, key)
		}
		c := spell(text)
		if _, said := x.ids[c.said]; c != w && (said || open && x.begun(c)) {
			return c, true
		}
	}
	return word{}, false
}

// knows reports whether w is a known word as it stands. Who marks words is
// taken at the letter: «dan» among marked words is not yet «dân».
func (x *lexicon) knows(w word, marked bool) bool {
	if !marked {
		return x.words[w.plain] != nil
	}
	_, said := x.ids[w.said]
	return said
}

// meant is the known word that the unknown w stands for: the one best known
// beside its neighbours or, if none is, the only one that is surely like it.
// It is w itself if neither tells.
func (x *lexicon) meant(w word, before, after []word, marked bool) word {
	sure := x.words[w.plain] // with other marks
	like := sure
	if sure == nil {
		sure = x.slips(w.plain, surely)
		like = x.slips(w.plain, hinted)
	}
	best, most := w, int32(0)
	if len(sure) == 1 && (w.bare() || sure[0].plain != w.plain) {
		best = sure[0]
	}
	for _, c := range like {
		var n int32
		if len(before) > 0 {
			n += x.together(before[len(before)-1], c)
		}
		if len(after) > 0 {
			n += x.together(c, after[0])
		}
		if n > most {
			best, most = c, n
		}
	}
	if !marked {
		return word{best.plain, best.plain}
	}
	return best
}

// slips lists the known words that sound like plain or are alike.
func (x *lexicon) slips(plain string, alike func(a, b string) bool) []word {
	list := slices.Clone(x.sounds[sound(plain)])
	for _, p := range x.plains {
		if alike(plain, p) {
			list = append(list, x.words[p]...)
		}
	}
	return list
}

// What words typed together are cut into: few enough to be meant, and each
// no longer than the longest syllable, nghiêng.
const (
	maxParts    = 6
	longestPart = 7
)

// parts cuts s into known words of two letters and more, the first as long as
// can be; it is nil when that cannot be done.
func (x *lexicon) parts(s string) []word {
	if len(s) > maxParts*longestPart {
		return nil
	}
	length := make([]int, len(s)+1) // of the first part of what begins here, 0 for none
	for i := len(s) - minLetters; i >= 0; i-- {
		for n := min(longestPart, len(s)-i); n >= minLetters && length[i] == 0; n-- {
			if syllable(s[i:i+n]) && x.words[s[i:i+n]] != nil && (i+n == len(s) || length[i+n] > 0) {
				length[i] = n
			}
		}
	}
	var list []word
	for i := 0; i < len(s); i += length[i] {
		if length[i] == 0 || len(list) == maxParts {
			return nil
		}
		p := s[i : i+length[i]]
		list = append(list, word{p, p})
	}
	return list
}

// syllable reports whether an unmarked word has a vowel; «nn» is an abbreviation.
func syllable(plain string) bool { return strings.ContainsAny(plain, vowels) }
