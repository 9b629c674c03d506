package desk

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/receipt"
	"dongthap.vn/sen/kiosk/store"
)

// A CheckIn is what became of somebody who came with an appointment.
type CheckIn struct {
	kiosk.Arrival
	Appointment kiosk.Appointment // empty when it is unknown
	Ticket      kiosk.Ticket      // when the arrival admits
	Slip        kiosk.Slip
	Number      string // it had before, or ""
}

// CheckIn gives the number of an appointment from what was scanned. It needs no
// center: the code is signed. Whether the appointment was taken back, or had its
// number at another kiosk, is known as far as the center has told; the center
// decides once the number reaches it, and nobody loses a number by that. It
// refuses as TakeTicket does, but for a quota: the place was promised.
func (d *Desk) CheckIn(ctx context.Context, scanned string, lang kiosk.Lang) (c CheckIn, err error) {
	a, ok := appointmentIn(d.Identity.PublicationKey, scanned)
	if !ok {
		return CheckIn{Arrival: kiosk.ArrivesUnknown}, nil
	}
	c = d.arrival(a)
	if !c.Admits() {
		return c, nil
	}
	docs := d.held()
	if _, err := docs.site.Service(a.Service); err != nil {
		return c, fmt.Errorf("check in: %w", err)
	}
	if kiosk.DoorAt(docs.site, docs.calendar, d.Now()).Door != kiosk.DoorOpen {
		return c, fmt.Errorf("check in: %w", kiosk.ErrClosed)
	}
	c.Ticket, c.Slip, err = d.issue(ctx, store.TicketRequest{Service: a.Service, Lang: lang, Appointment: &a})
	switch {
	case errors.Is(err, kiosk.ErrUsed):
		c.Arrival = kiosk.ArrivesAgain
		return c, nil
	case err != nil:
		return c, err
	}
	return c, nil
}

// arrival judges an appointment by what this kiosk knows.
func (d *Desk) arrival(a kiosk.Appointment) CheckIn {
	docs := d.held()
	c := CheckIn{Appointment: a, Arrival: docs.site.Arrives(a, d.Now())}
	over := docs.queue.Appointments
	if i := slices.IndexFunc(over, func(s kiosk.AppointmentState) bool { return s.ID == a.ID }); i >= 0 && c.Admits() {
		c.Arrival, c.Number = over[i].State, over[i].Number
	}
	return c
}

// HoldsAppointment reports whether what was scanned is the code of an appointment
// the center made, of whatever day.
func (d *Desk) HoldsAppointment(scanned string) bool {
	_, ok := appointmentIn(d.Identity.PublicationKey, scanned)
	return ok
}

// appointmentIn reads the code a phone shows or a clerk printed, whole or as the
// address it stands in.
func appointmentIn(key ed25519.PublicKey, scanned string) (kiosk.Appointment, bool) {
	if len(scanned) > 2*receipt.MaxCode { // no address of ours, and not worth reading
		return kiosk.Appointment{}, false
	}
	code := strings.ToUpper(strings.TrimSpace(scanned))
	if i := strings.LastIndex(code, "/R/"); i >= 0 {
		code = code[i+len("/R/"):]
	}
	rc, verdict := receipt.Verify([]kiosk.ReceiptKey{receipt.CenterKey(key)}, code)
	if verdict != receipt.Genuine {
		return kiosk.Appointment{}, false
	}
	return rc.Appointment()
}

// askFor is how long somebody is let wait for the center.
const askFor = 6 * time.Second

// CheckInCode is CheckIn by the 8 digits somebody noted: the center alone knows
// what they stand for. A code of none is ArrivesUnknown; kiosk.ErrOffline tells that
// the center could not be asked.
func (d *Desk) CheckInCode(ctx context.Context, digits string, lang kiosk.Lang) (CheckIn, error) {
	code := ""
	err := d.ask(ctx, func(ctx context.Context) (err error) {
		code, err = d.Center.Appointment(ctx, digits)
		return err
	})
	switch {
	case errors.Is(err, kiosk.ErrNotFound):
		return CheckIn{Arrival: kiosk.ArrivesUnknown}, nil
	case err != nil:
		return CheckIn{}, err
	}
	return d.CheckIn(ctx, code, lang)
}

// ask asks the center. What it does not answer is kiosk.ErrOffline, but for the
// answers a caller branches on.
func (d *Desk) ask(ctx context.Context, question func(context.Context) error) error {
	if d.Center == nil {
		return kiosk.ErrOffline
	}
	ctx, cancel := context.WithTimeout(ctx, askFor)
	defer cancel()
	err := question(ctx)
	if err == nil || errors.Is(err, kiosk.ErrNotFound) || errors.Is(err, kiosk.ErrNoSlot) {
		return err
	}
	d.Log.Warn("the center could not be asked", "err", err)
	return fmt.Errorf("ask the center: %w", kiosk.ErrOffline)
}

// TakesAppointments reports whether the site books times at all.
func (d *Desk) TakesAppointments() bool {
	return slices.ContainsFunc(d.held().site.Services, func(v kiosk.Service) bool { return v.Appointments != nil })
}
