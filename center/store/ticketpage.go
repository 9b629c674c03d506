package store

import "context"

// A TicketPage asks for the tickets of one business day of a site, in the order
// of their numbers, behind the last one of the page before. A day bounds what is
// looked at; the index behind it is the one that keeps numbers apart.
type TicketPage struct {
	Site    int
	Day     string // 2026-11-24
	Service string // letter, "" for all
	State   State  // "" for all
	Number  string // last of the page before, "" for the first page
	Twin    int
	Limit   int
}

const ticketsOfDay = selectTicket + `WHERE site = ?1 AND day = ?2 AND (number, twin) > (?3, ?4)
	AND (?5 = '' OR service = ?5) AND (?6 = '' OR state = ?6) ORDER BY number, twin LIMIT ?7`

// TicketsOfDay reads a page of a day's tickets.
func (t *Tx) TicketsOfDay(ctx context.Context, p TicketPage) ([]Ticket, error) {
	return list(ctx, t, scanTicket, ticketsOfDay, p.Site, p.Day, p.Number, p.Twin, p.Service, string(p.State), p.Limit)
}
