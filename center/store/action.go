package store

import (
	"context"
	"fmt"
	"time"
)

// Acts on a ticket.
const (
	ActCall     = "call"
	ActRecall   = "recall"
	ActBegin    = "begin" // the visitor is at the counter
	ActDone     = "done"
	ActNoShow   = "no_show"
	ActPark     = "park"     // until the visitor comes back with a paper
	ActReturn   = "return"   // into the line, from parked or no_show
	ActTransfer = "transfer" // to another service or counter, in the same place
	ActCancel   = "cancel"
	ActClose    = "close"
	ActUndo     = "undo"  // the action before
	ActPlain    = "plain" // its appointment does not count: it waits like everybody
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

	ToService string // of a transfer
	ToCounter int    // of a transfer or a return, 0 for any
	Undoes    int64  // n of the action that is taken back
}

// A deed is the statement that does an act, only from the states it may be
// done in: compare and set, so that of two clerks one is told no.
type deed struct {
	query string
	args  func(Action) []any
}

var deeds = map[string]deed{
	ActCall: {`UPDATE tickets SET state = 'called', counter = ?2, staff = ?3, called_at = ?4, rung_at = ?4, calls = 1, reason = ?5, for_counter = 0,
		first_called_at = CASE WHEN first_called_at = 0 THEN ?4 ELSE first_called_at END WHERE id = ?1 AND state = 'waiting'`,
		func(a Action) []any { return []any{a.Ticket, a.Counter, a.Staff, millis(a.At), a.Reason} }},
	ActRecall: {`UPDATE tickets SET rung_at = ?3, calls = calls + 1 WHERE id = ?1 AND state = 'called' AND counter = ?2`, atItsCounter},
	ActBegin:  {`UPDATE tickets SET state = 'serving', begun_at = ?3 WHERE id = ?1 AND state = 'called' AND counter = ?2`, atItsCounter},
	ActDone:   {`UPDATE tickets SET state = 'done', ended_at = ?3 WHERE id = ?1 AND state IN ('called', 'serving') AND counter = ?2`, atItsCounter},
	ActNoShow: {`UPDATE tickets SET state = 'no_show', ended_at = ?3 WHERE id = ?1 AND state = 'called' AND counter = ?2`, atItsCounter},
	ActPark: {`UPDATE tickets SET state = 'parked', for_counter = counter, begun_at = 0 WHERE id = ?1 AND state IN ('called', 'serving') AND counter = ?2`,
		func(a Action) []any { return []any{a.Ticket, a.Counter} }},
	ActReturn: {`UPDATE tickets SET state = 'waiting', for_counter = ?2, ended_at = 0, reason = '' WHERE id = ?1 AND state IN ('parked', 'no_show')`,
		func(a Action) []any { return []any{a.Ticket, a.ToCounter} }},
	ActTransfer: {`UPDATE tickets SET state = 'waiting', service = ?3, for_counter = ?4, begun_at = 0, reason = ''
		WHERE id = ?1 AND state IN ('called', 'serving') AND counter = ?2`,
		func(a Action) []any { return []any{a.Ticket, a.Counter, a.ToService, a.ToCounter} }},
	ActCancel: {`UPDATE tickets SET state = 'cancelled', ended_at = ?2
		WHERE id = ?1 AND state IN ('waiting', 'called', 'serving', 'parked', 'no_show', 'closed')`, anywhere},
	ActPlain: {`UPDATE tickets SET appointed_at = 0 WHERE id = ?1 AND state = 'waiting'`, func(a Action) []any { return []any{a.Ticket} }},
	ActClose: {`UPDATE tickets SET state = 'closed', ended_at = ?2 WHERE id = ?1 AND state IN ('waiting', 'called', 'serving', 'parked')`, anywhere},
}

func atItsCounter(a Action) []any { return []any{a.Ticket, a.Counter, millis(a.At)} }
func anywhere(a Action) []any     { return []any{a.Ticket, millis(a.At)} }

// Act does an action and records it; false means that the ticket was not in a
// state it can be done in, and nothing happened.
func (t *Tx) Act(ctx context.Context, a Action) (done bool, err error) {
	if done, err = t.Replay(ctx, a); err != nil || !done {
		return false, err
	}
	return true, t.record(ctx, a)
}

// record writes an action behind those of its ticket.
func (t *Tx) record(ctx context.Context, a Action) error {
	const query = `INSERT INTO ticket_actions (ticket, n, site, action, counter, staff, at, reason, event, to_service, to_counter, undoes)
		SELECT ?1, COUNT(*) + 1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11 FROM ticket_actions WHERE ticket = ?1`
	_, err := t.exec(ctx, query, a.Ticket, a.Site, a.Act, a.Counter, a.Staff, millis(a.At), a.Reason, a.Event, a.ToService, a.ToCounter, a.Undoes)
	if err != nil {
		return fmt.Errorf("record %s of ticket: %w", a.Act, err)
	}
	return t.tell(ctx, a)
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

const selectAction = "SELECT ticket, n, site, action, counter, staff, at, reason, event, to_service, to_counter, undoes FROM ticket_actions "

func scanAction(row scanner) (a Action, err error) {
	var at int64
	err = row.Scan(&a.Ticket, &a.N, &a.Site, &a.Act, &a.Counter, &a.Staff, &at, &a.Reason, &a.Event, &a.ToService, &a.ToCounter, &a.Undoes)
	a.At = moment(at)
	return a, err
}

// Actions lists what was done with a ticket.
func (t *Tx) Actions(ctx context.Context, ticket string) ([]Action, error) {
	return list(ctx, t, scanAction, selectAction+"WHERE ticket = ?1 ORDER BY n", ticket)
}

// standing leaves out what was taken back, and the taking back.
func standing(action string) string {
	return action + ".action <> 'undo' AND NOT EXISTS (SELECT 1 FROM ticket_actions u WHERE u.ticket = " + action + ".ticket AND u.undoes = " + action + ".n)"
}

// ActionsAfter pages through the record in the order of tickets, without what
// was taken back: of those that are at a counter, or of all others.
func (t *Tx) ActionsAfter(ctx context.Context, ticket string, n int64, serving bool, limit int) ([]Action, error) {
	return list(ctx, t, scanAction, actionsAfter, ticket, n, flag(serving), limit)
}

var actionsAfter = selectAction + "WHERE (ticket, n) > (?1, ?2) AND " + standing("ticket_actions") + " AND " +
	"(SELECT l.action FROM ticket_actions l WHERE l.ticket = ticket_actions.ticket AND " + standing("l") + " ORDER BY l.n DESC LIMIT 1) " +
	"IN ('call', 'recall', 'begin') = (?3 = 1) ORDER BY ticket, n LIMIT ?4"

// ActionsSince lists what was done at counters since a time, oldest first.
func (t *Tx) ActionsSince(ctx context.Context, site int, since time.Time) ([]Action, error) {
	return list(ctx, t, scanAction, selectAction+"WHERE site = ?1 AND at >= ?2 ORDER BY at, ticket, n", site, millis(since))
}
