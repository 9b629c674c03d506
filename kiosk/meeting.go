package kiosk

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Errors of a meeting that a caller branches on.
var (
	ErrNoSlot  = errors.New("no such time for a meeting, or it is taken")
	ErrBadName = errors.New("not a name of 2 to 60 letters")
)

// MaxName is the length of a person's name, in letters (runes).
const MaxName = 60

// Meetings says when the Director meets people, and where: a part of the site
// document. Public holidays and days off are left out by the calendar.
type Meetings struct {
	With     Name      `json:"with"`  // "Giám đốc Trung tâm"
	Place    Name      `json:"place"` // where people wait for it
	Hours    []Opening `json:"hours"` // Monday and Friday mornings
	Minutes  int       `json:"slot_minutes"`
	Capacity int       `json:"slot_capacity"` // people at one time
	Notice   int       `json:"notice_days"`   // the first day offered, counted from today: the center confirms each
	Ahead    int       `json:"days_ahead"`    // the last one
	Subjects []Subject `json:"subjects"`
}

// A Subject is what a person wants to talk about, by a key that never changes.
type Subject struct {
	Key  string `json:"key"`
	Name Name   `json:"name"`
}

// A Slot is a time of a meeting or an appointment: the day and when it begins.
type Slot struct {
	Day  Date
	From Clock
}

// Slots lists the times on offer, in order.
func (m Meetings) Slots(c Calendar, today Date) (list []Slot) {
	for ahead := m.Notice; ahead <= m.Ahead; ahead++ {
		day := today.AddDays(ahead)
		if _, off := c.DayOff(day); off {
			continue
		}
		for _, o := range m.Hours {
			if !slices.Contains(o.Weekdays, day.Weekday()) {
				continue
			}
			list = append(list, slotsIn(day, o.Span(), m.Minutes)...)
		}
	}
	return list
}

// Subject finds a subject by its key.
func (m Meetings) Subject(key string) (Subject, bool) {
	i := slices.IndexFunc(m.Subjects, func(s Subject) bool { return s.Key == key })
	if i < 0 {
		return Subject{}, false
	}
	return m.Subjects[i], true
}

var subjectForm = regexp.MustCompile(`^[a-z_]{1,20}$`)

const (
	mostSubjects = 12
	mostAhead    = 60 // days
)

// check makes sure that the times can be worked out, and are not too many.
func (m Meetings) check() error {
	switch {
	case m.With.VI == "":
		return fmt.Errorf("site: meetings.with names nobody")
	case m.Notice < 0 || m.Ahead < m.Notice || m.Ahead > mostAhead:
		return fmt.Errorf("site: meetings from day %d to %d are not within 0 to %d", m.Notice, m.Ahead, mostAhead)
	case len(m.Subjects) == 0 || len(m.Subjects) > mostSubjects:
		return fmt.Errorf("site: %d meetings.subjects are not 1 to %d", len(m.Subjects), mostSubjects)
	}
	for i, s := range m.Subjects {
		if !subjectForm.MatchString(s.Key) || s.Name.VI == "" || slices.ContainsFunc(m.Subjects[:i], func(o Subject) bool { return o.Key == s.Key }) {
			return fmt.Errorf("site: meetings.subjects: key %q is not small letters, once, with a name", s.Key)
		}
	}
	return firstOf(checkSlots("meetings", m.Minutes, m.Capacity), checkOpenings(m.Hours))
}

// A MeetingRequest is what a person asks for. Name and Phone are personal data:
// they live in memory until they are sealed.
type MeetingRequest struct {
	Slot
	Subject string
	Name    string
	Phone   string // as typed, or E.164
	Consent bool   // name and phone may be used to confirm this meeting
	Lang    Lang
}

// Check tells what is wrong with what a person typed, or nil.
func (r MeetingRequest) Check() error {
	if err := CheckName(r.Name); err != nil {
		return err
	}
	if phone, err := ParsePhone(r.Phone); err != nil || phone != r.Phone {
		return ErrBadPhone
	}
	if !r.Consent {
		return ErrNoConsent
	}
	return nil
}

// TidyName leaves one space between the words of a name, and none around it.
func TidyName(s string) string { return strings.Join(strings.Fields(s), " ") }

// CheckName accepts 2 to MaxName letters, spaces and what stands in names, with a
// letter among them.
func CheckName(s string) error {
	n := utf8.RuneCountInString(s)
	if !utf8.ValidString(s) || n < 2 || n > MaxName || strings.TrimSpace(s) != s {
		return ErrBadName
	}
	letters := 0
	for _, r := range s {
		switch {
		case unicode.IsLetter(r):
			letters++
		case !unicode.IsMark(r) && !strings.ContainsRune(" .'’-", r):
			return ErrBadName
		}
	}
	if letters < 2 {
		return ErrBadName
	}
	return nil
}

// A Meeting is a time asked for. Two kiosks that cannot see each other may give
// one time to more people than it has room for, so the center confirms it.
type Meeting struct {
	ID        string // of the event that tells of it
	Seq       int64  // that event's sequence number
	Code      string // 8 digits, to take it back by
	Slot      Slot
	Subject   string
	AskedAt   time.Time
	ReceiptID [10]byte
	Cancelled bool
}

// MeetingAsked is the body of a meeting.asked event; name and phone travel sealed
// beside it.
type MeetingAsked struct {
	Code      string `json:"code"`
	Day       Date   `json:"day"`
	From      Clock  `json:"from"`
	Subject   string `json:"subject"`
	ReceiptID string `json:"receipt_id"` // 20 hex digits
	Lang      Lang   `json:"lang"`
}

// MeetingCancelled is the body of a meeting.cancelled event.
type MeetingCancelled struct {
	Meeting string `json:"meeting"` // id of the meeting.asked event
}

// CodeDigits is the length of a meeting's code.
const CodeDigits = 8

var codeForm = regexp.MustCompile(`^[0-9]{8}$`)

// ValidCode reports whether s has the form of a meeting's code.
func ValidCode(s string) bool { return codeForm.MatchString(s) }

// FormatCode writes a meeting's code as it is read aloud: 4821 9037.
func FormatCode(code string) string {
	if len(code) != CodeDigits {
		return code
	}
	return code[:CodeDigits/2] + " " + code[CodeDigits/2:]
}

// A SlotTaken tells kiosks how many people a time is given to: asked for or
// confirmed.
type SlotTaken struct {
	Day   Date  `json:"day"`
	From  Clock `json:"from"`
	Count int   `json:"count"`
}
