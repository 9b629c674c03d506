package kiosk

import (
	"errors"
	"fmt"
	"time"
)

// ErrWrongPIN tells that the PIN of the staff screen was wrong; ErrNoPIN, that
// this kiosk has none yet.
var (
	ErrWrongPIN = errors.New("wrong PIN")
	ErrNoPIN    = errors.New("no PIN was set")
)

// A StaffAct is what was done, or tried, on the staff screen.
type StaffAct string

// The acts.
const (
	StaffOpened    StaffAct = "opened"    // by the right PIN
	StaffRefused   StaffAct = "refused"   // by a wrong one
	StaffRestarted StaffAct = "restarted" // the program
	StaffLeft      StaffAct = "left"      // the program was ended
)

// StaffActs lists them.
var StaffActs = []StaffAct{StaffOpened, StaffRefused, StaffRestarted, StaffLeft}

// StaffActed is the body of a staff.acted event. It names nobody: a PIN is a
// key of the house, not a person's.
type StaffActed struct {
	Act      StaffAct `json:"act"`
	Failures int      `json:"failures,omitempty"` // wrong PINs in a row up to now
}

// PINTries counts wrong PINs in a row. The zero value has none.
type PINTries struct {
	Failures int
	LastAt   time.Time
}

// The first wrong PINs are a finger that slipped; from then on each costs twice
// the wait of the one before.
const (
	freePINTries = 3
	firstPINWait = 30 * time.Second
	mostPINWait  = time.Hour
)

// PINWait is how long the staff screen stays shut after so many wrong PINs in a
// row: nothing, nothing, 30 s, 1 min, 2 min … at most an hour.
func PINWait(failures int) time.Duration {
	if failures < freePINTries {
		return 0
	}
	wait := firstPINWait
	for range failures - freePINTries {
		if wait *= 2; wait >= mostPINWait {
			return mostPINWait
		}
	}
	return wait
}

// Left is how long the next PIN is still refused. A clock that was put back makes
// nobody wait longer than the whole wait, nor shorter.
func (t PINTries) Left(now time.Time) time.Duration {
	wait := PINWait(t.Failures)
	return min(wait, max(0, wait-now.Sub(t.LastAt)))
}

// Begin counts a try as failed before anybody looks at the PIN, so that pulling
// the plug in between gives none for nothing. It refuses with a *TooSoonError.
func (t PINTries) Begin(now time.Time) (PINTries, error) {
	if left := t.Left(now); left > 0 {
		return t, &TooSoonError{Left: left}
	}
	return PINTries{Failures: t.Failures + 1, LastAt: now}, nil
}

// A TooSoonError refuses a try that came before the wait was over.
type TooSoonError struct{ Left time.Duration }

// Error says how long the wait still is.
func (e *TooSoonError) Error() string {
	return fmt.Sprintf("too many tries: %s to wait", e.Left.Round(time.Second))
}
