package guide_test

import (
	"encoding/csv"
	"errors"
	"io/fs"
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

// A phrase is a question with the codes that answer it.
type phrase struct {
	query string
	codes []string
}

func phrases(tb testing.TB, path string) []phrase {
	tb.Helper()
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		tb.Skip("missing " + path)
	}
	if err != nil {
		tb.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		tb.Fatal(err)
	}
	var list []phrase
	for _, row := range rows[1:] {
		list = append(list, phrase{row[0], strings.Fields(row[1])})
	}
	return list
}
