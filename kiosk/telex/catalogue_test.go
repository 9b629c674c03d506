package telex_test

import (
	"encoding/csv"
	"os"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"dongthap.vn/sen/kiosk/telex"
)

const catalogue = "../../../shared/data/procedures_90.csv"

// TestTheCatalogueCanBeTyped types every Vietnamese word of the procedures as it stands there.
func TestTheCatalogueCanBeTyped(t *testing.T) {
	file, err := os.Open(catalogue)
	if err != nil {
		t.Skipf("needs %s", catalogue)
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	words := map[string]bool{}
	for _, row := range rows {
		for _, word := range strings.FieldsFunc(strings.Join(row, " "), between) {
			words[norm.NFC.String(word)] = true
		}
	}
	var r report
	for word := range words {
		if isASCII(word) {
			continue
		}
		for _, h := range hands {
			for _, o := range orders[:3] {
				keys := o.keys(h.units(word), h.tones[toneOf(word)])
				r.expect(typist(honest).write(telex.Composer{Method: h.method}, keys), telex.Restyle(word, telex.OldStyle), keys)
			}
		}
	}
	t.Logf("%d ways of typing", r.typed)
	r.mustBeRight(t)
}

func between(r rune) bool { return !unicode.IsLetter(r) }

func isASCII(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r > 127 }) < 0
}

func toneOf(word string) telex.Tone {
	d := norm.NFD.String(word)
	for tone, mark := range toneMarks {
		if mark != "" && strings.Contains(d, mark) {
			return telex.Tone(tone)
		}
	}
	return telex.Ngang
}
