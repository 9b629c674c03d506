package store

import (
	"database/sql"
	"errors"
	"fmt"

	"dongthap.vn/sen/kiosk"
)

// An end is what the writer knows of the end of the file without reading it:
// the head of the chain and the numbers given last. It is read once, follows the
// prepared statements, and is forgotten when a transaction fails or anything
// else is written.
type end struct {
	linked bool
	seq    int64
	hash   kiosk.Hash

	day   string
	given map[string]int // by service
}

// head is the last event's place in the chain.
func (s *Store) head(tx transaction) (seq int64, hash kiosk.Hash, err error) {
	e := &tx.end
	if e.linked {
		return e.seq, e.hash, nil
	}
	var b []byte
	err = tx.head.QueryRow().Scan(&e.seq, &b)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		e.hash = kiosk.Genesis(s.opts.Device, s.epoch)
	case err != nil:
		return 0, hash, err
	default:
		copy(e.hash[:], b)
	}
	e.linked = true
	return e.seq, e.hash, nil
}

// lastNumber reads the day a number counts in, the last one given in it, and
// whether that day is known. The largest day already used wins over an earlier
// clock, so that a number is never given twice; ISO dates sort as text. What was
// given is read from the tickets' own index: one page less to write while
// somebody waits than a number counted beside them.
const (
	lastNumber = `
	SELECT day, max(
		coalesce((SELECT max(n) FROM tickets t WHERE t.day = today.day AND t.service = ?2), 0),
		coalesce((SELECT max(n) FROM counters c WHERE c.day = today.day AND c.service IN (?2, '')), 0)),
		EXISTS (SELECT 1 FROM counters c WHERE c.day = today.day)
	FROM (SELECT max(?1, coalesce((SELECT max(day) FROM counters), '')) AS day) today`
	knowDay = "INSERT INTO counters (day, service, n) VALUES (?1, '', 0) ON CONFLICT DO NOTHING"
)

// next is the day and the number that the next ticket of a service gets. The
// transaction holds the write lock from its start, so nobody counts in between.
func (s *Store) next(tx transaction, service string) (day string, n int, err error) {
	today := s.today().String()
	if last, ok := tx.end.given[service]; ok && today <= tx.end.day {
		tx.end.given[service] = last + 1
		return tx.end.day, last + 1, nil
	}
	var known bool
	if err := tx.last.QueryRow(today, service).Scan(&day, &n, &known); err != nil {
		return "", 0, err
	}
	if !known {
		if _, err := tx.Exec(knowDay, day); err != nil {
			return "", 0, fmt.Errorf("begin the day: %w", err)
		}
	}
	if tx.end.day != day {
		tx.end.day, tx.end.given = day, map[string]int{}
	}
	tx.end.given[service] = n + 1
	return day, n + 1, nil
}
