package kiosk

import (
	"strings"
	"testing"
)

func TestABoardShowsItsLinesAndCounters(t *testing.T) {
	all, some := WholeBoard(), Board{Services: []string{"B", "C"}, Counters: []int{3}}
	for _, c := range []struct {
		number  string
		counter int
		want    bool
	}{
		{"B2-001", 3, true}, {"B2-001", 4, false}, {"A2-001", 3, false}, {"C12-001", 3, true}, {"", 3, false},
	} {
		if got := some.Shows(c.number, c.counter); got != c.want || !all.Shows(c.number, c.counter) {
			t.Errorf("%s at %d: %v", c.number, c.counter, got)
		}
	}
	site := Site{Counters: []Counter{{Number: 3, Services: []string{"A"}}, {Number: 4, Services: []string{"B"}}}}
	third := Board{Counters: []int{3}}
	if !site.OnBoard(all, "B") || site.OnBoard(some, "A") || !site.OnBoard(some, "B") || !site.OnBoard(third, "A") || site.OnBoard(third, "B") {
		t.Error("other lines than the board's are shown")
	}
	if !third.Shows("B2-001", 3) {
		t.Error("a number that was sent to the board's counter from another line is not shown")
	}
}

func TestABoardIsQuietAtItsTimes(t *testing.T) {
	for _, v := range []struct {
		quiet, now string
		want       bool
	}{
		{"", "12:00", false}, {"11:30-13:00", "11:29", false}, {"11:30-13:00", "11:30", true}, {"11:30-13:00", "13:00", false},
		{"17:00-07:00", "23:59", true}, {"17:00-07:00", "06:59", true}, {"17:00-07:00", "12:00", false}, {"11:30-13:00,17:00-07:00", "18:00", true},
	} {
		var b Board
		for text := range strings.SplitSeq(v.quiet, ",") {
			if from, to, is := strings.Cut(text, "-"); is {
				b.Quiet = append(b.Quiet, Span{at(t, from), at(t, to)})
			}
		}
		if got := b.QuietAt(at(t, v.now)); got != v.want {
			t.Errorf("quiet %s at %s: %v", v.quiet, v.now, got)
		}
	}
}

func at(t *testing.T, text string) Clock {
	t.Helper()
	c, err := ParseClock(text)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestNoticesHaveTheirDays(t *testing.T) {
	day := func(n int) Date { return Date{2026, 11, n} }
	s := Site{Notices: []Notice{{Text: Name{VI: "một"}, From: day(23), To: day(24)}, {Text: Name{VI: "hai"}, From: day(24), To: day(24)}}}
	for n, want := range map[int]int{22: 0, 23: 1, 24: 2, 25: 0} {
		if got := s.NoticesOn(day(n)); len(got) != want {
			t.Errorf("on the %dth: %v", n, got)
		}
	}
}

// withBoard is the hall with one board and one notice in it.
const withBoard = `{"id": 1, "name": {"vi": "Trung tâm"}, "services": [{"letter": "A"}], "counters": [],
	"boards": [{"name": "tang-2", "title": "Tầng 2", "services": ["A"], "counters": [3], "volume": 60, "repeat": 2, "quiet": [{"from": "17:00", "to": "07:00"}]}],
	"notices": [{"text": {"vi": "Chiều nay nghỉ."}, "from": "2026-11-23", "to": "2026-11-24"}]}`

func TestBoardsAndNoticesThatCannotBeAreRefused(t *testing.T) {
	s, err := ParseSite([]byte(withBoard))
	if err != nil {
		t.Fatal(err)
	}
	if b, err := s.Board("tang-2"); err != nil || b.Volume != 60 || b.Repeat != 2 || !b.QuietAt(0) {
		t.Errorf("board %+v, %v", b, err)
	}
	if _, err := s.Board("tang-3"); err == nil {
		t.Error("a board nobody made is found")
	}
	for _, c := range []struct{ old, new string }{
		{`"tang-2"`, `"Tầng 2"`}, {`"tang-2"`, `""`}, {`"tang-2"`, `"a/b"`}, {`"tang-2"`, `"-a"`}, {`"Tầng 2"`, `" "`}, {`"Tầng 2"`, `"` + strings.Repeat("ạ", 41) + `"`},
		{`"volume": 60`, `"volume": 101`}, {`"volume": 60`, `"volume": -1`}, {`"repeat": 2`, `"repeat": 0`}, {`"repeat": 2`, `"repeat": 4`},
		{`["A"], "counters"`, `["Đ"], "counters"`}, {`[3]`, `[0]`}, {`"07:00"`, `"17:00"`}, {`"Chiều nay nghỉ."`, `""`}, {`"Chiều nay nghỉ."`, `"a\nb"`},
		{`"Chiều nay nghỉ."`, `"` + strings.Repeat("ạ", 161) + `"`}, {`"2026-11-24"`, `"2026-11-22"`}, {`"2026-11-23"`, `""`},
		{`"boards": [`, `"boards": [{"name": "tang-2", "title": "Một", "volume": 1, "repeat": 1}, `},
	} {
		body := strings.Replace(withBoard, c.old, c.new, 1)
		if body == withBoard {
			t.Fatalf("%s is not in the hall", c.old)
		}
		if _, err := ParseSite([]byte(body)); err == nil {
			t.Errorf("with %s in place of %s it is taken", c.new, c.old)
		}
	}
}
