package guide

import (
	"cmp"
	"slices"
	"strings"

	"dongthap.vn/sen/kiosk"
)

// A codeEntry finds a procedure by the digits of a code, its own or one it
// replaces or is replaced by.
type codeEntry struct {
	digits    string
	procedure int
}

func (e codeEntry) compare(f codeEntry) int {
	return cmp.Or(cmp.Compare(e.digits, f.digits), cmp.Compare(e.procedure, f.procedure))
}

func codesOf(p *kiosk.Procedure, i int) []codeEntry {
	var list []codeEntry
	for _, code := range slices.Concat([]string{p.Code}, p.Replaces, p.ReplacedBy) {
		list = append(list, codeEntry{strings.ReplaceAll(code, ".", ""), i})
	}
	return list
}

// byCode answers a question that holds a code or its beginning: "1.0011",
// "ma so 1.004873", "1004873". A few digits without a dot are an age or a year.
func (g *Guide) byCode(question string, limit int) []Hit {
	for _, f := range strings.Fields(question) {
		digits := strings.Replace(f, ".", "", 1)
		if strings.Trim(digits, "0123456789") != "" || len(digits) < 2 || digits == f && len(digits) < 5 || digits != f && f[1] != '.' {
			continue
		}
		if hits := g.codesFrom(digits, limit); len(hits) > 0 {
			return hits
		}
	}
	return nil
}

func (g *Guide) codesFrom(digits string, limit int) []Hit {
	from, _ := slices.BinarySearchFunc(g.codes, digits, func(e codeEntry, d string) int { return cmp.Compare(e.digits, d) })
	var hits []Hit
	for _, e := range g.codes[from:] {
		if len(hits) >= limit || !strings.HasPrefix(e.digits, digits) {
			break
		}
		code := g.entries[e.procedure].code
		if !slices.ContainsFunc(hits, func(h Hit) bool { return h.Code == code }) {
			hits = append(hits, Hit{Code: code, Score: float64(len(digits)) / float64(len(e.digits))})
		}
	}
	return hits
}
