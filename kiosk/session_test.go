package kiosk

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"
)

var morning = time.Date(2026, 11, 23, 8, 30, 0, 0, VietnamTime)

var screenNames = strings.Fields("home find procedure take ticket faces reasons words reply thanks help amenities send pin staff touchtest meeting subject day slot name phone check slip code floor dossier last answer priority arrive arrival book bookday booktime bookcheck bookslip")

// visits is what becomes of a visitor on every screen at every event. All come
// by Home and Amenities, except to these two. A question mark: the kiosk asks
// whether somebody is still there.
//
//	waits    seconds without a finger after which something happens
//	almost   … one second less     idle  … exactly these     gone  … and 30 more
//	stays    a finger just after the question came
const visits = `
screen     waits  back       home  almost     idle        gone  stays      busy       look       issued  cancelled  thanked  called
home       60     home       home  home       home        home  home       home       procedure  ticket  home       thanks   help
find       120    amenities  home  find       find?       home  find       find       procedure  ticket  home       thanks   help
procedure  60     amenities  home  procedure  procedure?  home  procedure  procedure  procedure  ticket  home       thanks   help
take       60     amenities  home  take       take?       home  take       take       procedure  ticket  home       thanks   help
ticket     20     amenities  home  ticket     home        home  home       ticket     procedure  ticket  home       thanks   help
faces      60     amenities  home  faces      faces?      home  faces      faces      procedure  ticket  home       thanks   help
reasons    120    amenities  home  reasons    reasons?    home  reasons    reasons    procedure  ticket  home       thanks   help
words      120    amenities  home  words      words?      home  words      words      procedure  ticket  home       thanks   help
reply      120    amenities  home  reply      reply?      home  reply      reply      procedure  ticket  home       thanks   help
thanks     10     home       home  thanks     home        home  home       thanks     procedure  ticket  home       thanks   help
help       120    amenities  home  help       help?       home  help       help       procedure  ticket  home       thanks   help
amenities  60     home       home  amenities  amenities?  home  amenities  amenities  procedure  ticket  home       thanks   help
send       60     amenities  home  send       send?       home  send       send       procedure  ticket  home       thanks   help
pin        30     home       home  pin        home        home  home       pin        procedure  ticket  home       thanks   help
staff      120    home       home  staff      home        home  home       staff      procedure  ticket  home       thanks   help
touchtest  120    staff      home  touchtest  home        home  home       touchtest  procedure  ticket  home       thanks   help
meeting    60     amenities  home  meeting    meeting?    home  meeting    meeting    procedure  ticket  home       thanks   help
subject    60     amenities  home  subject    subject?    home  subject    subject    procedure  ticket  home       thanks   help
day        60     amenities  home  day        day?        home  day        day        procedure  ticket  home       thanks   help
slot       60     amenities  home  slot       slot?       home  slot       slot       procedure  ticket  home       thanks   help
name       120    amenities  home  name       name?       home  name       name       procedure  ticket  home       thanks   help
phone      120    amenities  home  phone      phone?      home  phone      phone      procedure  ticket  home       thanks   help
check      120    amenities  home  check      check?      home  check      check      procedure  ticket  home       thanks   help
slip       60     home       home  slip       home        home  home       slip       procedure  ticket  home       thanks   help
code       120    amenities  home  code       code?       home  code       code       procedure  ticket  home       thanks   help
floor      60     amenities  home  floor      floor?      home  floor      floor      procedure  ticket  home       thanks   help
dossier    120    amenities  home  dossier    dossier?    home  dossier    dossier    procedure  ticket  home       thanks   help
last       120    amenities  home  last       last?       home  last       last       procedure  ticket  home       thanks   help
answer     60     home       home  answer     answer?     home  answer     answer     procedure  ticket  home       thanks   help
priority   60     amenities  home  priority   priority?   home  priority   priority   procedure  ticket  home       thanks   help
arrive     120    amenities  home  arrive     arrive?     home  arrive     arrive     procedure  ticket  home       thanks   help
arrival    60     amenities  home  arrival    arrival?    home  arrival    arrival    procedure  ticket  home       thanks   help
book       60     amenities  home  book       book?       home  book       book       procedure  ticket  home       thanks   help
bookday    60     amenities  home  bookday    bookday?    home  bookday    bookday    procedure  ticket  home       thanks   help
booktime   60     amenities  home  booktime   booktime?   home  booktime   booktime   procedure  ticket  home       thanks   help
bookcheck  60     amenities  home  bookcheck  bookcheck?  home  bookcheck  bookcheck  procedure  ticket  home       thanks   help
bookslip   60     home       home  bookslip   home        home  home       bookslip   procedure  ticket  home       thanks   help`

