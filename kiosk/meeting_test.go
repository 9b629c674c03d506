package kiosk

import (
	"errors"
	"strings"
	"testing"
	"time"
)

// mondays and fridays from half past seven to nine, half an hour each.
func talks() Meetings {
	return Meetings{With: Name{VI: "Giám đốc"}, Minutes: 30, Capacity: 1, Notice: 1, Ahead: 9,
		Hours:    []Opening{{Weekdays: []time.Weekday{time.Monday, time.Friday}, From: 7*60 + 30, To: 9 * 60}},
		Subjects: []Subject{{Key: "other", Name: Name{VI: "Việc khác"}}}}
}

func TestTheTimesOfMeetings(t *testing.T) {
	monday := DateOf(morning)
	list := func(c Calendar, m Meetings) string {
		var text []string
		for _, s := range m.Slots(c, monday) {
			text = append(text, s.Day.String()[5:]+" "+s.From.String())
		}
		return strings.Join(text, ", ")
	}
	friday, next := "11-27 07:30, 11-27 08:00, 11-27 08:30", "11-30 07:30, 11-30 08:00, 11-30 08:30"
	off := Calendar{DaysOff: []Special{{Date: monday.AddDays(4), Name: "Nghỉ", Sure: true}, {Date: monday.AddDays(7), Name: "Chưa chắc"}}}
	today, long := talks(), talks()
	today.Notice, today.Ahead = 0, 0
	long.Minutes = 45
	for name, c := range map[string]struct {
		calendar Calendar
		meetings Meetings
		want     string
	}{
		"from tomorrow on":            {Calendar{}, talks(), friday + ", " + next},
		"without a holiday":           {off, talks(), next},
		"today, when that is allowed": {Calendar{}, today, "11-23 07:30, 11-23 08:00, 11-23 08:30"},
		"whole ones only":             {Calendar{}, long, "11-27 07:30, 11-27 08:15, 11-30 07:30, 11-30 08:15"},
	} {
		if got := list(c.calendar, c.meetings); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

func TestASiteWithWrongMeetingsIsRefused(t *testing.T) {
	if err := talks().check(); err != nil {
		t.Fatal(err)
	}
	for name, spoil := range map[string]func(*Meetings){
		"with nobody":           func(m *Meetings) { m.With = Name{} },
		"no minutes":            func(m *Meetings) { m.Minutes = 0 },
		"a day of minutes":      func(m *Meetings) { m.Minutes = 1440 },
		"no room":               func(m *Meetings) { m.Capacity = 0 },
		"yesterday":             func(m *Meetings) { m.Notice = -1 },
		"ends before it begins": func(m *Meetings) { m.Ahead = 0 },
		"for years":             func(m *Meetings) { m.Ahead = 1000 },
		"about nothing":         func(m *Meetings) { m.Subjects = nil },
		"a subject twice":       func(m *Meetings) { m.Subjects = append(m.Subjects, m.Subjects[0]) },
		"a wrong key":           func(m *Meetings) { m.Subjects[0].Key = "A b" },
		"hours that overlap":    func(m *Meetings) { m.Hours = append(m.Hours, m.Hours[0]) },
	} {
		m := talks()
		spoil(&m)
		if m.check() == nil {
			t.Errorf("%s is taken", name)
		}
	}
}

func TestANameIsAName(t *testing.T) {
	for _, good := range []string{"Trần Thị Phương Lan", "Y Ng", "Nguyễn Văn A.", "O'Brien", "H’Hen Niê", "Anne-Marie", "Lê"} {
		if err := CheckName(good); err != nil {
			t.Errorf("%q: %v", good, err)
		}
	}
	for _, bad := range []string{"", "A", " ", "..", "0912345678", "Lan 2", "Lan\n", "Lan\x00", "<b>Lan</b>", "😀😀", " Lan", "\xff\xfe", strings.Repeat("a", MaxName+1), "Lan\u202e"} {
		if err := CheckName(bad); !errors.Is(err, ErrBadName) {
			t.Errorf("%q: %v", bad, err)
		}
	}
	if got := TidyName("  Trần   Thị\tLan "); got != "Trần Thị Lan" {
		t.Errorf("tidied to %q", got)
	}
}

func TestFiveWrongCodesCloseTheDoorForFiveMinutes(t *testing.T) {
	s, now := NewSession(DefaultIdle, morning), morning
	for n := range 12 {
		left, ok := s.MayTryCode(now)
		if ok != (n < 5) || !ok && left <= 0 {
			t.Errorf("try %d: %v, %s left", n+1, ok, left)
		}
		s.Wipe(now) // the next visitor is often the same hand
		now = now.Add(10 * time.Second)
	}
	if _, ok := s.MayTryCode(morning.Add(5 * time.Minute)); !ok {
		t.Error("five minutes after the first no code is taken")
	}
	s.RightCode()
	for range 5 {
		if _, ok := s.MayTryCode(now); !ok {
			t.Error("after a right code the wrong ones still count")
		}
	}
}
