package words

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/BurntSushi/toml"

	assets "dongthap.vn/sen/assets/words"
	"dongthap.vn/sen/kiosk"
)

// usage is what the sources say of keys: whole ones, and the pieces that keys
// are put together from.
type usage struct {
	whole  map[string]token.Position // key: where
	starts map[string]bool           // "rating.r" + n
	ends   map[string]bool           // key + "_hint"
	plain  map[string]bool           // words without a dot: what may follow a start
	speaks map[string]bool           // folders that import this package, or hold templates
	args   map[string]given          // calls of t and T
}

// given is what a call fills the places of a sentence with; nil when that cannot
// be read from the call.
type given []string

func newUsage() *usage {
	return &usage{map[string]token.Position{}, map[string]bool{}, map[string]bool{}, map[string]bool{}, map[string]bool{}, map[string]given{}}
}

var (
	keyForm   = regexp.MustCompile(`^[a-z_]+\.[a-z0-9_]+$`)
	startForm = regexp.MustCompile(`^[a-z_]+\.[a-z0-9_]*$`)
	plainForm = regexp.MustCompile(`^[a-z0-9_]+$`)
	quoted    = regexp.MustCompile(`"([^"{}]*)"`)
)

// program reads a Go source.
func (u *usage) program(path string, source any) error {
	files := token.NewFileSet()
	f, err := parser.ParseFile(files, path, source, 0)
	if err != nil {
		return err
	}
	if f.Name.Name == "words" {
		u.speaks[filepath.Dir(path)] = true
	}
	for _, i := range f.Imports {
		if text(i.Path) == "dongthap.vn/sen/kiosk/words" {
			u.speaks[filepath.Dir(path)] = true
		}
	}
	constants := false
	ast.Inspect(f, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.GenDecl:
			constants = n.Tok == token.CONST // with a dot they name kinds of events, not sentences
		case *ast.FuncDecl:
			constants = false
		case *ast.BinaryExpr:
			return !u.sum(n)
		case *ast.CallExpr:
			u.call(n)
		case *ast.BasicLit:
			u.piece(text(n), files.Position(n.Pos()), constants)
		}
		return true
	})
	return nil
}

// piece notes a literal that stands alone.
func (u *usage) piece(s string, at token.Position, constant bool) {
	switch {
	case plainForm.MatchString(s):
		u.plain[s] = true
	case keyForm.MatchString(s) && !constant:
		u.whole[s] = at
	}
}

// sum notes a key that is put together; false when it is none.
func (u *usage) sum(n *ast.BinaryExpr) bool {
	if start := text(n.X); n.Op == token.ADD && startForm.MatchString(start) {
		u.starts[start] = true
		return true
	}
	if end := text(n.Y); n.Op == token.ADD && strings.HasPrefix(end, "_") {
		u.ends[end] = true
	}
	return false
}

// call notes what t and T are given beside the key.
func (u *usage) call(n *ast.CallExpr) {
	name := ""
	switch f := n.Fun.(type) {
	case *ast.SelectorExpr:
		name = f.Sel.Name
	case *ast.Ident:
		name = f.Name
	}
	if (name != "t" && name != "T") || len(n.Args) == 0 || !keyForm.MatchString(text(n.Args[0])) {
		return
	}
	args := given{}
	if len(n.Args) > 1 {
		list, ok := n.Args[1].(*ast.CompositeLit)
		if !ok {
			return
		}
		for _, e := range list.Elts {
			args = append(args, text(e.(*ast.KeyValueExpr).Key))
		}
	}
	u.args[text(n.Args[0])] = args
}

// template reads a page's template.
func (u *usage) template(path, source string) {
	u.speaks[filepath.Dir(path)] = true
	for _, m := range quoted.FindAllStringSubmatch(source, -1) {
		if startForm.MatchString(m[1]) && strings.HasSuffix(m[1], ".") {
			u.starts[m[1]] = true
		}
		u.piece(m[1], token.Position{Filename: path}, false)
	}
}

// text is a string literal's, or "".
func text(n ast.Expr) string {
	if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
		s, _ := strconv.Unquote(lit.Value) // the parser has read it already
		return s
	}
	return ""
}

var count = regexp.MustCompile(`^[0-9]+$`)

