package queue

import (
	"maps"
	"slices"
	"time"

	"dongthap.vn/sen/center/queue/turn"
	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/kiosk"
)

// taken is the service a number was taken for: its first letter, whatever service
// the visitor was sent to later.
func taken(k Ticket) string { return k.Number[:1] }

// dayOf makes a day's visits and counters of its tickets and their record. A class
// counts as it was in the end. A counter worked from its first call to the end of
// its last service, but for its pauses.
func dayOf(site kiosk.Site, tickets []Ticket, record []Action, pauses []Pause) (visits []turn.Visit, desks []turn.Desk) {
	of := map[string][]Action{}
	for _, a := range record {
		of[a.Ticket] = append(of[a.Ticket], a)
	}
	worked := map[int]turn.Desk{}
	for _, k := range tickets {
		visits = append(visits, visitOf(k, store.Standing(of[k.ID]), func(counter int, from, to time.Time) {
			desk, known := worked[counter]
			if !known || from.Before(desk.From) {
				desk.From = from
			}
			if to.After(desk.To) {
				desk.To = to
			}
			worked[counter] = desk
		}))
	}
	for _, n := range slices.Sorted(maps.Keys(worked)) {
		i := slices.IndexFunc(site.Counters, func(c kiosk.Counter) bool { return c.Number == n })
		if i < 0 {
			continue // it is gone, and nobody knows any more what it served
		}
		desk := worked[n]
		desk.Number, desk.Services = n, site.Counters[i].Services
		for _, p := range pauses {
			if p.Counter == n {
				desk.Pauses = append(desk.Pauses, turn.Span{From: p.BeganAt, To: p.EndedAt})
			}
		}
		desks = append(desks, desk)
	}
	return visits, desks
}

// visitOf follows the record of a ticket: what was done at which counter, and told
// to worked, and what came after.
func visitOf(k Ticket, record []Action, worked func(counter int, from, to time.Time)) turn.Visit {
	v := turn.Visit{Ticket: place(k)}
	v.Service, v.ForCounter = taken(k), 0
	if k.FirstCall.IsZero() {
		v.LeftAt = k.EndedAt
	} else if k.FirstCall.Before(k.NotBefore) {
		v.NotBefore = time.Time{} // a clerk called them sooner, and they came
	}
	leg, takes := turn.Leg{Service: v.Service}, &v.Takes
	var called, left time.Time
	counter := 0
	for _, a := range record {
		switch a.Act {
		case store.ActCall:
			if called, counter = a.At, a.Counter; !left.IsZero() {
				v.Then = append(v.Then, leg)
				takes = &v.Then[len(v.Then)-1].Takes
			}
		case store.ActReturn:
			leg.Away, leg.ForCounter = a.At.Sub(left), a.ToCounter
		// What takes who is at a counter away from it; the day's end does not tell how
		// long it took, and all else leaves them there.
		case store.ActDone, store.ActNoShow, store.ActPark, store.ActTransfer, store.ActGoOn, store.ActCancel:
			if !called.IsZero() {
				*takes = a.At.Sub(called)
				worked(counter, called, a.At)
			}
			called, left, leg = time.Time{}, a.At, turn.Leg{Service: leg.Service, ForCounter: a.ToCounter}
			if a.ToService != "" {
				leg.Service = a.ToService
			}
		}
	}
	if !called.IsZero() { // and is there still
		*takes = k.RungAt.Sub(called)
		worked(counter, called, k.RungAt)
	}
	return v
}
