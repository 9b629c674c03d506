package booking

import (
	"context"
	"fmt"

	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/kiosk"
)

// A Time is one that is offered, or was when somebody booked it.
type Time struct {
	kiosk.Slot
	Capacity int // 0 when it is not offered any more
	Taken    int
	Open     bool // it may be booked now, if it has a place
}

// Left is how many more may book it now.
func (t Time) Left() int {
	if !t.Open {
		return 0
	}
	return max(0, t.Capacity-t.Taken)
}

// Get reads an appointment, or returns kiosk.ErrNotFound.
func (b *Bookings) Get(ctx context.Context, id string) (a Appointment, err error) {
	err = b.Store.Read(ctx, func(t *store.Tx) error {
		a, err = b.here(ctx, t, id)
		return err
	})
	return a, err
}

// mostMoves is how often an appointment is followed to its new time.
const mostMoves = 20

// Find reads the appointment with a code of 8 digits, followed to where it was
// moved, or returns kiosk.ErrNotFound.
func (b *Bookings) Find(ctx context.Context, code string) (a Appointment, err error) {
	err = b.Store.Read(ctx, func(t *store.Tx) error {
		site, err := t.Site(ctx)
		if err != nil {
			return err
		}
		if a, err = t.AppointmentCoded(ctx, site.ID, code); err != nil {
			return err
		}
		for range mostMoves {
			if a.MovedTo == "" {
				return nil
			}
			if a, err = b.here(ctx, t, a.MovedTo); err != nil {
				return err
			}
		}
		return nil
	})
	return a, err
}

// Signed is the signed code of the appointment with a code of 8 digits, or
// kiosk.ErrNotFound.
func (b *Bookings) Signed(ctx context.Context, digits string) (code string, err error) {
	a, err := b.Find(ctx, digits)
	if err != nil {
		return "", err
	}
	err = b.Store.Read(ctx, func(t *store.Tx) error {
		site, err := t.Site(ctx)
		if err == nil {
			code, err = b.Code(site, a)
		}
		return err
	})
	return code, err
}

// Times lists the times of a service on a day with the places taken, in order.
func (b *Bookings) Times(ctx context.Context, service string, day kiosk.Date) (list []Time, err error) {
	calendar, err := b.Calendar(ctx)
	if err != nil {
		return nil, err
	}
	err = b.Store.Read(ctx, func(t *store.Tx) error {
		site, err := t.Site(ctx)
		if err != nil {
			return err
		}
		v, err := site.Service(service)
		if err != nil {
			return err
		}
		taken, err := t.PlacesTaken(ctx, site.ID, service, day)
		if err != nil {
			return err
		}
		open := map[kiosk.Slot]bool{}
		for _, slot := range site.Bookable(service, calendar, day, b.Now()) {
			open[slot] = true
		}
		list = nil
		for _, slot := range site.AppointmentsOn(service, calendar, day) {
			list = append(list, Time{slot, v.Appointments.Capacity, taken[slot], open[slot]})
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("times of %s on %s: %w", service, day, err)
	}
	return list, nil
}

// Days lists the days on which a service may be booked.
func (b *Bookings) Days(ctx context.Context, service string) (days []kiosk.Date, err error) {
	calendar, err := b.Calendar(ctx)
	if err != nil {
		return nil, err
	}
	err = b.Store.Read(ctx, func(t *store.Tx) error {
		site, err := t.Site(ctx)
		days = site.BookableDays(service, calendar, b.Now())
		return err
	})
	return days, err
}

// On lists a day's appointments, whatever became of them, in the order of their
// times.
func (b *Bookings) On(ctx context.Context, day kiosk.Date) (all []Appointment, err error) {
	err = b.Store.Read(ctx, func(t *store.Tx) error {
		site, err := t.Site(ctx)
		if err != nil {
			return err
		}
		all, err = t.AppointmentsOn(ctx, site.ID, day)
		return err
	})
	return all, err
}

// mostStranded is how many appointments are looked at for Stranded: some weeks of
// full days.
const mostStranded = 5000

// Stranded lists what is booked from today on for times the site does not offer any
// more: its hours, days or services have changed since, or more are booked than now
// have room. Their holders are expected, so somebody has to find them another time.
func (b *Bookings) Stranded(ctx context.Context) (stranded []Appointment, err error) {
	calendar, err := b.Calendar(ctx)
	if err != nil {
		return nil, err
	}
	err = b.Store.Read(ctx, func(t *store.Tx) error {
		site, err := t.Site(ctx)
		if err != nil {
			return err
		}
		booked, err := t.AppointmentsBooked(ctx, site.ID, site.SlotOf(b.Now()).Day, mostStranded)
		if err != nil {
			return err
		}
		stranded = nil
		offers := map[string]map[kiosk.Slot]bool{} // by service and day
		for _, a := range booked {
			key := a.Service + a.Slot.Day.String()
			if offers[key] == nil {
				offers[key] = map[kiosk.Slot]bool{}
				for _, slot := range site.AppointmentsOn(a.Service, calendar, a.Slot.Day) {
					offers[key][slot] = true
				}
			}
			v, err := site.Service(a.Service)
			if err != nil || !offers[key][a.Slot] || a.Place > v.Appointments.Capacity {
				stranded = append(stranded, a)
			}
		}
		return nil
	})
	return stranded, err
}

// Missed reports whether a booked appointment's day is over and nobody came.
func Missed(a Appointment, today kiosk.Date) bool {
	return a.State == store.AppointmentBooked && a.Slot.Day.Before(today)
}