// A visitor is a session at a moment, with the seconds its screen waits.
type visitor struct {
	*Session
	now   time.Time
	waits time.Duration
}

// comes puts a new visitor on a screen.
func comes(to Screen, waits time.Duration) *visitor {
	v := &visitor{NewSession(DefaultIdle, morning), morning, waits}
	if to != AtHome {
		v.Open(AtAmenities)
	}
	switch to {
	case AtTicket:
		v.Issued(Ticket{Number: "B2-001"}, Slip{}, morning)
	case AtThanks:
		v.Thanked(morning)
	case AtBookSlip:
		v.HasBooked(Booked{Code: "48219037"}, Slip{}, morning)
	case AtPIN:
		for range knocks {
			v.Knock(morning)
		}
	case AtDossierAnswer:
		v.Answered()
	case AtMeetingSlip:
		v.Asked(Meeting{Code: "48219037"}, Slip{}, morning)
	case AtStaff, AtTouchTest:
		v.EnterStaff(morning)
		v.Open(to)
	default:
		if to != AtHome {
			v.Open(to)
		}
	}
	return v
}

// lasts lets time pass, one tick at its end.
func (v *visitor) lasts(d time.Duration) {
	v.now = v.now.Add(d)
	v.Tick(v.now)
}

func (v *visitor) at() string {
	if _, asking := v.Asking(v.now); asking {
		return screenNames[v.Screen] + "?"
	}
	return screenNames[v.Screen]
}

// happens are the events of the table.
var happens = map[string]func(*visitor){
	"back":      func(v *visitor) { v.Back() },
	"home":      func(v *visitor) { v.Home(v.now) },
	"almost":    func(v *visitor) { v.lasts(v.waits - time.Second) },
	"idle":      func(v *visitor) { v.lasts(v.waits) },
	"gone":      func(v *visitor) { v.lasts(v.waits); v.lasts(30 * time.Second) },
	"stays":     func(v *visitor) { v.lasts(v.waits); v.Touch(v.now); v.lasts(9 * time.Second) },
	"busy":      func(v *visitor) { v.Begin(); v.lasts(time.Hour) },
	"look":      func(v *visitor) { v.Look("1.004873") },
	"issued":    func(v *visitor) { v.Begin(); v.Issued(Ticket{Number: "B2-047"}, Slip{Check: "ACDE"}, v.now) },
	"cancelled": func(v *visitor) { v.Begin(); v.Cancelled(v.now) },
	"thanked":   func(v *visitor) { v.Begin(); v.Thanked(v.now) },
	"called":    func(v *visitor) { v.Begin(); v.Called(HelpCall{ID: "1"}) },
}

// differs walks the whole table and tells, for each event, where it does not fit.
func differs(happens map[string]func(*visitor)) map[string][]string {
	rows := strings.Split(strings.TrimSpace(visits), "\n")
	events, faults := strings.Fields(rows[0])[2:], map[string][]string{}
	for i, row := range rows[1:] {
		cells := strings.Fields(row)
		waits, _ := time.ParseDuration(cells[1] + "s")
		for j, event := range events {
			v := comes(Screen(i), waits)
			if happens[event](v); v.at() != cells[j+2] || screenNames[i] != cells[0] {
				faults[event] = append(faults[event], fmt.Sprintf("%s: %s, want %s", cells[0], v.at(), cells[j+2]))
			}
		}
	}
	return faults
}

