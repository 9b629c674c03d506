package guide

import (
	"slices"
	"strings"
)

// What a statement is, by how much it says about its procedure.
const (
	byName    = 1.0  // official, plain and English names, and citizens' phrases
	byContext = 0.35 // papers, field and notes: they help, they do not decide
)

// maxPlace is the last place in a statement that a posting can tell.
const maxPlace = 63

// A posting says where a word stands: the statement and the place in it.
type posting uint32

func newPosting(statement, place int) posting {
	return posting(statement<<6 | min(place, maxPlace))
}

func (p posting) statement() int { return int(p >> 6) }
func (p posting) place() int     { return int(p & maxPlace) }

// A term is a word of the index.
type term struct {
	word
	weight   float32 // rarer words weigh more
	postings []posting
}

// A statement is one text about procedures: a name, a phrase, a paper. Many
// procedures share theirs: provinces copy them, and «Tờ khai» is everywhere.
type statement struct {
	factor   float32 // byName or byContext
	weight   float32 // of all its words
	from, to uint32  // its procedures, in index.owners
}

// An index finds statements by their words.
type index struct {
	terms      []term
	bySaid     map[string]int32
	byPlain    map[string][]int32
	plains     []string // sorted, for words not typed to their end
	statements []statement
	owners     []int32 // procedures, statement by statement
	procedures int
}

// withPrefix lists the unmarked words of the index that begin with prefix.
func (x *index) withPrefix(prefix string) []string { return withPrefix(x.plains, prefix) }

// withPrefix lists the words of a sorted list that begin with prefix.
func withPrefix(sorted []string, prefix string) []string {
	from, _ := slices.BinarySearch(sorted, prefix)
	to := from
	for to < len(sorted) && strings.HasPrefix(sorted[to], prefix) {
		to++
	}
	return sorted[from:to]
}
