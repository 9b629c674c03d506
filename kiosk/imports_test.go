package kiosk_test

import (
	"fmt"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
)

// module is the house's own import path.
const module = "dongthap.vn/sen/"

// A wall keeps imports out of a part of the house. The walls are the arrows of
// README.md, "The house", read backwards.
type wall struct {
	around    []string          // the folders it stands around; "/..." takes in all below
	keepsOut  func(string) bool // of import paths
	except    []string          // folders inside that have a door
	testsFree bool              // test files may pass
}

var walls = map[string]wall{
	"the kiosk imports nothing above it":         {around: []string{"kiosk/..."}, keepsOut: ours("app", "center", "sync")},
	"the kiosk knows no network":                 {around: []string{"kiosk/...", "assets/..."}, keepsOut: network},
	"the kiosk's root imports the library alone": {around: []string{"kiosk"}, keepsOut: foreign, testsFree: true},
	"only the app imports Fyne":                  {around: []string{"..."}, keepsOut: under("fyne.io"), except: []string{"app/..."}},
	"only the app's root starts a Fyne app":      {around: []string{"..."}, keepsOut: under("fyne.io/fyne/v2/app"), except: []string{"app", "app/lobby/bare"}},
	"nobody imports the app":                     {around: []string{"..."}, keepsOut: ours("app"), except: []string{"app/..."}},
	"nobody imports the center":                  {around: []string{"..."}, keepsOut: ours("center"), except: []string{"center/...", "sync/simulate/..."}},
	"the center does not know the kiosk's end":   {around: []string{"center/...", "sync/wire"}, keepsOut: ours("sync/agent")},
	"the app takes the road by its end":          {around: []string{"app/..."}, keepsOut: ours("sync/wire")},
	"the messages know the kiosk's root alone":   {around: []string{"sync/wire"}, keepsOut: ownBut("kiosk", "sync/wire", "kiosk/proof")}, // proof is of tests
	"the kiosk's end knows no screens":           {around: []string{"sync/agent"}, keepsOut: ours("kiosk/desk", "kiosk/guide", "kiosk/words", "kiosk/telex")},
	"only the stores speak SQL":                  {around: []string{"..."}, keepsOut: under("database/sql", "github.com/mattn/go-sqlite3", "github.com/jackc/pgx"), except: []string{"kiosk/store", "center/store", "center/store/storetest", "sync/simulate", "kiosk/proof"}, testsFree: true},
	"nobody writes C":                            {around: []string{"..."}, keepsOut: func(p string) bool { return p == "C" || p == "plugin" }},
	"assets are bytes":                           {around: []string{"assets/..."}, keepsOut: ownBut("assets"), testsFree: true},
	"sync has no Go file of its own":             {around: []string{"sync"}, keepsOut: func(string) bool { return true }},
}

// ours tells whether an import lies in one of our own folders.
func ours(folders ...string) func(string) bool {
	return func(p string) bool {
		own, ok := strings.CutPrefix(p, module)
		return ok && under(folders...)(own)
	}
}

// under tells whether an import is one of the paths or lies below one.
func under(paths ...string) func(string) bool {
	return func(p string) bool {
		return slices.ContainsFunc(paths, func(f string) bool { return p == f || strings.HasPrefix(p, f+"/") })
	}
}

// ownBut tells whether an import is ours and is none of those named.
func ownBut(names ...string) func(string) bool {
	return func(p string) bool {
		own, ok := strings.CutPrefix(p, module)
		return ok && !slices.Contains(names, own)
	}
}

// network tells whether an import can reach another machine; net/url and
// net/netip are mere text.
func network(p string) bool {
	return under("net", "crypto/tls", "golang.org/x/net")(p) && !under("net/url", "net/netip")(p)
}

// foreign tells whether an import is not of the standard library.
func foreign(p string) bool { return strings.Contains(strings.Split(p, "/")[0], ".") }

// has tells whether a folder is one of the patterns.
func has(patterns []string, folder string) bool {
	return slices.ContainsFunc(patterns, func(p string) bool {
		all, below := strings.CutSuffix(p, "...")
		return p == folder || below && strings.HasPrefix(folder+"/", all)
	})
}

