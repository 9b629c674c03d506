package guide

import (
	"slices"
	"strings"
)

// A lexicon holds every word the catalogue and the synonyms use, and which
// words stand together.
type lexicon struct {
	ids    map[string]int32 // of words by what is said
	words  map[string][]word
	plains []string // sorted, once it is complete
	sounds map[string][]string
	pairs  map[[2]int32]use
}

// use counts the procedures that use a pair of neighbouring words.
type use struct {
	procedures int32
	last       int32 // the procedure that used it last
}

func newLexicon() lexicon {
	return lexicon{ids: map[string]int32{}, words: map[string][]word{}, sounds: map[string][]string{}, pairs: map[[2]int32]use{}}
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
		x.sounds[sound(w.plain)] = append(x.sounds[sound(w.plain)], w.plain)
	}
	x.words[w.plain] = append(x.words[w.plain], w)
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

// pair reports whether two words are known to stand together, marked or not.
func (x *lexicon) pair(a, b word) bool {
	for _, first := range x.like(a) {
		for _, second := range x.like(b) {
			if _, known := x.pairs[[2]int32{x.ids[first.said], x.ids[second.said]}]; known {
				return true
			}
		}
	}
	return false
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
	i, _ := slices.BinarySearch(x.plains, w.plain)
	return i < len(x.plains) && strings.HasPrefix(x.plains[i], w.plain)
}

// mend cuts apart words typed together and puts right slips of the finger
// where only one word is like it, or what stands beside it tells which was
// meant. An open last word
// that begins a known one is left to be typed to its end.
func (x *lexicon) mend(text []word, open bool) []word {
	marked := anyMarked(text)
	out := make([]word, 0, len(text))
	for i, w := range text {
		if x.words[w.plain] != nil || open && i == len(text)-1 && x.begun(w) {
			out = append(out, w)
			continue
		}
		parts := x.parts(w.plain)
		if !w.bare() || parts == nil {
			out = append(out, x.meant(w, out, text[i+1:], marked))
			continue
		}
		for _, p := range parts {
			out = append(out, word{p, p})
		}
	}
	return out
}

// meant is the known word that the unknown w stands for between its
// neighbours, or w itself if that is not plain.
func (x *lexicon) meant(w word, before, after []word, marked bool) word {
	var found []word
	slips := x.slips(w.plain)
	for _, plain := range slips {
		for _, c := range x.words[plain] {
			if len(before) > 0 && x.pair(before[len(before)-1], c) || len(after) > 0 && x.pair(c, after[0]) {
				found = append(found, c)
			}
		}
	}
	if len(found) == 0 && len(slips) == 1 && len(x.words[slips[0]]) == 1 {
		found = x.words[slips[0]] // nothing else is like it
	}
	if len(found) == 0 {
		return w
	}
	if !marked {
		return word{found[0].plain, found[0].plain}
	}
	return found[0]
}

// slips lists the known words, unmarked, that sound like plain or are one slip away.
func (x *lexicon) slips(plain string) []string {
	list := slices.Clone(x.sounds[sound(plain)])
	if len(plain) < swapLetters {
		return list
	}
	for _, p := range x.plains {
		if slipped(plain, p) {
			list = append(list, p)
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
func (x *lexicon) parts(s string) []string {
	if len(s) > maxParts*longestPart {
		return nil
	}
	length := make([]int, len(s)+1) // of the first part of what begins here, 0 for none
	for i := len(s) - minLetters; i >= 0; i-- {
		for n := min(longestPart, len(s)-i); n >= minLetters && length[i] == 0; n-- {
			if x.words[s[i:i+n]] != nil && (i+n == len(s) || length[i+n] > 0) {
				length[i] = n
			}
		}
	}
	var list []string
	for i := 0; i < len(s); i += length[i] {
		if length[i] == 0 || len(list) == maxParts {
			return nil
		}
		list = append(list, s[i:i+length[i]])
	}
	return list
}
