package config

import (
	"cmp"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/BurntSushi/toml"

	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/proof"
)

func TestTheExampleIsTheDefault(t *testing.T) {
	got, err := Parse("example.toml", Example)
	if err != nil {
		t.Fatal(err)
	}
	if got != Default() {
		t.Errorf("the example says %+v, the defaults are %+v", got, Default())
	}
	if got.Idle() != kiosk.DefaultIdle {
		t.Errorf("idle %+v, want %+v", got.Idle(), kiosk.DefaultIdle)
	}
}

// A key missing from the example would be one nobody finds.
func TestTheExampleNamesEveryKey(t *testing.T) {
	for _, key := range keysOf(reflect.TypeFor[Config](), nil) {
		if lineOf(Example, key) == 0 {
			t.Errorf("the example does not show %s", strings.Join(key, "."))
		}
	}
}

func keysOf(t reflect.Type, above []string) (keys [][]string) {
	for i := range t.NumField() {
		f := t.Field(i)
		key := append(append([]string{}, above...), nameOf(f))
		if f.Type.Kind() == reflect.Struct {
			keys = append(keys, keysOf(f.Type, key)...)
		} else {
			keys = append(keys, key)
		}
	}
	return keys
}

func nameOf(f reflect.StructField) string {
	return cmp.Or(f.Tag.Get("toml"), strings.ToLower(f.Name))
}

func TestAnEmptyFileMeansTheDefaults(t *testing.T) {
	got, err := Parse("sen-kiosk.toml", "")
	if err != nil || got != Default() {
		t.Errorf("Parse of nothing = %+v, %v; want the defaults", got, err)
	}
}

func TestAStandingKioskIsConfigured(t *testing.T) {
	got, err := Parse("sen-kiosk.toml", `
center.address = "https://motcua.dongthap.example"
kiosk = { code = "12", data = "/var/lib/sen" }
[screen]
diagonal_inches = 32
reading_mm = 600
width = 1080
height = 1920
[idle]
reading_s = 90
`)
	if err != nil {
		t.Fatal(err)
	}
	if got.Kiosk.Code != "12" || got.Screen.DiagonalInches != 32 || got.Screen.Height != 1920 || !got.Screen.FullScreen {
		t.Errorf("read %+v", got)
	}
	if got.Idle().Reading != 90*time.Second || got.Idle().Form != 120*time.Second {
		t.Errorf("idle %+v", got.Idle())
	}
}

func TestAWrongFileIsAnsweredWithOneSentence(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"too large a screen", "# a\n\n[center]\n\n[screen]\n# b\ndiagonal_inches = 101\n", "sen-kiosk.toml, line 7: screen.diagonal_inches: 101 is not between 7 and 65"},
		{"dotted key", "screen.diagonal_inches = 6.9", "sen-kiosk.toml, line 1: screen.diagonal_inches: 6.9 is not between 7 and 65"},
		{"inline table", "\nscreen = { reading_mm = 4000 }", "sen-kiosk.toml, line 2: screen.reading_mm: 4000 is not between 300 and 1200"},
		{"not a number", "[screen]\ndiagonal_inches = nan", "sen-kiosk.toml, line 2: screen.diagonal_inches: NaN is not between 7 and 65"},
		{"infinite", "[screen]\nwidth = inf", "sen-kiosk.toml, line 2: screen.width: +Inf is out of range for float32"},
		{"negative idle", "[idle]\nreading_s = -1", "sen-kiosk.toml, line 2: idle.reading_s: -1 is not between 15 and 600"},
		{"misspelt key", "[screen]\nfull_screen = true\ndiagonal = 10", "sen-kiosk.toml, line 3: screen.diagonal: is no key of this configuration; sen-kiosk --example-config prints them all"},
		{"misspelt section", "[scren]\nwidth = 800", "sen-kiosk.toml, line 1: scren: is no key of this configuration; sen-kiosk --example-config prints them all"},
		{"text for a number", "[screen]\nwidth = \"wide\"", "sen-kiosk.toml, line 2: screen.width: there is text where a number is wanted"},
		{"number for a text", "[kiosk]\ncode = 2", "sen-kiosk.toml, line 2: kiosk.code: there is a whole number where text is wanted"},
		{"a section that is a value", "screen = 10", "sen-kiosk.toml, line 1: screen: there is a value where a section is wanted"},
		{"kiosk code of letters", "[kiosk]\ncode = \"A1\"", "sen-kiosk.toml, line 2: kiosk.code: \"A1\" is not 1 to 99"},
		{"no data folder", "[kiosk]\ndata = \"\"", "sen-kiosk.toml, line 2: kiosk.data: is empty; name the folder for the kiosk's database"},
		{"address without scheme", "[center]\naddress = \"center.vn\"", "sen-kiosk.toml, line 2: center.address: \"center.vn\" is not an address like https://sen.example.gov.vn"},
		{"address of a file", "[center]\naddress = \"file:///etc/passwd\"", "sen-kiosk.toml, line 2: center.address: \"file:///etc/passwd\" is not an address like https://sen.example.gov.vn"},
		{"address with a path", "[center]\naddress = \"https://a.vn/sen\"", "sen-kiosk.toml, line 2: center.address: \"https://a.vn/sen\" is not an address like https://sen.example.gov.vn"},
		{"typing of another kind", "[keyboard]\ntyping = \"viqr\"", "sen-kiosk.toml, line 2: keyboard.typing: \"viqr\" is neither \"telex\" nor \"vni\""},
		{"password in the address", "[center]\naddress = \"https://u:p@a.vn\"", "sen-kiosk.toml, line 2: center.address: \"https://u:p@a.vn\" is not an address like https://sen.example.gov.vn"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := Parse("sen-kiosk.toml", c.text)
			if err == nil || err.Error() != c.want {
				t.Errorf("\n got %v\nwant %s", err, c.want)
			}
		})
	}
}

