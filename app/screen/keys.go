package screen

import (
	"fyne.io/fyne/v2"

	"dongthap.vn/sen/app/keyboard"
)

// typing is a field that takes a real keyboard's keys.
type typing interface {
	TypedRune(rune)
	TypedKey(*fyne.KeyEvent)
	Mark() (undo func())
}

// keys is what real keys have done: those of a keyboard, a keypad or a scanner.
type keys struct {
	scanner  *keyboard.Scanner
	answered bool // the letter on its way has answered the idle question and writes nothing
}

func (s *Stage) newKeys() keys {
	return keys{scanner: &keyboard.Scanner{Now: s.Now, After: s.After, Mark: s.mark, Type: s.typeRune, OnScan: s.scanned}}
}

// TypedRune takes a letter of a real keyboard or a scanner.
func (s *Stage) TypedRune(r rune) { s.keys.scanner.TypedRune(r) }

// TypedKey takes a key without a letter: it answers the idle question, or goes
// to the field.
func (s *Stage) TypedKey(e *fyne.KeyEvent) {
	if s.keys.scanner.TypedKey(e) || s.answers() || s.page.typed == nil {
		return
	}
	s.page.typed.TypedKey(e)
	s.drawn()
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
	return s.page.typed.Mark()
}

// typeRune hands a letter to the field of the page.
func (s *Stage) typeRune(r rune) {
	answered := s.keys.answered
	s.keys.answered = false
	s.session.Touch(s.Now())
	if !answered && s.page.typed != nil {
		s.page.typed.TypedRune(r)
		s.drawn()
	}
}

// scanned hands a code to the page that waits for one; nobody else may see it.
func (s *Stage) scanned(text string) {
	s.session.Touch(s.Now())
	if s.page.scanned != nil {
		s.page.scanned(text)
	}
}
