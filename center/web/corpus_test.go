package web

import (
	"os"
	"strconv"
	"strings"
	"testing"
)

// hostileTexts reads testdata/xss.txt.
func hostileTexts(t testing.TB) (texts []string) {
	t.Helper()
	raw, err := os.ReadFile("testdata/xss.txt")
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for i, line := range strings.Split(strings.TrimSuffix(string(raw), "\n"), "\n") {
		if strings.HasPrefix(line, "# ") {
			continue
		}
		text, err := strconv.Unquote(`"` + strings.ReplaceAll(line, `"`, `\"`) + `"`)
		if err != nil || text == "" || seen[text] {
			t.Fatalf("line %d, %s: %v, or there already", i+1, line, err)
		}
		seen[text] = true
		texts = append(texts, text)
	}
	return texts
}

func TestTheCorpusIsLargeEnough(t *testing.T) {
	if n := len(hostileTexts(t)); n < 200 {
		t.Errorf("%d hostile texts", n)
	}
}
