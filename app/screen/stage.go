// Package screen draws the kiosk, one file a screen, from a kiosk.Session.
//
// The Stage swaps screens, lets time pass, and carries what a visitor wants to
// the desk off the UI goroutine. It promises that nothing is drawn before the
// desk has stored it, and that an answer for a visitor who has left is dropped.
// Screens hold no rule and no state but what is being typed.
package screen

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"fyne.io/fyne/v2"

	"dongthap.vn/sen/app/look"
	"dongthap.vn/sen/app/touch"
	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/desk"
	"dongthap.vn/sen/kiosk/telex"
	"dongthap.vn/sen/kiosk/words"
)

// Config is what a Stage needs.
type Config struct {
	Desk   *desk.Desk // nil until Serve: the kiosk is out of service
	Book   *words.Book
	Idle   kiosk.Idle
	Ease   kiosk.Ease   // every visit begins with
	Glass  look.Screen  // Inches and Reading; the pixels come from the window
	Typing telex.Method // of letters typed in Vietnamese
	Now    func() time.Time
	After  func(d time.Duration, f func()) (stop func()) // on the UI goroutine; see touch.Kit
	Away   func(work func(), then func())                // work off the UI goroutine, then on it
	Soon   func(f func())                                // on the UI goroutine, after the keys that wait there and before a frame; nil is at once
	Log    *slog.Logger
	Drawn  func() // called after every drawing; may be nil
	Left   func() // called when a visitor has left: clears what the machine keeps outside; may be nil

	Voice  Voice  // nil: nothing is read aloud
	Volume int    // 1 to kiosk.Loudest, at the beginning of a visit
	Upkeep Upkeep // of the staff screen
}

// Stage shows one screen at a time. All its methods belong to the UI goroutine.
type Stage struct {
	Config
	session *kiosk.Session
	kit     touch.Kit
	eased   kiosk.Ease // what kit is made for
	root    *fyne.Container
	page    page
	frame   frame
	size    fyne.Size
	screen  kiosk.Screen // what page shows
	draws   map[kiosk.Screen]func() page
	trouble Trouble   // while Desk is nil
	begun   time.Time // when the work under way was
	visit   int       // the session's generation that was drawn last
	asked   func()    // what soon was asked for last, or nil
	late    bool      // there was news while a finger was on something
	shows   int       // how often a page was drawn
	keys    keys
	focus   focus
	speech  speech
	healthy Health             // when the staff screen was opened
	offered []desk.OfferedSlot // times of the day that is being booked, as the center told
}

// New returns a stage at Home. It draws when Resize first tells its size.
func New(c Config) *Stage {
	s := &Stage{Config: c, session: kiosk.NewSession(c.Idle, c.Now()), screen: -1}
	s.keys, s.draws = s.newKeys(), s.screens()
	s.session.Usually(c.Ease, c.Now())
	s.loud()
	s.root = &fyne.Container{Layout: glass{s}}
	return s
}

// Root is the one object of the window.
func (s *Stage) Root() fyne.CanvasObject { return s.root }

// Session is the visit being drawn, for tests.
func (s *Stage) Session() *kiosk.Session { return s.session }

// Name is the screen that is drawn, as tests and help calls name it.
func (s *Stage) Name() string { return s.page.name }

// Sentences is everything the screen says, thing by thing, in the order drawn.
func (s *Stage) Sentences() []string {
	var list []string
	touch.Walk(s.root, func(n touch.Node) {
		if says, ok := n.Object.(interface{ Words() string }); ok && says.Words() != "" {
			list = append(list, says.Words())
		}
	})
	return list
}

// glass is the layout of the root: it asks for no room, so that no content
// pushes the window beyond the glass, and tells the stage its size.
type glass struct{ stage *Stage }

func (g glass) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.Size{} }

func (g glass) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	if size != g.stage.size {
		g.stage.resize(size)
		return
	}
	for _, o := range objects {
		o.Resize(size)
	}
}

// resize makes everything anew for another size of the window.
func (s *Stage) resize(size fyne.Size) {
	pixels := s.Glass
	pixels.Width, pixels.Height = size.Width, size.Height
	l, err := look.New(pixels)
	if err != nil {
		return // a window being opened can be one pixel wide for a moment
	}
	s.size, s.eased = size, kiosk.Ease{}
	s.use(l)
	s.Show()
}

func (s *Stage) use(l look.Look) {
	s.kit = touch.New(l, s.Now)
	s.kit.After = s.After
}

// ease makes the kit anew when a visitor, or the end of the visit, changed how
// everything is drawn.
func (s *Stage) ease() {
	if s.eased != s.session.Ease {
		s.eased = s.session.Ease
		s.use(eased(s.kit.Look, s.eased))
	}
}

// page is one screen between header and footer.
type page struct {
	name  string
	head  fyne.CanvasObject // what it is about, or nil
	body  fyne.CanvasObject
	foot  []fyne.CanvasObject // at the left, after Home and Back
	main  fyne.CanvasObject   // the primary action at the far right, or nil
	home  bool                // no Home and Back: this is Home, or it ends by itself
	typed typing              // takes real keys, or nil
	bare  bool                // takes the whole glass: header and footer are its own
	pages bool                // its body fits itself into any height
	notes bool                // its body shows the notice
	full  bool                // takes the footer's room too: it has its own way back and to help
	first fyne.CanvasObject   // where the keys begin, or nil
	tick  func()              // each second
	news  func()              // the queue or the link changed; nil draws the page anew

	scanned func(text string) // a code was scanned; nil drops it
}

