package kiosk

import (
	"fmt"
)

// A Calendar names the days that differ from the weekly hours: the body of
// the calendar document.
type Calendar struct {
	DaysOff  []Special `json:"days_off"`
	WorkDays []Special `json:"work_days"` // Saturdays worked to make up for a day off
}

// A Special day has a name to be shown.
type Special struct {
	Date Date   `json:"date"`
	Name string `json:"name"`
	// Sure is false while the day is not yet announced; it is then not applied.
	Sure bool `json:"sure"`
}

// ParseCalendar reads the body of a calendar document.
func ParseCalendar(body []byte) (Calendar, error) {
	var c Calendar
	if err := decodeBody(body, &c); err != nil {
		return Calendar{}, fmt.Errorf("calendar: %w", err)
	}
	return c, nil
}

// DayOff reports whether d is a day off, and its name.
func (c Calendar) DayOff(d Date) (name string, off bool) { return find(c.DaysOff, d) }

// WorkDay reports whether d is a make-up day, and its name.
func (c Calendar) WorkDay(d Date) (name string, on bool) { return find(c.WorkDays, d) }

func find(days []Special, d Date) (string, bool) {
	for _, s := range days {
		if s.Sure && s.Date == d {
			return s.Name, true
		}
	}
	return "", false
}
