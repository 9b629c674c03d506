package kiosk

import "time"

// Arrived says what becomes of an appointment that gives no number; had is the
// number it has had, or "".
func (s *Session) Arrived(to Arrival, a Appointment, had string) {
	s.Busy, s.Code = false, ""
	if to != ArrivesUnknown {
		s.RightCode()
	}
	s.Arrival, s.Booked, s.Had = to, a, had
	s.Open(AtArrival)
}

// CheckedIn shows the number of an appointment, and says so when it came too late
// to count.
func (s *Session) CheckedIn(to Arrival, t Ticket, slip Slip, now time.Time) {
	s.Code = ""
	s.RightCode()
	s.Arrival = to
	s.Issued(t, slip, now)
}
