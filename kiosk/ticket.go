package kiosk

import (
	"fmt"
	"regexp"
	"time"
)

// CancelWithin is how long after its issue a visitor may cancel a ticket.
const CancelWithin = 60 * time.Second

// A Ticket is a place in a line.
type Ticket struct {
	ID        string    // the id of the event that tells of it
	Seq       int64     // that event's sequence number
	Number    string    // B2-047
	Service   string    // the letter
	Procedure string    // national code, or "" when none was chosen
	Day       Date      // the business day the number counts in
	N         int       // 47: the count of (kiosk, service, day)
	IssuedAt  time.Time // the kiosk's clock
	ReceiptID [10]byte  // random: what a receipt cannot be guessed from
	Cancelled bool

	// Promised is what the visitor was told at its issue, nil when no time was. It
	// is in the event, and of a ticket read again it is nil.
	Promised *Wait

	// AppointedAt is when its holder has an appointment, zero for none; of a ticket
	// read again it is zero.
	AppointedAt time.Time
}

// TicketIssued is the body of a ticket.issued event.
type TicketIssued struct {
	Number    string `json:"number"`
	Service   string `json:"service"`
	Procedure string `json:"procedure,omitempty"`
	Day       Date   `json:"day"`
	N         int    `json:"n"`
	ReceiptID string `json:"receipt_id"` // 20 hex digits
	Lang      Lang   `json:"lang"`
	// Added later: an older kiosk leaves them out, an older center does not read them.
	Class       Class      `json:"class,omitempty"`        // as the visitor said, without any proof
	Promised    *Wait      `json:"promised,omitempty"`     // what the visitor was told, nil when no time was
	AppointedAt *time.Time `json:"appointed_at,omitempty"` // of the appointment the ticket was taken for
	Appointment string     `json:"appointment,omitempty"`  // its id, 20 hex digits
}

// TicketCancelled is the body of a ticket.cancelled event.
type TicketCancelled struct {
	Ticket string `json:"ticket"` // id of the ticket.issued event
}

// FormatNumber writes what is shown, printed and called. Service and kiosk
// code together make it unique without coordination between kiosks.
func FormatNumber(service, kioskCode string, n int) string {
	return fmt.Sprintf("%s%s-%03d", service, kioskCode, n)
}

var numberForm = regexp.MustCompile(`^[A-Z][0-9]{1,2}-[0-9]{3,5}$`)

// ValidNumber reports whether s has the form of a ticket number.
func ValidNumber(s string) bool { return numberForm.MatchString(s) }

// Cancellable reports whether the visitor may still take the ticket back.
func (t Ticket) Cancellable(now time.Time) bool {
	return !t.Cancelled && now.Sub(t.IssuedAt) < CancelWithin
}
