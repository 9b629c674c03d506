package guide

import (
	"cmp"
	"slices"
)

// How a statement's score is made: by how much of the question it answers and,
// of that, by how much of it was asked for, a little by words that stand
// together. Tuned on shared phrases, see find_test.go.
const (
	answered  = 0.4
	wholly    = 0.6
	together  = 0.25
	inContext = 0.3 // what all statements of a procedure answer together
)

// When a result is what.
const (
	foundFrom  = 0.45 // share of a question that must be answered to be a find
	foundWhole = 0.75 // or share of a statement that must be asked for
	nearEqual  = 0.87 // of the best score
	manyEqual  = 3
	exact      = 0.99 // share of question and of statement
	worthwhile = 0.65 // of the best score, to be listed at all: less shares but a weak word
	faint      = 0.3  // a best score from which it is worth asking «is it one of these?»
	nearest    = 3    // hits listed when nothing was found
)

// A tally counts what a statement answers of the question at hand.
type tally struct {
	question uint32 // the question the tally is of
	mask     uint32 // which asked words it answers
	asked    uint8  // the last of them, counted from 1
	joined   bool   // and it stands right after the one before
	place    int16  // where it stands
	before   int16  // where the asked word before it stands, if next to none
	answers  float32
	asks     float32 // weight of the statement's own words that were asked for
	together float32
}

const nowhere = -2

// A scratch is the memory one question needs, used again by the next.
type scratch struct {
	question   uint32
	tallies    []tally
	touched    []int32 // statements
	procedures []procedureTally
	reached    []int32 // procedures
	ranked     []ranked
}

// A procedureTally keeps the best of a procedure's statements.
type procedureTally struct {
	question uint32
	named    uint32 // which asked words its names and phrases answer
	around   uint32 // and which its papers and field
	best     float32
	share    float32 // of the question the best statement answers
	whole    float32 // how much of that statement was asked for
}

func newScratch(x *index) *scratch {
	return &scratch{tallies: make([]tally, len(x.statements)), procedures: make([]procedureTally, x.procedures)}
}

// answer tallies statements word by word, then ranks procedures.
func (g *Guide) answer(s *scratch, question []asked, limit int) Result {
	s.question++
	s.touched, s.reached, s.ranked = s.touched[:0], s.reached[:0], s.ranked[:0]
	for i, a := range question {
		for _, c := range a.candidates {
			s.count(&g.index, i, a, c)
		}
	}
	total := weigh(question)
	for _, id := range s.touched {
		s.score(&g.index, id, total)
	}
	g.rank(s, question, total)
	if len(s.ranked) == 0 {
		return Result{}
	}
	return g.result(s.ranked, limit)
}

func weigh(question []asked) (total float32) {
	for _, a := range question {
		total += a.weight
	}
	return total
}

// count adds one candidate of the asked word at i. Candidates come best
// first, so the first to reach a statement is the one that counts.
func (s *scratch) count(x *index, i int, a asked, c candidate) {
	own, asked := x.terms[c.term].weight*c.quality, uint8(i+1)
	weight := a.weight * c.quality
	for _, p := range x.terms[c.term].postings {
		id := int32(p.statement())
		y := &s.tallies[id]
		if y.question != s.question {
			if a.narrows {
				continue
			}
			*y = tally{question: s.question, place: nowhere}
			s.touched = append(s.touched, id)
		}
		place := int16(p.place())
		if y.asked != asked {
			y.before = nowhere
			if y.asked == asked-1 {
				y.before = y.place
			}
			y.mask |= 1 << i
			y.asked, y.joined, y.place = asked, false, place
			y.answers += weight
			y.asks += own
		}
		if !y.joined && place == y.before+1 {
			y.joined, y.place = true, place
			y.together += weight
		}
	}
}

// score hands a statement's score to its procedures.
func (s *scratch) score(x *index, id int32, total float32) {
	st, y := &x.statements[id], &s.tallies[id]
	share, whole := y.answers/total, min(1, y.asks/st.weight)
	score := st.factor * (share*(answered+wholly*whole) + together*y.together/total)
	for _, id := range x.owners[st.from:st.to] {
		p := &s.procedures[id]
		if p.question != s.question {
			*p = procedureTally{question: s.question}
			s.reached = append(s.reached, id)
		}
		if st.factor == byName {
			p.named |= y.mask
		} else {
			p.around |= y.mask
		}
		if score > p.best {
			p.best, p.share, p.whole = score, share*st.factor, whole*st.factor
		}
	}
}

// A ranked procedure has its final score.
type ranked struct {
	procedure int32
	score     float32
	found     bool // not merely the nearest
	exact     bool // the question is one of its phrases, word for word
}

// rank gives the procedures reached their final scores, in no order.
func (g *Guide) rank(s *scratch, question []asked, total float32) {
	for _, id := range s.reached {
		p := &s.procedures[id]
		var all float32
		for i, a := range question {
			switch bit := uint32(1) << i; {
			case p.named&bit != 0:
				all += a.weight
			case p.around&bit != 0:
				all += a.weight * byContext
			}
		}
		s.ranked = append(s.ranked, ranked{
			procedure: id,
			score:     p.best + inContext*all/total + g.entries[id].prior,
			found:     p.share >= foundFrom || p.whole >= foundWhole,
			exact:     min(p.share, p.whole) > exact,
		})
	}
}

// result takes the best of at least one ranked procedure, or nothing when even
// that answers next to nothing.
func (g *Guide) result(list []ranked, limit int) Result {
	best := slices.MinFunc(list, better)
	if best.score < faint {
		return Result{}
	}
	equal, exacts := 0, 0
	for _, h := range list {
		if h.score >= nearEqual*best.score {
			equal++
		}
		if h.exact {
			exacts++
		}
	}
	r := Result{Nearest: !best.found}
	r.Ambiguous = best.found && equal >= manyEqual && exacts != 1
	if r.Nearest {
		limit = min(limit, nearest)
	}
	for _, h := range top(list, limit) {
		if h.score >= worthwhile*best.score {
			r.Hits = append(r.Hits, Hit{g.entries[h.procedure].code, float64(h.score)})
		}
	}
	return r
}

// better orders by score, and in the catalogue's order what scores the same.
func better(a, b ranked) int {
	return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.procedure, b.procedure))
}

// top is the best n of a list, in order. n is small: a screen holds five.
func top(list []ranked, n int) []ranked {
	var best []ranked
	for _, h := range list {
		if len(best) == n && better(best[n-1], h) < 0 {
			continue
		}
		at, _ := slices.BinarySearchFunc(best, h, better)
		best = slices.Insert(best, at, h)
		best = best[:min(n, len(best))]
	}
	return best
}
