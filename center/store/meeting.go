package store

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"dongthap.vn/sen/kiosk"
)

// MeetingState is where a meeting stands.
type MeetingState string

// A meeting is asked for at a kiosk and confirmed or declined here; a confirmed
// one is held or missed. The visitor may take it back until then.
const (
	MeetingAsked     MeetingState = "asked"
	MeetingConfirmed MeetingState = "confirmed"
	MeetingDeclined  MeetingState = "declined"
	MeetingHeld      MeetingState = "held"
	MeetingMissed    MeetingState = "missed"
	MeetingCancelled MeetingState = "cancelled"
)

// A Meeting with the Director; name and phone stay sealed.
type Meeting struct {
	ID        string // of the meeting.asked event
	Site      int
	Device    string
	Epoch     string
	Seq       int64
	Code      string
	Day       string // 2026-11-27
	From      kiosk.Clock
	Subject   string
	Lang      kiosk.Lang
	ReceiptID string
	AskedAt   time.Time
	Sealed    []kiosk.Sealed
	State     MeetingState
	ActedAt   time.Time // it went to State, zero while asked
	ActedBy   string    // account, or "" for the visitor
}

const meetingColumns = "id, site, device, epoch, seq, code, day, from_min, subject, lang, receipt_id, asked_at, sealed, state, acted_at, acted_by"

var intoMeetings = insertion{into: "meetings", shared: []string{"site", "device", "epoch"},
	own:   []string{"id", "seq", "code", "day", "from_min", "subject", "lang", "receipt_id", "asked_at", "sealed", "phone"},
	fixed: []fixed{{"state", "'asked'"}, {"acted_at", "0"}, {"acted_by", "''"}},
	tail:  "ON CONFLICT (id) DO NOTHING"}.prepare()

// AddMeetings adds meetings of one device and epoch, and lists those whose id
// another event has taken.
func (t *Tx) AddMeetings(ctx context.Context, all []*Meeting) (taken []string, err error) {
	if len(all) == 0 {
		return nil, nil
	}
	own := make([]any, 0, len(all)*len(intoMeetings.own))
	sources := make(map[string]Source, len(all))
	for _, m := range all {
		sealed, err := sealedBytes(m.Sealed)
		if err != nil {
			return nil, fmt.Errorf("add meetings: %w", err)
		}
		own = append(own, m.ID, m.Seq, m.Code, m.Day, int64(m.From), m.Subject, string(m.Lang), m.ReceiptID, millis(m.AskedAt), sealed, flag(slices.ContainsFunc(m.Sealed, isPhone)))
		sources[m.ID] = Source{m.Device, m.Epoch, m.Seq}
	}
	n, err := t.insert(ctx, intoMeetings, []any{all[0].Site, all[0].Device, all[0].Epoch}, own)
	if err != nil {
		return nil, fmt.Errorf("add meetings: %w", err)
	}
	return t.takenByOthers(ctx, MeetingRows, sources, n)
}

// Meeting reads one, or returns kiosk.ErrNotFound.
func (t *Tx) Meeting(ctx context.Context, id string) (Meeting, error) {
	return t.oneMeeting(ctx, "WHERE id = ?1", id)
}

// MeetingOf finds the meeting a receipt proves, or returns kiosk.ErrNotFound.
func (t *Tx) MeetingOf(ctx context.Context, device string, seq int64, receiptID string) (Meeting, error) {
	return t.oneMeeting(ctx, "WHERE receipt_id = ?1 AND device = ?2 AND seq = ?3", receiptID, device, seq)
}

func (t *Tx) oneMeeting(ctx context.Context, where string, args ...any) (Meeting, error) {
	all, err := list(ctx, t, scanMeeting, "SELECT "+meetingColumns+" FROM meetings "+where, args...)
	switch {
	case err != nil:
		return Meeting{}, err
	case len(all) == 0:
		return Meeting{}, fmt.Errorf("meeting: %w", kiosk.ErrNotFound)
	}
	return all[0], nil
}

// MeetingsFrom lists a site's meetings from a day on, in their order.
func (t *Tx) MeetingsFrom(ctx context.Context, site int, day kiosk.Date, limit int) ([]Meeting, error) {
	const query = "SELECT " + meetingColumns + " FROM meetings WHERE site = ?1 AND day >= ?2 ORDER BY day, from_min, asked_at, id LIMIT ?3"
	return list(ctx, t, scanMeeting, query, site, day.String(), limit)
}

// SlotsTaken counts the people each time from a day on is given to.
func (t *Tx) SlotsTaken(ctx context.Context, site int, day kiosk.Date) ([]kiosk.SlotTaken, error) {
	const query = `SELECT day, from_min, COUNT(*) FROM meetings WHERE site = ?1 AND day >= ?2 AND state IN ('asked', 'confirmed', 'held', 'missed')
		GROUP BY day, from_min ORDER BY day, from_min LIMIT 1000`
	return list(ctx, t, func(row scanner) (s kiosk.SlotTaken, err error) {
		var day string
		if err = row.Scan(&day, &s.From, &s.Count); err == nil {
			s.Day, err = kiosk.ParseDate(day)
		}
		return s, err
	}, query, site, day.String())
}

