package desk

import (
	"context"
	"fmt"
	"slices"

	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/receipt"
)

// Bookable lists the services whose times may be booked.
func (d *Desk) Bookable() []kiosk.Service {
	return slices.DeleteFunc(slices.Clone(d.held().site.Services), func(v kiosk.Service) bool { return v.Appointments == nil })
}

// BookableDays lists the days of a service; whether a place is left on them the
// center knows.
func (d *Desk) BookableDays(service string) []kiosk.Date {
	docs := d.held()
	return docs.site.BookableDays(service, docs.calendar, d.Now())
}

// BookableTimes asks the center what is left of a service on a day, in order. It
// returns kiosk.ErrOffline when nobody answers.
func (d *Desk) BookableTimes(ctx context.Context, service string, day kiosk.Date) (list []OfferedSlot, err error) {
	err = d.ask(ctx, func(ctx context.Context) error {
		left, err := d.Center.Times(ctx, service, day)
		list = nil
		for from, n := range left {
			list = append(list, OfferedSlot{kiosk.Slot{Day: day, From: from}, max(0, n)})
		}
		return err
	})
	slices.SortFunc(list, func(a, b OfferedSlot) int { return int(a.From - b.From) })
	return list, err
}

// Book takes a place at the center and returns the appointment with its slip. It
// returns kiosk.ErrNoSlot when somebody was quicker and kiosk.ErrOffline when nobody
// answers: then it may be booked or not, and the same booking asked for again tells.
func (d *Desk) Book(ctx context.Context, b kiosk.Booking) (made kiosk.Booked, slip kiosk.Slip, err error) {
	code := ""
	err = d.ask(ctx, func(ctx context.Context) (err error) {
		code, made.Code, err = d.Center.Book(ctx, b)
		return err
	})
	if err != nil {
		return kiosk.Booked{}, slip, err
	}
	a, ok := appointmentIn(d.Identity.PublicationKey, code)
	site := d.Site()
	if !ok || a.Site != site.ID || a.Service != b.Service || site.SlotOf(a.At) != b.Slot {
		return kiosk.Booked{}, slip, fmt.Errorf("book %s at %s: not what was asked for: %w", b.Service, b.From, kiosk.ErrOffline)
	}
	made.Appointment = a
	return made, kiosk.Slip{URL: receipt.URL(site.PublicURL, code), Check: receipt.Check(code)}, nil
}
