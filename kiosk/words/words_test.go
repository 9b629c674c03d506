package words

import (
	"testing"
	"testing/fstest"

	"dongthap.vn/sen/kiosk"
)

func files(vi, en string) fstest.MapFS {
	return fstest.MapFS{
		"a.vi.toml": {Data: []byte(vi)},
		"a.en.toml": {Data: []byte(en)},
	}
}

func TestEverySentenceIsInBothLanguages(t *testing.T) {
	book, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	if n := len(book.In(kiosk.Vietnamese).Keys()); n == 0 {
		t.Fatal("no words")
	}
}

func TestASentenceMissingInOneLanguageIsFound(t *testing.T) {
	if _, err := load(files("[home]\nhello = \"Chào\"", "[home]\nbye = \"Bye\""), everyPart); err == nil {
		t.Fatal("a missing sentence was not noticed")
	}
}

func TestASentenceSaidTwiceIsFound(t *testing.T) {
	f := files("[home]\nhello = \"Chào\"", "[home]\nhello = \"Hello\"")
	f["b.vi.toml"] = &fstest.MapFile{Data: []byte("[home]\nhello = \"Chào bạn\"")}
	if _, err := load(f, everyPart); err == nil {
		t.Fatal("a sentence said twice was not noticed")
	}
}

func TestPlacesAndPlurals(t *testing.T) {
	book, err := load(files("[t]\npeople = \"{{.Count}} người\"\nat = \"lúc {{.Time}}\"\nmost = \"nhiều nhất {{.Count}}\"",
		"[t]\nat = \"at {{.Time}}\"\nmost = \"{{.Count}} at most\"\n[t.people]\none = \"{{.Count}} person\"\nother = \"{{.Count}} people\""), everyPart)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		lang kiosk.Lang
		key  string
		args Args
		want string
	}{
		{kiosk.Vietnamese, "t.people", Args{"Count": 4}, "4 người"},
		{kiosk.English, "t.people", Args{"Count": 1}, "1 person"},
		{kiosk.English, "t.people", Args{"Count": 4}, "4 people"},
		{kiosk.English, "t.most", Args{"Count": 1}, "1 at most"}, // as for many
		{kiosk.English, "t.at", Args{"Time": "08:31"}, "at 08:31"},
		{kiosk.English, "t.nothing", nil, "[t.nothing]"},
	} {
		if got := book.In(c.lang).T(c.key, c.args); got != c.want {
			t.Errorf("%s %s: %q, want %q", c.lang, c.key, got, c.want)
		}
	}
}
