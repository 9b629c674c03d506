package guide_test

import (
	"strings"
	"testing"

	"dongthap.vn/sen/kiosk/guide"
)

func TestSynonymsThatCannotBeReadAreRefused(t *testing.T) {
	if _, err := guide.ParseSynonyms([]byte(`{"version": 1, "same": [["xe", "xe máy"]], "spell": {"sanh": "sinh"}}`)); err != nil {
		t.Fatal(err)
	}
	for body, want := range map[string]string{
		`{`:                                "unexpected EOF",
		`{}`:                               "version",
		`{"version": 1, "sames": []}`:      `"sames"`,
		`{"version": 1, "same": [["xe"]]}`: "alone",
		`{"version": 1, "same": [["xe", "ô tô"], ["tàu", "xe"]]}`:                   `"xe"`,
		`{"version": 1, "drop": ["…"]}`:                                             "drop",
		`{"version": 1, "say": {"1.000001": ["` + strings.Repeat("a", 121) + `"]}}`: "1.000001",
		strings.Repeat(" ", 5<<20):                                                  "bytes",
	} {
		if _, err := guide.ParseSynonyms([]byte(body)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.60s: error %v, want one naming %q", body, err, want)
		}
	}
}
