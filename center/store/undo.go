package store

import (
	"context"
	"fmt"
	"slices"
)

// ActionsAtCounter lists what was done at a counter since a time, oldest first.
func (t *Tx) ActionsAtCounter(ctx context.Context, a Action) ([]Action, error) {
	const query = selectAction + "WHERE site = ?1 AND at >= ?2 AND counter = ?3 ORDER BY at, ticket, n"
	return list(ctx, t, scanAction, query, a.Site, millis(a.At), a.Counter)
}

// Undo takes back the last thing that was done with a ticket, and records that:
// the ticket becomes what the actions before made of it. False means that
// something else was done with it since, and nothing happened. The counter's
// place may be taken by then: ErrExists.
func (t *Tx) Undo(ctx context.Context, last Action, by Action) (done bool, err error) {
	all, err := t.Actions(ctx, last.Ticket)
	if err != nil {
		return false, err
	}
	stand := Standing(all)
	if len(stand) == 0 || stand[len(stand)-1].N != last.N || last.Event != "" {
		return false, nil
	}
	if err := t.reset(ctx, last.Ticket); err != nil {
		return false, err
	}
	if err := t.StepAside(ctx, last.Ticket); err != nil {
		return false, err
	}
	for _, a := range stand[:len(stand)-1] {
		switch again, err := t.Replay(ctx, a); {
		case err != nil:
			return false, fmt.Errorf("take back %s: %w", last.Act, err)
		case !again:
			return false, fmt.Errorf("take back %s: %s of ticket cannot be done again", last.Act, a.Act)
		}
	}
	if err := t.StepAside(ctx, last.Ticket); err != nil {
		return false, err
	}
	by.Ticket, by.Site, by.Act, by.Undoes = last.Ticket, last.Site, ActUndo, last.N
	return true, t.record(ctx, by)
}

// StepAside takes a ticket out of its site while its record is followed again, and
// the second time puts it back: at counters it was called to long ago others may
// be served now. A counter's place it has in the end may be taken: ErrExists.
func (t *Tx) StepAside(ctx context.Context, ticket string) error {
	if _, err := t.exec(ctx, "UPDATE tickets SET site = -site WHERE id = ?1", ticket); err != nil {
		return fmt.Errorf("follow the record of a ticket: %w", err)
	}
	return nil
}

// Standing leaves out what was taken back, and the taking back.
func Standing(all []Action) (stand []Action) {
	for _, a := range all {
		if a.Act == ActUndo {
			stand = slices.DeleteFunc(stand, func(b Action) bool { return b.N == a.Undoes })
			continue
		}
		stand = append(stand, a)
	}
	return stand
}

// reset makes a ticket what it was when it was issued. The service it was taken
// for is the first letter of its number.
func (t *Tx) reset(ctx context.Context, ticket string) error {
	_, err := t.exec(ctx, `UPDATE tickets SET state = 'waiting', service = SUBSTR(number, 1, 1), class = declared, further = '', counter = 0, staff = '', called_at = 0, rung_at = 0, calls = 0,
		ended_at = 0, reason = '', for_counter = 0, begun_at = 0, first_called_at = 0, not_before = 0, delays = 0 WHERE id = ?1`, ticket)
	return err
}
