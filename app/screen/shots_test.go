package screen

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/software"

	"dongthap.vn/sen/app/look"
	"dongthap.vn/sen/app/touch"
	"dongthap.vn/sen/app/touch/touchtest"
	"dongthap.vn/sen/assets/icons"
	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/voice"
)

var (
	shots = flag.String("shots", "", "folder to draw every screen into")
	only  = flag.String("only", "", "draw what has this in its name, such as «1280x800-vi-a++»")
)

// A scene is a screen in a state, and how a visitor comes to it.
type scene struct {
	name string
	play func(*visitor)
}

// scenes are the screens and states that are drawn and checked.
var scenes = slices.Concat(usual, seldom)

// usual is what most visits come by; seldom, in scenes_test.go, what else a screen may
// have to say.
var usual = []scene{
	{"01-home", func(*visitor) {}},
	{"01-home-voice", func(v *visitor) { v.voiced(); v.stage.Show() }},
	{"01-home-news", func(v *visitor) { v.announces() }},
	{"01-home-offline", func(v *visitor) { v.desk.SetOnline(false); v.stage.News() }},
	{"01-home-closed", func(v *visitor) { v.close() }},
	{"01-home-lunch", func(v *visitor) { v.keepHours(); v.moment(onMonday(12, 0)) }},
	{"01-home-ending", func(v *visitor) {
		v.keepHours()
		v.alter(func(s *kiosk.Site) { s.LastTicket = 15 })
		v.moment(onMonday(16, 50))
	}},
	{"01-home-weekend", func(v *visitor) { v.keepHours(); v.moment(onMonday(9, 0).AddDate(0, 0, 5)) }},
	{"01-home-shut-offline", func(v *visitor) { v.keepHours(); v.desk.SetOnline(false); v.moment(onMonday(18, 0)) }},
	{"01-home-scanned", func(v *visitor) { v.scans("8934563138165") }},
	{"02-find-popular", func(v *visitor) { v.open(kiosk.AtFind) }},
	{"02-find-typed", func(v *visitor) { v.search("mất căn c", false) }},
	{"02-find-listing", func(v *visitor) { v.search("khai sinh", true) }},
	{"02-find-nearest", func(v *visitor) { v.search("lãnh thổ", true) }},
	{"02-find-nothing", func(v *visitor) { v.search("xqzw", true) }},
	{"02-find-refused", func(v *visitor) { v.open(kiosk.AtFind); v.types("中") }},
	{"03-procedure", func(v *visitor) { v.look("1.004873") }},
	{"03-procedure-long", func(v *visitor) { v.look("1.013831") }},
	{"04-send", func(v *visitor) { v.look("1.004873"); v.open(kiosk.AtSend) }},
	{"04-send-offline", func(v *visitor) { v.desk.SetOnline(false); v.look("1.004873"); v.open(kiosk.AtSend) }},
	{"05-take", func(v *visitor) { v.open(kiosk.AtTake) }},
	{"05-take-paused", func(v *visitor) { v.rest(); v.open(kiosk.AtTake) }},
	{"05-take-closed", func(v *visitor) { v.open(kiosk.AtTake); v.close() }},
	{"05-take-priority", func(v *visitor) { v.stage.session.Class = kiosk.Disabled; v.open(kiosk.AtTake) }},
	{"05-take-full", func(v *visitor) { v.fill(); v.open(kiosk.AtTake) }},
	{"05-take-full-under-finger", func(v *visitor) { v.open(kiosk.AtTake); v.fill(); v.stage.takeTicket("B", "") }},
	{"05-take-shut-under-finger", func(v *visitor) {
		v.keepHours()
		v.open(kiosk.AtTake)
		v.now = onMonday(11, 30)
		v.stage.takeTicket("B", "")
	}},
	{"05-priority", func(v *visitor) { v.open(kiosk.AtTake); v.open(kiosk.AtPriority) }},
	{"05-arrive", func(v *visitor) { v.stage.session.Code = "4821"; v.open(kiosk.AtArrive) }},
	{"05-arrive-offline", func(v *visitor) { v.desk.SetOnline(false); v.open(kiosk.AtArrive) }},
	{"05-arrive-bad", func(v *visitor) { v.open(kiosk.AtArrive); v.stage.arriveTyped() }},
	{"05-arrival-early", func(v *visitor) { v.scans(v.booked(2 * time.Hour)) }},
	{"05-arrival-other-day", func(v *visitor) { v.scans(v.booked(48 * time.Hour)) }},
	{"05-arrival-past", func(v *visitor) { v.scans(v.booked(-48 * time.Hour)) }},
	{"05-arrival-again", func(v *visitor) { v.arrivesAt(kiosk.ArrivesAgain, 0) }},
	{"05-arrival-moved", func(v *visitor) { v.arrivesAt(kiosk.ArrivesMoved, 0) }},
	{"05-arrival-unknown", func(v *visitor) { v.open(kiosk.AtArrive); v.scans("8934567890123") }},
	{"05-book", func(v *visitor) { v.open(kiosk.AtBook) }},
	{"05-book-day", func(v *visitor) { v.bookedTo(kiosk.AtBookDay) }},
	{"05-book-time", func(v *visitor) { v.bookedTo(kiosk.AtBookTime) }},
	{"05-book-full", func(v *visitor) { v.center().left = nil; v.stage.session.BookService("B"); v.stage.askTimes(friday) }},
	{"05-book-offline", func(v *visitor) { v.open(kiosk.AtBook); v.stage.session.BookService("B"); v.stage.askTimes(friday) }},
	{"05-book-check", func(v *visitor) { v.bookedTo(kiosk.AtBookCheck) }},
	{"05-book-slip", func(v *visitor) { v.bookedTo(kiosk.AtBookSlip) }},
	{"06-ticket-appointed", func(v *visitor) { v.lines(); v.scans(v.booked(18 * time.Minute)) }},
	{"06-ticket-late", func(v *visitor) { v.lines(); v.scans(v.booked(-16 * time.Minute)) }},
	{"06-ticket", func(v *visitor) { v.issue("") }},
	{"06-ticket-paused", func(v *visitor) { v.rest(); v.stage.takeTicket("B", "") }},
	{"06-ticket-called", func(v *visitor) { v.issue("1.004873"); v.called(4) }},
	{"06-ticket-offline", func(v *visitor) { v.desk.SetOnline(false); v.issue("") }},
	{"06-ticket-too-late", func(v *visitor) { v.issue("1.004873"); v.moment(v.now.Add(61 * time.Second)); v.stage.cancelTicket() }},
	{"07-faces", func(v *visitor) { v.open(kiosk.AtFaces) }},
	{"07-faces-chosen", func(v *visitor) { v.stage.session.Feedback.Rating = 5; v.open(kiosk.AtFaces) }},
	{"07-reasons", func(v *visitor) { v.stage.session.Feedback.Reasons = []string{"guidance"}; v.open(kiosk.AtReasons) }},
	{"07-words", func(v *visitor) {
		v.stage.session.Feedback.Words = "Cán bộ hướng dẫn rất nhiệt tình"
		v.open(kiosk.AtWords)
	}},
	{"07-words-full", func(v *visitor) {
		v.stage.session.Feedback.Words = strings.Repeat("Cảm ơn ", 42) + "chị Ba"
		v.open(kiosk.AtWords)
		v.types("nhiều")
	}},
	{"07-reply", func(v *visitor) { v.stage.session.Feedback.Phone = "09"; v.open(kiosk.AtReply) }},
	{"07-thanks", func(v *visitor) { v.open(kiosk.AtThanks) }},
	{"08-meeting", func(v *visitor) { v.open(kiosk.AtMeeting) }},
	{"08-meeting-no-key", func(v *visitor) { v.publish(kiosk.DocKeys, []byte("{}")); v.open(kiosk.AtMeeting) }},
	{"08-meeting-none", func(v *visitor) {
		v.open(kiosk.AtMeeting)
		v.alter(func(s *kiosk.Site) { s.Meetings = nil })
		v.stage.Show()
	}},
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
	{"09-dossier-scanned", func(v *visitor) { v.open(kiosk.AtDossier); v.scans("B2-047 123456") }},
	{"09-dossier-refused", func(v *visitor) { v.open(kiosk.AtDossier); v.types("Đ") }},
	{"09-last", func(v *visitor) {
		v.stage.session.Code, v.stage.session.Last = "H20.16-230130-0012", "67"
		v.open(kiosk.AtDossierLast)
	}},
	{"09-answer", func(v *visitor) { v.stage.session.Answered(); v.stage.Show() }},
	{"09-receipt", func(v *visitor) { url := v.receipt(); v.scans(url) }},
	{"09-receipt-forged", func(v *visitor) { url := v.receipt(); v.scans(forge(url)) }},
	{"10-help", func(v *visitor) { v.help(false) }},
	{"10-help-seen", func(v *visitor) { v.help(true) }},
	{"10-help-told", func(v *visitor) { v.help(false); v.queue(kiosk.Queue{HelpTold: []string{v.stage.session.Help.ID}}) }},
	{"10-help-offline", func(v *visitor) { v.desk.SetOnline(false); v.help(false) }},
	{"11-amenities", func(v *visitor) { v.open(kiosk.AtAmenities) }},
	{"11-floor", func(v *visitor) { v.open(kiosk.AtFloor) }},
	{"11-scanned", func(v *visitor) { v.open(kiosk.AtAmenities); v.scans("B2-047 123456") }},
	{"12-idle", func(v *visitor) { v.open(kiosk.AtTake); v.wait(61) }},
	{"13-pin", func(v *visitor) { v.knock(7); v.types("4829") }},
	{"13-pin-wrong", func(v *visitor) { v.setPIN(); v.knock(7); v.enter("111112") }},
	{"13-pin-wait", func(v *visitor) { v.setPIN(); v.knock(7); v.guess(4) }},
	{"13-pin-none", func(v *visitor) { v.knock(7); v.enter("111112") }},
	{"13-staff", func(v *visitor) { v.staff() }},
	{"13-staff-offline", func(v *visitor) { v.desk.SetOnline(false); v.staff() }},
	{"13-staff-unwell", func(v *visitor) {
		v.staff()
		v.voiced()
		v.stage.healthy = Health{Version: "1.4.0", Stopped: true, Fault: true, Pending: 20_000, Voice: voice.NoSound}
		v.stage.Show()
	}},
	{"13-staff-replaced", func(v *visitor) { v.staff(); v.stage.healthy.Replaced = true; v.stage.Show() }},
	{"13-staff-not-kept", func(v *visitor) { v.voiced(); v.staff(); v.store.Close(); v.press(v.stage.t("staff.louder")) }},
	{"13-listen", func(v *visitor) { v.voiced(); v.staff(); v.press(v.stage.t("staff.hear")) }},
	{"13-check", func(v *visitor) { v.staff(); v.press(v.stage.t("checked.ask")) }},
	{"13-check-genuine", func(v *visitor) {
		url := v.receipt()
		v.staff()
		v.press(v.stage.t("checked.ask"))
		v.scans(url)
	}},
	{"13-check-unreadable", func(v *visitor) {
		v.staff()
		v.press(v.stage.t("checked.ask"))
		v.types("B2-047")
		v.press(v.stage.t("checked.check"))
	}},
	{"13-touch", func(v *visitor) { v.staff(); v.press(v.stage.t("staff.touch")) }},
	{"14-out-unregistered", func(v *visitor) { v.stage.Rest(unregistered) }},
	{"14-out-code", func(v *visitor) { v.stage.Rest(otherCode) }},
	{"14-out-store", func(v *visitor) { v.stage.Rest(noStore) }},
	{"14-out-waiting", func(v *visitor) { v.stage.Rest(waiting) }},
	{"14-out-sent-away", func(v *visitor) { v.stage.Rest(sentAway) }},
	{"14-out-fault", func(v *visitor) { v.stage.Rest(fault) }},
	{"14-out-crashed", func(v *visitor) { v.stage.Rest(crashed) }},
	{"error-slower", func(v *visitor) { v.open(kiosk.AtTake); v.slowly(); v.stage.takeTicket("B", ""); v.wait(6) }},
	{"error-slow", func(v *visitor) { v.open(kiosk.AtTake); v.slowly(); v.stage.takeTicket("B", ""); v.wait(2) }},
	{"error-disk-full", func(v *visitor) { v.open(kiosk.AtTake); v.stage.session.Fail("error.full"); v.stage.Show() }},
	{"error-store", func(v *visitor) { v.open(kiosk.AtTake); v.store.Close(); v.stage.takeTicket("B", "") }},
}

