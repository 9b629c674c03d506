package kiosk

import (
	"encoding/json"
	"testing"
	"time"
)

func TestADayIsTheDayInItsZone(t *testing.T) {
	late := time.Date(2026, 11, 23, 17, 0, 0, 0, time.UTC)
	if d := DateOf(late.In(VietnamTime)); d != (Date{2026, 11, 24}) {
		t.Errorf("midnight in Vietnam is on %s", d)
	}
	if d := DateOf(late.Add(-1).In(VietnamTime)); d != (Date{2026, 11, 23}) {
		t.Errorf("just before midnight in Vietnam is on %s", d)
	}
}

func TestDaysAreCountedThroughMonthsAndLeapYears(t *testing.T) {
	for _, c := range []struct {
		from string
		days int
		want string
		on   time.Weekday
	}{
		{"2026-12-31", 1, "2027-01-01", time.Friday}, {"2028-02-28", 1, "2028-02-29", time.Tuesday},
		{"2027-02-28", 1, "2027-03-01", time.Monday}, {"2026-03-01", -1, "2026-02-28", time.Saturday},
		{"2026-11-23", 0, "2026-11-23", time.Monday}, {"2026-11-23", 365, "2027-11-23", time.Tuesday},
	} {
		from, err := ParseDate(c.from)
		if err != nil {
			t.Fatal(err)
		}
		got := from.AddDays(c.days)
		if got.String() != c.want || got.Weekday() != c.on {
			t.Errorf("%s and %d days is %s, a %s", c.from, c.days, got, got.Weekday())
		}
		if got.Before(from) != (c.days < 0) || from.Before(got) != (c.days > 0) {
			t.Errorf("%s and %s are not in order", from, got)
		}
	}
}

func TestWhatIsNoDate(t *testing.T) {
	for _, s := range []string{"2026-02-29", "2026-13-01", "2026-00-10", "2026-11-31", "26-11-23", "2026-1-2", "23/11/2026", "2026-11-23T00:00", "2026-11-23 ", "2026-11-23\n", "x"} {
		if d, err := ParseDate(s); err == nil {
			t.Errorf("%q is read as %s", s, d)
		}
	}
}

func TestNoDateStaysNoDate(t *testing.T) {
	var d Date
	if err := json.Unmarshal([]byte(`""`), &d); err != nil || !d.IsZero() || d.String() != "" {
		t.Errorf("no date is read as %s, %v", d, err)
	}
	b, err := json.Marshal(struct {
		D Date `json:"d,omitzero"`
	}{})
	if err != nil || string(b) != "{}" {
		t.Errorf("no date is written as %s, %v", b, err)
	}
}

func TestASpanHasItsFirstAndLastDay(t *testing.T) {
	from, to := Date{2026, 7, 1}, Date{2026, 12, 31}
	for _, c := range []struct {
		day, from, to Date
		want          bool
	}{
		{from, from, to, true}, {to, from, to, true}, {from.AddDays(-1), from, to, false}, {to.AddDays(1), from, to, false},
		{Date{1990, 1, 1}, Date{}, to, true}, {Date{2090, 1, 1}, from, Date{}, true}, {Date{2026, 1, 1}, Date{}, Date{}, true},
		{from, from, from, true}, {from.AddDays(1), from, from, false},
	} {
		if got := within(c.day, c.from, c.to); got != c.want {
			t.Errorf("%s within %q to %q: %v", c.day, c.from, c.to, got)
		}
	}
}
