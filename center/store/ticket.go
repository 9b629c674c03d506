package store

import (
	"context"
	"fmt"
	"time"

	"dongthap.vn/sen/kiosk"
)

// State is where a ticket stands.
type State string

// A ticket waits, is called, and ends in one of four ways. In between it may be
// served, and go back to wait.
const (
	Waiting   State = "waiting"
	Called    State = "called"
	Serving   State = "serving" // the visitor is at the counter
	Parked    State = "parked"  // the visitor fetches a paper and comes back
	Done      State = "done"
	NoShow    State = "no_show"
	Cancelled State = "cancelled" // by the visitor
	Closed    State = "closed"    // the day ended
)

// AtCounter reports whether a ticket has a counter's one place.
func (s State) AtCounter() bool { return s == Called || s == Serving }

// Live reports whether a ticket has not ended: it waits, is at a counter, or its
// visitor fetches a paper.
func (s State) Live() bool { return s == Waiting || s == Parked || s.AtCounter() }

// A Ticket is a place in a line, with what became of it.
type Ticket struct {
	ID        string // of the ticket.issued event
	Site      int
	Device    string // kiosk code
	Epoch     string
	Seq       int64
	Number    string
	Day       string // business day, 2026-11-24
	Twin      int    // above 0 when the number was already taken
	Service   string // the line it is in now
	Procedure string
	Lang      kiosk.Lang
	ReceiptID string // 20 hex digits
	IssuedAt  time.Time
	Class     kiosk.Class // as it counts
	Declared  kiosk.Class // as the visitor said
	Further   string      // letters of the services it goes on to, in turn
	// AppointedAt is when the visitor has an appointment, zero for none.
	AppointedAt time.Time
	// Appointment is the id its event names; of a ticket read again it is "".
	Appointment string
	// Promised is the wait the visitor was told, zero when none was.
	Promised   kiosk.Wait
	ForCounter int // the one counter it waits for, or that parked it; 0 for any
	// NotBefore is until when it is passed over, at the visitor's wish; zero for
	// never. It stays after a call. Delays counts the wishes.
	NotBefore time.Time
	Delays    int
	State     State
	Counter   int
	Staff     string    // account of who called it
	CalledAt  time.Time // from its line; the service starts
	BegunAt   time.Time // the visitor came to the counter
	RungAt    time.Time // newest call
	FirstCall time.Time // which ends the wait
	Calls     int
	EndedAt   time.Time
	Reason    string // why it was its turn: a key of assets/words
}

// Away reports whether a ticket that waits is passed over now, because its visitor
// asked for more time.
func (k Ticket) Away(now time.Time) bool { return k.State == Waiting && now.Before(k.NotBefore) }

const ticketColumns = "id, site, device, epoch, seq, number, day, twin, service, procedure, lang, receipt_id, issued_at, " +
	"class, appointed_at, promised_from, promised_to, state, counter, staff, called_at, rung_at, calls, ended_at, reason, for_counter, begun_at, first_called_at, not_before, delays, declared, further"

var intoTickets = insertion{into: "tickets", shared: []string{"site", "device", "epoch"},
	own: []string{"id", "seq", "number", "day", "twin", "service", "procedure", "lang", "receipt_id", "issued_at",
		"class", "appointed_at", "promised_from", "promised_to", "declared"},
	fixed: []fixed{{"state", "'waiting'"}, {"counter", "0"}, {"staff", "''"}, {"called_at", "0"}, {"rung_at", "0"}, {"calls", "0"},
		{"ended_at", "0"}, {"reason", "''"}},
	tail: "ON CONFLICT DO NOTHING"}.prepare()

// A Taken ticket could not be added as it was.
type Taken struct {
	ID     string
	Number bool // its number was taken: it was added as a twin; else its id was, and it was not added
}

