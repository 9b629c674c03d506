package kiosk

import (
	"slices"
	"time"
)

// Screen is where a visitor stands.
type Screen int

// The screens of a visit, numbered as they are drawn.
const (
	AtHome Screen = iota
	AtFind
	AtProcedure
	AtTake
	AtTicket
	AtFaces   // feedback 1: how satisfied
	AtReasons // feedback 2: why
	AtWords   // feedback 3: in own words
	AtReply   // feedback 4: phone number, only when an answer is wanted
	AtThanks
	AtHelp
	AtAmenities
	AtSend // the procedure looked at, to take along on a phone
	AtPIN  // the door of the staff screen
	AtStaff
	AtTouchTest // from the staff screen
	AtMeeting   // with the Director: who and when
	AtMeetingSubject
	AtMeetingDay
	AtMeetingSlot
	AtMeetingName
	AtMeetingPhone
	AtMeetingCheck // what was typed, before it is stored
	AtMeetingSlip
	AtMeetingCode // of a meeting to be taken back
	AtFloor       // the plan of the lobby
	AtDossier     // its code
	AtDossierLast // the last digits of the phone number
	AtDossierAnswer
	AtPriority // of a ticket to be taken: does the visitor belong to a class that goes first
	AtArrive   // with an appointment: its code
	AtArrival  // why an appointment gives no number, and what to do
	AtBook     // a time of a service: which service
	AtBookDay
	AtBookTime
	AtBookCheck
	AtBookSlip
	AtReceipt    // what a receipt that was scanned is worth
	AtReceiptAsk // for one, from the staff screen
	Screens      // how many there are
)

// Idle says how long a screen waits for a finger before it asks, and how long
// the question stands. Lobby kiosks forget a visitor who walked away.
type Idle struct {
	Reading  time.Duration // screens that are read
	Form     time.Duration // screens that are typed into
	Question time.Duration // «Bạn còn ở đó không?»
	Ticket   time.Duration // the ticket, then Home without a question
}

// DefaultIdle follows the manners of the design: 60 s, 120 s, 30 s, 20 s.
var DefaultIdle = Idle{Reading: 60 * time.Second, Form: 120 * time.Second, Question: 30 * time.Second, Ticket: 20 * time.Second}

// slower is by how much longer all of that is for a visitor who listens, or asked
// for the biggest letters.
const slower = 2

// thanksFor is how long the thank-you stands before Home.
const thanksFor = 10 * time.Second

// slipFor is how many times as long as a ticket a slip with a code to be noted
// stands.
const slipFor = 3

// FeedbackPause keeps one hand from rating many times in a row.
const FeedbackPause = 5 * time.Second

// A Visit is everything one visitor has done at the kiosk. A new Visit knows
// nothing of the one before: wiping is replacing it whole.
type Visit struct {
	Lang      Lang
	Speech    Speech // how screens are read aloud
	Ease      Ease   // how it is drawn for this visitor
	Screen    Screen
	trail     []Screen
	Query     string       // typed into the finder
	Listing   bool         // the finder shows its results instead of the keyboard
	Procedure string       // the procedure looked at
	Class     Class        // said by the visitor, for the ticket
	Ticked    map[int]bool // papers ticked off, by position
	Ticket    *Ticket
	Slip      Slip
	Feedback  Feedback
	Help      *HelpCall
	HelpSeen  bool
	Notice    string // key of a sentence in assets/words to show, or ""
	Wait      int    // seconds Notice speaks of
	Busy      bool   // something is being stored; a second press does nothing
	PIN       string // being typed at the staff's door
	Request   MeetingRequest
	Meeting   *Meeting // asked for, on its slip
	Code      string   // of a meeting, a dossier or an appointment, being typed
	Arrival   Arrival  // with an appointment
	Booked    Appointment
	Had       string // number that appointment has had, or ""
	Booking   Booking
	Made      Booked  // at the center, on its slip
	Last      string  // digits of the phone number left with a dossier
	Checked   Checked // of the receipt scanned last
	staffAt   time.Time
}

