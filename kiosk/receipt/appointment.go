package receipt

import (
	"crypto/ed25519"
	"encoding/hex"
	"fmt"
	"time"

	"dongthap.vn/sen/kiosk"
)

// The center signs appointments itself, with its publication key, which every
// kiosk knows from its first day: so a kiosk can tell a booked time from an
// invented one while nothing reaches the center. The context of the signature
// keeps a receipt from ever being a document.

// SignAppointment writes the code of an appointment.
func SignAppointment(key ed25519.PrivateKey, a kiosk.Appointment) (string, error) {
	r := Receipt{Kind: KindAppointment, Site: uint16(a.Site), Service: a.Service, Seq: a.At.Unix(), IssuedAt: a.BookedAt}
	if id, err := hex.DecodeString(a.ID); err != nil || copy(r.ID[:], id) != len(r.ID) {
		return "", fmt.Errorf("sign appointment: id %q is not 20 hex digits", a.ID)
	}
	return Sign(key, r)
}

// CenterKey is what the center's own receipts are verified by: no kiosk bears that
// code.
func CenterKey(public ed25519.PublicKey) kiosk.ReceiptKey { return kiosk.ReceiptKey{Public: public} }

// Appointment is the booked time a verified receipt proves.
func (r Receipt) Appointment() (a kiosk.Appointment, ok bool) {
	if r.Kind != KindAppointment || r.Device != "" {
		return a, false
	}
	return kiosk.Appointment{ID: hex.EncodeToString(r.ID[:]), Site: int(r.Site), Service: r.Service, At: time.Unix(r.Seq, 0).UTC(), BookedAt: r.IssuedAt}, true
}
