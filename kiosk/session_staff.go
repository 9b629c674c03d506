package kiosk

import "time"

// The staff screen is reached by knocks on the emblem, which no visitor makes by
// chance, and a PIN.
const (
	knocks      = 7
	knockWithin = 5 * time.Second
	pinFor      = 30 * time.Second // without a finger, then Home
	staffFor    = 2 * time.Minute  // in all, whoever touches
)

// PINDigits is the longest PIN.
const PINDigits = 12

// Knock counts a touch of the emblem and reports whether the staff's door opens:
// at the seventh within five seconds.
func (s *Session) Knock(now time.Time) bool {
	s.knocked = append(s.knocked, now)
	for now.Sub(s.knocked[0]) > knockWithin {
		s.knocked = s.knocked[1:]
	}
	if len(s.knocked) < knocks || s.Busy || s.Staffed() {
		return false
	}
	s.Home(now)
	s.Screen = AtPIN
	return true
}

// EnterStaff shows the staff screen after the right PIN. Nothing of a visitor is
// behind it.
func (s *Session) EnterStaff(now time.Time) {
	s.Home(now)
	s.Screen, s.staffAt = AtStaff, now
}

// Staffed reports whether staff are in: on their screen and all it opens.
func (s *Session) Staffed() bool { return !s.staffAt.IsZero() }

// Judged shows what a receipt is worth.
func (s *Session) Judged(c Checked) {
	s.Code, s.Checked = "", c
	s.Open(AtReceipt)
}

// RefuseStaff forgets a wrong PIN and says so; wait is how long the next one is
// refused.
func (s *Session) RefuseStaff(notice string, wait time.Duration) {
	s.Fail(notice)
	s.PIN, s.Wait = "", seconds(wait)
}
