package kiosk

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"time"
)

// Clock is a time of day in minutes after midnight; 24:00 ends a day.
type Clock int

// endOfDay is 24:00.
const endOfDay Clock = 24 * 60

var clockForm = regexp.MustCompile(`^([0-9]{2}):([0-5][0-9])$`)

// ParseClock reads "07:30", and nothing that only begins like it.
func ParseClock(s string) (Clock, error) {
	if part := clockForm.FindStringSubmatch(s); part != nil {
		h, _ := strconv.Atoi(part[1]) // two digits
		m, _ := strconv.Atoi(part[2])
		if c := Clock(h*60 + m); c <= endOfDay {
			return c, nil
		}
	}
	return 0, fmt.Errorf("time of day %q is not like 07:30", s)
}

// String writes "07:30".
func (c Clock) String() string { return fmt.Sprintf("%02d:%02d", int(c)/60, int(c)%60) }

// MarshalText writes "07:30".
func (c Clock) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// UnmarshalText reads "07:30".
func (c *Clock) UnmarshalText(b []byte) (err error) {
	*c, err = ParseClock(string(b))
	return err
}

// A Span is a part of a day.
type Span struct {
	From Clock `json:"from"`
	To   Clock `json:"to"`
}

func (s Span) check() error {
	if s.From < 0 || s.From >= s.To || s.To > endOfDay {
		return fmt.Errorf("site: hours %s to %s are no span of a day", s.From, s.To)
	}
	return nil
}

func (s Span) overlaps(t Span) bool { return s.From < t.To && t.From < s.To }

// A SpecialDay has hours of its own, whatever weekday or holiday it is; without
// hours the site is closed.
type SpecialDay struct {
	Date  Date   `json:"date"`
	Name  string `json:"name"` // why, to be shown when closed
	Hours []Span `json:"hours"`
}

// Door says whether tickets are given, and if not, why and until when.
type Door int

// The states of the door.
const (
	DoorOpen    Door = iota
	DoorBreak        // between two spans of one day (lunch)
	DoorEnding       // too near to closing for another ticket
	DoorShut         // outside the hours
	DoorHoliday      // a day off
)

// Opened is the door's state at one moment.
type Opened struct {
	Door    Door
	Holiday string    // its name, when Door is DoorHoliday
	Reopens time.Time // zero when open or when nothing is planned in 30 days
}

// DoorAt works out the door's state at t from weekly hours, days off and
// make-up days. A make-up day keeps Monday's hours.
func DoorAt(s Site, c Calendar, t time.Time) Opened {
	t = t.In(s.zone())
	day, minute := DateOf(t), Clock(t.Hour()*60+t.Minute())
	spans, holiday := spansOn(s, c, day)
	state := Opened{Door: DoorShut, Holiday: holiday}
	if holiday != "" {
		state.Door = DoorHoliday
	}
	for i, o := range spans {
		switch {
		case minute >= o.From && int(minute) < int(o.To)-s.LastTicket:
			return Opened{Door: DoorOpen}
		case minute >= o.From && minute < o.To:
			state.Door = DoorEnding
		case i > 0 && minute >= spans[i-1].To && minute < o.From:
			state.Door = DoorBreak
		}
	}
	state.Reopens = reopens(s, c, t, minute)
	return state
}

func reopens(s Site, c Calendar, t time.Time, minute Clock) time.Time {
	for ahead := range 31 {
		day := DateOf(t).AddDays(ahead)
		spans, _ := spansOn(s, c, day)
		for _, o := range spans {
			if ahead > 0 || o.From > minute {
				return time.Date(day.Year, day.Month, day.Day, int(o.From)/60, int(o.From)%60, 0, 0, t.Location())
			}
		}
	}
	return time.Time{}
}

// BreaksOn lists the parts of a day between its opening hours, in order: lunch.
func BreaksOn(s Site, c Calendar, day Date) (breaks []Span) {
	open, _ := spansOn(s, c, day)
	for i := 1; i < len(open); i++ {
		if open[i-1].To < open[i].From {
			breaks = append(breaks, Span{open[i-1].To, open[i].From})
		}
	}
	return breaks
}

// spansOn lists a day's opening spans in order, or the holiday's name.
func spansOn(s Site, c Calendar, day Date) (spans []Opening, holiday string) {
	weekday := day.Weekday()
	if i := slices.IndexFunc(s.Special, func(d SpecialDay) bool { return d.Date == day }); i >= 0 {
		for _, span := range s.Special[i].Hours {
			spans = append(spans, Opening{From: span.From, To: span.To})
		}
		slices.SortFunc(spans, byFrom)
		if len(spans) == 0 {
			holiday = s.Special[i].Name
		}
		return spans, holiday
	}
	if name, off := c.DayOff(day); off && !s.OpenOnDaysOff {
		return nil, name
	}
	if _, on := c.WorkDay(day); on {
		weekday = time.Monday
	}
	for _, o := range s.Hours {
		if slices.Contains(o.Weekdays, weekday) {
			spans = append(spans, o)
		}
	}
	slices.SortFunc(spans, byFrom)
	return spans, ""
}

func byFrom(a, b Opening) int { return int(a.From - b.From) }
