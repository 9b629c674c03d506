package store

import (
	"context"
	"fmt"
	"time"
)

// Kinds of events other systems are told of.
const (
	ToldIssued    = "ticket.issued"
	ToldCalled    = "ticket.called"
	ToldRecalled  = "ticket.recalled"
	ToldDone      = "ticket.done"
	ToldNoShow    = "ticket.no_show"
	ToldCancelled = "ticket.cancelled"
	ToldClosed    = "ticket.closed"
	ToldBegun     = "ticket.begun"
	ToldParked    = "ticket.parked"
	ToldReturned  = "ticket.returned"
	ToldSent      = "ticket.transferred"
	ToldAdded     = "ticket.service_added"
	ToldWentOn    = "ticket.went_on"
	ToldUndone    = "ticket.undone"
)

// told are the acts that are told of. A change of class is not: it says something
// about the visitor that no other system needs.
var told = map[string]string{ActCall: ToldCalled, ActRecall: ToldRecalled, ActDone: ToldDone, ActNoShow: ToldNoShow,
	ActCancel: ToldCancelled, ActClose: ToldClosed, ActBegin: ToldBegun, ActPark: ToldParked, ActReturn: ToldReturned, ActTransfer: ToldSent,
	ActAdd: ToldAdded, ActGoOn: ToldWentOn, ActUndo: ToldUndone}

// A Delivery is an event one system has not been told of yet. It holds what is
// told, as it was at the time.
type Delivery struct {
	Hook     string
	Ticket   string
	N        int64 // of the ticket's act; 0 for its issue
	Kind     string
	At       time.Time // when it happened
	Number   string
	Day      string
	Service  string
	Counter  int
	Calls    int
	Reason   string
	State    State // after it
	Undoes   int64 // n of the act that was taken back, 0 for none
	DueAt    time.Time
	Tries    int
	TriedAt  time.Time // first
	FailedAt time.Time // given up
}

const deliveryColumns = "hook, ticket, n, kind, at, number, day, service, counter, calls, reason, due_at, tries, tried_at, failed_at, state, undoes"

// tellQuery puts an event into the outbox of every system that wants its kind,
// in the transaction of the change: it is there when the change is, and only then.
const tellQuery = "INSERT INTO deliveries (" + deliveryColumns + `)
	SELECT h.id, k.id, %s, ?2, ?3, k.number, k.day, k.service, k.counter, k.calls, ?4, 0, 0, 0, 0, k.state, %s
	FROM tickets k, hooks h WHERE k.id = ?1 AND h.site = k.site AND (' ' || h.kinds || ' ') LIKE ?5 ON CONFLICT DO NOTHING`

var (
	tellAct = fmt.Sprintf(tellQuery, "(SELECT MAX(a.n) FROM ticket_actions a WHERE a.ticket = k.id)",
		"(SELECT a.undoes FROM ticket_actions a WHERE a.ticket = k.id ORDER BY a.n DESC LIMIT 1)")
	tellIssued = fmt.Sprintf(tellQuery, "0", "0")
)

func wants(kind string) string { return "% " + kind + " %" }

// tell tells of an act that was just recorded.
func (t *Tx) tell(ctx context.Context, a Action) error {
	kind, ok := told[a.Act]
	if !ok {
		return nil
	}
	return t.tellOf(ctx, tellAct, a.Ticket, kind, a.At, a.Reason)
}

func (t *Tx) tellOf(ctx context.Context, query, ticket, kind string, at time.Time, reason string) error {
	n, err := t.exec(ctx, query, ticket, kind, millis(at), reason, wants(kind))
	if err != nil {
		return fmt.Errorf("tell of %s: %w", kind, err)
	}
	if n > 0 {
		t.Touch(TopicHook, at)
	}
	return nil
}

