package store

import (
	"context"
	"fmt"
	"time"

	"dongthap.vn/sen/kiosk"
)

// AppointmentState is where an appointment stands. One that is booked and whose
// day is over was missed: that is worked out, not stored.
type AppointmentState string

// The states of an appointment.
const (
	AppointmentBooked    AppointmentState = "booked"
	AppointmentArrived   AppointmentState = "arrived" // and has its number
	AppointmentCancelled AppointmentState = "cancelled"
	AppointmentMoved     AppointmentState = "moved" // to another time
)

// Where an appointment was booked.
const (
	FromDesk  = "desk"
	FromPhone = "phone"
	FromKiosk = "kiosk"
)

// An Appointment is a booked time of a service.
type Appointment struct {
	ID        string // 20 hex digits
	Site      int
	Service   string
	Slot      kiosk.Slot
	Place     int // 1 to the capacity of its time
	Code      string
	Procedure string
	Lang      kiosk.Lang
	Source    string // FromDesk, FromPhone or FromKiosk
	Request   string // of the form it came by, or ""
	BookedAt  time.Time
	BookedBy  string // account, device:2, or "" for a phone
	State     AppointmentState
	ChangedAt time.Time
	ChangedBy string
	Ticket    string // it was given, or ""
	MovedTo   string
}

const appointmentColumns = "id, site, service, day, from_min, place, code, procedure, lang, source, request, booked_at, booked_by, state, changed_at, changed_by, ticket, moved_to"

const selectAppointment = "SELECT " + appointmentColumns + " FROM appointments "

// holding are the states in which a place is taken.
const holding = " state IN ('booked', 'arrived') "

// BookAppointment takes the first free place of a time; false when there is none.
// The place is compared and set by the database: no two get one place, whoever
// else books at the same moment.
func (t *Tx) BookAppointment(ctx context.Context, a *Appointment, capacity int) (bool, error) {
	taken, err := list(ctx, t, func(row scanner) (n int, err error) {
		err = row.Scan(&n)
		return n, err
	}, "SELECT place FROM appointments WHERE site = ?1 AND day = ?2 AND service = ?3 AND from_min = ?4 AND"+holding+"ORDER BY place",
		a.Site, a.Slot.Day.String(), a.Service, int(a.Slot.From))
	if err != nil {
		return false, fmt.Errorf("places of a time: %w", err)
	}
	a.Place = 1
	for _, n := range taken {
		if n == a.Place {
			a.Place++
		}
	}
	if a.Place > capacity || len(taken) >= capacity {
		return false, nil
	}
	n, err := t.exec(ctx, "INSERT INTO appointments ("+appointmentColumns+`)
		VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?12, ?13, '', '') ON CONFLICT DO NOTHING`,
		a.ID, a.Site, a.Service, a.Slot.Day.String(), int(a.Slot.From), a.Place, a.Code, a.Procedure, string(a.Lang), a.Source, a.Request,
		millis(a.BookedAt), a.BookedBy, string(AppointmentBooked))
	if err != nil {
		return false, fmt.Errorf("book an appointment: %w", err)
	}
	a.State, a.ChangedAt, a.ChangedBy = AppointmentBooked, a.BookedAt, a.BookedBy
	return n == 1, nil
}

// Appointment reads one, or returns kiosk.ErrNotFound.
func (t *Tx) Appointment(ctx context.Context, id string) (Appointment, error) {
	return t.oneAppointment(ctx, "WHERE id = ?1", id)
}

// AppointmentCoded finds the appointment of a site with a code.
func (t *Tx) AppointmentCoded(ctx context.Context, site int, code string) (Appointment, error) {
	return t.oneAppointment(ctx, "WHERE site = ?1 AND code = ?2", site, code)
}

// AppointmentRequested finds what a form has booked before.
func (t *Tx) AppointmentRequested(ctx context.Context, request string) (Appointment, error) {
	return t.oneAppointment(ctx, "WHERE request = ?1 AND request <> ''", request)
}

func (t *Tx) oneAppointment(ctx context.Context, where string, args ...any) (Appointment, error) {
	all, err := list(ctx, t, scanAppointment, selectAppointment+where, args...)
	switch {
	case err != nil:
		return Appointment{}, err
	case len(all) == 0:
		return Appointment{}, fmt.Errorf("appointment: %w", kiosk.ErrNotFound)
	}
	return all[0], nil
}

// AppointmentsOn lists a site's appointments of a day, whatever became of them, in
// the order of their times.
func (t *Tx) AppointmentsOn(ctx context.Context, site int, day kiosk.Date) ([]Appointment, error) {
	return list(ctx, t, scanAppointment, selectAppointment+"WHERE site = ?1 AND day = ?2 ORDER BY from_min, service, place, booked_at, id", site, day.String())
}

