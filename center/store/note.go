package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"dongthap.vn/sen/kiosk"
)

// A Note is what a clerk noted on a ticket, sealed: the words of an action ActNote.
type Note struct {
	Ticket string
	N      int64 // of the action
	At     time.Time
	Sealed kiosk.Sealed
}

// AddNote keeps the words of an action that is recorded already.
func (t *Tx) AddNote(ctx context.Context, n Note) error {
	sealed, err := json.Marshal(n.Sealed)
	if err != nil {
		return err
	}
	_, err = t.exec(ctx, "INSERT INTO ticket_notes (ticket, n, at, sealed) VALUES (?1, ?2, ?3, ?4)", n.Ticket, n.N, millis(n.At), sealed)
	return err
}

// Notes lists the words noted on a ticket that are still kept, the oldest first,
// also of notes that were taken back.
func (t *Tx) Notes(ctx context.Context, ticket string) ([]Note, error) {
	return list(ctx, t, scanNote, "SELECT ticket, n, at, sealed FROM ticket_notes WHERE ticket = ?1 ORDER BY n", ticket)
}

// NotedSince tells which tickets were noted on since a time.
func (t *Tx) NotedSince(ctx context.Context, since time.Time) (map[string]bool, error) {
	all, err := list(ctx, t, func(row scanner) (ticket string, err error) {
		err = row.Scan(&ticket)
		return ticket, err
	}, "SELECT DISTINCT ticket FROM ticket_notes WHERE at >= ?1", millis(since))
	noted := make(map[string]bool, len(all))
	for _, ticket := range all {
		noted[ticket] = true
	}
	return noted, err
}

func scanNote(row scanner) (n Note, err error) {
	var at int64
	var sealed []byte
	if err := row.Scan(&n.Ticket, &n.N, &at, &sealed); err != nil {
		return Note{}, err
	}
	n.At = moment(at)
	if err := json.Unmarshal(sealed, &n.Sealed); err != nil {
		return Note{}, fmt.Errorf("sealed note of a ticket: %w", err)
	}
	return n, nil
}

// ForgetNotes takes clerks' own words of before a time out of the records, and
// counts them. What was done, when, by whom and for which reason stays.
func (t *Tx) ForgetNotes(ctx context.Context, before time.Time) (count int64, err error) {
	for _, query := range []string{
		"UPDATE ticket_actions SET note = '' WHERE note <> '' AND at < ?1",
		"UPDATE pauses SET note = '' WHERE note <> '' AND began_at < ?1",
		"DELETE FROM ticket_notes WHERE at < ?1",
	} {
		n, err := t.exec(ctx, query, millis(before))
		if err != nil {
			return 0, err
		}
		count += n
	}
	return count, nil
}
