package main

import (
	"encoding/json"
	"strings"
	"testing"
)

// shell runs a command line and gives what it printed and its error.
func shell(t *testing.T, args ...string) (string, error) {
	var out strings.Builder
	err := run(t.Context(), args, &out)
	return out.String(), err
}

func TestFindPrintsCodesAndNames(t *testing.T) {
	for _, args := range [][]string{{"find", "mất căn cước"}, {"find", "mất", "căn", "cước"}} {
		out, err := shell(t, args...)
		if err != nil || !strings.HasPrefix(out, "1.014064\tCấp lại thẻ căn cước\n") {
			t.Errorf("%q printed %q, error %v", args, out, err)
		}
	}
}

func TestFindPrintsJSON(t *testing.T) {
	for _, args := range [][]string{{"find", "--json", "ho chieu"}, {"find", "ho chieu", "--json"}, {"--json", "find", "ho chieu"}} {
		out, err := shell(t, args...)
		var a answer
		if wrong := json.Unmarshal([]byte(out), &a); err != nil || wrong != nil || len(a.Hits) == 0 {
			t.Fatalf("%q printed %q, error %v", args, out, err)
		}
		if best := a.Hits[0]; best.Code != "1.001456" || best.Name == "" || best.Score <= 0 || a.Nearest {
			t.Errorf("%q: %+v", args, a)
		}
	}
	if out, err := shell(t, "find", "--json", "xyzzy"); err != nil || out != `{"hits":[],"ambiguous":false,"nearest":false}`+"\n" {
		t.Errorf("nothing found printed %q, error %v", out, err)
	}
}

func TestFindTellsWhatIsMissing(t *testing.T) {
	for want, args := range map[string][]string{
		"needs what to look for": {"find", " "},
		"try other words":        {"find", "xyzzy"},
		"--help":                 {"find", "-x", "khai sinh"},
		"unknown command":        {"fnid", "khai sinh"},
	} {
		if out, err := shell(t, args...); err == nil || !strings.Contains(err.Error(), want) || out != "" {
			t.Errorf("%q printed %q, error %v, want one with %q", args, out, err, want)
		}
	}
}
