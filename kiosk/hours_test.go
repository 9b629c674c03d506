package kiosk

import (
	"fmt"
	"slices"
	"testing"
	"time"
)

var weekdays = []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday}

// office keeps the hours of a Vietnamese office: two spans with lunch between.
var office = Site{LastTicket: 15, Hours: []Opening{
	{Weekdays: weekdays, From: 13*60 + 30, To: 17 * 60}, // written out of order
	{Weekdays: weekdays, From: 7*60 + 30, To: 11*60 + 30},
}}

var special = Calendar{
	DaysOff: []Special{
		{Date{2026, 9, 1}, "Nghỉ Quốc khánh", true},
		{Date{2026, 9, 2}, "Quốc khánh", true},
		{Date{2026, 11, 25}, "chưa công bố", false},
		{Date{2026, 12, 5}, "cả hai", true},
	},
	WorkDays: []Special{{Date{2026, 8, 29}, "làm bù", true}, {Date{2026, 12, 5}, "cả hai", true}, {Date{2026, 12, 12}, "chưa chắc", false}},
}

// doorAt gives the door's state, one letter, and when it opens: "S 08-31 07:30".
func doorAt(t *testing.T, s Site, moment string) string {
	t.Helper()
	at, err := time.ParseInLocation("2006-01-02 15:04:05", moment, VietnamTime)
	if err != nil {
		t.Fatal(err)
	}
	o := DoorAt(s, special, at.UTC()) // the machine's zone must not matter
	state := [...]string{"open", "break", "ending", "shut", "holiday"}[o.Door]
	if o.Holiday != "" {
		state += " " + o.Holiday
	}
	if !o.Reopens.IsZero() {
		state += o.Reopens.Format(" → 01-02 15:04")
	}
	return state
}

var doors = []struct{ at, want string }{
	{"2026-11-23 00:00:00", "shut → 11-23 07:30"},
	{"2026-11-23 07:29:59", "shut → 11-23 07:30"},
	{"2026-11-23 07:30:00", "open"},
	{"2026-11-23 11:14:59", "open"},
	{"2026-11-23 11:15:00", "ending → 11-23 13:30"},
	{"2026-11-23 11:29:59", "ending → 11-23 13:30"},
	{"2026-11-23 11:30:00", "break → 11-23 13:30"},
	{"2026-11-23 13:29:59", "break → 11-23 13:30"},
	{"2026-11-23 13:30:00", "open"},
	{"2026-11-23 16:44:59", "open"},
	{"2026-11-23 16:45:00", "ending → 11-24 07:30"},
	{"2026-11-23 17:00:00", "shut → 11-24 07:30"},
	{"2026-11-27 17:00:00", "shut → 11-30 07:30"}, // Friday
	{"2026-11-28 09:00:00", "shut → 11-30 07:30"}, // Saturday
	{"2026-11-29 23:59:59", "shut → 11-30 07:30"},
	{"2026-11-25 09:00:00", "open"},                // a day off not yet announced
	{"2026-08-28 17:00:00", "shut → 08-29 07:30"},  // before a Saturday worked
	{"2026-08-29 07:30:00", "open"},                // that Saturday keeps Monday's hours
	{"2026-08-29 12:00:00", "break → 08-29 13:30"}, // lunch too
	{"2026-08-31 17:00:00", "shut → 09-03 07:30"},  // before two days off
	{"2026-09-01 09:00:00", "holiday Nghỉ Quốc khánh → 09-03 07:30"},
	{"2026-09-02 12:00:00", "holiday Quốc khánh → 09-03 07:30"},
	{"2026-12-05 09:00:00", "holiday cả hai → 12-07 07:30"}, // named twice: off
	{"2026-12-12 09:00:00", "shut → 12-14 07:30"},           // a Saturday not yet announced
}

func TestTheDoorThroughTheYear(t *testing.T) {
	for _, c := range doors {
		if got := doorAt(t, office, c.at); got != c.want {
			t.Errorf("%s: %s, want %s", c.at, got, c.want)
		}
	}
}

// The table is read with hours that are off by a minute, or forget a rule: it
// must not fit any of them.
func TestTheTableOfDoorsTellsHoursApart(t *testing.T) {
	for name, wrong := range map[string]func(*Site){
		"opens a minute late":   func(s *Site) { s.Hours[1].From++ },
		"closes a minute early": func(s *Site) { s.Hours[0].To-- },
		"no lunch":              func(s *Site) { s.Hours = []Opening{{weekdays, 7*60 + 30, 17 * 60}} },
		"tickets until the end": func(s *Site) { s.LastTicket = 0 },
		"no days off":           func(s *Site) { s.OpenOnDaysOff = true },
		"open on Saturdays":     func(s *Site) { s.Hours[0].Weekdays = append([]time.Weekday{time.Saturday}, weekdays...) },
	} {
		s := office
		s.Hours = append([]Opening{}, office.Hours...)
		wrong(&s)
		fits := true
		for _, c := range doors {
			fits = fits && doorAt(t, s, c.at) == c.want
		}
		if fits {
			t.Errorf("the table fits an office that %s", name)
		}
	}
}

