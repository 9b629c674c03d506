package kiosk

import (
	"errors"
	"fmt"
	"slices"
	"time"
)

// ErrUsed tells that an appointment has had its number.
var ErrUsed = errors.New("the appointment has had its number")

// Appointments says at what times a service may be booked: a part of the site
// document. The times lie within the opening hours.
type Appointments struct {
	Minutes  int `json:"slot_minutes"`  // from one time to the next
	Capacity int `json:"slot_capacity"` // people at one time
	Ahead    int `json:"days_ahead"`    // the last day offered, counted from today; 0 is today alone
	// Hours are the parts of an open day whose times may be booked; none: all of it.
	Hours []Span `json:"hours,omitempty"`
}

func (a Appointments) check(where string) error {
	if a.Ahead < 0 || a.Ahead > mostAhead {
		return fmt.Errorf("site: %s.days_ahead %d is not 0 to %d", where, a.Ahead, mostAhead)
	}
	return firstOf(checkSlots(where, a.Minutes, a.Capacity), checkSpans(a.Hours, "appointments"))
}

// checkSlots refuses times that cannot be worked out.
func checkSlots(where string, minutes, capacity int) error {
	switch {
	case minutes < 5 || minutes > 240:
		return fmt.Errorf("site: %s.slot_minutes %d is not 5 to 240", where, minutes)
	case capacity < 1 || capacity > 100:
		return fmt.Errorf("site: %s.slot_capacity %d is not 1 to 100", where, capacity)
	}
	return nil
}

// slotsIn lists the times of a day that begin and end within a span.
func slotsIn(day Date, span Span, minutes int) (list []Slot) {
	for from := span.From; from+Clock(minutes) <= span.To; from += Clock(minutes) {
		list = append(list, Slot{day, from})
	}
	return list
}

// AppointmentsOn lists the times of a day at which a service may be booked, in
// order: none at lunch, on a day off, or when no number is given any more.
func (s Site) AppointmentsOn(letter string, c Calendar, day Date) (list []Slot) {
	v, err := s.Service(letter)
	if err != nil || v.Appointments == nil {
		return nil
	}
	spans, _ := spansOn(s, c, day)
	for _, o := range spans {
		for _, slot := range v.Appointments.slots(day, o.Span()) {
			if int(slot.From) < int(o.To)-s.LastTicket && (v.LastTicket == 0 || slot.From <= v.LastTicket) {
				list = append(list, slot)
			}
		}
	}
	return list
}

// slots lists the times within a span of opening hours.
func (a Appointments) slots(day Date, open Span) (list []Slot) {
	if len(a.Hours) == 0 {
		return slotsIn(day, open, a.Minutes)
	}
	for _, part := range a.Hours {
		for _, slot := range slotsIn(day, part, a.Minutes) {
			if slot.From >= open.From && slot.From+Clock(a.Minutes) <= open.To {
				list = append(list, slot)
			}
		}
	}
	slices.SortFunc(list, func(a, b Slot) int { return int(a.From - b.From) })
	return list
}

// BookableDays lists the days on which a service has a time left to be booked,
// whoever has booked it, at t.
func (s Site) BookableDays(letter string, c Calendar, t time.Time) (list []Date) {
	v, err := s.Service(letter)
	if err != nil || v.Appointments == nil {
		return nil
	}
	for ahead := range v.Appointments.Ahead + 1 {
		day := DateOf(t.In(s.zone())).AddDays(ahead)
		if len(s.Bookable(letter, c, day, t)) > 0 {
			list = append(list, day)
		}
	}
	return list
}

// Bookable lists the times of a day that may be booked at t: those of
// AppointmentsOn that have not begun, on a day that is offered.
func (s Site) Bookable(letter string, c Calendar, day Date, t time.Time) []Slot {
	v, err := s.Service(letter)
	today := DateOf(t.In(s.zone()))
	if err != nil || v.Appointments == nil || day.Before(today) || today.AddDays(v.Appointments.Ahead).Before(day) {
		return nil
	}
	return slices.DeleteFunc(s.AppointmentsOn(letter, c, day), func(slot Slot) bool { return !s.Moment(slot).After(t) })
}

// Moment is when a slot begins.
func (s Site) Moment(slot Slot) time.Time {
	return time.Date(slot.Day.Year, slot.Day.Month, slot.Day.Day, int(slot.From)/60, int(slot.From)%60, 0, 0, s.zone())
}

// SlotOf is the slot that begins at t.
func (s Site) SlotOf(t time.Time) Slot {
	t = t.In(s.zone())
	return Slot{DateOf(t), Clock(t.Hour()*60 + t.Minute())}
}

// zone is the site's time zone; a document whose zone is unknown is refused
// before anybody asks.
func (s Site) zone() *time.Location {
	zone, err := s.Zone()
	if err != nil {
		return VietnamTime
	}
	return zone
}

// An Appointment is a time somebody has booked, as its code says. It names nobody:
// whoever holds the code has it.
type Appointment struct {
	ID       string // 20 hex digits
	Site     int
	Service  string
	At       time.Time // it begins
	BookedAt time.Time
}

// A Booking is a time somebody chose at a kiosk. It names nobody.
type Booking struct {
	Service string
	Slot
	Lang Lang
	Form string // drawn with the choice: pressed twice it books once
}

// A Booked is what the center gave for it.
type Booked struct {
	Appointment
	Code string // 8 digits
}

// An Arrival is what is said to somebody who comes with an appointment: a key of
// assets/words "arrival.*".
type Arrival string

// The arrivals. The first two are given a number.
const (
	ArrivesInTime    Arrival = "in_time"   // the appointment counts
	ArrivesLate      Arrival = "late"      // it does not any more: the number waits like everybody's
	ArrivesEarly     Arrival = "early"     // today, but much later
	ArrivesOtherDay  Arrival = "other_day" // it is for a day to come
	ArrivesPast      Arrival = "past"      // its day is over
	ArrivesElsewhere Arrival = "elsewhere" // it is for another site
	ArrivesAgain     Arrival = "again"     // it has had its number
	ArrivesCancelled Arrival = "cancelled" // it was taken back
	ArrivesMoved     Arrival = "moved"     // it was moved to another time
	ArrivesUnknown   Arrival = "unknown"   // it is none of the center's
)

// Admits reports whether a number is given.
func (a Arrival) Admits() bool { return a == ArrivesInTime || a == ArrivesLate }

// ArriveBefore is from how long before its time on somebody may arrive: who comes
// long before may take a number like everybody, or come again.
const ArriveBefore = time.Hour

// Arrives judges an appointment by site and time, without knowing what became of it.
func (s Site) Arrives(a Appointment, now time.Time) Arrival {
	today, day := DateOf(now.In(s.zone())), DateOf(a.At.In(s.zone()))
	_, late := s.Policy.Window(a.Service)
	switch {
	case a.Site != s.ID:
		return ArrivesElsewhere
	case day.Before(today):
		return ArrivesPast
	case today.Before(day):
		return ArrivesOtherDay
	case now.Before(a.At.Add(-ArriveBefore)):
		return ArrivesEarly
	case now.After(a.At.Add(late)):
		return ArrivesLate
	}
	return ArrivesInTime
}

// AppointmentState tells kiosks of an appointment of today that gives no number
// any more.
type AppointmentState struct {
	ID     string  `json:"id"`
	State  Arrival `json:"state"`            // again, cancelled or moved
	Number string  `json:"number,omitempty"` // it has had
}
