package store

import (
	"context"
	"time"

	"dongthap.vn/sen/kiosk"
)

// TurnTimes are the moments of a ticket that a counter called last. EndedAt is zero
// while it serves.
type TurnTimes struct{ IssuedAt, FirstCall, CalledAt, EndedAt time.Time }

// TurnTimes lists those of the tickets a counter called last, the newest first.
func (t *Tx) TurnTimes(ctx context.Context, site, counter, limit int) ([]TurnTimes, error) {
	const query = `SELECT issued_at, first_called_at, called_at, ended_at FROM tickets
		WHERE site = ?1 AND counter = ?2 AND called_at > 0 ORDER BY called_at DESC LIMIT ?3`
	return list(ctx, t, func(row scanner) (k TurnTimes, err error) {
		var issued, first, called, ended int64
		err = row.Scan(&issued, &first, &called, &ended)
		return TurnTimes{moment(issued), moment(first), moment(called), moment(ended)}, err
	}, query, site, counter, limit)
}

// A Joiner is somebody who joined a line: with a number, or Again in the place of a
// number that was called before.
type Joiner struct {
	Service string
	Class   kiosk.Class
	Again   bool
}

// JoinedSince lists who joined the lines of a business day since a time.
func (t *Tx) JoinedSince(ctx context.Context, site int, day kiosk.Date, since time.Time) ([]Joiner, error) {
	const query = `SELECT service, class, 0 FROM tickets WHERE site = ?1 AND day = ?2 AND issued_at >= ?3
		UNION ALL SELECT k.service, k.class, 1 FROM ticket_actions a JOIN tickets k ON k.id = a.ticket
		WHERE a.site = ?1 AND a.at >= ?3 AND a.action IN ('` + ActReturn + "', '" + ActTransfer + "', '" + ActGoOn + "')"
	return list(ctx, t, func(row scanner) (j Joiner, err error) {
		var again int64
		err = row.Scan(&j.Service, &j.Class, &again)
		j.Again = again > 0
		return j, err
	}, query, site, day.String(), millis(since))
}
