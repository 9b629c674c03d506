package kiosk

import "time"

// HelpRepeats is how soon a visitor may call again when nobody has come.
const HelpRepeats = 60 * time.Second

// A HelpCall is a citizen at a kiosk who wants a person.
type HelpCall struct {
	ID       string // the id of the event that tells of it
	CalledAt time.Time
}

// HelpCalled is the body of a help.called event.
type HelpCalled struct {
	Screen string `json:"screen"` // where the visitor was, to prepare the helper
	Lang   Lang   `json:"lang"`
}

// HelpCancelled is the body of a help.cancelled event.
type HelpCancelled struct {
	Help string `json:"help"` // id of the help.called event
}
