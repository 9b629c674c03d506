package kiosk

import "time"

// A Worth is what a kiosk can say of a receipt by itself, without any network.
type Worth string

// The worths. The zero value is none of them.
const (
	WorthGenuine    Worth = "genuine"
	WorthRevoked    Worth = "revoked"    // signed by a key nobody may trust any more: its dates prove nothing
	WorthForged     Worth = "forged"     // not signed by a kiosk of this site
	WorthUnreadable Worth = "unreadable" // no receipt at all
)

// A Checked is what was found on a receipt. All but Worth is empty when it is
// forged or unreadable. Whether a number was called already, or its receipt used,
// only the center knows.
type Checked struct {
	Worth    Worth
	Meeting  bool   // of a meeting asked for: it has no number
	Number   string // B2-047
	Service  string // its letter
	Device   string // the kiosk that gave it
	IssuedAt time.Time
	Begins   time.Time // of an appointment; zero for what is none
}
