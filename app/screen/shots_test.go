package screen

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/software"

	"dongthap.vn/sen/app/touch"
	"dongthap.vn/sen/app/touch/touchtest"
	"dongthap.vn/sen/kiosk"
)

var shots = flag.String("shots", "", "folder to draw every screen into")

// scenes are the screens and states that are drawn and checked.
var scenes = []struct {
	name string
	play func(*visitor)
}{
	{"01-home", func(*visitor) {}},
	{"01-home-offline", func(v *visitor) { v.desk.SetOnline(false); v.stage.News() }},
	{"01-home-closed", func(v *visitor) { v.close() }},
	{"02-find-popular", func(v *visitor) { v.open(kiosk.AtFind) }},
	{"02-find-typed", func(v *visitor) { v.search("mất căn c", false) }},
	{"02-find-listing", func(v *visitor) { v.search("khai sinh", true) }},
	{"02-find-nearest", func(v *visitor) { v.search("lãnh thổ", true) }},
	{"02-find-nothing", func(v *visitor) { v.search("xqzw", true) }},
	{"03-procedure", func(v *visitor) { v.look("1.004873") }},
	{"03-procedure-long", func(v *visitor) { v.look("1.013831") }},
	{"04-send", func(v *visitor) { v.look("1.004873"); v.open(kiosk.AtSend) }},
	{"04-send-offline", func(v *visitor) { v.desk.SetOnline(false); v.look("1.004873"); v.open(kiosk.AtSend) }},
	{"05-take", func(v *visitor) { v.open(kiosk.AtTake) }},
	{"05-take-closed", func(v *visitor) { v.open(kiosk.AtTake); v.close() }},
	{"05-take-priority", func(v *visitor) { v.stage.session.Class = kiosk.Disabled; v.open(kiosk.AtTake) }},
	{"05-priority", func(v *visitor) { v.open(kiosk.AtTake); v.open(kiosk.AtPriority) }},
	{"06-ticket", func(v *visitor) { v.issue("") }},
	{"06-ticket-called", func(v *visitor) { v.issue("1.004873"); v.called(4) }},
	{"06-ticket-offline", func(v *visitor) { v.desk.SetOnline(false); v.issue("") }},
	{"07-faces", func(v *visitor) { v.open(kiosk.AtFaces) }},
	{"07-faces-chosen", func(v *visitor) { v.stage.session.Feedback.Rating = 5; v.open(kiosk.AtFaces) }},
	{"07-reasons", func(v *visitor) { v.stage.session.Feedback.Reasons = []string{"guidance"}; v.open(kiosk.AtReasons) }},
	{"07-words", func(v *visitor) {
		v.stage.session.Feedback.Words = "Cán bộ hướng dẫn rất nhiệt tình"
		v.open(kiosk.AtWords)
	}},
	{"07-reply", func(v *visitor) { v.stage.session.Feedback.Phone = "09"; v.open(kiosk.AtReply) }},
	{"07-thanks", func(v *visitor) { v.open(kiosk.AtThanks) }},
	{"08-meeting", func(v *visitor) { v.open(kiosk.AtMeeting) }},
	{"08-meeting-no-key", func(v *visitor) { v.publish(kiosk.DocKeys, []byte("{}")); v.open(kiosk.AtMeeting) }},
	{"08-subject", func(v *visitor) { v.open(kiosk.AtMeetingSubject) }},
	{"08-day", func(v *visitor) { v.takeSlots(); v.open(kiosk.AtMeetingDay) }},
	{"08-slot", func(v *visitor) { v.takeSlots(); v.stage.session.ChooseDay(friday); v.stage.Show() }},
	{"08-name", func(v *visitor) { v.stage.session.Request.Name = "Trần Thị Lan"; v.open(kiosk.AtMeetingName) }},
	{"08-name-bad", func(v *visitor) { v.open(kiosk.AtMeetingName); v.stage.named() }},
	{"08-phone", func(v *visitor) { v.stage.session.Request.Phone = "09"; v.open(kiosk.AtMeetingPhone) }},
	{"08-phone-bad", func(v *visitor) {
		v.stage.session.Request = request
		v.stage.session.Request.Consent = false
		v.open(kiosk.AtMeetingPhone)
		v.stage.phoned()
	}},
	{"08-check", func(v *visitor) { v.stage.session.Request = request; v.open(kiosk.AtMeetingCheck) }},
	{"08-slip", func(v *visitor) { v.stage.session.Request = request; v.stage.askMeeting() }},
	{"08-taken", func(v *visitor) { v.takeSlots(); v.stage.session.Request = request; v.stage.askMeeting() }},
	{"08-code", func(v *visitor) { v.stage.session.Code = "4821"; v.open(kiosk.AtMeetingCode) }},
	{"08-code-unknown", func(v *visitor) { v.open(kiosk.AtMeetingCode); v.stage.cancelMeeting("48219037") }},
	{"09-dossier", func(v *visitor) { v.open(kiosk.AtDossier) }},
	{"09-dossier-bad", func(v *visitor) { v.stage.session.Code = "B2-047"; v.open(kiosk.AtDossier); v.stage.coded() }},
	{"09-last", func(v *visitor) {
		v.stage.session.Code, v.stage.session.Last = "H20.16-230130-0012", "67"
		v.open(kiosk.AtDossierLast)
	}},
	{"09-answer", func(v *visitor) { v.stage.session.Answered(); v.stage.Show() }},
	{"10-help", func(v *visitor) { v.help(false) }},
	{"10-help-seen", func(v *visitor) { v.help(true) }},
	{"10-help-offline", func(v *visitor) { v.desk.SetOnline(false); v.help(false) }},
	{"11-amenities", func(v *visitor) { v.open(kiosk.AtAmenities) }},
	{"11-floor", func(v *visitor) { v.open(kiosk.AtFloor) }},
	{"12-idle", func(v *visitor) { v.open(kiosk.AtTake); v.wait(61) }},
	{"13-pin", func(v *visitor) { v.knock(7); v.types("4829") }},
	{"13-pin-wrong", func(v *visitor) { v.setPIN(); v.knock(7); v.enter("111112") }},
	{"13-pin-wait", func(v *visitor) { v.setPIN(); v.knock(7); v.guess(4) }},
	{"13-pin-none", func(v *visitor) { v.knock(7); v.enter("111112") }},
	{"13-staff", func(v *visitor) { v.staff() }},
	{"13-staff-offline", func(v *visitor) { v.desk.SetOnline(false); v.staff() }},
	{"13-touch", func(v *visitor) { v.staff(); v.press(v.stage.t("staff.touch")) }},
	{"14-out-unregistered", func(v *visitor) { v.stage.Rest(unregistered) }},
	{"14-out-code", func(v *visitor) { v.stage.Rest(otherCode) }},
	{"14-out-store", func(v *visitor) { v.stage.Rest(noStore) }},
	{"14-out-waiting", func(v *visitor) { v.stage.Rest(waiting) }},
	{"14-out-sent-away", func(v *visitor) { v.stage.Rest(sentAway) }},
	{"14-out-fault", func(v *visitor) { v.stage.Rest(fault) }},
	{"14-out-crashed", func(v *visitor) { v.stage.Rest(crashed) }},
	{"error-slow", func(v *visitor) { v.open(kiosk.AtTake); v.slowly(); v.stage.takeTicket("B", ""); v.wait(2) }},
	{"error-disk-full", func(v *visitor) { v.open(kiosk.AtTake); v.stage.session.Fail("error.full"); v.stage.Show() }},
}

