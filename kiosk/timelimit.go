package kiosk

import "fmt"

// A TimeUnit says how a time limit counts. Days, working days and hours are
// different units in the law and stay different here.
type TimeUnit string

// The units of a time limit.
const (
	Hours       TimeUnit = "hour"
	Days        TimeUnit = "day" // calendar days
	WorkingDays TimeUnit = "working_day"
	SameDay     TimeUnit = "same_day"
	ByPlan      TimeUnit = "plan" // by a yearly plan, described in the note
	AskTime     TimeUnit = "ask"  // not known well enough to promise
)

// A TimeLimit is how long a procedure takes. Min and Max count units and are
// equal unless the law gives a range; both are 0 for SameDay, ByPlan and AskTime.
type TimeLimit struct {
	Unit TimeUnit `json:"unit"`
	Min  int      `json:"min,omitempty"`
	Max  int      `json:"max,omitempty"`
	If   string   `json:"if,omitempty"`
	Note string   `json:"note,omitempty"`
}

const maxTimeUnits = 1_000

// timeUnits holds for each unit whether it counts something. One that counts,
// or SameDay, is a promise.
var timeUnits = map[TimeUnit]bool{Hours: true, Days: true, WorkingDays: true, SameDay: false, ByPlan: false, AskTime: false}

func checkTimeList(field string, times []TimeLimit) error {
	if len(times) > maxList {
		return faultf(field, "%d are more than %d", len(times), maxList)
	}
	for i, t := range times {
		if err := t.check(fmt.Sprintf("%s[%d]", field, i)); err != nil {
			return err
		}
	}
	return nil
}

func (t TimeLimit) check(field string) error {
	counts, known := timeUnits[t.Unit]
	switch {
	case !known:
		return faultf(field+".unit", "unknown value %q", t.Unit)
	case counts && (t.Min < 1 || t.Max < t.Min || t.Max > maxTimeUnits):
		return faultf(field+".max", "%d to %d is not a range within 1 to %d", t.Min, t.Max, maxTimeUnits)
	case !counts && (t.Min != 0 || t.Max != 0):
		return faultf(field+".max", "a time of unit %q counts nothing", t.Unit)
	}
	return firstOf(checkOptional(field+".if", t.If), checkOptional(field+".note", t.Note))
}
