package desk

import (
	"crypto/ed25519"
	"strings"

	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/receipt"
)

// CheckReceipt judges what was scanned from a receipt or typed off it: the whole
// address of its QR, or the code at its end, in capitals or not. It asks no
// network: the published keys and the kiosk's own, which may be younger, decide.
func (d *Desk) CheckReceipt(text string) kiosk.Checked {
	code := strings.ToUpper(strings.Join(strings.Fields(text), ""))
	if i := strings.LastIndex(code, "/R/"); i >= 0 {
		code = code[i+len("/R/"):]
	} else if len(code) < leastCode {
		return kiosk.Checked{Worth: kiosk.WorthUnreadable}
	}
	r, v := receipt.Verify(d.receiptKeys(), code)
	if v == receipt.Forged {
		return kiosk.Checked{Worth: kiosk.WorthForged}
	}
	worth := kiosk.WorthGenuine
	if v == receipt.KeyRevoked {
		worth = kiosk.WorthRevoked
	}
	a, _ := r.Appointment()
	return kiosk.Checked{Worth: worth, Meeting: r.Kind == receipt.KindMeeting, Number: r.Number, Service: r.Service, Device: r.Device, IssuedAt: r.IssuedAt, Begins: a.At}
}

// leastCode is fewer letters than any receipt's code has: its signature alone has
// 103.
const leastCode = 100

// receiptKeys are the published keys, the center's own, which signs appointments,
// and the kiosk's behind them: what is published about it counts first.
func (d *Desk) receiptKeys() []kiosk.ReceiptKey {
	published := d.held().keys.Receipt
	keys := append(published[:len(published):len(published)], receipt.CenterKey(d.Identity.PublicationKey))
	if len(d.Identity.ReceiptKey) != ed25519.PrivateKeySize {
		return keys
	}
	return append(keys, kiosk.ReceiptKey{ID: d.Identity.ReceiptKeyID, Device: d.Identity.Device, Public: d.Identity.ReceiptKey[ed25519.PrivateKeySize-ed25519.PublicKeySize:]})
}
