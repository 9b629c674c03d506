package guide

import (
	"cmp"
	"maps"
	"slices"
	"unicode/utf8"
)

// A rule reads one phrase as another, or as nothing.
type rule struct {
	from, to []word
	// loose lets words typed without marks match. Short ones may not: «ma» is
	// not «má», but «can cuoc» is «căn cước».
	loose bool
}

// rules are kept under the unmarked form of their first word, longest first.
type rules map[string][]rule

const looseLetters = 4 // letters a phrase needs to be known without its marks

func (r rules) add(from, to string) {
	words := split(from)
	if len(words) == 0 {
		return
	}
	letters := 0
	for _, w := range words {
		letters += utf8.RuneCountInString(w.plain)
	}
	made := rule{from: words, to: split(to), loose: letters >= looseLetters}
	list := r[words[0].plain]
	for i := range list {
		if samePlain(list[i].from, words) {
			// Without marks the two cannot be told apart, so neither is loose.
			list[i].loose, made.loose = false, false
		}
	}
	list = append(list, made)
	slices.SortStableFunc(list, func(a, b rule) int { return cmp.Compare(len(b.from), len(a.from)) })
	r[words[0].plain] = list
}

func samePlain(a, b []word) bool {
	return slices.EqualFunc(a, b, func(a, b word) bool { return a.plain == b.plain })
}

// apply reads the text from the left and takes the longest rule at each word.
func (r rules) apply(text []word, loose bool) []word {
	out := make([]word, 0, len(text))
	for i := 0; i < len(text); {
		rule, ok := r.at(text[i:], loose)
		if !ok {
			out = append(out, text[i])
			i++
			continue
		}
		out = append(out, rule.to...)
		i += len(rule.from)
	}
	return out
}

func (r rules) at(text []word, loose bool) (rule, bool) {
	for _, rule := range r[text[0].plain] {
		if rule.matches(text, loose && rule.loose) {
			return rule, true
		}
	}
	return rule{}, false
}

func (r rule) matches(text []word, loose bool) bool {
	if len(r.from) > len(text) {
		return false
	}
	for i, f := range r.from {
		if t := text[i]; t.said != f.said && !(loose && t.plain == f.plain) {
			return false
		}
	}
	return true
}

// A reader turns what is said into the catalogue's words. Names and questions
// go through the same reader, so that they meet.
type reader struct {
	spell, same, drop rules
}

func newReader(s Synonyms) reader {
	r := reader{spell: rules{}, same: rules{}, drop: rules{}}
	for _, from := range slices.Sorted(maps.Keys(s.Spell)) {
		r.spell.add(from, s.Spell[from])
	}
	for _, group := range s.Same {
		for _, from := range group[1:] {
			r.same.add(from, group[0])
		}
		// The first of the group holds its own words together: «sổ đỏ» inside a
		// longer phrase of the group is not read again.
		r.same.add(group[0], group[0])
	}
	for _, phrase := range s.Drop {
		r.drop.add(phrase, "")
	}
	return r
}

// name reads a name or a phrase of the catalogue, which has its marks.
func (r reader) name(text []word) []word { return r.same.apply(r.spell.apply(text, false), false) }

// matter is what a person typed without the words around it; if nothing
// would be left, they are the matter. Words without marks match loose rules
// only where no word has marks: who marks some words marks those that want it.
func (r reader) matter(text []word) []word {
	loose := !anyMarked(text)
	text = r.spell.apply(text, loose)
	if matter := r.drop.apply(text, loose); len(matter) > 0 {
		return matter
	}
	return text
}

// question reads the matter; loose tells whether the person typed no marks.
func (r reader) question(matter []word, loose bool) []word { return r.same.apply(matter, loose) }

func anyMarked(text []word) bool {
	return slices.ContainsFunc(text, func(w word) bool { return !w.bare() })
}

// tighten takes the looseness from rules of one word that could be another
// word without its marks: «hong» is «hông» no longer when there is «sổ hồng».
func (r reader) tighten(x *lexicon) {
	for _, set := range []rules{r.spell, r.same, r.drop} {
		for plain, list := range set {
			others := x.words[plain]
			for i, rule := range list {
				alone := len(others) == 0 || len(others) == 1 && others[0].said == rule.from[0].said
				if len(rule.from) == 1 && !alone {
					list[i].loose = false
				}
			}
		}
	}
}