// AppointmentsBooked lists those from a day on that somebody still means to come
// to, in the order of their times.
func (t *Tx) AppointmentsBooked(ctx context.Context, site int, from kiosk.Date, limit int) ([]Appointment, error) {
	return list(ctx, t, scanAppointment, selectAppointment+"WHERE site = ?1 AND day >= ?2 AND state = 'booked' ORDER BY day, from_min, service, place LIMIT ?3", site, from.String(), limit)
}

// PlacesTaken counts the people each time of a service on a day is given to.
func (t *Tx) PlacesTaken(ctx context.Context, site int, service string, day kiosk.Date) (map[kiosk.Slot]int, error) {
	taken := map[kiosk.Slot]int{}
	_, err := list(ctx, t, func(row scanner) (none struct{}, err error) {
		slot, n := kiosk.Slot{Day: day}, 0
		err = row.Scan(&slot.From, &n)
		taken[slot] = n
		return none, err
	}, "SELECT from_min, COUNT(*) FROM appointments WHERE site = ?1 AND day = ?2 AND service = ?3 AND"+holding+"GROUP BY from_min", site, day.String(), service)
	return taken, err
}

// LeaveAppointment ends a booked appointment in a state, another having taken its
// place or not; false means that it was not booked any more, and nothing happened.
func (t *Tx) LeaveAppointment(ctx context.Context, a Appointment) (bool, error) {
	n, err := t.exec(ctx, "UPDATE appointments SET state = ?2, changed_at = ?3, changed_by = ?4, moved_to = ?5 WHERE id = ?1 AND state = 'booked'",
		a.ID, string(a.State), millis(a.ChangedAt), a.ChangedBy, a.MovedTo)
	if err != nil {
		return false, fmt.Errorf("appointment to %s: %w", a.State, err)
	}
	return n == 1, nil
}

// Arrive gives an appointment to the ticket it was taken for, once. It is false
// for one that has another ticket that counts, was taken back, or is of another
// time or service than the ticket tells.
func (t *Tx) Arrive(ctx context.Context, k *Ticket, slot kiosk.Slot) (bool, error) {
	n, err := t.exec(ctx, `UPDATE appointments SET state = 'arrived', ticket = ?2, changed_at = ?3, changed_by = ?4
		WHERE id = ?1 AND site = ?5 AND day = ?6 AND from_min = ?7 AND service = ?8 AND (state = 'booked' OR ticket = ?2
			OR state = 'arrived' AND EXISTS (SELECT 1 FROM tickets k WHERE k.id = appointments.ticket AND k.state = 'cancelled'))`,
		k.Appointment, k.ID, millis(k.IssuedAt), "device:"+k.Device, k.Site, slot.Day.String(), int(slot.From), k.Service)
	if err != nil {
		return false, fmt.Errorf("arrive for an appointment: %w", err)
	}
	return n == 1, nil
}

// AppointmentsOver lists those of a day that give no number any more, for kiosks.
func (t *Tx) AppointmentsOver(ctx context.Context, site int, day kiosk.Date) ([]kiosk.AppointmentState, error) {
	const query = `SELECT a.id, a.state, COALESCE(k.number, '') FROM appointments a LEFT JOIN tickets k ON k.id = a.ticket
		WHERE a.site = ?1 AND a.day = ?2 AND a.state <> 'booked' AND COALESCE(k.state, '') <> 'cancelled' ORDER BY a.id`
	said := map[AppointmentState]kiosk.Arrival{AppointmentArrived: kiosk.ArrivesAgain, AppointmentCancelled: kiosk.ArrivesCancelled, AppointmentMoved: kiosk.ArrivesMoved}
	return list(ctx, t, func(row scanner) (s kiosk.AppointmentState, err error) {
		var state AppointmentState
		err = row.Scan(&s.ID, &state, &s.Number)
		s.State = said[state]
		return s, err
	}, query, site, day.String())
}

// DropAppointments forgets those of days before one, and counts them.
func (t *Tx) DropAppointments(ctx context.Context, before kiosk.Date) (int64, error) {
	return t.exec(ctx, "DELETE FROM appointments WHERE day < ?1", before.String())
}

func scanAppointment(row scanner) (a Appointment, err error) {
	var booked, changed int64
	var day string
	err = row.Scan(&a.ID, &a.Site, &a.Service, &day, &a.Slot.From, &a.Place, &a.Code, &a.Procedure, &a.Lang, &a.Source, &a.Request,
		&booked, &a.BookedBy, &a.State, &changed, &a.ChangedBy, &a.Ticket, &a.MovedTo)
	if err != nil {
		return Appointment{}, err
	}
	a.BookedAt, a.ChangedAt = moment(booked), moment(changed)
	a.Slot.Day, err = kiosk.ParseDate(day)
	return a, err
}
