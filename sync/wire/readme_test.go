package wire

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var (
	testNamed   = regexp.MustCompile("`(Test[A-Z][A-Za-z0-9]+)`")
	testWritten = regexp.MustCompile(`(?m)^func (Test[A-Z][A-Za-z0-9]+)\(`)
)

// missing lists the tests a text names that are not written.
func missing(text string, written []string) (list []string) {
	for _, m := range testNamed.FindAllStringSubmatch(text, -1) {
		if !slices.Contains(written, m[1]) {
			list = append(list, m[1])
		}
	}
	return list
}

// testsOf finds every test of the module.
func testsOf(root string) (names []string, err error) {
	err = filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		text, err := os.ReadFile(path)
		for _, m := range testWritten.FindAllSubmatch(text, -1) {
			names = append(names, string(m[1]))
		}
		return err
	})
	return names, err
}

func TestReadmeNamesTestsThatExist(t *testing.T) {
	text, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	written, err := testsOf("../..")
	if err != nil {
		t.Fatal(err)
	}
	if n := len(testNamed.FindAll(text, -1)); n < 20 {
		t.Fatalf("the page names %d tests; is it read rightly?", n)
	}
	for _, name := range missing(string(text), written) {
		t.Errorf("sync/README.md names %s, which is not written", name)
	}
	if got := missing("`TestNobodyWroteThis`", written); len(got) != 1 {
		t.Errorf("a test that is not written is not missed: %v", got)
	}
}

func TestReadmeTellsTheCaps(t *testing.T) {
	text, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		fmt.Sprintf("| a batch | %d events, %d KiB packed, %d MiB unpacked |", MaxEvents, MaxPacked>>10, MaxUnpacked>>20),
		fmt.Sprintf("| %d KiB · %d MiB · %d KiB |", MaxAnswer>>10, MaxDocument>>20, MaxHint>>10),
	} {
		if !strings.Contains(string(text), want) {
			t.Errorf("sync/README.md does not say %q", want)
		}
	}
}
