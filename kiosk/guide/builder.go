package guide

import (
	"math"
	"slices"

	"dongthap.vn/sen/kiosk"
)

// What light and telling words weigh of an ordinary one.
const (
	lightWeight   = 0.3
	tellingWeight = 1.6
)

// A builder makes an index. It reads each distinct word and text once.
type builder struct {
	index
	reader
	lexicon
	factors map[string]float32 // of the weight of light and telling words
	spelt   map[string]word
	stated  map[stated]int32 // statements by what they say
	texts   []text           // per statement
	seenIn  []int32          // per term: the last procedure that used it, for counting
	usedBy  []int32          // per term: how many procedures use it
}

// stated is a text said with a factor.
type stated struct {
	text   string
	factor float32
}

// A text is what a statement says.
type text struct {
	said       []int32 // its words, in the lexicon
	terms      []int32 // what they are read as
	procedures []int32
}

func newBuilder(r reader, s Synonyms) *builder {
	b := &builder{reader: r, factors: map[string]float32{}, spelt: map[string]word{}, stated: map[stated]int32{}, lexicon: newLexicon()}
	b.bySaid, b.byPlain = map[string]int32{}, map[string][]int32{}
	b.weigh(s.Light, lightWeight)
	b.weigh(s.Telling, tellingWeight)
	return b
}

func (b *builder) weigh(phrases []string, factor float32) {
	for _, phrase := range phrases {
		for _, w := range split(phrase) {
			b.factors[w.said] = factor
		}
	}
}

// procedure adds what the catalogue and the citizens say of a procedure.
func (b *builder) procedure(p *kiosk.Procedure, phrases []string) {
	b.statement(p.NameVI, byName)
	if p.ShortVI != p.NameVI {
		b.statement(p.ShortVI, byName)
	}
	b.statement(p.NameEN, byName)
	for _, phrase := range phrases {
		b.statement(phrase, byName)
	}
	b.statement(p.Field, byContext)
	for _, paper := range p.Papers {
		b.statement(paper.Name, byContext)
	}
	b.procedures++
}

func (b *builder) statement(said string, factor float32) {
	key := stated{said, factor}
	id, known := b.stated[key]
	if !known {
		id = b.newStatement(said, factor)
		b.stated[key] = id
	}
	s := &b.texts[id]
	procedure := int32(b.procedures)
	s.procedures = append(s.procedures, procedure)
	b.add(s.said, procedure)
	for _, t := range s.terms {
		if b.seenIn[t] != procedure+1 {
			b.seenIn[t] = procedure + 1
			b.usedBy[t]++
		}
	}
}

func (b *builder) newStatement(said string, factor float32) int32 {
	id := len(b.statements)
	words := b.split(said)
	t := text{said: make([]int32, 0, len(words)), terms: make([]int32, 0, len(words))}
	for _, w := range words {
		t.said = append(t.said, b.id(w))
	}
	for place, w := range b.name(words) {
		own := b.term(w)
		t.terms = append(t.terms, own)
		b.terms[own].postings = append(b.terms[own].postings, newPosting(id, place))
	}
	b.texts = append(b.texts, t)
	b.statements = append(b.statements, statement{factor: factor})
	return int32(id)
}

// split is the package's split, with a memory: a catalogue repeats its words.
func (b *builder) split(said string) []word {
	var list []word
	for _, f := range fields(said) {
		w, known := b.spelt[f]
		if !known {
			w = spell(f)
			b.spelt[f] = w
		}
		list = append(list, w)
	}
	return list
}

func (b *builder) term(w word) int32 {
	if id, known := b.bySaid[w.said]; known {
		return id
	}
	id := int32(len(b.terms))
	b.terms = append(b.terms, term{word: w})
	b.seenIn, b.usedBy = append(b.seenIn, 0), append(b.usedBy, 0)
	b.bySaid[w.said] = id
	if b.byPlain[w.plain] == nil {
		b.index.plains = append(b.index.plains, w.plain)
	}
	b.byPlain[w.plain] = append(b.byPlain[w.plain], id)
	return id
}

// finish weighs words and statements once all are known.
func (b *builder) finish() {
	for i := range b.terms {
		t := &b.terms[i]
		t.weight = float32(math.Log1p(float64(b.procedures) / float64(b.usedBy[i])))
		if factor, special := b.factors[t.said]; special {
			t.weight *= factor
		}
	}
	for i, t := range b.texts {
		s := &b.statements[i]
		for _, own := range t.terms {
			s.weight += b.terms[own].weight
		}
		s.from = uint32(len(b.owners))
		b.owners = append(b.owners, t.procedures...)
		s.to = uint32(len(b.owners))
	}
	slices.Sort(b.index.plains)
	slices.Sort(b.lexicon.plains)
}

// learn adds the words of phrases that are no procedure's to the lexicon.
func (b *builder) learn(phrases []string) {
	for _, phrase := range phrases {
		var said []int32
		for _, w := range b.split(phrase) {
			said = append(said, b.id(w))
		}
		b.add(said, nobody)
	}
}