// says reports whether the key is used: whole, or put together from a start and
// a number or a word that stands somewhere.
func (u *usage) says(key string) bool {
	if _, ok := u.whole[key]; ok {
		return true
	}
	for start := range u.starts {
		if rest, ok := strings.CutPrefix(key, start); ok && (u.plain[rest] || count.MatchString(rest)) {
			return true
		}
	}
	for end := range u.ends {
		if base, ok := strings.CutSuffix(key, end); ok && u.says(base) {
			return true
		}
	}
	return false
}

// unsaid are the keys nobody uses.
func (u *usage) unsaid(keys []string) []string {
	return slices.DeleteFunc(slices.Clone(keys), u.says)
}

// tablesOf are the first parts of keys.
func tablesOf(keys []string) map[string]bool {
	tables := map[string]bool{}
	for _, k := range keys {
		table, _, _ := strings.Cut(k, ".")
		tables[table] = true
	}
	return tables
}

// lacking are the keys that are used and are not among those given, with their
// places. In a folder that speaks, a name with a dot is a key when its table is
// known.
func (u *usage) lacking(keys []string, tables map[string]bool) (list []string) {
	for key, at := range u.whole {
		table, rest, _ := strings.Cut(key, ".")
		if tables[table] && u.speaks[filepath.Dir(at.Filename)] && !slices.Contains(keys, key) && rest != "js" && rest != "css" {
			list = append(list, key+" at "+at.String())
		}
	}
	return list
}

// unfilled are the calls that leave a place of a sentence empty.
func (u *usage) unfilled(places map[string][]string) (list []string) {
	for key, args := range u.args {
		for _, place := range places[key] {
			if !slices.Contains(args, place) {
				list = append(list, key+" lacks "+place)
			}
		}
	}
	return list
}

// programs reads everything that is built: tests say keys too, and do not count.
func programs(t *testing.T) *usage {
	t.Helper()
	return programsIn(t, "app", "kiosk", "sync", "center")
}

