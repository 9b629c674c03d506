package kiosk

import (
	"errors"
	"slices"
	"strings"
	"testing"
)

const hall = `{"id": 1, "name": {"vi": "Trung tâm"}, "time_zone": "Asia/Ho_Chi_Minh",
	"services": [{"letter": "A"}, {"letter": "B"}],
	"counters": [{"number": 1, "services": ["A"]}, {"number": 2, "services": ["B", "A"]}]}`

func TestAHallIsAskedForItsLinesAndCounters(t *testing.T) {
	s, err := ParseSite([]byte(hall))
	if err != nil {
		t.Fatal(err)
	}
	if got := s.CountersFor("A"); !slices.Equal(got, []int{1, 2}) || len(s.CountersFor("C")) != 0 {
		t.Errorf("counters for A %v, for C %v", got, s.CountersFor("C"))
	}
	if v, err := s.Service("B"); err != nil || v.Letter != "B" {
		t.Errorf("service %+v, %v", v, err)
	}
	for _, letter := range []string{"C", "", "a", "AB"} {
		if _, err := s.Service(letter); !errors.Is(err, ErrUnknownService) {
			t.Errorf("service %q: %v", letter, err)
		}
	}
}

func TestHallsThatCannotBeAreRefused(t *testing.T) {
	for _, c := range []struct{ old, new string }{
		{`"id": 1`, `"id": 0`}, {`"id": 1`, `"id": 65536`}, {`"vi": "Trung tâm"`, `"en": "Center"`},
		{`{"letter": "A"}, {"letter": "B"}`, ``}, {`{"letter": "B"}`, `{"letter": "A"}`}, {`{"letter": "B"}`, `{"letter": "b"}`},
		{`{"letter": "B"}`, `{"letter": "Đ"}`}, {`{"letter": "B"}`, `{"letter": ""}`}, {`"number": 2`, `"number": 1`},
		{`"number": 2`, `"number": 0`}, {`["B", "A"]`, `["C"]`}, {`Asia/Ho_Chi_Minh`, `Asia/Nowhere`}, {`]}`, `]`},
	} {
		body := strings.Replace(hall, c.old, c.new, 1)
		if body == hall {
			t.Fatalf("%s is not in the hall", c.old)
		}
		if _, err := ParseSite([]byte(body)); err == nil {
			t.Errorf("with %s in place of %s it is taken", c.new, c.old)
		}
	}
}
