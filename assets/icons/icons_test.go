package icons

import (
	"bytes"
	"encoding/xml"
	"go/ast"
	"go/parser"
	"go/token"
	"image/color"
	"image/png"
	"io"
	"regexp"
	"slices"
	"strconv"
	"testing"
)

// constants reads the names out of the source, so that none is forgotten.
func constants(t *testing.T) []Name {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "names.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var names []Name
	ast.Inspect(file, func(n ast.Node) bool {
		if l, ok := n.(*ast.BasicLit); ok && l.Kind == token.STRING {
			s, err := strconv.Unquote(l.Value)
			if err != nil {
				t.Fatal(err)
			}
			names = append(names, Name(s))
		}
		return true
	})
	return names
}

func TestEveryNameHasADrawingAndEveryDrawingAName(t *testing.T) {
	names, files := constants(t), Names()
	slices.Sort(names)
	slices.Sort(files)
	if !slices.Equal(names, files) {
		t.Errorf("names %v\nfiles %v", names, files)
	}
}

func TestEveryDrawingIsOneFyneCanRead(t *testing.T) {
	arcs := regexp.MustCompile(` d="[^"]*[^MLCZ0-9. "-]`)
	for _, n := range Names() {
		svg := Get(n)
		if arcs.Match(svg) {
			t.Errorf("%s: a path holds more than absolute lines and cubic curves", n)
		}
		for d := xml.NewDecoder(bytes.NewReader(svg)); ; {
			if _, err := d.Token(); err == io.EOF {
				break
			} else if err != nil {
				t.Fatalf("%s: %v", n, err)
			}
		}
	}
}

func TestADrawingTakesThePensColour(t *testing.T) {
	svg := Draw(Ticket, Pen{Color: color.NRGBA{R: 0x90, G: 0x39, B: 0x38, A: 0xFF}, Width: 4.5})
	if !bytes.Contains(svg, []byte(`stroke="#903938"`)) || !bytes.Contains(svg, []byte(`stroke-width="4.5"`)) {
		t.Errorf("drawn as %s", svg)
	}
	if !bytes.Equal(Draw(Sen, Pen{Width: 4.5}), Get(Sen)) {
		t.Error("the emblem changed its colours")
	}
}

func TestAnUnknownDrawingIsASlip(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("an unknown name was drawn")
		}
	}()
	Get("no-such-drawing")
}

func TestTheAppIcon(t *testing.T) {
	c, err := png.DecodeConfig(bytes.NewReader(AppIcon))
	if err != nil || c.Width != 512 || c.Height != 512 {
		t.Errorf("icon of %d×%d, %v", c.Width, c.Height, err)
	}
}
