package config

import (
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/BurntSushi/toml"
)

// The TOML library reports a value of the wrong type in text alone.
var (
	placed   = regexp.MustCompile(`(?s)^toml: line ([0-9]+) \(last key "([^"]*)"\): (.*)$`)
	mistyped = regexp.MustCompile(`^incompatible types: TOML value has type (\S+); destination has type (\S+)$`)
)

// syntax makes a sentence of what the TOML library says.
func syntax(path string, err error) *Error {
	var at toml.ParseError
	if errors.As(err, &at) {
		return &Error{File: path, Line: at.Position.Line, Key: at.LastKey, Problem: at.Message, err: err}
	}
	e := &Error{File: path, Problem: strings.TrimPrefix(err.Error(), "toml: "), err: err}
	if m := placed.FindStringSubmatch(err.Error()); m != nil {
		e.Line, _ = strconv.Atoi(m[1]) // digits, as the expression says
		e.Key, e.Problem = m[2], m[3]
	}
	if m := mistyped.FindStringSubmatch(e.Problem); m != nil {
		e.Problem = fmt.Sprintf("there is %s where %s is wanted", kind(m[1]), kind(m[2]))
	} else if strings.Contains(e.Problem, "expected table") {
		e.Problem = "there is a value where a section is wanted"
	}
	return e
}

// kind names one of the library's types to a person.
func kind(name string) string {
	switch name {
	case "string":
		return "text"
	case "int64", "integer":
		return "a whole number"
	case "float64", "float":
		return "a number"
	case "bool", "boolean":
		return "true or false"
	case "[]any":
		return "a list"
	case "map[string]any":
		return "a section"
	case "time.Time":
		return "a date"
	}
	return name
}

// lineOf finds the line a key is set on, by reading the text once more into a
// value that refuses to be read. A key that is not set is on line 0.
func lineOf(text string, key toml.Key) int {
	t := reflect.TypeFor[refusal]()
	for _, name := range slices.Backward(key) {
		tag := reflect.StructTag("toml:" + strconv.Quote(name))
		t = reflect.StructOf([]reflect.StructField{{Name: "Inner", Type: t, Tag: tag}})
	}
	_, err := toml.Decode(text, reflect.New(t).Interface())
	var at toml.ParseError
	if !errors.As(err, &at) {
		return 0
	}
	return at.Position.Line
}

// refusal is a value that is never read.
type refusal struct{}

// UnmarshalTOML refuses; the library adds where it stood.
func (*refusal) UnmarshalTOML(any) error { return errors.New("here") }
