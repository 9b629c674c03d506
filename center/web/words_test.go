package web

import (
	"io/fs"
	"os"
	"regexp"
	"strings"
	"testing"

	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/words"
)

var asked = regexp.MustCompile(`"((?:[a-z_]+)\.[a-z0-9_]+)"`)

// sources are the templates and the code of this package.
func sources(t *testing.T) string {
	t.Helper()
	var all strings.Builder
	read := func(body []byte, err error) {
		must(t, err)
		all.Write(body)
	}
	must(t, fs.WalkDir(templateFiles, "templates", func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			read(templateFiles.ReadFile(path))
		}
		return err
	}))
	files, err := os.ReadDir(".")
	must(t, err)
	for _, f := range files {
		if strings.HasSuffix(f.Name(), ".go") && !strings.HasSuffix(f.Name(), "_test.go") {
			read(os.ReadFile(f.Name()))
		}
	}
	return all.String()
}

func TestEverySentenceAskedForExists(t *testing.T) {
	book, err := words.Load()
	must(t, err)
	w := book.In(kiosk.Vietnamese)
	tables := map[string]bool{}
	for _, key := range w.Keys() {
		table, _, _ := strings.Cut(key, ".")
		tables[table] = true
	}
	n := 0
	for _, m := range asked.FindAllStringSubmatch(sources(t), -1) {
		if table, _, _ := strings.Cut(m[1], "."); tables[table] && !strings.HasSuffix(m[1], ".js") && !strings.HasSuffix(m[1], ".css") {
			n++
			if !w.Has(m[1]) && !strings.HasSuffix(m[1], "_") {
				t.Errorf("no sentence %q", m[1])
			}
		}
	}
	if n < 100 {
		t.Fatalf("only %d sentences were looked for", n)
	}
}

// Some keys are put together when a page is drawn; these are their beginnings.
var composed = []string{"verdict.", "notice.", "alarm.", "trouble.", "visitor_at.", "assist.lang_", "why."}

func TestNoSentenceIsLeftOver(t *testing.T) {
	ours, err := os.ReadFile("../../assets/words/center.vi.toml")
	must(t, err)
	all, table := sources(t), ""
	for _, line := range strings.Split(string(ours), "\n") {
		if m := regexp.MustCompile(`^\[([a-z_]+)\]`).FindStringSubmatch(line); m != nil {
			table = m[1]
		}
		m := regexp.MustCompile(`^([a-z_0-9]+) = `).FindStringSubmatch(line)
		if m == nil {
			continue
		}
		key := table + "." + m[1]
		if strings.Contains(all, `"`+key+`"`) {
			continue
		}
		put := table == "receipt" && strings.HasSuffix(key, "_hint")
		for _, start := range composed {
			put = put || strings.HasPrefix(key, start)
		}
		if !put {
			t.Errorf("nobody says %s", key)
		}
	}
}