// A Slip is what is shown beside a ticket's number.
type Slip struct {
	URL   string   // what the QR holds
	Check string   // four characters printed for the clerk
	QR    [][]bool // the URL's modules by rows, true for dark; nil when they could not be made
}

// A Session runs visits one after the other. It is a plain state machine: the
// screens draw it and call its methods from one goroutine; it never waits.
type Session struct {
	Visit
	idle       Idle
	usual      Ease // every visit begins with
	touched    time.Time
	asking     bool
	askedAt    time.Time
	ratedAt    time.Time
	generation int
	knocked    []time.Time
	codes      []time.Time // when codes were tried
	bookings   []time.Time // when times were booked
}

// NewSession starts at Home in Vietnamese.
func NewSession(idle Idle, now time.Time) *Session {
	s := &Session{idle: idle}
	s.Wipe(now)
	return s
}

// Wipe ends the visit: nothing of it is reachable afterwards.
func (s *Session) Wipe(now time.Time) {
	s.Visit = Visit{Lang: Vietnamese, Ease: s.usual}
	s.touched, s.asking = now, false
	s.generation++
}

// Generation tells visits apart: an answer that arrives after a Wipe belongs
// to nobody and is dropped.
func (s *Session) Generation() int { return s.generation }

// Touch notes a finger or a key. It also answers the idle question.
func (s *Session) Touch(now time.Time) {
	s.touched, s.asking = now, false
}

// Asking reports whether the idle question stands, and the seconds left.
func (s *Session) Asking(now time.Time) (left int, asking bool) {
	if !s.asking {
		return 0, false
	}
	return seconds(s.pace(s.idle.Question) - now.Sub(s.askedAt)), true
}

// Open goes on to a screen; Back returns from it.
func (s *Session) Open(to Screen) {
	if to == s.Screen {
		return
	}
	s.trail = append(s.trail, s.Screen)
	s.Screen, s.Notice = to, ""
}

// Back returns to the screen before, Home at last.
func (s *Session) Back() {
	s.Notice = ""
	if len(s.trail) == 0 {
		s.Screen = AtHome
		return
	}
	s.Screen = s.trail[len(s.trail)-1]
	s.trail = s.trail[:len(s.trail)-1]
}

// Home ends what was begun but keeps how the visitor reads and hears.
func (s *Session) Home(now time.Time) {
	lang, speech, ease := s.Lang, s.Speech, s.Ease
	s.Wipe(now)
	s.Lang, s.Speech, s.Ease = lang, speech, ease
}

// Tick lets time pass and reports whether the screen must be drawn anew.
func (s *Session) Tick(now time.Time) (changed bool) {
	switch {
	case s.Busy:
		return false
	case s.asking:
		if now.Sub(s.askedAt) >= s.pace(s.idle.Question) {
			s.Wipe(now)
		}
		return true
	case s.ends():
		if s.Left(now) <= 0 {
			s.Wipe(now)
		}
		return true
	case now.Sub(s.touched) < s.patience():
		return false
	case s.Screen == AtHome:
		changed = s.Lang != Vietnamese || s.Notice != "" || s.Speech != (Speech{}) || s.Ease != s.usual
		s.Wipe(now)
		return changed
	}
	s.asking, s.askedAt = true, now
	return true
}

// ends reports a screen that goes Home by itself, without a question.
func (s *Session) ends() bool {
	switch s.Screen {
	case AtTicket, AtThanks, AtPIN, AtMeetingSlip, AtBookSlip:
		return true
	}
	return s.Staffed()
}

