// Package guide finds the procedure a person means from what the person types:
// with or without marks, half a word, southern or hurried spelling, a slip of
// the finger, everyday words, English, or a code.
//
// It promises an answer to any text whatever, in a time that grows with the
// catalogue and not with the text, and it says when it only guesses. It keeps
// the index in memory, learns nothing from visitors and writes nothing down.
package guide

import (
	"maps"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"dongthap.vn/sen/kiosk"
)

// maxLetters is where a question is cut off; nobody types more on a lobby's screen.
const maxLetters = 200

// maxWords bounds the work for a question; later words are left out. A tally
// has a bit for each.
const maxWords = 24

// maxReadings bounds the ways in which a word begun is typed to its end.
const maxReadings = 4

// minLetters is the length from which a question is answered.
const minLetters = 2

// A Guide finds procedures. It may be used by many goroutines at once.
type Guide struct {
	index   index
	reader  reader
	entries []entry
	codes   []codeEntry
	lexicon lexicon
	scratch sync.Pool // of *scratch
}

// An entry is what the guide remembers of a procedure.
type entry struct {
	code  string
	prior float32 // what being popular is worth
}

// A Hit is a procedure found. Scores compare hits of one question alone.
type Hit struct {
	Code  string  `json:"code"`
	Score float64 `json:"score"`
}

// A Result is the answer to a question, the best hit first.
type Result struct {
	Hits []Hit `json:"hits"`
	// Ambiguous: three or more are about as good, or the words typed without
	// marks can be read in several ways. Ask «Ý bạn là…?» rather than decide.
	Ambiguous bool `json:"ambiguous"`
	// Nearest: nothing was found; the hits are only the nearest there are.
	Nearest bool `json:"nearest"`
}

// New builds a guide to a catalogue. Phrases for codes that the catalogue does
// not have are left out, so that one set of synonyms serves many catalogues.
func New(c kiosk.Catalogue, s Synonyms) *Guide {
	g := &Guide{reader: newReader(s)}
	b := newBuilder(g.reader, s)
	for i := range c.Procedures {
		p := &c.Procedures[i]
		b.procedure(p, s.Say[p.Code])
		g.entries = append(g.entries, entry{code: p.Code, prior: prior(p.Popular)})
		g.codes = append(g.codes, codesOf(p, i)...)
	}
	b.learn(slices.Concat(s.Same...))
	// What people say around a matter is learnt after the rules are tightened:
	// «muon» is «muốn» more often than any word of the catalogue.
	g.reader.tighten(&b.lexicon)
	b.learn(s.Drop)
	b.learn(slices.Collect(maps.Keys(s.Spell)))
	b.finish()
	g.index, g.lexicon = b.index, b.lexicon
	slices.SortFunc(g.codes, codeEntry.compare)
	g.scratch.New = func() any { return newScratch(&g.index) }
	return g
}

// prior decides between procedures that match alike: the more used one first.
func prior(popular int) float32 {
	if popular == 0 {
		return 0
	}
	return 0.03 / float32(popular)
}

// Find answers a question with at most limit hits. A question of fewer than
// two letters has no hits.
func (g *Guide) Find(question string, limit int) Result {
	question = cut(question)
	if hits := g.byCode(question, limit); len(hits) > 0 {
		return Result{Hits: hits}
	}
	open := !strings.HasSuffix(question, " ") // the last word may not be complete
	typed := g.lexicon.mend(first(maxWords, split(question)), open)
	matter := g.reader.matter(typed)
	if letters(matter) < minLetters || limit < 1 {
		return Result{}
	}
	if readings := g.lexicon.readings(matter); readings != nil {
		return g.findEach(readings, limit)
	}
	if last := matter[len(matter)-1].plain; open && g.lexicon.words[last] == nil && len(g.index.withPrefix(last)) == 0 {
		return g.findEach(g.completed(matter), limit)
	}
	return g.find(g.reader.question(matter, !anyMarked(typed)), open, limit)
}

// completed types the last word to its end where only other words for the
// catalogue's begin so: «passp» is «passport», which is read as «hộ chiếu».
func (g *Guide) completed(text []word) (readings [][]word) {
	last := len(text) - 1
	for _, plain := range withPrefix(g.lexicon.plains, text[last].plain) {
		for _, rule := range g.reader.same[plain] {
			if len(rule.from) == 1 && len(readings) < maxReadings {
				readings = append(readings, slices.Concat(text[:last], rule.from))
			}
		}
	}
	if len(readings) == 0 {
		return [][]word{text}
	}
	return readings
}

func (g *Guide) find(text []word, open bool, limit int) Result {
	s := g.scratch.Get().(*scratch)
	defer g.scratch.Put(s)
	return g.answer(s, g.ask(first(maxWords, text), open), limit)
}

// findEach answers a question that can be read in several ways with the best
// of each, in turn.
func (g *Guide) findEach(readings [][]word, limit int) Result {
	var results []Result
	for _, text := range readings {
		results = append(results, g.find(g.reader.question(text, !anyMarked(text)), false, limit))
	}
	if len(results) == 1 {
		return results[0]
	}
	merged := Result{Ambiguous: true}
	seen := map[string]bool{}
	for i := 0; i < limit; i++ {
		for _, r := range results {
			if i < len(r.Hits) && !seen[r.Hits[i].Code] && len(merged.Hits) < limit {
				seen[r.Hits[i].Code] = true
				merged.Hits = append(merged.Hits, r.Hits[i])
			}
		}
	}
	return merged
}

// cut keeps the first letters of a question and nothing that is not UTF-8.
func cut(s string) string {
	n := 0
	for i := range s {
		if n == maxLetters {
			s = s[:i]
			break
		}
		n++
	}
	return strings.ToValidUTF8(s, " ")
}

func first(n int, text []word) []word { return text[:min(n, len(text))] }

func letters(text []word) int {
	n := 0
	for _, w := range text {
		n += utf8.RuneCountInString(w.plain)
	}
	return n
}
