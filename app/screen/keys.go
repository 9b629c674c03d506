package screen

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"dongthap.vn/sen/app/keyboard"
	"dongthap.vn/sen/app/touch"
)

// typing is a field that takes a real keyboard's keys.
type typing interface {
	fyne.CanvasObject
	TypedRune(rune)
	TypedKey(*fyne.KeyEvent)
	Most() int // runes it takes
	Mark() keyboard.Mark
	Restore(keyboard.Mark)
}

// keys is what real keys have done: those of a keyboard, a keypad or a scanner.
type keys struct {
	scanner   *keyboard.Scanner
	answered  bool      // the letter on its way has answered the idle question and writes nothing
	scannedAt time.Time // a code last; zero for none since the start
	told      bool      // KeyDown tells of keys, so it is known which of them are held
	struck    bool      // Enter came down and has not pressed anything yet
	pressing  bool      // what is happening was pressed by a key, not by a finger
}

// The keys of speech. Keypads with a headphone socket can be made to send them.
const (
	listenKey  = fyne.KeyF1
	againKey   = fyne.KeyF2
	quieterKey = fyne.KeyF3
	louderKey  = fyne.KeyF4
)

var ways = map[fyne.KeyName]touch.Way{fyne.KeyUp: touch.Up, fyne.KeyDown: touch.Down, fyne.KeyLeft: touch.Left, fyne.KeyRight: touch.Right}

func (s *Stage) newKeys() keys {
	return keys{scanner: &keyboard.Scanner{Now: s.Now, After: s.After, Mark: s.mark, Type: s.typeRune, OnScan: s.scanned}}
}

// TypedRune takes a letter of a real keyboard or a scanner.
func (s *Stage) TypedRune(r rune) { s.keys.scanner.TypedRune(r) }

// KeyDown is told when a key comes down, not again while it is held. The window
// keeps Tab to itself, so Tab is taken here.
func (s *Stage) KeyDown(e *fyne.KeyEvent) {
	s.keys.told = true
	switch e.Name {
	case fyne.KeyReturn, fyne.KeyEnter:
		s.keys.struck = true
	case fyne.KeyTab:
		s.TypedKey(e)
	}
}

// silent are the keys without a letter that mean something here.
var silent = map[fyne.KeyName]bool{
	fyne.KeyUp: true, fyne.KeyDown: true, fyne.KeyLeft: true, fyne.KeyRight: true, fyne.KeyHome: true, fyne.KeyEnd: true,
	fyne.KeyTab: true, fyne.KeyReturn: true, fyne.KeyEnter: true, fyne.KeyEscape: true, fyne.KeyBackspace: true, fyne.KeyDelete: true,
	listenKey: true, againKey: true, quieterKey: true, louderKey: true,
}

// TypedKey takes a key without a letter. The window tells also of those with
// one, before TypedRune does, and of Shift: they are left alone. While the
// question stands any key answers it, unless it goes from one answer to the other.
func (s *Stage) TypedKey(e *fyne.KeyEvent) {
	if !silent[e.Name] {
		return
	}
	held := s.held(e.Name)
	if s.keys.scanner.TypedKey(e) || held {
		return
	}
	_, asked := s.session.Asking(s.Now())
	if asked && (s.focus.at == nil || !navigates(e.Name)) {
		s.answers()
		return
	}
	if !asked {
		s.session.Touch(s.Now())
	}
	s.keys.pressing = true
	s.key(e)
	s.keys.pressing = false
}

// held reports whether Enter is still down from before: held for long it would
// press what the next screen shows in the same place.
func (s *Stage) held(key fyne.KeyName) bool {
	if !enters(key) {
		return false
	}
	held := s.keys.told && !s.keys.struck
	s.keys.struck = false
	return held
}

func enters(key fyne.KeyName) bool { return key == fyne.KeyReturn || key == fyne.KeyEnter }

// navigates tells the keys that go from thing to thing and press them.
func navigates(key fyne.KeyName) bool {
	_, arrow := ways[key]
	return arrow || key == fyne.KeyTab || enters(key)
}

// key does what a key says: the arrows, Tab, OK (Enter) and Back (Escape) of a
// keypad move from thing to thing and press them, others go to the field, and so
// do Left, Right and Enter while it is the field one is in.
func (s *Stage) key(e *fyne.KeyEvent) {
	inField := s.page.typed != nil && (s.focus.at == nil || s.inField())
	way, arrow := ways[e.Name]
	aside := arrow && (way == touch.Left || way == touch.Right)
	switch {
	case s.speechKey(e.Name):
	case e.Name == fyne.KeyEscape:
		s.back()
	case e.Name == fyne.KeyTab:
		s.tab(backwards())
	case inField && (aside || enters(e.Name)):
		s.page.typed.TypedKey(e)
		s.drawn()
	case arrow:
		s.move(way)
	case enters(e.Name):
		s.enter()
	case s.page.typed != nil:
		s.page.typed.TypedKey(e)
		s.drawn()
	}
}

// backwards reports whether Shift is held with Tab.
func backwards() bool {
	d, ok := fyne.CurrentApp().Driver().(desktop.Driver)
	return ok && d.CurrentKeyModifiers()&fyne.KeyModifierShift != 0
}

// answers notes that a person is here, and reports whether that answered the
// idle question.
func (s *Stage) answers() bool {
	_, asked := s.session.Asking(s.Now())
	s.session.Touch(s.Now())
	if asked {
		s.Show()
	}
	return asked
}

// mark remembers the field before the first letter of a burst. A letter that
// answers the idle question writes nothing under it.
func (s *Stage) mark() (undo func()) {
	s.keys.answered = s.answers()
	if s.page.typed == nil {
		return nil
	}
	page, was := s.page.name, s.page.typed.Mark()
	return func() {
		if s.page.typed != nil && s.page.name == page { // it may have been drawn anew
			s.page.typed.Restore(was)
		}
	}
}

// typeRune hands a letter to the field of the page; the ring follows it there.
func (s *Stage) typeRune(r rune) {
	answered := s.keys.answered
	s.keys.answered = false
	s.session.Touch(s.Now())
	if answered || s.page.typed == nil {
		return
	}
	if s.focus.at != nil && !s.inField() {
		s.focusStart()
	}
	s.page.typed.TypedRune(r)
	s.drawn()
}

// scanned hands a code to the page that waits for one; nobody else may see it.
// Where none is waited for, that is said.
func (s *Stage) scanned(text string) {
	s.session.Touch(s.Now())
	s.keys.scannedAt = s.Now()
	s.tellField("") // what the field said of the code's letters
	if s.page.scanned != nil {
		s.page.scanned(text)
		return
	}
	if !s.page.bare && s.session.Notice == "" {
		s.session.Notice = "scan.not_here"
		s.Show()
	}
}