// voiced gives the stage a voice, unless it has one.
func (v *visitor) voiced() {
	if v.stage.Voice == nil {
		v.stage.Voice, v.stage.Volume = &ear{}, 3
	}
}

// onMonday is a time of the day the scenes play on.
func onMonday(hour, minute int) time.Time {
	return time.Date(2026, 11, 23, hour, minute, 0, 0, kiosk.VietnamTime)
}

// rest closes the counters of two lines for a while, one of each reason; a third
// line has a counter left.
func (v *visitor) rest() {
	v.alter(func(s *kiosk.Site) {
		s.Counters = []kiosk.Counter{{Number: 1, Services: []string{"A"}}, {Number: 2, Services: []string{"B"}}, {Number: 3, Services: []string{"A", "C"}}, {Number: 4, Services: []string{"C"}}}
	})
	v.queue(kiosk.Queue{Lines: []kiosk.Line{{Service: "A", Waiting: 3}, {Service: "B", Waiting: 1}, {Service: "C", Waiting: 2}},
		Paused: []kiosk.Paused{{Counter: 1, Reason: "lunch"}, {Counter: 2, Reason: "equipment"}, {Counter: 3, Reason: "meeting"}}})
}

// fill lets two lines give no more numbers today: one by its quota, one by its
// last hour.
func (v *visitor) fill() {
	v.alter(func(s *kiosk.Site) { s.Services[0].LastTicket, s.Services[1].Quota = 8*60, 1 })
	v.queue(kiosk.Queue{Lines: []kiosk.Line{{Service: "A", Issued: 3}, {Service: "B", Waiting: 1, Issued: 1}}})
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

// eases are all ways a visitor may read.
var eases = []struct {
	name  string
	ease  kiosk.Ease
	drawn bool // on the tablet in Vietnamese, also without -shots
}{
	{"a", kiosk.Ease{}, true},
	{"a+", kiosk.Ease{Size: kiosk.SizeAPlus}, false},
	{"a++", kiosk.Ease{Size: kiosk.SizeAPlusPlus}, false},
	{"a-contrast", kiosk.Ease{Contrast: true}, false},
	{"a+-contrast", kiosk.Ease{Size: kiosk.SizeAPlus, Contrast: true}, false},
	{"a++-contrast", kiosk.Ease{Size: kiosk.SizeAPlusPlus, Contrast: true}, true},
}

// TestShots lays out every scene in both languages, every size of letters and
// both sets of colours on every glass, without a display. With -shots all are
// drawn and kept, to be looked at; without, what is drawn is measured in each set
// of colours on the tablet alone.
func TestShots(t *testing.T) {
	for _, glass := range glasses {
		for _, scene := range scenes {
			t.Run(glass.name+"/"+scene.name, func(t *testing.T) {
				v := newVisitor(t, glass.screen)
				v.lines()
				scene.play(v)
				for _, lang := range []kiosk.Lang{kiosk.Vietnamese, kiosk.English} {
					for _, e := range eases {
						v.eased(lang, e.ease)
						what := fmt.Sprintf("%s %s", lang, e.name)
						v.holds(what)
						name := fmt.Sprintf("%s-%s-%s-%s.png", scene.name, glass.name, lang, e.name)
						if *shots != "" && strings.Contains(name, *only) || *shots == "" && e.drawn && glass.screen == touchtest.Tablet && lang == kiosk.Vietnamese {
							v.drawn(what, name)
						}
					}
				}
			})
		}
	}
}

// unworded is a key that no sentence was found for, also amid others.
var unworded = regexp.MustCompile(`\[[a-z_]+\.[a-z0-9_]+\]`)

// holds checks what every drawn screen must keep: nothing cut, no words
// missing, targets big enough for a finger and apart from each other.
func (v *visitor) holds(what string) {
	v.t.Helper()
	root := v.stage.Root()
	for _, bad := range slices.Concat(cut(root), ill(root, v.stage.kit), v.untried(), pushed(root, v.stage.kit)) {
		v.t.Errorf("%s: %s", what, bad)
	}
	for _, s := range v.stage.Sentences() {
		if unworded.MatchString(s) {
			v.t.Errorf("%s: no words for %s", what, s)
		}
	}
	v.useTheGlass(what)
}

// cut lists the lines that cannot be read whole.
func cut(root fyne.CanvasObject) (bad []string) {
	for _, text := range touch.Texts(root) {
		if text.Cut {
			bad = append(bad, fmt.Sprintf("cut: %q at %v in %v", text.Words, text.Place, text.Room))
		}
	}
	return bad
}

// ill lists the targets a finger cannot tell apart or hit, or that say nothing.
func ill(root fyne.CanvasObject, k touch.Kit) (bad []string) {
	targets := touch.Targets(root)
	least := k.MM(look.TouchLeast) - 1
	for i, a := range targets {
		if a.Words == "" {
			bad = append(bad, fmt.Sprintf("a target at %v says nothing", a.Rect))
		}
		if !a.Clipped && (a.Size.Width < least || a.Size.Height < least) {
			bad = append(bad, fmt.Sprintf("%q is %.1f × %.1f mm", a.Words, k.InMM(a.Size.Width), k.InMM(a.Size.Height)))
		}
		for _, b := range targets[i+1:] {
			if a.Overlaps(b.Rect) {
				bad = append(bad, fmt.Sprintf("%q and %q overlap", a.Words, b.Words))
			}
		}
	}
	return bad
}

// The control: one planted fault of each kind is found, on every glass and for
// every way to read.
func TestControlCutWordsAndSmallTargetsAreFound(t *testing.T) {
	for _, g := range glasses {
		v := newVisitor(t, g.screen)
		for _, e := range eases {
			v.eased(kiosk.Vietnamese, e.ease)
			k := v.stage.kit
			button := func() fyne.CanvasObject { return k.Button(touch.Plain, "", "Quay lại", func() {}) }
			for fault, planted := range map[string]fyne.CanvasObject{
				"cut":     touch.Column(0, touch.Fixed(0, k.MM(4), k.Text(look.Title, "Bạn cần làm gì hôm nay?"))),
				"mm":      touch.Column(0, touch.Fixed(0, k.MM(12), button())),
				"overlap": touch.Column(-k.MM(2), button(), button()),
				"nothing": touch.Column(0, k.Arrow(icons.Check, "", func() {})),
				"Adm":     touch.Column(0, touch.Across(0, touch.Fixed(k.MM(14), 0, k.Text(look.Small, "Administratively")), touch.Grow(1, nil))),
				"":        touch.Column(k.MM(look.Gap), button(), button()),
			} {
				root := touch.Screen(planted)
				root.Resize(v.stage.size)
				bad := strings.Join(append(cut(root), ill(root, k)...), "\n")
				if fault == "" && bad != "" || !strings.Contains(bad, fault) {
					t.Errorf("%s %s: planted %q, found %q", g.name, e.name, fault, bad)
				}
			}
		}
	}
	fmt.Println("control: a line without room, a word that is parted, a target of 12 mm, two that overlap, one without words -> caught by TestShots")
}

// eased draws the scene for a visitor who reads so.
func (v *visitor) eased(lang kiosk.Lang, e kiosk.Ease) {
	v.stage.session.Lang, v.stage.session.Ease = lang, e
	v.stage.Show()
}

// drawn measures the contrast of what is really drawn, and keeps it with -shots.
func (v *visitor) drawn(what, name string) {
	v.t.Helper()
	picture := v.canvas().Capture()
	for _, bad := range pale(v.stage.Root(), v.stage.kit, picture) {
		v.t.Errorf("%s: %s", what, bad)
	}
	if *shots == "" {
		return
	}
	if err := os.MkdirAll(*shots, 0o755); err != nil {
		v.t.Fatal(err)
	}
	touchtest.Keep(v.t, picture, filepath.Join(*shots, name))
}

func (v *visitor) canvas() fyne.Canvas {
	light := v.stage.kit.In(look.Light)
	touchtest.Wear(light.Theme())
	c := software.NewCanvas()
	c.SetPadded(false)
	c.SetContent(v.stage.Root())
	c.Resize(v.stage.size)
	return c
}
