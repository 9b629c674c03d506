package kiosk

import "time"

// ChooseSubject goes on to the times with what a person wants to talk about.
func (s *Session) ChooseSubject(key string) {
	s.Request.Subject = key
	s.Open(AtMeetingDay)
}

// ChooseDay goes on to the times of a day.
func (s *Session) ChooseDay(d Date) {
	s.Request.Slot = Slot{Day: d}
	s.Open(AtMeetingSlot)
}

// ChooseSlot goes on to the name with a time.
func (s *Session) ChooseSlot(slot Slot) {
	s.Request.Slot = slot
	s.Open(AtMeetingName)
}

// Asked shows the slip of a stored meeting and forgets who asked for it.
func (s *Session) Asked(m Meeting, slip Slip, now time.Time) {
	s.Busy, s.Request = false, MeetingRequest{}
	s.Meeting, s.Slip, s.touched = &m, slip, now
	s.Open(AtMeetingSlip)
	s.trail = nil
}

// MeetingGone goes back to the days after somebody else took the time, with what
// was typed kept.
func (s *Session) MeetingGone() {
	s.Request.Slot = Slot{}
	s.Screen, s.trail = AtMeetingDay, []Screen{AtHome, AtMeeting, AtMeetingSubject}
	s.Fail("meeting.taken")
}

// MeetingCancelled goes Home after a meeting was taken back.
func (s *Session) MeetingCancelled(now time.Time) {
	s.Home(now)
	s.Notice = "meeting.cancelled"
}

// mostCodes is how many wrong codes one visitor may type, and for how long the
// kiosk then takes none: eight digits are not guessed at five in five minutes.
const (
	mostCodes = 5
	codePause = 5 * time.Minute
)

// MayTryCode counts a typed code; false when too many were wrong, until left has
// passed. It outlives the visit: the next one is often the same hand.
func (s *Session) MayTryCode(now time.Time) (left time.Duration, ok bool) {
	for len(s.codes) > 0 && now.Sub(s.codes[0]) >= codePause {
		s.codes = s.codes[1:]
	}
	if len(s.codes) >= mostCodes {
		return codePause - now.Sub(s.codes[0]), false
	}
	s.codes = append(s.codes, now)
	return 0, true
}

// RefuseCode says how long no code is taken.
func (s *Session) RefuseCode(left time.Duration) {
	s.Notice, s.Wait = "meeting.wait", seconds(left)
}

// RightCode forgets the wrong ones before it.
func (s *Session) RightCode() { s.codes = nil }
