package store

import (
	"context"
	"time"

	"dongthap.vn/sen/kiosk"
)

const (
	mostAppointed = 16 // of a service that are looked at: the next ones
	mostKept      = 50 // of those that wait for one counter
)

// Heads lists who may be next for a service now: the first of each class, whatever
// classes there are, and the next appointments. Its cost grows with the number
// of classes that wait and with who asked for more time, not with the line.
func (t *Tx) Heads(ctx context.Context, site int, service string, now time.Time) (heads []Ticket, err error) {
	const first = selectTicket + "WHERE site = ?1 AND service = ?2 AND state = 'waiting' AND for_counter = 0 AND appointed_at = 0 AND not_before <= ?4 AND class"
	for class, query := "", first+" = ?3 ORDER BY issued_at, device, seq LIMIT 1"; ; {
		head, err := list(ctx, t, scanTicket, query, site, service, class, millis(now))
		switch {
		case err != nil:
			return nil, err
		case len(head) > 0:
			class = string(head[0].Class)
			heads = append(heads, head...)
		case query != firstOfNext:
		default:
			return t.appointed(ctx, site, service, now, heads)
		}
		query = firstOfNext
	}
}

const firstOfNext = selectTicket + `WHERE site = ?1 AND service = ?2 AND state = 'waiting' AND for_counter = 0 AND appointed_at = 0 AND not_before <= ?4 AND class > ?3
	ORDER BY class, issued_at, device, seq LIMIT 1`

func (t *Tx) appointed(ctx context.Context, site int, service string, now time.Time, heads []Ticket) ([]Ticket, error) {
	const query = selectTicket + `WHERE site = ?1 AND service = ?2 AND state = 'waiting' AND appointed_at > 0 AND for_counter = 0 AND not_before <= ?4
		ORDER BY appointed_at, id LIMIT ?3`
	appointed, err := list(ctx, t, scanTicket, query, site, service, mostAppointed, millis(now))
	return append(heads, appointed...), err
}

// KeptFor lists who waits for one counter alone, or was parked by it.
func (t *Tx) KeptFor(ctx context.Context, site, counter int, s State) ([]Ticket, error) {
	const query = selectTicket + "WHERE site = ?1 AND for_counter = ?2 AND for_counter > 0 AND state = ?3 ORDER BY issued_at, device, seq LIMIT ?4"
	return list(ctx, t, scanTicket, query, site, counter, string(s), mostKept)
}

// AllParked lists who was sent for a paper and is not back.
func (t *Tx) AllParked(ctx context.Context, site int) ([]Ticket, error) {
	return list(ctx, t, scanTicket, selectTicket+"WHERE site = ?1 AND state = 'parked' ORDER BY for_counter", site)
}

// Overtaken counts, up to most, who came later than a waiting ticket to its
// service and was called before it.
func (t *Tx) Overtaken(ctx context.Context, k Ticket, most int) (n int, err error) {
	const query = `SELECT COUNT(*) FROM (SELECT 1 FROM tickets
		WHERE site = ?1 AND service = ?2 AND issued_at > ?3 AND first_called_at > 0 LIMIT ?4) later`
	err = t.one(ctx, query, []any{k.Site, k.Service, millis(k.IssuedAt), most}, &n)
	return n, err
}

// LastTurns lists whom a counter called from a line, the newest first.
func (t *Tx) LastTurns(ctx context.Context, site, counter, limit int) ([]Ticket, error) {
	const query = selectTicket + "WHERE site = ?1 AND counter = ?2 AND called_at > 0 ORDER BY called_at DESC, id LIMIT ?3"
	return list(ctx, t, scanTicket, query, site, counter, limit)
}

// CalledSince counts, up to most, the numbers of a service called since a time.
func (t *Tx) CalledSince(ctx context.Context, site int, service string, since time.Time, most int) (n int, err error) {
	const query = `SELECT COUNT(*) FROM (SELECT 1 FROM tickets
		WHERE site = ?1 AND rung_at > ?3 AND rung_at > 0 AND service = ?2 LIMIT ?4) later`
	err = t.one(ctx, query, []any{site, service, millis(since), most}, &n)
	return n, err
}

// TicketsOn lists the tickets of a business day, in the order they were taken.
func (t *Tx) TicketsOn(ctx context.Context, site int, day kiosk.Date) ([]Ticket, error) {
	return list(ctx, t, scanTicket, selectTicket+"WHERE site = ?1 AND day = ?2 ORDER BY issued_at, device, seq", site, day.String())
}

// IssuedOn counts a business day's numbers, by the service they were
// taken for, without those taken back.
func (t *Tx) IssuedOn(ctx context.Context, site int, day kiosk.Date) (map[string]int, error) {
	type count struct {
		service string
		n       int
	}
	const query = "SELECT SUBSTR(number, 1, 1), COUNT(*) FROM tickets WHERE site = ?1 AND day = ?2 AND state <> 'cancelled' GROUP BY 1"
	rows, err := list(ctx, t, func(row scanner) (c count, err error) {
		err = row.Scan(&c.service, &c.n)
		return c, err
	}, query, site, day.String())
	issued := make(map[string]int, len(rows))
	for _, c := range rows {
		issued[c.service] = c.n
	}
	return issued, err
}
