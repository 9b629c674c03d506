package guide

import (
	"cmp"
	"slices"
)

// Two words typed without marks can be two different things: «chung tu» is
// «chứng tử», a death certificate, and «chứng từ», a voucher. Where a
// catalogue knows both well, the guide shows both and decides nothing.
const (
	wellKnown  = 3 // procedures that must use a reading
	comparable = 4 // times more procedures may use the other one
)

// readings lists what two words without marks may be, when that is more than one
// thing: the better known first.
func (x *lexicon) readings(text []word) [][]word {
	if len(text) != 2 || anyMarked(text) {
		return nil
	}
	type reading struct {
		text []word
		used int32
	}
	var list []reading
	for _, a := range x.words[text[0].plain] {
		for _, b := range x.words[text[1].plain] {
			if u := x.pairs[[2]int32{x.ids[a.said], x.ids[b.said]}]; u.procedures >= wellKnown {
				list = append(list, reading{[]word{a, b}, u.procedures})
			}
		}
	}
	slices.SortStableFunc(list, func(a, b reading) int { return cmp.Compare(b.used, a.used) })
	var out [][]word
	for _, r := range list {
		if r.used*comparable >= list[0].used {
			out = append(out, r.text)
		}
	}
	if len(out) < 2 {
		return nil
	}
	return out
}
