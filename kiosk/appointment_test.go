package kiosk

import (
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// bookable is a site that is open on weekdays, with lunch, a holiday and a special
// day, and books half hours for one of its services.
func bookable() (Site, Calendar) {
	s := Site{ID: 7, LastTicket: 15, Hours: []Opening{
		{Weekdays: []time.Weekday{1, 2, 3, 4, 5}, From: 7*60 + 30, To: 11*60 + 30}, {Weekdays: []time.Weekday{1, 2, 3, 4, 5}, From: 13 * 60, To: 17 * 60},
	}, Services: []Service{{Letter: "A"}, {Letter: "B", Appointments: &Appointments{Minutes: 30, Capacity: 2, Ahead: 7}}},
		Special: []SpecialDay{{Date: Date{2026, 12, 2}, Hours: []Span{{From: 8 * 60, To: 9*60 + 10}}}},
		Policy:  Policy{AppointmentEarly: 10, AppointmentLate: 15, AppointmentBy: map[string]Window{"C": {Early: 5, Late: 0}}}}
	return s, Calendar{DaysOff: []Special{{Date: Date{2026, 12, 3}, Name: "Ngày nghỉ", Sure: true}}}
}

func times(slots []Slot) (list []string) {
	for _, slot := range slots {
		list = append(list, slot.From.String())
	}
	return list
}

func TestTimesToBookLieWithinTheHours(t *testing.T) {
	s, c := bookable()
	monday := Date{2026, 11, 30}
	if got := times(s.AppointmentsOn("B", c, monday)); len(got) != 16 || got[0] != "07:30" || got[7] != "11:00" || got[8] != "13:00" || got[15] != "16:30" {
		t.Errorf("a Monday offers %v", got)
	}
	for day, want := range map[Date][]string{{2026, 12, 2}: {"08:00", "08:30"}, {2026, 12, 3}: nil, {2026, 12, 5}: nil} {
		if got := times(s.AppointmentsOn("B", c, day)); !slices.Equal(got, want) {
			t.Errorf("%s offers %v, want %v", day, got, want)
		}
	}
	if got := s.AppointmentsOn("A", c, monday); got != nil {
		t.Errorf("a service without appointments offers %v", got)
	}
	s.Services[1].LastTicket = 14 * 60
	if got := times(s.AppointmentsOn("B", c, monday)); got[len(got)-1] != "14:00" {
		t.Errorf("after the last number %v are offered", got)
	}
	s.Services[1].Appointments.Hours = []Span{{From: 13*60 + 30, To: 14*60 + 30}, {From: 11 * 60, To: 12 * 60}}
	if got := times(s.AppointmentsOn("B", c, monday)); !slices.Equal(got, []string{"11:00", "13:30", "14:00"}) {
		t.Errorf("a part of the day offers %v", got)
	}
}

func TestDaysToBook(t *testing.T) {
	s, c := bookable()
	noon := time.Date(2026, 11, 30, 12, 0, 0, 0, VietnamTime)
	if got := times(s.Bookable("B", c, Date{2026, 11, 30}, noon)); len(got) != 8 || got[0] != "13:00" {
		t.Errorf("at noon %v can be booked", got)
	}
	for _, day := range []Date{{2026, 11, 27}, {2026, 12, 8}} {
		if got := s.Bookable("B", c, day, noon); got != nil {
			t.Errorf("%s can be booked: %v", day, got)
		}
	}
	want := []Date{{2026, 11, 30}, {2026, 12, 1}, {2026, 12, 2}, {2026, 12, 4}, {2026, 12, 7}}
	if got := s.BookableDays("B", c, noon); !slices.Equal(got, want) {
		t.Errorf("the days are %v", got)
	}
	if got := s.BookableDays("B", c, noon.Add(5*time.Hour)); got[0] == want[0] {
		t.Errorf("in the evening today is offered")
	}
}

func TestSomebodyComesWithAnAppointment(t *testing.T) {
	s, _ := bookable()
	at := time.Date(2026, 11, 30, 9, 30, 0, 0, VietnamTime)
	for when, want := range map[time.Duration]Arrival{
		-24 * time.Hour: ArrivesOtherDay, -61 * time.Minute: ArrivesEarly, -time.Hour: ArrivesInTime, 0: ArrivesInTime,
		15 * time.Minute: ArrivesInTime, 16 * time.Minute: ArrivesLate, 8 * time.Hour: ArrivesLate, 24 * time.Hour: ArrivesPast,
	} {
		if got := s.Arrives(Appointment{Site: 7, Service: "B", At: at}, at.Add(when)); got != want {
			t.Errorf("%s after its time: %s, want %s", when, got, want)
		}
	}
	if got := s.Arrives(Appointment{Site: 8, Service: "B", At: at}, at); got != ArrivesElsewhere {
		t.Errorf("at another site: %s", got)
	}
	if got := s.Arrives(Appointment{Site: 7, Service: "C", At: at}, at.Add(time.Minute)); got != ArrivesLate {
		t.Errorf("a service with minutes of its own: %s", got)
	}
}

func TestAppointmentsThatCannotBeAreRefused(t *testing.T) {
	for body, want := range map[string]string{
		`{"slot_minutes":4,"slot_capacity":1,"days_ahead":1}`:                                          "slot_minutes 4",
		`{"slot_minutes":30,"slot_capacity":0,"days_ahead":1}`:                                         "slot_capacity 0",
		`{"slot_minutes":30,"slot_capacity":1,"days_ahead":61}`:                                        "days_ahead 61",
		`{"slot_minutes":30,"slot_capacity":1,"days_ahead":1,"hours":[{"from":"09:00","to":"08:00"}]}`: "no span of a day",
	} {
		_, err := ParseSite([]byte(`{"id":1,"name":{"vi":"T"},"services":[{"letter":"B","appointments":` + body + `}]}`))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", body, err)
		}
	}
}

// Whatever the hours are, a time that can be booked lies within them and does not
// overlap the next.
func TestNoTimeLiesOutsideTheHours(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, c := bookable()
		a := s.Services[1].Appointments
		a.Minutes = rapid.IntRange(5, 240).Draw(t, "minutes")
		s.LastTicket = rapid.IntRange(0, 90).Draw(t, "last")
		day := Date{2026, 11, 30}.AddDays(rapid.IntRange(0, 6).Draw(t, "day"))
		spans, _ := spansOn(s, c, day)
		last := Clock(-1)
		for _, slot := range s.AppointmentsOn("B", c, day) {
			if !slices.ContainsFunc(spans, func(o Opening) bool { return slot.From >= o.From && slot.From+Clock(a.Minutes) <= o.To }) || slot.From < last {
				t.Fatalf("%s is offered on %s", slot.From, day)
			}
			if DoorAt(s, c, s.Moment(slot)).Door != DoorOpen {
				t.Fatalf("at %s on %s no number is given", slot.From, day)
			}
			last = slot.From + Clock(a.Minutes)
		}
	})
}
