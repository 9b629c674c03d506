package keyboard

import (
	"time"

	"fyne.io/fyne/v2"
)

// What a scanner's keys are like: at least scanLeast of them before its Enter,
// scanPace apart on average. The quickest hands strike a key each 60 ms and never
// so many in a row; a scanner takes 2 to 20 ms, and the shortest code Sen gives
// has 8 letters. A frame being drawn may part two keys of a burst by scanGap.
const (
	scanPace  = 30 * time.Millisecond
	scanGap   = 150 * time.Millisecond
	scanLeast = 8
)

// A Scanner tells a barcode scanner, which is a keyboard to the system (a
// «keyboard wedge»), from a person by its speed: many keys in one burst and
// Enter right behind them. Every key goes through it first.
//
// A letter is passed on at once, so nobody who types waits. When a burst turns
// out to be a scan, the field is put back to what it was before, and the Enter
// presses nothing. What was scanned may be an identity card: it is handed to
// OnScan, never logged, and forgotten.
//
// The scanner must end a code with Enter, as it does from the factory. One that
// does not is taken for a person.
type Scanner struct {
	Now    func() time.Time
	After  func(d time.Duration, f func()) (stop func()) // as touch.Kit's; nil holds no letter back
	Mark   func() (undo func())                          // remembers what is in the field; undo may be nil
	Type   func(rune)                                    // a letter for the field
	OnScan func(text string)

	run   []rune        // of the burst
	held  int           // of its letters, those the field has not got yet
	waits time.Duration // between its keys, all together; the time it took to deal with them is not the hand's
	end   time.Time     // when the last key had been dealt with
	undo  func()
	stop  func() // of the timer that ends a burst
	done  bool   // the burst was a scan: a second sign of its end means nothing
}

// TypedRune takes a letter. From the moment a burst is as long and as quick as a
// code the letters are held back until it ends: a field that searches at every
// letter would take seconds for them.
func (s *Scanner) TypedRune(r rune) {
	if gap := s.Now().Sub(s.end); len(s.run) == 0 || gap > scanGap || gap > scanPace && !s.quick() {
		s.Rest() // what a hand typed before is no part of a code
		s.undo = s.Mark()
	} else {
		s.waits += gap
	}
	s.run = append(s.run, r)
	s.held++
	if s.After != nil && len(s.run) > scanLeast && s.quick() {
		s.wait()
	} else {
		s.release()
	}
	s.end = s.Now()
}

// soon reports whether a key now belongs to the burst.
func (s *Scanner) soon() bool { return s.Now().Sub(s.end) <= scanGap }

// quick reports whether no hand strikes the keys of the burst so quickly.
func (s *Scanner) quick() bool { return s.waits <= scanPace*time.Duration(len(s.run)) }

// TypedKey takes a key without a letter and reports whether it was the
// scanner's: then it is to do nothing else.
func (s *Scanner) TypedKey(e *fyne.KeyEvent) (scanned bool) {
	ends := e.Name == fyne.KeyReturn || e.Name == fyne.KeyEnter || e.Name == fyne.KeyTab
	if ends && s.soon() {
		s.waits += s.Now().Sub(s.end)
		switch {
		case s.done:
			return true
		case len(s.run) >= scanLeast && s.quick():
			s.scanned()
			return true
		}
	}
	s.Rest()
	return false
}

// Rest says that the burst is over: what was held back is typed and all of it
// forgotten.
func (s *Scanner) Rest() {
	s.release()
	clear(s.run)
	s.forget()
}

// release types what was held back.
func (s *Scanner) release() {
	rest := s.run[len(s.run)-s.held:]
	s.held = 0
	for _, r := range rest {
		s.Type(r)
	}
}

// Stale is Rest, unless the burst may still go on.
func (s *Scanner) Stale() {
	if !s.soon() {
		s.Rest()
	}
}

func (s *Scanner) scanned() {
	text, undo := string(s.run), s.undo
	clear(s.run)
	s.forget()
	s.done, s.end = true, s.Now()
	if undo != nil {
		undo()
	}
	s.OnScan(text)
}

func (s *Scanner) forget() {
	if s.stop != nil {
		s.stop()
	}
	s.run, s.held, s.waits, s.undo, s.stop, s.done = nil, 0, 0, nil, nil, false
}

// wait lets the burst end by itself, well after its last letter.
func (s *Scanner) wait() {
	if s.stop != nil {
		s.stop()
	}
	s.stop = s.After(scanGap, s.Rest)
}