func (v *visitor) open(to kiosk.Screen) {
	v.stage.session.Open(to)
	v.stage.Show()
}

func (v *visitor) search(query string, listing bool) {
	v.stage.session.Query, v.stage.session.Listing = query, listing
	v.open(kiosk.AtFind)
}

func (v *visitor) look(code string) {
	v.stage.session.Look(code)
	v.stage.session.Ticked[0] = true
	v.stage.Show()
}

// issue takes a ticket of service B through the desk.
func (v *visitor) issue(procedure string) {
	v.lines()
	v.stage.takeTicket("B", procedure)
}

// lines publishes a morning with people waiting and a known pace.
func (v *visitor) lines() {
	q := kiosk.Queue{}
	for i, s := range v.desk.Site().Services {
		q.Lines = append(q.Lines, kiosk.Line{Service: s.Letter, Waiting: (i * 3) % 7, Pace: kiosk.Pace{P50: 170, P80: 290, N: 40}})
	}
	v.queue(q)
}

func (v *visitor) called(counter int) {
	number := v.stage.session.Ticket.Number
	v.queue(kiosk.Queue{Tickets: []kiosk.TicketState{{Number: number, State: "called", Counter: counter}}})
}

func (v *visitor) help(seen bool) {
	v.stage.callHelp()
	if seen {
		v.queue(kiosk.Queue{HelpSeen: []string{v.stage.session.Help.ID}})
	}
}

