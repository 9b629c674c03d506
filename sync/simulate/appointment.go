package simulate

import (
	"errors"

	"dongthap.vn/sen/center/booking"
	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/kiosk"
)

// A booked time, as somebody holds it.
type booked struct{ id, code string }

// book is somebody at the center who books a time for a visitor, or takes one
// back.
func (w *world) book() {
	h := w.center.house
	if n := len(w.booked); n > 0 && w.odds(0.2) {
		err := h.booking.Cancel(w.ctx, w.booked[w.chance.IntN(n)].id, "clerk")
		if !errors.Is(err, booking.ErrOver) && !errors.Is(err, kiosk.ErrNotFound) { // it was lost with the center's disk
			must(err)
			w.reach(bookingTakenBack)
			w.note("clerk", "takes an appointment back")
		}
		return
	}
	site, now := got(h.docs.Site(w.ctx)), w.center.now()
	service := pick(w, "B", "D")
	times := site.Bookable(service, got(h.docs.Calendar(w.ctx)), kiosk.DateOf(now.In(kiosk.VietnamTime)), now)
	if len(times) == 0 {
		return
	}
	slot := times[w.chance.IntN(min(len(times), 3))]
	a, err := h.booking.Book(w.ctx, booking.Request{Service: service, Slot: slot, Lang: kiosk.Vietnamese, Source: store.FromDesk, By: "clerk"})
	if errors.Is(err, booking.ErrFull) {
		return
	}
	must(err)
	w.booked = append(w.booked, booked{a.ID, got(h.booking.Code(site, a))})
	w.note("clerk", "books", service, "at", slot.From)
}

// arrive is a visitor who comes with an appointment. Some scan it at every kiosk
// there is: those that are out of touch give it a number each.
func (m *machine) arrive() {
	if len(m.w.booked) == 0 {
		return
	}
	held := m.w.booked[m.w.chance.IntN(len(m.w.booked))]
	c, err := m.desk.CheckIn(m.w.ctx, held.code, kiosk.Vietnamese)
	if errors.Is(err, kiosk.ErrClosed) || errors.Is(err, kiosk.ErrUnknownService) {
		return // its clock says that it is night, or it has no document of the site yet
	}
	must(err)
	m.w.note("kiosk "+m.name, "is shown an appointment:", c.Arrival, c.Ticket.Number)
	if c.Ticket.ID == "" {
		return
	}
	if m.recorded() {
		m.w.show(shown{by: m.history, id: c.Ticket.ID, kind: kiosk.KindTicketIssued, number: c.Ticket.Number, day: c.Ticket.Day.String()})
		m.w.reach(checkedIn)
	}
	m.tickets = append(m.tickets, c.Ticket.ID)
}

// appointments holds that an appointment has one place, however many kiosks gave
// it a number.
func (v *verdict) appointments() {
	c := v.w.center
	for _, row := range c.dump("SELECT number FROM tickets k WHERE appointed_at > 0 AND state <> 'cancelled' AND NOT EXISTS (SELECT 1 FROM appointments a WHERE a.ticket = k.id)") {
		v.w.broken("appointments: %s stands in the place of an appointment that is not its own", row)
	}
	for range c.dump("SELECT 1 FROM ticket_actions WHERE action = '" + store.ActPlain + "'") {
		v.w.reach(notCounted)
	}
}
