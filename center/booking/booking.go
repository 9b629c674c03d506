// Package booking gives times of a service to people who want to come then.
//
// It promises that a place is given once, however many book at the same moment at
// several centers, that one form books once, and that what was booked is kept and
// shown when the hours change. A time is booked for nobody by name: whoever holds
// its code has it. It gives no numbers: those come from the kiosks, on arrival.
package booking

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"math/big"
	"slices"
	"time"

	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/receipt"
)

// Errors a caller branches on, beside kiosk.ErrNotFound.
var (
	ErrNoSuchTime = errors.New("no such time can be booked")
	ErrFull       = errors.New("the time has no place left")
	ErrOver       = errors.New("the appointment is not waited for any more")
)

// What was done with an appointment, as the audit log calls it.
const (
	ActBook   = "appointment.book"
	ActCancel = "appointment.cancel"
	ActMove   = "appointment.move"
)

// An Appointment is a booked time with what became of it.
type Appointment = store.Appointment

// Config is what Bookings need.
type Config struct {
	Store    *store.Store
	Calendar func(context.Context) (kiosk.Calendar, error)
	Now      func() time.Time
}

// Bookings are the appointments of the center's site.
type Bookings struct{ Config }

// New makes Bookings.
func New(c Config) *Bookings { return &Bookings{c} }

// A Request is a time somebody wants.
type Request struct {
	Service   string
	Slot      kiosk.Slot
	Procedure string // national code, or ""
	Lang      kiosk.Lang
	Source    string // store.FromDesk, FromPhone or FromKiosk
	Form      string // it came by: the same one books once; "" for none
	By        string // account, device:2, or "" for a phone
}

// Book takes a place of a time. It returns ErrNoSuchTime or ErrFull, and for a form
// that has booked before what it booked.
func (b *Bookings) Book(ctx context.Context, r Request) (a Appointment, err error) {
	calendar, err := b.Calendar(ctx)
	if err != nil {
		return a, err
	}
	err = b.Store.Write(ctx, func(t *store.Tx) error {
		a, err = b.book(ctx, t, calendar, r)
		return err
	})
	if err != nil {
		return Appointment{}, fmt.Errorf("book %s at %s: %w", r.Service, r.Slot.From, err)
	}
	return a, nil
}

func (b *Bookings) book(ctx context.Context, t *store.Tx, calendar kiosk.Calendar, r Request) (Appointment, error) {
	before, err := t.AppointmentRequested(ctx, r.Form)
	if err == nil || !errors.Is(err, kiosk.ErrNotFound) {
		return before, err
	}
	site, err := t.Site(ctx)
	if err != nil {
		return Appointment{}, err
	}
	if !slices.Contains(site.Bookable(r.Service, calendar, r.Slot.Day, b.Now()), r.Slot) {
		return Appointment{}, ErrNoSuchTime
	}
	service, err := site.Service(r.Service)
	if err != nil {
		return Appointment{}, err
	}
	a := Appointment{Site: site.ID, Service: r.Service, Slot: r.Slot, Procedure: r.Procedure, Lang: r.Lang, Source: r.Source, Request: r.Form,
		BookedAt: b.Now().Truncate(time.Second), BookedBy: r.By}
	if err := place(ctx, t, &a, service.Appointments.Capacity); err != nil {
		return Appointment{}, err
	}
	t.Touch(store.TopicAppointments, b.Now())
	return a, b.audit(ctx, t, r.By, ActBook, a.ID)
}

// draws is how many codes are drawn before a time is taken to be full: of a
// hundred million few are ever in use.
const draws = 8

// place draws an id and a code and takes a place.
func place(ctx context.Context, t *store.Tx, a *Appointment, capacity int) error {
	for range draws {
		var id [10]byte
		rand.Read(id[:])
		n, err := rand.Int(rand.Reader, big.NewInt(100_000_000))
		if err != nil {
			return fmt.Errorf("draw a code: %w", err)
		}
		a.ID, a.Code = hex.EncodeToString(id[:]), fmt.Sprintf("%0*d", kiosk.CodeDigits, n)
		if done, err := t.BookAppointment(ctx, a, capacity); err != nil || done {
			return err
		}
	}
	return ErrFull
}

// Move gives up an appointment for another time, both or neither. It returns
// ErrOver for one that is not waited for any more, and what Book does.
func (b *Bookings) Move(ctx context.Context, id string, r Request) (moved Appointment, err error) {
	calendar, err := b.Calendar(ctx)
	if err != nil {
		return moved, err
	}
	err = b.Store.Write(ctx, func(t *store.Tx) error {
		was, err := b.here(ctx, t, id)
		if err != nil {
			return err
		}
		if was.Service == r.Service && was.Slot == r.Slot && was.State == store.AppointmentBooked {
			moved = was
			return nil // it is there already
		}
		if moved, err = b.book(ctx, t, calendar, r); err != nil {
			return err
		}
		if was.MovedTo == moved.ID {
			return nil // the form came twice
		}
		was.State, was.MovedTo = store.AppointmentMoved, moved.ID
		return b.leave(ctx, t, was, r.By, ActMove)
	})
	if err != nil {
		return Appointment{}, fmt.Errorf("move an appointment: %w", err)
	}
	return moved, nil
}

// Cancel takes an appointment back; by is the account that did it, "" for its
// holder. It returns ErrOver for one that is not waited for any more.
func (b *Bookings) Cancel(ctx context.Context, id, by string) error {
	err := b.Store.Write(ctx, func(t *store.Tx) error {
		a, err := b.here(ctx, t, id)
		if err != nil {
			return err
		}
		a.State = store.AppointmentCancelled
		return b.leave(ctx, t, a, by, ActCancel)
	})
	if err != nil {
		return fmt.Errorf("cancel an appointment: %w", err)
	}
	return nil
}

// leave ends a booked appointment in its new state.
func (b *Bookings) leave(ctx context.Context, t *store.Tx, a Appointment, by, act string) error {
	a.ChangedAt, a.ChangedBy = b.Now(), by
	done, err := t.LeaveAppointment(ctx, a)
	switch {
	case err != nil:
		return err
	case !done:
		return ErrOver
	}
	t.Touch(store.TopicAppointments, b.Now())
	t.Touch(kiosk.DocQueue, b.Now()) // it tells kiosks which give no number any more
	return b.audit(ctx, t, by, act, a.ID)
}

// audit writes down what staff and kiosks did; what a holder does stands in the row.
func (b *Bookings) audit(ctx context.Context, t *store.Tx, by, act, id string) error {
	if by == "" {
		return nil
	}
	return t.Audit(ctx, store.Entry{At: b.Now(), Actor: by, Action: act, Subject: "appointment:" + id})
}

// here is an appointment of this site.
func (b *Bookings) here(ctx context.Context, t *store.Tx, id string) (Appointment, error) {
	a, err := t.Appointment(ctx, id)
	if err != nil {
		return a, err
	}
	site, err := t.Site(ctx)
	if err == nil && site.ID != a.Site {
		err = kiosk.ErrNotFound
	}
	return a, err
}

// Code is the signed code of an appointment, for its QR and its page.
func (b *Bookings) Code(site kiosk.Site, a Appointment) (string, error) {
	return receipt.SignAppointment(b.Store.Meta().PublicationKey, kiosk.Appointment{
		ID: a.ID, Site: a.Site, Service: a.Service, At: site.Moment(a.Slot), BookedAt: a.BookedAt,
	})
}
