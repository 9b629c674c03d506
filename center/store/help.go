package store

import (
	"context"
	"fmt"
	"time"

	"dongthap.vn/sen/kiosk"
)

// HelpState is where a help call stands.
type HelpState string

// A help call is open until a person has seen it, and ends closed by that
// person or cancelled by the visitor.
const (
	HelpOpen      HelpState = "open"
	HelpSeen      HelpState = "seen"
	HelpClosed    HelpState = "closed"
	HelpCancelled HelpState = "cancelled"
)

// HelpTold is the line of the record that says everybody was told of a call nobody
// acknowledged; the call stays open.
const HelpTold HelpState = "told"

// A HelpCall is a citizen at a kiosk who wants a person.
type HelpCall struct {
	ID       string // of the help.called event
	Site     int
	Device   string
	Epoch    string
	Seq      int64
	Screen   string // where the visitor was
	Lang     kiosk.Lang
	CalledAt time.Time
	State    HelpState
	SeenAt   time.Time
	SeenBy   string // account
	EndedAt  time.Time
	EndedBy  string    // account, or "" for the visitor
	ToldAt   time.Time // everybody was told; zero for not
}

const helpColumns = "id, site, device, epoch, seq, screen, lang, called_at, state, seen_at, seen_by, ended_at, ended_by, escalated_at"

var intoHelpCalls = insertion{into: "help_calls", shared: []string{"site", "device", "epoch"},
	own:   []string{"id", "seq", "screen", "lang", "called_at"},
	fixed: []fixed{{"state", "'open'"}, {"seen_at", "0"}, {"seen_by", "''"}, {"ended_at", "0"}, {"ended_by", "''"}, {"escalated_at", "0"}},
	tail:  "ON CONFLICT (id) DO NOTHING"}.prepare()

// AddHelpCalls adds open help calls of one device and epoch, and lists those
// whose id another event has taken.
func (t *Tx) AddHelpCalls(ctx context.Context, all []*HelpCall) (taken []string, err error) {
	if len(all) == 0 {
		return nil, nil
	}
	own := make([]any, 0, len(all)*len(intoHelpCalls.own))
	sources := make(map[string]Source, len(all))
	for _, h := range all {
		own = append(own, h.ID, h.Seq, h.Screen, string(h.Lang), millis(h.CalledAt))
		sources[h.ID] = Source{h.Device, h.Epoch, h.Seq}
	}
	n, err := t.insert(ctx, intoHelpCalls, []any{all[0].Site, all[0].Device, all[0].Epoch}, own)
	if err != nil {
		return nil, fmt.Errorf("add help calls: %w", err)
	}
	return t.takenByOthers(ctx, HelpRows, sources, n)
}

// HelpCall reads one, or returns kiosk.ErrNotFound.
func (t *Tx) HelpCall(ctx context.Context, id string) (HelpCall, error) {
	all, err := list(ctx, t, scanHelpCall, "SELECT "+helpColumns+" FROM help_calls WHERE id = ?1", id)
	switch {
	case err != nil:
		return HelpCall{}, err
	case len(all) == 0:
		return HelpCall{}, fmt.Errorf("help call: %w", kiosk.ErrNotFound)
	}
	return all[0], nil
}

// LiveHelpCalls lists help calls that have not ended, the newest first.
func (t *Tx) LiveHelpCalls(ctx context.Context, site int) ([]HelpCall, error) {
	const query = "SELECT " + helpColumns + " FROM help_calls WHERE site = ?1 AND state IN ('open', 'seen') ORDER BY called_at DESC, id DESC"
	return list(ctx, t, scanHelpCall, query, site)
}

// HelpUnanswered lists the open calls made between two times that everybody was
// told of, or that nobody was, the oldest first.
func (t *Tx) HelpUnanswered(ctx context.Context, site int, told bool, from, to time.Time) ([]HelpCall, error) {
	const query = "SELECT " + helpColumns + ` FROM help_calls WHERE site = ?1 AND state IN ('open', 'seen') AND state = 'open' AND (escalated_at > 0) = (?2 = 1)
		AND called_at > ?3 AND called_at <= ?4 ORDER BY called_at, id`
	return list(ctx, t, scanHelpCall, query, site, flag(told), millis(from), millis(to))
}