func TestAnExampleSiteIsOpenOnDaysOff(t *testing.T) {
	s := office
	s.OpenOnDaysOff = true
	if got := doorAt(t, s, "2026-09-02 09:00:00"); got != "open" {
		t.Errorf("on a day off: %s", got)
	}
	always := Site{Hours: []Opening{{append([]time.Weekday{0, 6}, weekdays...), 0, endOfDay}}}
	for _, at := range []string{"2026-11-22 00:00:00", "2026-11-22 23:59:59"} {
		if got := doorAt(t, always, at); got != "open" {
			t.Errorf("round the clock at %s: %s", at, got)
		}
	}
}

func TestBreaksLieBetweenOpeningHours(t *testing.T) {
	s := office
	s.Special = []SpecialDay{{Date: Date{2026, 11, 25}, Hours: []Span{{8 * 60, 10 * 60}}}}
	for day, want := range map[Date][]Span{
		{2026, 11, 24}: {{office.Hours[1].To, office.Hours[0].From}}, // a Tuesday
		{2026, 11, 25}: nil,                                          // one span
		{2026, 11, 22}: nil,                                          // a Sunday
	} {
		if got := BreaksOn(s, Calendar{}, day); !slices.Equal(got, want) {
			t.Errorf("%s: breaks %v, want %v", day, got, want)
		}
	}
}

func TestNothingIsPromisedWhenNothingIsPlanned(t *testing.T) {
	if got := doorAt(t, Site{}, "2026-11-23 09:00:00"); got != "shut" {
		t.Errorf("a site without hours: %s", got)
	}
	long := Calendar{}
	for i := range 40 {
		long.DaysOff = append(long.DaysOff, Special{Date{2026, 11, 23}.AddDays(i), "sửa nhà", true})
	}
	o := DoorAt(office, long, time.Date(2026, 11, 23, 9, 0, 0, 0, VietnamTime))
	if o.Door != DoorHoliday || !o.Reopens.IsZero() {
		t.Errorf("closed for 40 days: %+v", o)
	}
}

func TestTimesOfDay(t *testing.T) {
	for minute := range int(endOfDay) + 1 {
		s := Clock(minute).String()
		if c, err := ParseClock(s); err != nil || int(c) != minute {
			t.Fatalf("%s is read as %d, %v", s, c, err)
		}
	}
	for _, s := range []string{"", "7:30", "07:60", "24:01", "99:00", "07:3x", "+7:30", " 7:30", "-0:30", "07:-3", "07.30", "07:300", "0７:30", "07:30\n"} {
		if c, err := ParseClock(s); err == nil {
			t.Errorf("%q is read as %s", s, c)
		}
	}
}

func TestHoursThatAreNoneAreRefused(t *testing.T) {
	const site = `{"id": 1, "name": {"vi": "Trung tâm"}, "services": [{"letter": "A"}], "hours": [%s], "last_ticket_minutes": %d}`
	morning := `{"weekdays": [1, 2], "from": "07:30", "to": "11:30"}`
	for _, c := range []struct {
		hours string
		last  int
		ok    bool
	}{
		{morning, 15, true},
		{morning + `, {"weekdays": [1], "from": "11:30", "to": "17:00"}`, 0, true},
		{morning + `, {"weekdays": [3], "from": "08:00", "to": "12:00"}`, 0, true},
		{morning, -1, false},
		{morning + `, {"weekdays": [2], "from": "11:29", "to": "17:00"}`, 0, false},
		{`{"weekdays": [1], "from": "11:30", "to": "07:30"}`, 0, false},
		{`{"weekdays": [1], "from": "07:30", "to": "07:30"}`, 0, false},
		{`{"weekdays": [7], "from": "07:30", "to": "11:30"}`, 0, false},
		{`{"weekdays": [1], "from": "7h30", "to": "11:30"}`, 0, false},
	} {
		if _, err := ParseSite(fmt.Appendf(nil, site, c.hours, c.last)); (err == nil) != c.ok {
			t.Errorf("%s, last ticket %d: %v", c.hours, c.last, err)
		}
	}
}
