package guide

import (
	"cmp"
	"math"
	"slices"
	"strings"
)

// How well a word of the index answers a word of a question.
const (
	asSaid       = 1.0
	sameLetters  = 0.85 // the marks differ, but the marks typed are not to be trusted
	otherMarks   = 0.3  // the word typed exists with its marks, and it is another
	begun        = 0.5  // a word begun, plus begunRest by how much of it is typed
	begunRest    = 0.4
	misheard     = 0.8 // sounds alike in the south, or one slip away
	nearWord     = 0.6 // stands for it, see Synonyms.Near
	resembles    = 0.4 // shares letters; better than nothing
	likelyEnough = 0.6 // likeness from which a word resembles another
)

// A candidate is a word of the index that may answer a word of the question.
type candidate struct {
	term    int32
	quality float32
}

// An asked word has a weight and candidates, the best first.
type asked struct {
	weight     float32
	candidates []candidate
}

// ask looks every word of a question up in the index. The last one may be
// open: not typed to its end.
func (g *Guide) ask(text []word, open bool) []asked {
	marked := anyMarked(text)
	list := make([]asked, len(text))
	for i, w := range text {
		l := lookup{index: &g.index, lexicon: &g.lexicon, near: g.near, word: w, marked: marked}
		l.exact()
		if open && i == len(text)-1 {
			l.prefix(len(text) > 1)
		}
		if len(l.found) == 0 {
			l.typos()
		}
		if len(l.found) == 0 {
			l.resembling()
		}
		list[i] = l.asked()
	}
	return list
}

// A lookup gathers the candidates of one word.
type lookup struct {
	*index
	*lexicon
	near   map[string][]string
	word   word
	marked bool // the question has marks, so a word without is probably meant so
	found  []candidate
}

func (l *lookup) add(term int32, quality float32) {
	l.found = append(l.found, candidate{term, quality})
}

// exact finds the word itself, the words of the same letters, and the words near them.
func (l *lookup) exact() {
	_, known := l.bySaid[l.word.said]
	others := float32(sameLetters)
	switch {
	case l.word.bare() && !l.marked:
		others = asSaid
	case known && !l.word.bare():
		others = otherMarks
	}
	l.nearTo(l.word.said, asSaid)
	for _, id := range l.byPlain[l.word.plain] {
		t := &l.terms[id]
		if t.said == l.word.said {
			l.add(id, asSaid)
			continue
		}
		l.add(id, others)
		if l.word.bare() {
			l.nearTo(t.said, others)
		}
	}
}

func (l *lookup) nearTo(said string, quality float32) {
	for _, other := range l.near[said] {
		if id, ok := l.bySaid[other]; ok {
			l.add(id, quality*nearWord)
		}
	}
}

// prefix finds the words that begin with the word. A single letter says
// something only after other words.
func (l *lookup) prefix(afterOthers bool) {
	if len(l.word.plain) < minLetters && !afterOthers {
		return
	}
	for _, plain := range l.index.withPrefix(l.word.plain) {
		if plain == l.word.plain {
			continue
		}
		quality := begun + begunRest*float32(len(l.word.plain))/float32(len(plain))
		for _, id := range l.byPlain[plain] {
			q := quality
			if !l.word.bare() && !strings.HasPrefix(l.terms[id].said, l.word.said) {
				q *= sameLetters
			}
			l.add(id, q)
		}
	}
}

// typos finds words that sound alike or are one slip away.
func (l *lookup) typos() {
	for _, plain := range l.slips(l.word.plain) {
		for _, id := range l.byPlain[plain] {
			l.add(id, misheard)
		}
	}
}

// resembling finds the words most like one that is in no way known.
func (l *lookup) resembling() {
	for plain, ids := range l.byPlain {
		v := likeness(l.word.plain, plain)
		if v < likelyEnough {
			continue
		}
		for _, id := range ids {
			l.add(id, v*resembles)
		}
	}
}

// asked sorts the candidates and weighs the word: as those of the best
// quality weigh on average, or as a rather rare one when there are none.
func (l *lookup) asked() asked {
	if len(l.found) == 0 {
		return asked{weight: 0.3 * float32(math.Log1p(float64(l.procedures)))}
	}
	slices.SortFunc(l.found, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(b.quality, a.quality), cmp.Compare(a.term, b.term))
	})
	var sum, n float32
	for _, c := range l.found {
		if c.quality < l.found[0].quality {
			break
		}
		sum, n = sum+l.terms[c.term].weight, n+1
	}
	return asked{weight: sum / n, candidates: l.found}
}