// HelpSeenSince lists the ids of help calls seen since a time.
func (t *Tx) HelpSeenSince(ctx context.Context, site int, since time.Time) ([]string, error) {
	return list(ctx, t, func(row scanner) (id string, err error) {
		err = row.Scan(&id)
		return id, err
	}, "SELECT id FROM help_calls WHERE site = ?1 AND seen_at >= ?2 AND seen_at > 0 ORDER BY id", site, millis(since))
}

func scanHelpCall(row scanner) (h HelpCall, err error) {
	var called, seen, ended, told int64
	err = row.Scan(&h.ID, &h.Site, &h.Device, &h.Epoch, &h.Seq, &h.Screen, &h.Lang, &called, &h.State, &seen, &h.SeenBy, &ended, &h.EndedBy, &told)
	h.CalledAt, h.SeenAt, h.EndedAt, h.ToldAt = moment(called), moment(seen), moment(ended), moment(told)
	return h, err
}

// A HelpAction is a line of the record of a help call.
type HelpAction struct {
	Help  string
	N     int64
	State HelpState // it went to
	Staff string
	At    time.Time
	Event string // id of the kiosk's event it comes from, or ""
}

// helpDeeds move a help call on, only from the states it may come from.
var helpDeeds = map[HelpState]string{
	HelpTold:      "UPDATE help_calls SET escalated_at = ?2 WHERE id = ?1 AND state = 'open' AND escalated_at = 0 AND ?3 = ''", // nobody's deed
	HelpSeen:      "UPDATE help_calls SET state = 'seen', seen_at = ?2, seen_by = ?3 WHERE id = ?1 AND state = 'open'",
	HelpClosed:    "UPDATE help_calls SET state = 'closed', ended_at = ?2, ended_by = ?3 WHERE id = ?1 AND state IN ('open', 'seen')",
	HelpCancelled: "UPDATE help_calls SET state = 'cancelled', ended_at = ?2, ended_by = ?3 WHERE id = ?1 AND state <> 'cancelled'",
}

// ActOnHelp moves a help call on and records it; false means that it was not
// in a state this can be done in, and nothing happened.
func (t *Tx) ActOnHelp(ctx context.Context, a HelpAction) (done bool, err error) {
	if done, err = t.ReplayHelp(ctx, a); err != nil || !done {
		return false, err
	}
	const query = `INSERT INTO help_actions (help, n, action, staff, at, event)
		SELECT ?1, COUNT(*) + 1, ?2, ?3, ?4, ?5 FROM help_actions WHERE help = ?1`
	if _, err := t.exec(ctx, query, a.Help, string(a.State), a.Staff, millis(a.At), a.Event); err != nil {
		return false, fmt.Errorf("record that a help call was %s: %w", a.State, err)
	}
	return true, nil
}

// ReplayHelp does an action that is recorded already.
func (t *Tx) ReplayHelp(ctx context.Context, a HelpAction) (done bool, err error) {
	query, known := helpDeeds[a.State]
	if !known {
		return false, fmt.Errorf("a help call cannot become %q", a.State)
	}
	n, err := t.exec(ctx, query, a.Help, millis(a.At), a.Staff)
	if err != nil {
		return false, fmt.Errorf("help call to %s: %w", a.State, err)
	}
	return n == 1, nil
}

// HelpActionsAfter pages through the record in the order of help calls.
func (t *Tx) HelpActionsAfter(ctx context.Context, help string, n int64, limit int) ([]HelpAction, error) {
	return list(ctx, t, func(row scanner) (a HelpAction, err error) {
		var at int64
		err = row.Scan(&a.Help, &a.N, &a.State, &a.Staff, &at, &a.Event)
		a.At = moment(at)
		return a, err
	}, "SELECT help, n, action, staff, at, event FROM help_actions WHERE (help, n) > (?1, ?2) ORDER BY help, n LIMIT ?3", help, n, limit)
}
