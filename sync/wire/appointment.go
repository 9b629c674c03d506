package wire

import "dongthap.vn/sen/kiosk"

// Appointments are what a kiosk cannot know by itself, so it asks; what it records
// needs no answer.

// A Find asks for the appointment that 8 digits stand for: somebody who noted them
// stands at the kiosk.
type Find struct {
	Code string `json:"code"`
}

// Found is its signed code, which the kiosk verifies as if it had been scanned. It
// answers a Book too.
type Found struct {
	Appointment string `json:"appointment"`
	Code        string `json:"code,omitempty"` // the 8 digits of what was just booked
}

// AskTimes asks for the times of a service on a day.
type AskTimes struct {
	Service string     `json:"service"`
	Day     kiosk.Date `json:"day"`
}

// Times are those that may be booked now.
type Times struct {
	Times []TimeLeft `json:"times"`
}

// TimeLeft is a time and how many more may book it.
type TimeLeft struct {
	From kiosk.Clock `json:"from"`
	Left int         `json:"left"`
}

// A Book asks for a place of a time. The same form books once, also when its answer
// was lost.
type Book struct {
	Service string      `json:"service"`
	Day     kiosk.Date  `json:"day"`
	From    kiosk.Clock `json:"from"`
	Lang    kiosk.Lang  `json:"lang"`
	Form    string      `json:"form"` // 32 hex digits, drawn by the kiosk
}

// Codes of a Refusal.
const (
	CodeUnknown = "unknown" // 404: the digits stand for nothing
	CodeTaken   = "taken"   // 409: the time has no place left, or cannot be booked
)