// TellIssued tells of tickets that are new; it is for whoever added them from the
// road, not for a rebuild.
func (t *Tx) TellIssued(ctx context.Context, tickets []*Ticket) error {
	if len(tickets) == 0 {
		return nil
	}
	if t.told == nil { // asked once for all batches of a transaction
		t.told = new(int64)
		if err := t.one(ctx, "SELECT COUNT(*) FROM hooks WHERE (' ' || kinds || ' ') LIKE ?1", []any{wants(ToldIssued)}, t.told); err != nil {
			return err
		}
	}
	if *t.told == 0 {
		return nil
	}
	for _, k := range tickets {
		if err := t.tellOf(ctx, tellIssued, k.ID, ToldIssued, k.IssuedAt, ""); err != nil {
			return err
		}
	}
	return nil
}

// NextDelivery reads the oldest event a system can be told of now; ok is false
// when there is none. An event waits for those of its ticket before it, unless
// they were given up.
func (t *Tx) NextDelivery(ctx context.Context, hook string, now time.Time) (d Delivery, ok bool, err error) {
	const query = "SELECT " + deliveryColumns + ` FROM deliveries d WHERE hook = ?1 AND failed_at = 0 AND due_at <= ?2 AND NOT EXISTS
		(SELECT 1 FROM deliveries e WHERE e.hook = d.hook AND e.ticket = d.ticket AND e.n < d.n AND e.failed_at = 0)
		ORDER BY at, ticket, n LIMIT 1`
	all, err := list(ctx, t, scanDelivery, query, hook, millis(now))
	if err != nil || len(all) == 0 {
		return Delivery{}, false, err
	}
	return all[0], true, nil
}

// Delivered removes an event from a system's outbox.
func (t *Tx) Delivered(ctx context.Context, d Delivery) error {
	_, err := t.exec(ctx, "DELETE FROM deliveries WHERE hook = ?1 AND ticket = ?2 AND n = ?3", d.Hook, d.Ticket, d.N)
	return err
}

// PutDelivery keeps what became of a try.
func (t *Tx) PutDelivery(ctx context.Context, d Delivery) error {
	const query = "UPDATE deliveries SET due_at = ?4, tries = ?5, tried_at = ?6, failed_at = ?7 WHERE hook = ?1 AND ticket = ?2 AND n = ?3"
	_, err := t.exec(ctx, query, d.Hook, d.Ticket, d.N, millis(d.DueAt), d.Tries, millis(d.TriedAt), millis(d.FailedAt))
	return err
}

// GiveUp gives up what happened before a time and was not delivered.
func (t *Tx) GiveUp(ctx context.Context, hook string, before, now time.Time) error {
	_, err := t.exec(ctx, "UPDATE deliveries SET failed_at = ?3 WHERE hook = ?1 AND failed_at = 0 AND at < ?2", hook, millis(before), millis(now))
	return err
}

// SendAgain takes up again what was given up, and counts it.
func (t *Tx) SendAgain(ctx context.Context, hook string) (int64, error) {
	return t.exec(ctx, "UPDATE deliveries SET due_at = 0, tries = 0, tried_at = 0, failed_at = 0 WHERE hook = ?1 AND failed_at > 0", hook)
}

// ForgetGivenUp removes what was given up before a time.
func (t *Tx) ForgetGivenUp(ctx context.Context, before time.Time) error {
	_, err := t.exec(ctx, "DELETE FROM deliveries WHERE failed_at < ?1 AND failed_at > 0", millis(before))
	return err
}

// Held counts what a system has not been told of, and what of it was given up.
func (t *Tx) Held(ctx context.Context, hook string) (waiting, failed int64, err error) {
	const query = "SELECT COUNT(*), COALESCE(SUM(CASE WHEN failed_at > 0 THEN 1 ELSE 0 END), 0) FROM deliveries WHERE hook = ?1"
	err = t.one(ctx, query, []any{hook}, &waiting, &failed)
	return waiting - failed, failed, err
}

func scanDelivery(row scanner) (d Delivery, err error) {
	var at, due, tried, failed int64
	err = row.Scan(&d.Hook, &d.Ticket, &d.N, &d.Kind, &at, &d.Number, &d.Day, &d.Service, &d.Counter, &d.Calls, &d.Reason, &due, &d.Tries, &tried, &failed, &d.State, &d.Undoes)
	d.At, d.DueAt, d.TriedAt, d.FailedAt = moment(at), moment(due), moment(tried), moment(failed)
	return d, err
}