// AddTickets adds issued tickets of one device and epoch to their lines. A
// person with a number that someone else bears too is not turned away: the
// ticket is added as a twin.
func (t *Tx) AddTickets(ctx context.Context, tickets []*Ticket) ([]Taken, error) {
	n, err := t.addTickets(ctx, tickets)
	if err != nil {
		return nil, fmt.Errorf("add tickets: %w", err)
	}
	if n == int64(len(tickets)) {
		return nil, nil
	}
	var all []Taken
	for _, ticket := range tickets {
		taken, err := t.addTaken(ctx, ticket)
		if err != nil {
			return nil, fmt.Errorf("add ticket: %w", err)
		}
		all = append(all, taken...)
	}
	return all, nil
}

// addTaken finds out whether a ticket was added, and if not, why.
func (t *Tx) addTaken(ctx context.Context, ticket *Ticket) ([]Taken, error) {
	source, there, err := t.comesFrom(ctx, TicketRows, ticket.ID)
	switch {
	case err != nil:
		return nil, err
	case there && source == Source{ticket.Device, ticket.Epoch, ticket.Seq}:
		return nil, nil
	case there:
		return []Taken{{ID: ticket.ID}}, nil
	}
	for twin := *ticket; ; {
		twin.Twin++
		n, err := t.addTickets(ctx, []*Ticket{&twin})
		if err != nil {
			return nil, err
		}
		if n == 1 {
			return []Taken{{ID: ticket.ID, Number: true}}, nil
		}
	}
}

func (t *Tx) addTickets(ctx context.Context, tickets []*Ticket) (int64, error) {
	if len(tickets) == 0 {
		return 0, nil
	}
	own := make([]any, 0, len(tickets)*len(intoTickets.own))
	for _, k := range tickets {
		own = append(own, k.ID, k.Seq, k.Number, k.Day, k.Twin, k.Service, k.Procedure, string(k.Lang), k.ReceiptID, millis(k.IssuedAt),
			string(k.Class), millis(k.AppointedAt), k.Promised.From, k.Promised.To, string(k.Class))
	}
	return t.insert(ctx, intoTickets, []any{tickets[0].Site, tickets[0].Device, tickets[0].Epoch}, own)
}

func scanTicket(row scanner) (k Ticket, err error) {
	var issued, appointed, called, rung, ended, begun, first, notBefore int64
	err = row.Scan(&k.ID, &k.Site, &k.Device, &k.Epoch, &k.Seq, &k.Number, &k.Day, &k.Twin, &k.Service, &k.Procedure, &k.Lang, &k.ReceiptID, &issued,
		&k.Class, &appointed, &k.Promised.From, &k.Promised.To, &k.State, &k.Counter, &k.Staff, &called, &rung, &k.Calls, &ended, &k.Reason,
		&k.ForCounter, &begun, &first, &notBefore, &k.Delays, &k.Declared, &k.Further)
	k.IssuedAt, k.CalledAt, k.RungAt, k.EndedAt = moment(issued), moment(called), moment(rung), moment(ended)
	k.AppointedAt, k.BegunAt, k.FirstCall = moment(appointed), moment(begun), moment(first)
	k.NotBefore = moment(notBefore)
	return k, err
}

const selectTicket = "SELECT " + ticketColumns + " FROM tickets "

// Ticket reads a ticket, or returns kiosk.ErrNotFound.
func (t *Tx) Ticket(ctx context.Context, id string) (Ticket, error) {
	return t.ticket(ctx, selectTicket+"WHERE id = ?1", id)
}

func (t *Tx) ticket(ctx context.Context, query string, args ...any) (Ticket, error) {
	all, err := list(ctx, t, scanTicket, query, args...)
	switch {
	case err != nil:
		return Ticket{}, err
	case len(all) == 0:
		return Ticket{}, fmt.Errorf("ticket: %w", kiosk.ErrNotFound)
	}
	return all[0], nil
}

// TicketsNumbered lists the tickets of a site that bear a number on a business
// day; more than one are twins.
func (t *Tx) TicketsNumbered(ctx context.Context, site int, number, day string) ([]Ticket, error) {
	return list(ctx, t, scanTicket, selectTicket+"WHERE site = ?1 AND number = ?2 AND day = ?3 ORDER BY twin", site, number, day)
}

