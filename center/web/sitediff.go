package web

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
)

// A change is one value that differs between two versions; "" is none.
type change struct{ Where, Before, After string }

// differences lists what changed from one body of a document to another, by where
// it stands. Things of a list that have a letter, a number or a date of their own
// are named by it.
func differences(before, after []byte) (list []change, err error) {
	var b, a any
	if err := json.Unmarshal(before, &b); err != nil {
		return nil, fmt.Errorf("earlier version: %w", err)
	}
	if err := json.Unmarshal(after, &a); err != nil {
		return nil, fmt.Errorf("later version: %w", err)
	}
	was, is := map[string]string{}, map[string]string{}
	flatten(was, "", b)
	flatten(is, "", a)
	all := maps.Clone(was)
	maps.Copy(all, is)
	for _, where := range slices.Sorted(maps.Keys(all)) {
		if was[where] != is[where] {
			list = append(list, change{where, was[where], is[where]})
		}
	}
	return list, nil
}

func flatten(into map[string]string, where string, v any) {
	switch v := v.(type) {
	case map[string]any:
		for key, value := range v {
			flatten(into, below(where, key), value)
		}
	case []any:
		for i, value := range v {
			flatten(into, below(where, nameOfItem(i, value)), value)
		}
	case nil:
	default:
		into[where] = fmt.Sprint(v)
	}
}

func below(where, name string) string {
	if where == "" {
		return name
	}
	return where + " › " + name
}

func nameOfItem(i int, value any) string {
	if m, is := value.(map[string]any); is {
		for _, key := range []string{"letter", "number", "date"} {
			if name, has := m[key]; has {
				return fmt.Sprint(name)
			}
		}
	}
	return fmt.Sprint(i + 1)
}