// close moves the clock to a holiday at a center that keeps its hours.
func (v *visitor) close() {
	v.keepHours()
	v.now = time.Date(2026, 11, 24, 8, 42, 0, 0, kiosk.VietnamTime)
	v.stage.session.Touch(v.now)
	v.stage.News()
	v.stage.Show()
}

// TestShots draws every scene in both languages on every glass, without a
// display. With -shots they are kept, to be looked at.
func TestShots(t *testing.T) {
	for _, glass := range glasses {
		for _, lang := range []kiosk.Lang{kiosk.Vietnamese, kiosk.English} {
			for _, scene := range scenes {
				t.Run(fmt.Sprintf("%s/%s/%s", glass.name, lang, scene.name), func(t *testing.T) {
					v := newVisitor(t, glass.screen)
					v.lines()
					v.stage.session.Lang = lang
					v.stage.Show()
					scene.play(v)
					v.holds()
					if *shots != "" {
						v.shoot(filepath.Join(*shots, fmt.Sprintf("%s-%s-%s.png", scene.name, glass.name, lang)))
					}
				})
			}
		}
	}
}

// holds checks what every drawn screen must keep: nothing cut, no words
// missing, targets big enough for a finger and apart from each other.
func (v *visitor) holds() {
	v.t.Helper()
	for _, text := range touch.Texts(v.stage.Root()) {
		if text.Cut {
			v.t.Errorf("cut: %q at %v in %v", text.Words, text.Place, text.Room)
		}
	}
	for _, s := range v.stage.Sentences() {
		if len(s) > 0 && s[0] == '[' {
			v.t.Errorf("no words for %s", s)
		}
	}
	v.targetsHold()
	v.useTheGlass()
}

func (v *visitor) targetsHold() {
	v.t.Helper()
	targets := touch.Targets(v.stage.Root())
	least := v.stage.kit.MM(12.7) - 1
	for i, a := range targets {
		if a.Words == "" {
			v.t.Errorf("a target at %v says nothing", a.Rect)
		}
		if !a.Clipped && (a.Size.Width < least || a.Size.Height < least) {
			v.t.Errorf("%q is %.1f × %.1f mm", a.Words, v.stage.kit.InMM(a.Size.Width), v.stage.kit.InMM(a.Size.Height))
		}
		for _, b := range targets[i+1:] {
			if a.Overlaps(b.Rect) {
				v.t.Errorf("%q and %q overlap", a.Words, b.Words)
			}
		}
	}
}

func (v *visitor) shoot(path string) {
	v.t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		v.t.Fatal(err)
	}
	fyne.CurrentApp().Settings().SetTheme(v.stage.kit.Theme())
	c := software.NewCanvas()
	c.SetPadded(false)
	c.SetContent(v.stage.Root())
	c.Resize(v.stage.size)
	touchtest.Draw(v.t, c, path)
}
