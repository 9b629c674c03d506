package desk

import (
	"context"
	"fmt"

	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/receipt"
	"dongthap.vn/sen/kiosk/store"
)

// TakeTicket gives a number and the receipt shown beside it. It refuses with
// kiosk.ErrClosed, kiosk.ErrUnknownService, kiosk.ErrNoMore or, when nothing can be stored,
// kiosk.ErrDiskFull.
func (d *Desk) TakeTicket(ctx context.Context, r store.TicketRequest) (kiosk.Ticket, kiosk.Slip, error) {
	docs := d.held()
	if _, err := docs.site.Service(r.Service); err != nil {
		return kiosk.Ticket{}, kiosk.Slip{}, fmt.Errorf("take ticket: %w", err)
	}
	if kiosk.DoorAt(docs.site, docs.calendar, d.Now()).Door != kiosk.DoorOpen {
		return kiosk.Ticket{}, kiosk.Slip{}, fmt.Errorf("take ticket: %w", kiosk.ErrClosed)
	}
	if !d.Gives(r.Service) {
		return kiosk.Ticket{}, kiosk.Slip{}, fmt.Errorf("take ticket of %s: %w", r.Service, kiosk.ErrNoMore)
	}
	t, slip, err := d.issue(ctx, r)
	if err != nil {
		return kiosk.Ticket{}, kiosk.Slip{}, err
	}
	return t, slip, nil
}

// issue stores the ticket and adds it to its line. What the lines are worked out
// from does not change in between, so it is counted once and nothing is read.
// The receipt is signed while the disk is waited for; it is given out with the
// stored ticket or not at all.
func (d *Desk) issue(ctx context.Context, r store.TicketRequest) (kiosk.Ticket, kiosk.Slip, error) {
	d.changing.Lock()
	defer d.changing.Unlock()
	if w, ok := d.Wait(r.Service, r.Class); ok && r.Appointment == nil { // who has one is told its time
		r.Promised = &w // what the visitor is told, kept to be compared with what comes true
	}
	var signed chan kiosk.Slip
	r.Known = func(t kiosk.Ticket) {
		slip := make(chan kiosk.Slip, 1)
		signed = slip
		go func() { slip <- d.slip(t) }()
	}
	t, err := d.Store.IssueTicket(ctx, r)
	if err != nil {
		return t, kiosk.Slip{}, err
	}
	d.joined(t)
	d.tell()
	return t, <-signed, nil
}

// slip signs the receipt of a ticket. Without a signature the number is
// still the visitor's: an error here must not make them take a second one.
func (d *Desk) slip(t kiosk.Ticket) kiosk.Slip {
	code, err := receipt.Sign(d.Identity.ReceiptKey, receipt.Receipt{
		KeyID: d.Identity.ReceiptKeyID, Site: uint16(d.Identity.SiteID), Kind: receipt.KindTicket, Device: d.Identity.Device,
		Seq: t.Seq, Number: t.Number, Service: t.Service, IssuedAt: t.IssuedAt, ID: t.ReceiptID,
	})
	if err != nil {
		d.Log.Error("ticket without receipt", "number", t.Number, "err", err)
		return kiosk.Slip{}
	}
	return kiosk.Slip{URL: receipt.URL(d.Site().PublicURL, code), Check: receipt.Check(code)}
}

// CancelTicket takes a ticket back within a minute, later it refuses with
// kiosk.ErrTooLate.
func (d *Desk) CancelTicket(ctx context.Context, id string) (kiosk.Ticket, error) {
	t, err := d.Store.CancelTicket(ctx, id)
	if err != nil {
		return kiosk.Ticket{}, err
	}
	d.recount(ctx)
	return t, nil
}
