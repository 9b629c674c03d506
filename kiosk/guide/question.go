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
	sameLetters  = 0.85 // no marks were typed where there should be some
	unknownMarks = 0.6  // the marks typed make no word that is known
	otherMarks   = 0.3  // the word typed exists with its marks, and it is another
	begun        = 0.5  // a word begun, plus begunRest by how much of it is typed
	begunRest    = 0.4
	misheard     = 0.8 // sounds alike in the south, or one slip away
)

// unknownWeight is what a word that nobody knows weighs of the rarest there is.
const unknownWeight = 0.5

// A candidate is a word of the index that may answer a word of the question.
type candidate struct {
	term    int32
	quality float32
}

// An asked word has a weight and candidates, the best first.
type asked struct {
	weight     float32
	candidates []candidate
	narrows    bool // it chooses among what the words before it found
}

// ask looks every word of a question up in the index. The last one may be
// open: not typed to its end.
func (g *Guide) ask(text []word, open bool) []asked {
	marked := anyMarked(text)
	list := make([]asked, len(text))
	for i, w := range text {
		l := lookup{index: &g.index, lexicon: &g.lexicon, word: w, marked: marked}
		l.exact()
		if open && i == len(text)-1 {
			l.prefix()
		}
		if len(l.found) == 0 {
			l.typos()
		}
		list[i] = l.asked()
		list[i].narrows = i > 0 && len(w.plain) < minLetters
	}
	return list
}

// A lookup gathers the candidates of one word.
type lookup struct {
	*index
	*lexicon
	word   word
	marked bool // the question has marks, so a word without is probably meant so
	found  []candidate
}

func (l *lookup) add(term int32, quality float32) {
	l.found = append(l.found, candidate{term, quality})
}

// exact finds the word itself and the words of the same letters.
func (l *lookup) exact() {
	_, known := l.bySaid[l.word.said]
	others := float32(unknownMarks)
	switch {
	case l.word.bare() && !l.marked:
		others = asSaid
	case l.word.bare():
		others = sameLetters
	case known:
		others = otherMarks
	}
	for _, id := range l.byPlain[l.word.plain] {
		t := &l.terms[id]
		if t.said == l.word.said {
			l.add(id, asSaid)
		} else {
			l.add(id, others)
		}
	}
}

// prefix finds the words that begin with the word.
func (l *lookup) prefix() {
	for _, plain := range l.index.withPrefix(l.word.plain) {
		if plain == l.word.plain {
			continue
		}
		quality := begun + begunRest*float32(len(l.word.plain))/float32(len(plain))
		for _, id := range l.byPlain[plain] {
			q := quality
			if !l.word.bare() && !strings.HasPrefix(l.terms[id].said, l.word.said) {
				q *= unknownMarks
			}
			l.add(id, q)
		}
	}
}

// typos finds words that sound alike or are one slip away.
func (l *lookup) typos() {
	for _, w := range l.slips(l.word.plain, surely) {
		if id, ok := l.bySaid[w.said]; ok {
			l.add(id, misheard)
		}
	}
}

// asked sorts the candidates and weighs the word: as those of the best
// quality weigh on average, and as a word unknown by what they lack in quality.
func (l *lookup) asked() asked {
	unknown := unknownWeight * float32(math.Log1p(float64(l.procedures)))
	if len(l.found) == 0 {
		return asked{weight: unknown}
	}
	slices.SortFunc(l.found, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(b.quality, a.quality), cmp.Compare(a.term, b.term))
	})
	best := l.found[0].quality
	var sum, n float32
	for _, c := range l.found {
		if c.quality < best {
			break
		}
		sum, n = sum+l.terms[c.term].weight, n+1
	}
	return asked{weight: best*sum/n + (1-best)*unknown, candidates: l.found}
}
