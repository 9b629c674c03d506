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

// BookService goes on to the days with a service.
func (s *Session) BookService(letter string) {
	s.Booking = Booking{Service: letter}
	s.Open(AtBookDay)
}

// BookTime goes on to the check with a time; form names the wish, so that it is
// booked once.
func (s *Session) BookTime(slot Slot, lang Lang, form string) {
	s.Booking.Slot, s.Booking.Lang, s.Booking.Form = slot, lang, form
	s.Open(AtBookCheck)
}

// mostBookings is how many times may be booked here in a while: more than one
// family needs, fewer than would fill a day.
const (
	mostBookings = 8
	bookingPause = 30 * time.Minute
)

// MayBook reports whether another time may be booked at this kiosk.
func (s *Session) MayBook(now time.Time) bool {
	for len(s.bookings) > 0 && now.Sub(s.bookings[0]) >= bookingPause {
		s.bookings = s.bookings[1:]
	}
	return len(s.bookings) < mostBookings
}

// HasBooked shows the slip of a booked time.
func (s *Session) HasBooked(made Booked, slip Slip, now time.Time) {
	s.bookings = append(s.bookings, now)
	s.Busy, s.Booking = false, Booking{}
	s.Made, s.Slip, s.touched = made, slip, now
	s.Open(AtBookSlip)
	s.trail = nil
}

// BookingGone goes back to the days after somebody else took the time.
func (s *Session) BookingGone() {
	s.Booking = Booking{Service: s.Booking.Service}
	s.Screen, s.trail = AtBookDay, []Screen{AtHome, AtTake, AtBook}
	s.Fail("appoint.taken")
}