// breaches reads the imports of every Go file of a house, whatever system or
// tag it is built for, and tells which walls do not hold.
func breaches(house fs.FS) (list []string, files int, err error) {
	err = fs.WalkDir(house, ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (name == "build" || name == "var" || len(name) > 1 && strings.HasPrefix(d.Name(), ".")):
			return fs.SkipDir
		case d.IsDir() || path.Ext(name) != ".go":
			return nil
		}
		files++
		imports, err := importsOf(house, name)
		for _, i := range imports {
			list = append(list, breached(name, i)...)
		}
		return err
	})
	return list, files, err
}

func importsOf(house fs.FS, name string) (list []string, err error) {
	text, err := fs.ReadFile(house, name)
	if err != nil {
		return nil, err
	}
	f, err := parser.ParseFile(token.NewFileSet(), name, text, parser.ImportsOnly)
	if err != nil {
		return nil, err
	}
	for _, spec := range f.Imports {
		p, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			return nil, err
		}
		list = append(list, p)
	}
	return list, nil
}

func breached(file, imported string) (list []string) {
	folder := path.Dir(file)
	for name, w := range walls {
		if !has(w.around, folder) || has(w.except, folder) || w.testsFree && strings.HasSuffix(file, "_test.go") {
			continue
		}
		if w.keepsOut(imported) {
			list = append(list, fmt.Sprintf("%s: %s imports %s", name, file, imported))
		}
	}
	return list
}

func TestTheWallsOfTheHouseHold(t *testing.T) {
	list, files, err := breaches(os.DirFS(".."))
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range list {
		t.Error(b)
	}
	if files < 200 {
		t.Errorf("only %d files were read: this is not the house", files)
	}
}

// Each wall is tried with one file that climbs it: the same reader must tell.
func TestAWallThatIsClimbedIsNoticed(t *testing.T) {
	climbs := map[string]struct{ file, imports string }{
		"the kiosk imports nothing above it":         {"kiosk/desk/desk.go", module + "sync/agent"},
		"the kiosk knows no network":                 {"kiosk/store/open_windows.go", "net/http"},
		"the kiosk's root imports the library alone": {"kiosk/ticket.go", "github.com/google/uuid"},
		"only the app imports Fyne":                  {"kiosk/session.go", "fyne.io/fyne/v2/canvas"},
		"only the app's root starts a Fyne app":      {"app/screen/stage.go", "fyne.io/fyne/v2/app"},
		"nobody imports the app":                     {"center/web/web_test.go", module + "app/look"},
		"nobody imports the center":                  {"sync/wire/ack.go", module + "center/store"},
		"the center does not know the kiosk's end":   {"center/ingest/road_test.go", module + "sync/agent"},
		"the app takes the road by its end":          {"app/main.go", module + "sync/wire"},
		"the messages know the kiosk's root alone":   {"sync/wire/event.go", module + "kiosk/store"},
		"the kiosk's end knows no screens":           {"sync/agent/agent.go", module + "kiosk/desk"},
		"only the stores speak SQL":                  {"center/web/page.go", "database/sql"},
		"nobody writes C":                            {"app/machine.go", "C"},
		"assets are bytes":                           {"assets/words/words.go", module + "kiosk"},
		"sync has no Go file of its own":             {"sync/sync.go", "time"},
	}
	for name := range walls {
		climb, tried := climbs[name]
		if !tried {
			t.Errorf("nobody tries whether %s", name)
			continue
		}
		house := fstest.MapFS{
			climb.file:     {Data: []byte("package x\nimport (\n\t\"fmt\"\n\t_ " + strconv.Quote(climb.imports) + "\n)\n")},
			"kiosk/fee.go": {Data: []byte("package kiosk\nimport \"fmt\"\n")},
		}
		list, _, err := breaches(house)
		want := name + ": " + climb.file + " imports " + climb.imports
		if err != nil || !slices.Contains(list, want) {
			t.Errorf("%v, %v; want %s", list, err, want)
		}
	}
}
