package guide_test

import (
	"encoding/csv"
	"os"
	"strings"
	"testing"

	"dongthap.vn/sen/assets/catalogue"
	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/guide"
)

func catalogueAndSynonyms(tb testing.TB) (kiosk.Catalogue, guide.Synonyms) {
	tb.Helper()
	c, err := kiosk.ParseCatalogue(catalogue.JSON)
	if err != nil {
		tb.Fatal(err)
	}
	s, err := guide.ParseSynonyms(catalogue.Synonyms)
	if err != nil {
		tb.Fatal(err)
	}
	return c, s
}

// A phrase is a question with the codes that answer it; none where nothing
// should. Its kind tells how it was typed.
type phrase struct {
	query string
	codes []string
	kind  string
}

// Kinds of questions that no procedure answers.
const (
	nonsense = "nonsense" // means nothing
	absent   = "absent"   // means what the Center does not do
)

// phrases reads a table of query, codes and, in our own tables, kind.
func phrases(tb testing.TB, path string) []phrase {
	tb.Helper()
	f, err := os.Open(path)
	if err != nil {
		tb.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		tb.Fatal(err)
	}
	column := map[string]int{}
	for i, name := range rows[0] {
		column[name] = i
	}
	var list []phrase
	for _, row := range rows[1:] {
		p := phrase{query: row[0], codes: strings.Fields(row[1])}
		if i, ok := column["kind"]; ok {
			p.kind = row[i]
		}
		list = append(list, p)
	}
	return list
}

// ask is a guide, or a wrong one that a test must notice.
type ask func(question string) guide.Result

const listed = 5 // what a screen shows without paging

func honest(tb testing.TB) ask {
	g := guide.New(catalogueAndSynonyms(tb))
	return func(question string) guide.Result { return g.Find(question, listed) }
}