// TicketsTold lists the tickets a kiosk told of as its event seq: one for each
// epoch and each copy of it that got so far. It asks the log, whose key is that
// number.
func (t *Tx) TicketsTold(ctx context.Context, device string, seq int64) ([]Ticket, error) {
	const told = " l WHERE l.device = ?1 AND l.epoch IN (SELECT c.epoch FROM cursors c WHERE c.device = ?1) AND l.seq = ?2"
	return list(ctx, t, scanTicket, selectTicket+"WHERE id IN (SELECT l.id FROM events"+told+" UNION ALL SELECT l.id FROM conflicts"+told+") ORDER BY id", device, seq)
}

// AllWaiting lists everyone who waits, the longest waiting first.
func (t *Tx) AllWaiting(ctx context.Context, site int) ([]Ticket, error) {
	return list(ctx, t, scanTicket, selectTicket+"WHERE site = ?1 AND state = 'waiting' ORDER BY issued_at, device, seq", site)
}

// AtCounter reads the ticket a counter serves, or returns kiosk.ErrNotFound.
func (t *Tx) AtCounter(ctx context.Context, site, counter int) (Ticket, error) {
	return t.ticket(ctx, selectTicket+"WHERE site = ?1 AND counter = ?2 AND state IN ('called', 'serving')", site, counter)
}

// AllCalled lists the tickets being served.
func (t *Tx) AllCalled(ctx context.Context, site int) ([]Ticket, error) {
	return list(ctx, t, scanTicket, selectTicket+"WHERE site = ?1 AND state IN ('called', 'serving') ORDER BY rung_at DESC, id", site)
}

// LastRung lists the numbers called last, the newest first. Here and below the
// time comes before «> 0», which names the index: SQLite searches from the first
// bound it is told, and would begin in the first year.
func (t *Tx) LastRung(ctx context.Context, site int, since time.Time, limit int) ([]Ticket, error) {
	const query = selectTicket + "WHERE site = ?1 AND rung_at >= ?2 AND rung_at > 0 ORDER BY rung_at DESC, id LIMIT ?3"
	return list(ctx, t, scanTicket, query, site, millis(since), limit)
}

// EndedSince lists tickets that ended, the newest first.
func (t *Tx) EndedSince(ctx context.Context, site int, since time.Time, limit int) ([]Ticket, error) {
	const query = selectTicket + "WHERE site = ?1 AND ended_at >= ?2 AND ended_at > 0 ORDER BY ended_at DESC, id LIMIT ?3"
	return list(ctx, t, scanTicket, query, site, millis(since), limit)
}

// LastServed lists how long the services took that ended last, the newest first,
// without those in which the clock was set back.
func (t *Tx) LastServed(ctx context.Context, site int, service string, limit int) ([]time.Duration, error) {
	const query = `SELECT ended_at - called_at FROM tickets WHERE site = ?1 AND service = ?2 AND state = 'done' AND ended_at >= called_at
		ORDER BY ended_at DESC LIMIT ?3`
	return list(ctx, t, scanDuration, query, site, service, limit)
}

// ServedAt lists how long each service took that a counter ended since a time,
// also of those who went on to another.
func (t *Tx) ServedAt(ctx context.Context, site, counter int, since time.Time) ([]time.Duration, error) {
	return list(ctx, t, scanDuration, servedAt, site, counter, millis(since))
}

var servedAt = `SELECT ended_at - called_at FROM tickets
		WHERE site = ?1 AND ended_at >= ?3 AND ended_at > 0 AND counter = ?2 AND state = 'done'
	UNION ALL SELECT a.at - (SELECT MAX(c.at) FROM ticket_actions c WHERE c.ticket = a.ticket AND c.action = 'call' AND c.n < a.n) FROM ticket_actions a
		WHERE a.site = ?1 AND a.counter = ?2 AND a.action = 'go_on' AND a.at >= ?3 AND ` + standing("a")

func scanDuration(row scanner) (time.Duration, error) {
	var ms int64
	err := row.Scan(&ms)
	return time.Duration(max(ms, 0)) * time.Millisecond, err
}