func TestEveryEventOnEveryScreen(t *testing.T) {
	for event, faults := range differs(happens) {
		t.Errorf("%s: %s", event, strings.Join(faults, "; "))
	}
}

// Each event of the table in turn does nothing, or the wrong thing.
func TestTheTableOfVisitsNoticesABrokenSession(t *testing.T) {
	for event := range happens {
		broken := map[string]func(*visitor){}
		for e, f := range happens {
			broken[e] = f
		}
		broken[event] = func(*visitor) {}
		if event == "almost" || event == "busy" { // nothing is what should happen
			broken[event] = func(v *visitor) { v.lasts(time.Hour) }
		}
		faults := differs(broken)
		if len(faults[event]) == 0 && event != "stays" || len(faults) > 1 {
			t.Errorf("with a broken %q the table differs in %v", event, faults)
		}
	}
}

// full is a visit in which everything there is has been done.
func full() Visit {
	return Visit{
		Lang: English, Ease: biggest, Screen: AtReply, trail: []Screen{AtHome, AtFaces}, Query: "mất căn cước", Listing: true,
		Procedure: "1.004873", Class: Disabled, Ticked: map[int]bool{1: true}, Ticket: &Ticket{Number: "B2-001"}, Slip: Slip{URL: "HTTPS://", Check: "ACDE"},
		Feedback: Feedback{Rating: 1, Reasons: []string{"staff"}, Words: "riêng tư", Phone: "+84912345678", Consent: true, Lang: English},
		Help:     &HelpCall{ID: "1"}, HelpSeen: true, Notice: "ticket.cancelled", Busy: true, Speech: Speech{On: true, Louder: 2},
		Wait: 30, PIN: "482915", staffAt: morning,
		Request: MeetingRequest{Name: "Trần Thị Lan", Phone: "0912345678", Consent: true}, Meeting: &Meeting{Code: "48219037"}, Code: "48219037", Last: "678", Checked: Checked{Worth: WorthGenuine, Number: "B2-001"},
		Arrival: ArrivesAgain, Booked: Appointment{ID: "00112233445566778899"}, Had: "B3-012", Booking: Booking{Service: "B", Form: "0a"}, Made: Booked{Code: "48219037"},
	}
}

func TestNothingOfAVisitIsLeftForTheNext(t *testing.T) {
	v := reflect.ValueOf(full())
	for i := range v.NumField() {
		if v.Field(i).IsZero() {
			t.Fatalf("this test knows nothing of Visit.%s: fill it", v.Type().Field(i).Name)
		}
	}
	for name, end := range map[string]struct {
		by   func(*Session)
		want Visit
	}{
		"wiped":     {func(s *Session) { s.Wipe(morning) }, Visit{Lang: Vietnamese}},
		"home":      {func(s *Session) { s.Home(morning) }, Visit{Lang: English, Ease: biggest, Speech: Speech{On: true, Louder: 2}}},
		"cancelled": {func(s *Session) { s.Cancelled(morning) }, Visit{Lang: English, Ease: biggest, Notice: "ticket.cancelled", Speech: Speech{On: true, Louder: 2}}},
		"walked away": {func(s *Session) {
			s.Busy = false
			s.Tick(morning.Add(time.Hour))
			s.Tick(morning.Add(2 * time.Hour))
		}, Visit{Lang: Vietnamese}},
	} {
		s := NewSession(DefaultIdle, morning)
		before := s.Generation()
		s.Visit = full()
		end.by(s)
		if !reflect.DeepEqual(s.Visit, end.want) {
			t.Errorf("%s: %+v is left", name, s.Visit)
		}
		if s.Generation() == before {
			t.Errorf("%s: an answer to the visitor before would be taken for the next", name)
		}
	}
	// A thank-you keeps the screen but not what was written.
	s := NewSession(DefaultIdle, morning)
	s.Visit = full()
	if s.Thanked(morning); !reflect.DeepEqual(s.Feedback, Feedback{}) {
		t.Errorf("after the thank-you the feedback is still there")
	}
}