// Left is how many seconds a screen that ends by itself stays.
func (s *Session) Left(now time.Time) int {
	stay, since := s.idle.Ticket, s.touched
	switch s.Screen {
	case AtThanks:
		stay = thanksFor
	case AtMeetingSlip, AtBookSlip:
		stay *= slipFor
	case AtPIN:
		stay = pinFor
	}
	if s.Staffed() {
		stay, since = staffFor, s.staffAt
	}
	return seconds(s.pace(stay) - now.Sub(since))
}

func (s *Session) patience() time.Duration {
	switch s.Screen {
	case AtFind, AtReasons, AtWords, AtReply, AtHelp, AtMeetingName, AtMeetingPhone, AtMeetingCheck, AtMeetingCode, AtDossier, AtDossierLast, AtArrive:
		return s.pace(s.idle.Form)
	}
	return s.pace(s.idle.Reading)
}

// pace is a time of Idle for this visitor.
func (s *Session) pace(d time.Duration) time.Duration {
	if s.Speech.On || s.Ease.Size == SizeAPlusPlus {
		return slower * d
	}
	return d
}

func seconds(d time.Duration) int { return max(0, int((d+time.Second-1)/time.Second)) }

// Begin marks that something is being stored; false when it already is.
func (s *Session) Begin() bool {
	if s.Busy {
		return false
	}
	s.Busy, s.Notice = true, ""
	return true
}

// Fail ends Begin with a sentence for the visitor.
func (s *Session) Fail(notice string) { s.Busy, s.Notice = false, notice }

// Look opens a procedure.
func (s *Session) Look(code string) {
	s.Procedure, s.Ticked = code, map[int]bool{}
	s.Open(AtProcedure)
}

// Belongs notes the class the visitor belongs to, "" for none, and goes back to
// where it was asked.
func (s *Session) Belongs(to Class) {
	s.Class = to
	s.Back()
}

// TickPaper ticks or unticks the paper at position i; it stays on this screen alone.
func (s *Session) TickPaper(i int) {
	if s.Ticked != nil { // a finger that was quicker than the screen
		s.Ticked[i] = !s.Ticked[i]
	}
}

// Issued shows a stored ticket.
func (s *Session) Issued(t Ticket, slip Slip, now time.Time) {
	s.Busy, s.Ticket, s.Slip = false, &t, slip
	s.touched = now
	s.Open(AtTicket)
}

// Cancelled goes Home after a ticket was taken back.
func (s *Session) Cancelled(now time.Time) {
	s.Home(now)
	s.Notice = "ticket.cancelled"
}

// MayRate reports whether the pause since the last rating is over.
func (s *Session) MayRate(now time.Time) bool {
	return s.ratedAt.IsZero() || now.Sub(s.ratedAt) >= FeedbackPause
}

// HasReason reports whether a reason of the feedback is ticked.
func (s *Session) HasReason(reason string) bool { return slices.Contains(s.Feedback.Reasons, reason) }

// ToggleReason ticks or unticks a reason of the feedback.
func (s *Session) ToggleReason(reason string) {
	f := &s.Feedback
	if i := slices.Index(f.Reasons, reason); i >= 0 {
		f.Reasons = slices.Delete(f.Reasons, i, i+1)
		return
	}
	f.Reasons = append(f.Reasons, reason)
}

// Thanked shows the thank-you for stored feedback and forgets its words.
func (s *Session) Thanked(now time.Time) {
	s.Busy, s.Feedback = false, Feedback{}
	s.touched, s.ratedAt = now, now
	s.Open(AtThanks)
	s.trail = nil
}

// Called shows that a stored help call is on its way.
func (s *Session) Called(h HelpCall) {
	s.Busy, s.Help, s.HelpSeen = false, &h, false
	s.Open(AtHelp)
}

// Acknowledged notes that a person has seen the help call.
func (s *Session) Acknowledged(ids []string) (changed bool) {
	if s.Help == nil || s.HelpSeen || !slices.Contains(ids, s.Help.ID) {
		return false
	}
	s.HelpSeen = true
	return true
}