// Show draws the session's screen anew.
func (s *Stage) Show() {
	if s.size.IsZero() {
		return
	}
	if g := s.session.Generation(); g != s.visit {
		s.visit = g
		if s.Left != nil {
			s.Left()
		}
	}
	s.ease()
	s.screen = s.session.Screen
	s.shows++
	s.page = s.draw()
	touch.Forget(s.frame.root)
	s.frame = s.framed(s.page)
	s.root.Objects = []fyne.CanvasObject{s.frame.root}
	s.frame.root.Resize(s.size)
	s.refocus()
	s.root.Refresh()
	s.tell()
	s.drawn()
}

func (s *Stage) drawn() {
	if s.Drawn != nil {
		s.Drawn()
	}
}

// draw chooses the screen.
func (s *Stage) draw() page {
	if s.Desk == nil {
		return s.outOfService()
	}
	if _, asking := s.session.Asking(s.Now()); asking {
		return s.question()
	}
	if draw, known := s.draws[s.session.Screen]; known {
		return draw()
	}
	return s.home()
}

// Tick lets a second pass.
func (s *Stage) Tick() {
	if s.size.IsZero() || s.kit.Held() {
		return
	}
	if s.late {
		s.News()
	}
	s.keys.scanner.Stale()
	s.listens()
	if slow := s.slowly(); s.session.Busy && slow != s.session.Notice {
		s.session.Notice = slow
		s.Show()
	}
	_, asked := s.session.Asking(s.Now())
	changed := s.session.Tick(s.Now())
	_, asking := s.session.Asking(s.Now())
	switch {
	case s.session.Screen != s.screen, asked != asking, changed && s.page.tick == nil:
		s.Show()
		return
	}
	s.frame.tick()
	if s.page.tick != nil {
		s.page.tick()
	}
}

// How long what is being stored may take: until then nothing is said, and then it is
// only asked for patience.
const (
	unsaid  = time.Second
	patient = 4 * time.Second
)

// slowly is what to say while something is being stored: where a person is found, once
// that takes long.
func (s *Stage) slowly() string {
	switch took := s.Now().Sub(s.begun); {
	case took > patient:
		return "error.slower"
	case took > unsaid:
		return "error.slow"
	}
	return ""
}

// News is told when a document was swapped, a ticket changed the lines or the
// link to the center changed. While something is being stored its answer is
// about to draw the page, and drawing it twice would keep the visitor waiting.
// While a finger is on something news waits for the next second, or its press
// would be lost.
func (s *Stage) News() {
	if s.size.IsZero() {
		return
	}
	if s.late = s.kit.Held(); s.late {
		return
	}
	s.session.Acknowledged(s.Desk.HelpSeen())
	if s.session.Busy {
		return
	}
	s.frame.tick()
	if s.page.news == nil {
		s.Show()
		return
	}
	s.page.news()
	s.drawn()
}

// touched notes that a person is here. Every press comes through it.
func (s *Stage) touched(act func()) func() {
	return func() {
		s.session.Touch(s.Now())
		s.fingered()
		act()
	}
}

// goes returns an action that changes the visit and draws it.
func (s *Stage) goes(act func()) func() {
	return s.touched(func() {
		act()
		s.Show()
	})
}

// opens returns an action that goes on to a screen.
func (s *Stage) opens(to kiosk.Screen) func() {
	return s.goes(func() { s.session.Open(to) })
}

// stores runs work off the UI goroutine, once at a time, and then shows what
// became of it: done on success, a sentence otherwise. An answer for a visitor
// who has left changes nothing.
func (s *Stage) stores(work func(context.Context) error, done func()) {
	if !s.session.Begin() {
		return
	}
	s.begun = s.Now()
	visit := s.session.Generation()
	var err error
	s.Away(func() { err = work(context.Background()) }, func() {
		if s.session.Generation() != visit {
			return
		}
		s.session.Notice = ""
		if err != nil {
			s.failed(err)
		} else {
			done()
		}
		s.Show()
	})
}

// failed says why something was not done. A refusal is no fault and in no log.
func (s *Stage) failed(err error) {
	var no refused
	if !errors.As(err, &no) {
		s.Log.Error("not stored", "screen", s.page.name, "err", err)
		s.session.Fail(notice(err))
		return
	}
	var soon *kiosk.TooSoonError
	wait := time.Duration(0)
	if errors.As(err, &soon) {
		wait = soon.Left
	}
	s.session.RefuseStaff(notice(err), wait)
}

// soon does work once the keys that wait have been taken. Of what is asked for
// until then only the last is done: a thousand keys a second, each followed by
// all it changes, would hold up the drawing.
func (s *Stage) soon(work func()) {
	if s.Soon == nil {
		work()
		return
	}
	if s.asked == nil {
		s.Soon(func() {
			last := s.asked
			s.asked = nil
			last()
			s.drawn()
		})
	}
	s.asked = work
}

// words are those of the visitor's language.
func (s *Stage) words() *words.Words { return s.Book.In(s.session.Lang) }

// t is a sentence in the visitor's language.
func (s *Stage) t(key string, args ...words.Args) string { return s.words().T(key, args...) }

// mm is millimetres in canvas units.
func (s *Stage) mm(mm float32) float32 { return s.kit.MM(mm) }

// local is now on the site's clock.
func (s *Stage) local() time.Time { return s.siteTime(s.Now()) }

// siteTime is a moment on the site's clock.
func (s *Stage) siteTime(at time.Time) time.Time {
	zone, err := s.Desk.Site().Zone()
	if err != nil {
		zone = kiosk.VietnamTime
	}
	return at.In(zone)
}