// Whatever a tick changes is drawn: a screen that changed without a word would
// show a stranger what the visitor before did.
func TestATickTellsWhatItChanged(t *testing.T) {
	for screen := range screenNames {
		for _, waits := range []time.Duration{0, 10, 20, 60, 120, 3600} {
			v := comes(Screen(screen), 0)
			v.Notice = "ticket.cancelled"
			before, at := v.Visit, v.at()
			v.now = v.now.Add(waits * time.Second)
			changed := v.Tick(v.now)
			if (v.at() != at || !reflect.DeepEqual(before, v.Visit)) && !changed {
				t.Errorf("%s changed to %s after %d s, and nobody draws it", at, v.at(), waits)
			}
		}
	}
}

func TestTheQuestionCountsDown(t *testing.T) {
	v := comes(AtFind, 0)
	v.lasts(120 * time.Second)
	for _, c := range []struct {
		after time.Duration
		left  int
	}{{0, 30}, {time.Millisecond, 30}, {time.Second, 29}, {29*time.Second + time.Millisecond, 1}, {time.Hour, 0}} {
		if left, asking := v.Asking(v.now.Add(c.after)); left != c.left || !asking {
			t.Errorf("%s after the question %d s are left, asking %v; want %d", c.after, left, asking, c.left)
		}
	}
}

func TestASecondPressDoesNothing(t *testing.T) {
	s := NewSession(DefaultIdle, morning)
	if !s.Begin() || s.Begin() {
		t.Error("a press while something is stored began again")
	}
	if s.Fail("trouble.disk"); s.Busy || s.Notice != "trouble.disk" || !s.Begin() {
		t.Error("after a failure the visitor cannot try again")
	}
}

func TestOneHandCannotRateManyTimes(t *testing.T) {
	s := NewSession(DefaultIdle, morning)
	if !s.MayRate(morning) {
		t.Error("the first visitor may not rate")
	}
	s.Thanked(morning)
	s.Wipe(morning)
	if s.MayRate(morning.Add(FeedbackPause - 1)) {
		t.Error("a new visit forgets the pause")
	}
	if !s.MayRate(morning.Add(FeedbackPause)) {
		t.Error("the pause does not end")
	}
}

func TestAHelpCallIsSeenOnce(t *testing.T) {
	s := NewSession(DefaultIdle, morning)
	if s.Acknowledged([]string{"7"}) {
		t.Error("a call nobody made was seen")
	}
	s.Called(HelpCall{ID: "7"})
	for _, c := range []struct {
		ids  []string
		want bool
	}{{nil, false}, {[]string{"8"}, false}, {[]string{"8", "7"}, true}, {[]string{"7"}, false}} {
		if got := s.Acknowledged(c.ids); got != c.want {
			t.Errorf("%v changed the screen: %v", c.ids, got)
		}
	}
}

func TestReasonsAndPapersAreTickedAndUnticked(t *testing.T) {
	s := NewSession(DefaultIdle, morning)
	s.TickPaper(0) // before any procedure is open: a finger quicker than the screen
	for range 3 {
		s.ToggleReason("wait")
		s.ToggleReason("staff")
	}
	s.ToggleReason("wait")
	if s.HasReason("wait") || !s.HasReason("staff") || len(s.Feedback.Reasons) != 1 {
		t.Errorf("reasons %v, want staff", s.Feedback.Reasons)
	}
	s.Look("1.004873")
	s.TickPaper(2)
	s.Look("1.000110")
	if s.Ticked[2] {
		t.Error("a paper ticked for one procedure is ticked for another")
	}
}
