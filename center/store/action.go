package store

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"dongthap.vn/sen/kiosk"
)

// MostFurther is how many services a ticket may still have before it: a ticket
// is one visit, not a day's.
const MostFurther = 3

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
	ActAdd      = "add_service" // to the services it goes on to
	ActGoOn     = "go_on"       // done here, on to the next of them, in the same place
	ActClass    = "class"       // the class was wrongly declared
	ActNote     = "note"        // a clerk's words for the next, kept sealed beside the record
	ActUndo     = "undo"        // the action before
	ActDelay    = "delay"       // the visitor asks for more time while waiting
	ActPlain    = "plain"       // its appointment does not count: it waits like everybody
	ActReady    = "ready"       // the visitor does not need it any more
)

// More time a visitor may ask for: how long at once, and how often.
const (
	DelayFor   = 10 * time.Minute
	MostDelays = 2
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

	ToService string      // of a transfer, an added service or a going on
	ToCounter int         // of a transfer or a return, 0 for any
	ToClass   kiosk.Class // of a change of class, "" for none
	Note      string      // a clerk's own words why, no personal data; those of ActNote are a Note
	Undoes    int64       // n of the action that is taken back
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
	ActReturn: {`UPDATE tickets SET state = 'waiting', for_counter = ?2, ended_at = 0, reason = '', not_before = 0 WHERE id = ?1 AND state IN ('parked', 'no_show')`,
		func(a Action) []any { return []any{a.Ticket, a.ToCounter} }},
	ActTransfer: {`UPDATE tickets SET state = 'waiting', service = ?3, further = REPLACE(further, ?3, ''), for_counter = ?4, begun_at = 0, reason = '', not_before = 0
		WHERE id = ?1 AND state IN ('called', 'serving') AND counter = ?2`,
		func(a Action) []any { return []any{a.Ticket, a.Counter, a.ToService, a.ToCounter} }},
	ActAdd: {`UPDATE tickets SET further = further || ?3 WHERE id = ?1 AND state IN ('called', 'serving') AND counter = ?2
		AND service <> ?3 AND LENGTH(further) < ` + strconv.Itoa(MostFurther) + ` AND REPLACE(further, ?3, '') = further`, toService},
	ActGoOn: {`UPDATE tickets SET state = 'waiting', service = ?3, further = REPLACE(further, ?3, ''), for_counter = 0, begun_at = 0, reason = '', not_before = 0
		WHERE id = ?1 AND state IN ('called', 'serving') AND counter = ?2 AND REPLACE(further, ?3, '') <> further`, toService},
	ActClass: {`UPDATE tickets SET class = ?2 WHERE id = ?1 AND class <> ?2 AND state IN ('waiting', 'called', 'serving', 'parked')`,
		func(a Action) []any { return []any{a.Ticket, string(a.ToClass)} }},
	ActNote: {`UPDATE tickets SET class = class WHERE id = ?1 AND state IN ('waiting', 'called', 'serving', 'parked')`,
		func(a Action) []any { return []any{a.Ticket} }},
	// More time comes behind what is left of the last.
	ActDelay: {`UPDATE tickets SET not_before = CASE WHEN not_before > ?2 THEN not_before ELSE ?2 END + ?3, delays = delays + 1
		WHERE id = ?1 AND state = 'waiting' AND delays < ?4`,
		func(a Action) []any { return []any{a.Ticket, millis(a.At), DelayFor.Milliseconds(), MostDelays} }},
	ActReady: {`UPDATE tickets SET not_before = 0 WHERE id = ?1 AND state = 'waiting' AND not_before > ?2`, anywhere},
	ActCancel: {`UPDATE tickets SET state = 'cancelled', ended_at = ?2
		WHERE id = ?1 AND state IN ('waiting', 'called', 'serving', 'parked', 'no_show', 'closed')`, anywhere},
	ActPlain: {`UPDATE tickets SET appointed_at = 0 WHERE id = ?1 AND state = 'waiting'`, func(a Action) []any { return []any{a.Ticket} }},
	ActClose: {`UPDATE tickets SET state = 'closed', ended_at = ?2 WHERE id = ?1 AND state IN ('waiting', 'called', 'serving', 'parked')`, anywhere},
}

func atItsCounter(a Action) []any { return []any{a.Ticket, a.Counter, millis(a.At)} }
func toService(a Action) []any    { return []any{a.Ticket, a.Counter, a.ToService} }
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
	const query = `INSERT INTO ticket_actions (ticket, n, site, action, counter, staff, at, reason, event, to_service, to_counter, to_class, note, undoes)
		SELECT ?1, COUNT(*) + 1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13 FROM ticket_actions WHERE ticket = ?1`
	_, err := t.exec(ctx, query, a.Ticket, a.Site, a.Act, a.Counter, a.Staff, millis(a.At), a.Reason, a.Event, a.ToService, a.ToCounter,
		string(a.ToClass), a.Note, a.Undoes)
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

const selectAction = "SELECT ticket, n, site, action, counter, staff, at, reason, event, to_service, to_counter, to_class, note, undoes FROM ticket_actions "

func scanAction(row scanner) (a Action, err error) {
	var at int64
	err = row.Scan(&a.Ticket, &a.N, &a.Site, &a.Act, &a.Counter, &a.Staff, &at, &a.Reason, &a.Event, &a.ToService, &a.ToCounter, &a.ToClass, &a.Note, &a.Undoes)
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

// moves leaves out what leaves a ticket where it is, at a counter or not.
func moves(action string) string {
	return " AND " + action + ".action NOT IN ('" + ActAdd + "', '" + ActClass + "', '" + ActNote + "')"
}

// ActionsAfter pages through the record in the order of tickets, without what
// was taken back: of those that are at a counter, or of all others.
func (t *Tx) ActionsAfter(ctx context.Context, ticket string, n int64, serving bool, limit int) ([]Action, error) {
	return list(ctx, t, scanAction, actionsAfter, ticket, n, flag(serving), limit)
}

var actionsAfter = selectAction + "WHERE (ticket, n) > (?1, ?2) AND " + standing("ticket_actions") + " AND " +
	"(SELECT l.action FROM ticket_actions l WHERE l.ticket = ticket_actions.ticket AND " + standing("l") + moves("l") + " ORDER BY l.n DESC LIMIT 1) " +
	"IN ('call', 'recall', 'begin') = (?3 = 1) ORDER BY ticket, n LIMIT ?4"

// ActionsOn lists what was done with the tickets of a business day.
func (t *Tx) ActionsOn(ctx context.Context, site int, day kiosk.Date) ([]Action, error) {
	return list(ctx, t, scanAction, selectAction+"WHERE ticket IN (SELECT id FROM tickets WHERE site = ?1 AND day = ?2) ORDER BY ticket, n", site, day.String())
}

// ActionsSince lists what was done at counters since a time, oldest first.
func (t *Tx) ActionsSince(ctx context.Context, site int, since time.Time) ([]Action, error) {
	return list(ctx, t, scanAction, selectAction+"WHERE site = ?1 AND at >= ?2 ORDER BY at, ticket, n", site, millis(since))
}