func programsIn(t *testing.T, dirs ...string) *usage {
	t.Helper()
	u := newUsage()
	for _, dir := range dirs {
		err := filepath.WalkDir(filepath.Join("..", "..", dir), func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			switch {
			case strings.HasSuffix(path, ".go") && !strings.HasSuffix(path, "_test.go"):
				return u.program(path, nil)
			case filepath.Ext(path) == ".html":
				source, err := os.ReadFile(path)
				u.template(path, string(source))
				return err
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return u
}

// keys lists every key of every file.
func keys(t *testing.T) []string {
	t.Helper()
	book, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	return book.In(kiosk.Vietnamese).Keys()
}

func TestNoSentenceIsLeftOver(t *testing.T) {
	u, keys := programs(t), keys(t)
	for _, key := range u.unsaid(keys) {
		t.Errorf("nobody says %s", key)
	}
	if n := len(u.whole); n < 300 {
		t.Errorf("only %d names were found in the sources", n)
	}
}

func TestEverySentenceAskedForExists(t *testing.T) {
	for _, key := range programs(t).lacking(keys(t), tablesOf(keys(t))) {
		t.Errorf("no sentence %s", key)
	}
}

// What a kiosk says is in its own file, so that it need not read the center's.
func TestAKioskFindsEverySentenceInItsOwnFile(t *testing.T) {
	book, err := LoadKiosk()
	if err != nil {
		t.Fatal(err)
	}
	own, all, u := book.In(kiosk.Vietnamese).Keys(), tablesOf(keys(t)), programsIn(t, "app", "kiosk", "sync")
	for _, key := range u.lacking(own, all) {
		t.Errorf("not in the kiosk's file: %s", key)
	}
	tables := tablesOf(own)
	for start := range u.starts {
		if table, _, _ := strings.Cut(start, "."); all[table] && !tables[table] {
			t.Errorf("not in the kiosk's file: %s…", start)
		}
	}
	u.whole["counter.name"] = token.Position{Filename: slices.Sorted(maps.Keys(u.speaks))[0] + "/planted.go"}
	if found := u.lacking(own, all); len(found) != 1 {
		t.Errorf("a sentence of the center's pages was planted, found are %q", found)
	}
}

func TestEveryCallFillsThePlaces(t *testing.T) {
	vi, _ := places(t, assets.Files)
	u := programs(t)
	for _, lack := range u.unfilled(vi) {
		t.Errorf("a call of %s", lack)
	}
	if len(u.args) < 150 {
		t.Errorf("only %d calls were found", len(u.args))
	}
}

var place = regexp.MustCompile(`\{\{\.([A-Za-z]+)\}\}`)

// places are the names in the sentences of both languages, by key.
func places(t *testing.T, files fs.FS) (vi, en map[string][]string) {
	t.Helper()
	read := func(lang string) map[string][]string {
		found := map[string][]string{}
		paths, err := fs.Glob(files, "*."+lang+".toml")
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range paths {
			var tree map[string]any
			if _, err := toml.DecodeFS(files, path, &tree); err != nil {
				t.Fatal(err)
			}
			collect(tree, "", found)
		}
		return found
	}
	return read("vi"), read("en")
}

// collect walks a file; forms of a plural belong to one key, and «one» may leave
// its number unsaid.
func collect(tree map[string]any, path string, found map[string][]string) {
	for name, v := range tree {
		key := strings.TrimPrefix(path+"."+name, ".")
		switch v := v.(type) {
		case map[string]any:
			collect(v, key, found)
		case string:
			key = strings.TrimSuffix(strings.TrimSuffix(key, ".one"), ".other")
			for _, m := range place.FindAllStringSubmatch(v, -1) {
				if !slices.Contains(found[key], m[1]) {
					found[key] = append(found[key], m[1])
				}
			}
		}
	}
}

// disagreeing are the keys whose places differ between the languages.
func disagreeing(vi, en map[string][]string) (list []string) {
	all := maps.Clone(vi)
	maps.Copy(all, en)
	for key := range all {
		a, b := slices.Sorted(slices.Values(vi[key])), slices.Sorted(slices.Values(en[key]))
		if !slices.Equal(a, b) {
			list = append(list, key)
		}
	}
	return list
}

func TestBothLanguagesHaveTheSamePlaces(t *testing.T) {
	vi, en := places(t, assets.Files)
	for _, key := range disagreeing(vi, en) {
		t.Errorf("%s: Vietnamese has %q, English %q", key, vi[key], en[key])
	}
	if len(vi) < 50 {
		t.Errorf("only %d sentences with places were found", len(vi))
	}
}

// The controls: each checker over a small wrong world.
func TestTheCheckersOfWordsAreNotBlind(t *testing.T) {
	u := newUsage()
	err := u.program("planted.go", `package p
		import "dongthap.vn/sen/kiosk/words"
		const kind, on = "home.opened", "on"
		// t("home.comment") is no use of it.
		var menu = []string{"home.menu"}
		func f() {
			t("home.title"); s.t("home.rate" + n); t("home." + state); tile("home.find"); g(key + "_hint")
			w.T("home.gone"); t("home.to", words.Args{"Town": 1}); t("home.at")
		}`)
	if err != nil {
		t.Fatal(err)
	}
	if err := u.program("mute/other.go", `package q; var action = "home.revoke"`); err != nil {
		t.Fatal(err)
	}
	u.template("page.html", `{{t "home.page"}} {{t (print "home.sum." .X)}}`)
	known := []string{"home.title", "home.rate1", "home.rates", "home.on", "home.off", "home.find", "home.find_hint", "home.menu", "home.to", "home.at", "home.page", "home.comment", "home.opened", "home.off_hint"}
	if got := u.unsaid(known); !slices.Equal(got, []string{"home.rates", "home.off", "home.comment", "home.opened", "home.off_hint"}) {
		t.Errorf("nobody says %q", got)
	}
	if got := u.lacking(known, tablesOf(known)); len(got) != 1 || !strings.HasPrefix(got[0], "home.gone at planted.go:8") {
		t.Errorf("no sentence %q", got)
	}
	vi, en := places(t, files("[home]\nto = \"đến {{.Town}} lúc {{.Time}}\"\nat = \"lúc {{.Time}}\"\nn = \"{{.Count}} người\"\nplain = \"Chào\"",
		"[home]\nto = \"to {{.Town}}\"\nat = \"at {{.Time}}\"\nplain = \"Hi {{.Name}}\"\n[home.n]\none = \"one person\"\nother = \"{{.Count}} people\""))
	if got := u.unfilled(vi); !slices.Equal(slices.Sorted(slices.Values(got)), []string{"home.at lacks Time", "home.to lacks Time"}) {
		t.Errorf("unfilled %q", got)
	}
	if got := slices.Sorted(slices.Values(disagreeing(vi, en))); !slices.Equal(got, []string{"home.plain", "home.to"}) {
		t.Errorf("disagreeing %q", got)
	}
}