func TestBrokenTOMLNamesTheLine(t *testing.T) {
	for _, text := range []string{
		"[screen]\nwidth = ", "[screen]\nwidth 800", "\n[screen", "a = 1\na = 2", "[kiosk]\ndata = \"x", "x\x00y = 1", "\xff\xfe = 1",
	} {
		_, err := Parse("sen-kiosk.toml", text)
		var e *Error
		if !errors.As(err, &e) || e.Line == 0 || e.Problem == "" {
			t.Errorf("Parse(%q) = %v, want an error with a line", text, err)
		}
	}
}

func TestAMissingFileIsNamed(t *testing.T) {
	dir := t.TempDir()
	_, err := Load(filepath.Join(dir, "sen-kiosk.toml"))
	if !errors.Is(err, fs.ErrNotExist) || !strings.Contains(err.Error(), "there is no such file") {
		t.Errorf("error %v", err)
	}
	_, err = Load(dir)
	if err == nil || !strings.Contains(err.Error(), "cannot be read") {
		t.Errorf("a folder as file: error %v", err)
	}
}

func TestAHugeFileIsNotRead(t *testing.T) {
	path := filepath.Join(t.TempDir(), "sen-kiosk.toml")
	if err := os.WriteFile(path, make([]byte, maxFile+1), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Load(path); err == nil {
		t.Error("a file over the cap was read")
	}
}

// FuzzConfig: whatever stands in the file, there is a valid configuration or
// one sentence.
func FuzzConfig(f *testing.F) {
	f.Add(Example)
	f.Add("[screen]\ndiagonal_inches = 101")
	f.Add("screen.a.b.\"c d\" = 1")
	f.Add("[[screen]]\nwidth = 1")
	f.Add("[screen]\nwidth = 1e999999")
	f.Add("[kiosk]\ndata = \"\"\"\n\\u0000\"\"\"")
	f.Add(strings.Repeat("[a.", 10_000))
	f.Add("x = " + strings.Repeat("[", 10_000))
	f.Fuzz(func(t *testing.T, text string) {
		var c Config
		var err error
		proof.Frugal(t, func() { c, err = Parse("sen-kiosk.toml", text) })
		if err == nil {
			for _, r := range c.rules() {
				if !r.ok {
					t.Errorf("accepted %s: %s", r.key, r.problem)
				}
			}
			again, err := toml.Marshal(c)
			if err != nil {
				t.Fatal(err)
			}
			if second, err := Parse("sen-kiosk.toml", string(again)); err != nil || second != c {
				t.Errorf("%+v is written as %s and read as %+v, %v", c, again, second, err)
			}
			return
		}
		var e *Error
		if !errors.As(err, &e) || e.Problem == "" || strings.ContainsAny(e.Error(), "\n\x00") {
			t.Errorf("error %q is not one sentence", err)
		}
	})
}
