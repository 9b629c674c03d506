package config

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
)

// with is the example with another value for one key, and the line it is on,
// found by reading the text as a person does.
func with(t *testing.T, key []string, value string) (text string, line int) {
	t.Helper()
	section, lines := "", strings.Split(Example, "\n")
	for i, l := range lines {
		if strings.HasPrefix(l, "[") {
			section = strings.Trim(strings.Fields(l)[0], "[]")
		}
		if section == key[0] && strings.HasPrefix(l, key[1]+" = ") {
			lines[i] = key[1] + " = " + value
			return strings.Join(lines, "\n"), i + 1
		}
	}
	t.Fatalf("the example has no %s", strings.Join(key, "."))
	return "", 0
}

// wrongTypes are values a field of each kind does not take.
var wrongTypes = map[reflect.Kind][]string{
	reflect.String:  {"1", "2.5", "true", `["x"]`, "1979-05-27", "{ x = 1 }"},
	reflect.Int:     {`"60"`, "2.5", "true", "[60]", "1979-05-27", "{ x = 1 }"},
	reflect.Float32: {`"10"`, "true", "[10]", "1979-05-27", "{ x = 1 }"},
	reflect.Bool:    {`"true"`, "1", "2.5", "[true]", "1979-05-27", "{ x = 1 }"},
}

// A value of the wrong type is told with its key and its line, for every key.
func TestAWrongTypeIsToldForEveryKey(t *testing.T) {
	for _, key := range keysOf(reflect.TypeFor[Config](), nil) {
		if len(wrongTypes[kindOf(key)]) == 0 {
			t.Errorf("no wrong type is tried for %s", strings.Join(key, "."))
		}
		for _, value := range wrongTypes[kindOf(key)] {
			text, line := with(t, key, value)
			name := strings.Join(key, ".")
			_, err := Parse("sen-kiosk.toml", text)
			want := fmt.Sprintf("sen-kiosk.toml, line %d: %s: there is ", line, name)
			if err == nil || !strings.HasPrefix(err.Error(), want) || strings.ContainsAny(err.Error(), "[]") {
				t.Errorf("%s = %s:\n got %v\nwant %s…", name, value, err, want)
			}
		}
	}
}

// A value out of its bounds is told with its key and its line, for every rule.
func TestAWrongValueIsToldForEveryRule(t *testing.T) {
	wrong := map[string][]string{
		"center.address":         {`""`, `"sen"`, `"ftp://a.vn"`, `"http://"`, `"http://a.vn?x=1"`},
		"kiosk.data":             {`""`},
		"kiosk.code":             {`"0"`, `"02"`, `"100"`, `"2 "`, `"hai"`},
		"kiosk.support":          {`"IT"`, `"1"`, `"0277 3898989 0277 3898989 1"`, `"=1+1"`},
		"screen.diagonal_inches": {"6.99", "65.1", "-10", "0"},
		"screen.reading_mm":      {"299", "1201"},
		"screen.width":           {"599", "7681"},
		"screen.height":          {"0", "7681"},
		"screen.reach_percent":   {"44", "101", "0"},
		"screen.text_size":       {`""`, `"a"`, `"A+++"`},
		"keyboard.typing":        {`""`, `"Telex"`, `"viqr"`},
		"voice.vietnamese":       {`""`, `"-x"`, `"vi; rm"`},
		"voice.english":          {`""`, `"--stdout"`, `"en gb"`},
		"voice.rate":             {`79`, `401`, `-150`},
		"voice.volume":           {`0`, `6`},
		"idle.reading_s":         {"14", "601"},
		"idle.form_s":            {"29", "1201"},
		"idle.question_s":        {"9", "121"},
		"idle.ticket_s":          {"4", "121"},
	}
	for _, r := range Default().rules() {
		if len(wrong[r.key]) == 0 {
			t.Errorf("no wrong value is tried for %s", r.key)
		}
		for _, value := range wrong[r.key] {
			text, line := with(t, strings.Split(r.key, "."), value)
			_, err := Parse("sen-kiosk.toml", text)
			if want := fmt.Sprintf("sen-kiosk.toml, line %d: %s: ", line, r.key); err == nil || !strings.HasPrefix(err.Error(), want) {
				t.Errorf("%s = %s:\n got %v\nwant %s…", r.key, value, err, want)
			}
		}
	}
}

// A key nobody knows is told in every section, and so is one above them all.
func TestAnUnknownKeyIsToldInEverySection(t *testing.T) {
	for _, key := range append(keysOf(reflect.TypeFor[Config](), nil), []string{"printer", "name"}) {
		text := fmt.Sprintf("# one line\n[%s]\nsize_of_hat = 3\n", key[0])
		name, line := key[0]+".size_of_hat", 3
		if key[0] == "printer" {
			name, line = "printer", 2
		}
		_, err := Parse("sen-kiosk.toml", text)
		if want := fmt.Sprintf("sen-kiosk.toml, line %d: %s: is no key of this configuration", line, name); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("\n got %v\nwant %s…", err, want)
		}
	}
}

// kindOf is the type of the field a key is read into.
func kindOf(key []string) reflect.Kind {
	t := reflect.TypeFor[Config]()
	for _, name := range key {
		f, _ := t.FieldByNameFunc(func(n string) bool { f, _ := t.FieldByName(n); return nameOf(f) == name })
		t = f.Type
	}
	return t.Kind()
}

// Windows writes a mark before UTF-8, and may write UTF-16.
func TestAFileSavedByNotepad(t *testing.T) {
	if c, err := Parse("sen-kiosk.toml", "\ufeff"+Example); err != nil || c != Default() {
		t.Errorf("with a mark before it: %v", err)
	}
	_, err := Parse("sen-kiosk.toml", "\xff\xfe[\x00k\x00i\x00o\x00s\x00k\x00]\x00")
	if err == nil || !strings.Contains(err.Error(), "line 1") || !strings.Contains(err.Error(), "UTF-8") {
		t.Errorf("UTF-16: %v", err)
	}
}