// MeetingPhonesBefore lists meetings asked for before a time that still hold a
// sealed phone number, the oldest first.
func (t *Tx) MeetingPhonesBefore(ctx context.Context, before time.Time, limit int) ([]Meeting, error) {
	const query = "SELECT " + meetingColumns + " FROM meetings WHERE phone = 1 AND asked_at < ?1 ORDER BY asked_at, id LIMIT ?2"
	return list(ctx, t, scanMeeting, query, millis(before), limit)
}

// MeetingPhonesUnder is PhonesUnder for meetings.
func (t *Tx) MeetingPhonesUnder(ctx context.Context, at time.Time, id string, limit int) ([]Meeting, error) {
	const query = "SELECT " + meetingColumns + " FROM meetings WHERE phone = 1 AND (asked_at < ?1 OR (asked_at = ?1 AND id < ?2)) ORDER BY asked_at DESC, id DESC LIMIT ?3"
	return list(ctx, t, scanMeeting, query, ceiling(at), id, limit)
}

func scanMeeting(row scanner) (m Meeting, err error) {
	var asked, acted int64
	var sealed []byte
	if err := row.Scan(&m.ID, &m.Site, &m.Device, &m.Epoch, &m.Seq, &m.Code, &m.Day, &m.From, &m.Subject, &m.Lang, &m.ReceiptID, &asked, &sealed, &m.State, &acted, &m.ActedBy); err != nil {
		return Meeting{}, err
	}
	m.AskedAt, m.ActedAt = moment(asked), moment(acted)
	if len(sealed) > 0 {
		if err := json.Unmarshal(sealed, &m.Sealed); err != nil {
			return Meeting{}, fmt.Errorf("sealed data of a meeting: %w", err)
		}
	}
	return m, nil
}

// A MeetingAction is a line of the record of a meeting.
type MeetingAction struct {
	Meeting string
	N       int64
	State   MeetingState // it went to
	Staff   string
	At      time.Time
	Event   string // id of the kiosk's event it comes from, or ""
}

// meetingFrom are the states a meeting may come from to another. What was held or
// missed stays so: a visitor's late cancellation changes nothing.
var meetingFrom = map[MeetingState]string{
	MeetingConfirmed: "'asked'",
	MeetingDeclined:  "'asked', 'confirmed'",
	MeetingHeld:      "'confirmed'",
	MeetingMissed:    "'confirmed'",
	MeetingCancelled: "'asked', 'confirmed', 'declined'",
}

// ActOnMeeting moves a meeting on and records it; false means that it was not in
// a state this can be done in, and nothing happened.
func (t *Tx) ActOnMeeting(ctx context.Context, a MeetingAction) (done bool, err error) {
	if done, err = t.ReplayMeeting(ctx, a); err != nil || !done {
		return false, err
	}
	const query = `INSERT INTO meeting_actions (meeting, n, action, staff, at, event)
		SELECT ?1, COUNT(*) + 1, ?2, ?3, ?4, ?5 FROM meeting_actions WHERE meeting = ?1`
	if _, err := t.exec(ctx, query, a.Meeting, string(a.State), a.Staff, millis(a.At), a.Event); err != nil {
		return false, fmt.Errorf("record that a meeting was %s: %w", a.State, err)
	}
	return true, nil
}

// ReplayMeeting does an action that is recorded already.
func (t *Tx) ReplayMeeting(ctx context.Context, a MeetingAction) (done bool, err error) {
	from, known := meetingFrom[a.State]
	if !known {
		return false, fmt.Errorf("a meeting cannot become %q", a.State)
	}
	n, err := t.exec(ctx, "UPDATE meetings SET state = ?2, acted_at = ?3, acted_by = ?4 WHERE id = ?1 AND state IN ("+from+")",
		a.Meeting, string(a.State), millis(a.At), a.Staff)
	if err != nil {
		return false, fmt.Errorf("meeting to %s: %w", a.State, err)
	}
	return n == 1, nil
}

// MeetingActionsAfter pages through the record in the order of meetings.
func (t *Tx) MeetingActionsAfter(ctx context.Context, meeting string, n int64, limit int) ([]MeetingAction, error) {
	return list(ctx, t, func(row scanner) (a MeetingAction, err error) {
		var at int64
		err = row.Scan(&a.Meeting, &a.N, &a.State, &a.Staff, &at, &a.Event)
		a.At = moment(at)
		return a, err
	}, "SELECT meeting, n, action, staff, at, event FROM meeting_actions WHERE (meeting, n) > (?1, ?2) ORDER BY meeting, n LIMIT ?3", meeting, n, limit)
}
