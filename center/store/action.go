package store

import (
	"context"
	"fmt"
	"time"
)

// Acts on a ticket.
const (
	ActCall   = "call"
	ActRecall = "recall"
	ActDone   = "done"
	ActNoShow = "no_show"
	ActCancel = "cancel"
	ActClose  = "close"
)

// An Action is a line of the auditor's record of a ticket.
type Action struct {
	Ticket  string
	N       int64 // 1, 2 … of the ticket
	Site    int
	Act     string
	Counter int
	Staff   string // account, or "" for the visitor and the day's end
	At      time.Time
	Reason  string
	Event   string // id of the kiosk's event it comes from, or ""
}

// A deed is the statement that does an act, only from the states it may be
// done in: compare and set, so that of two clerks one is told no.
type deed struct {
	query string
	args  func(Action) []any
}

var deeds = map[string]deed{
	ActCall: {`UPDATE tickets SET state = 'called', counter = ?2, staff = ?3, called_at = ?4, rung_at = ?4, calls = 1, reason = ?5
		WHERE id = ?1 AND state = 'waiting'`,
		func(a Action) []any { return []any{a.Ticket, a.Counter, a.Staff, millis(a.At), a.Reason} }},
	ActRecall: {`UPDATE tickets SET rung_at = ?3, calls = calls + 1 WHERE id = ?1 AND state = 'called' AND counter = ?2`, atItsCounter},
	ActDone:   {`UPDATE tickets SET state = 'done', ended_at = ?3 WHERE id = ?1 AND state = 'called' AND counter = ?2`, atItsCounter},
	ActNoShow: {`UPDATE tickets SET state = 'no_show', ended_at = ?3 WHERE id = ?1 AND state = 'called' AND counter = ?2`, atItsCounter},
	ActCancel: {`UPDATE tickets SET state = 'cancelled', ended_at = ?2 WHERE id = ?1 AND state IN ('waiting', 'called', 'no_show', 'closed')`, anywhere},
	ActClose:  {`UPDATE tickets SET state = 'closed', ended_at = ?2 WHERE id = ?1 AND state IN ('waiting', 'called')`, anywhere},
}

func atItsCounter(a Action) []any { return []any{a.Ticket, a.Counter, millis(a.At)} }
func anywhere(a Action) []any     { return []any{a.Ticket, millis(a.At)} }

// Act does an action and records it; false means that the ticket was not in a
// state it can be done in, and nothing happened.
func (t *Tx) Act(ctx context.Context, a Action) (done bool, err error) {
	if done, err = t.Replay(ctx, a); err != nil || !done {
		return false, err
	}
	const query = `INSERT INTO ticket_actions (ticket, n, site, action, counter, staff, at, reason, event)
		SELECT ?1, COUNT(*) + 1, ?2, ?3, ?4, ?5, ?6, ?7, ?8 FROM ticket_actions WHERE ticket = ?1`
	_, err = t.exec(ctx, query, a.Ticket, a.Site, a.Act, a.Counter, a.Staff, millis(a.At), a.Reason, a.Event)
	if err != nil {
		return false, fmt.Errorf("record %s of ticket: %w", a.Act, err)
	}
	return true, t.tell(ctx, a)
}

// Replay does an action that is recorded already.
func (t *Tx) Replay(ctx context.Context, a Action) (done bool, err error) {
	d, known := deeds[a.Act]
	if !known {
		return false, fmt.Errorf("unknown act %q", a.Act)
	}
	n, err := t.exec(ctx, d.query, d.args(a)...)
	if err != nil {
		return false, fmt.Errorf("%s ticket: %w", a.Act, err)
	}
	return n == 1, nil
}

const selectAction = "SELECT ticket, n, site, action, counter, staff, at, reason, event FROM ticket_actions "

func scanAction(row scanner) (a Action, err error) {
	var at int64
	err = row.Scan(&a.Ticket, &a.N, &a.Site, &a.Act, &a.Counter, &a.Staff, &at, &a.Reason, &a.Event)
	a.At = moment(at)
	return a, err
}

// Actions lists what was done with a ticket.
func (t *Tx) Actions(ctx context.Context, ticket string) ([]Action, error) {
	return list(ctx, t, scanAction, selectAction+"WHERE ticket = ?1 ORDER BY n", ticket)
}

// ActionsAfter pages through the record in the order of tickets: of those that
// are being served, or of all others.
func (t *Tx) ActionsAfter(ctx context.Context, ticket string, n int64, serving bool, limit int) ([]Action, error) {
	const last = "(SELECT l.action FROM ticket_actions l WHERE l.ticket = ticket_actions.ticket ORDER BY l.n DESC LIMIT 1)"
	const query = selectAction + "WHERE (ticket, n) > (?1, ?2) AND (" + last + " IN ('call', 'recall')) = (?3 = 1) ORDER BY ticket, n LIMIT ?4"
	return list(ctx, t, scanAction, query, ticket, n, flag(serving), limit)
}

// ActionsSince lists what was done at counters since a time, oldest first.
func (t *Tx) ActionsSince(ctx context.Context, site int, since time.Time) ([]Action, error) {
	return list(ctx, t, scanAction, selectAction+"WHERE site = ?1 AND at >= ?2 ORDER BY at, ticket, n", site, millis(since))
}
