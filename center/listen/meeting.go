package listen

import (
	"context"
	"errors"
	"fmt"
	"time"

	"dongthap.vn/sen/center/keyring"
	"dongthap.vn/sen/center/staff"
	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/kiosk"
)

// ErrMoved tells that a meeting is no longer where what was asked can be done.
var ErrMoved = errors.New("the meeting has moved on")

// What was done with a meeting, as the audit log calls it.
const (
	ActMeetingReveal = "meeting.reveal"
	ActMeetingState  = "meeting." // and the state it went to
)

// A Meeting with the Director, as who plans them may read it: without name and
// phone until these are asked for.
type Meeting struct {
	ID      string
	Device  string
	Day     string // 2026-11-27
	From    kiosk.Clock
	Subject string // key of the site document
	Lang    kiosk.Lang
	AskedAt time.Time
	State   store.MeetingState
	ActedBy string // account, or "" for the visitor
	ActedAt time.Time
	Person  State // what is known of name and phone
	Crowd   int   // how many live requests and appointments share its time
}

// A Contact is whom a meeting is with, opened.
type Contact struct{ Name, Phone string }

// mostMeetings is how many meetings are listed: some weeks of full days.
const mostMeetings = 300

// Meetings lists the meetings from a day on, in their order. It returns
// staff.ErrForbidden to who may not plan them.
func (l *Listener) Meetings(ctx context.Context, who staff.Account, from kiosk.Date) (all []Meeting, err error) {
	if !who.May(staff.PlanMeetings) {
		return nil, staff.ErrForbidden
	}
	var rows []store.Meeting
	err = l.store.Read(ctx, func(t *store.Tx) error {
		site, err := t.Site(ctx)
		if err != nil {
			return err
		}
		rows, err = t.MeetingsFrom(ctx, site.ID, from, mostMeetings)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("list meetings: %w", err)
	}
	crowd := map[string]int{}
	for _, m := range rows {
		if Live(m.State) {
			crowd[slotOf(m)]++
		}
	}
	for _, m := range rows {
		shown := Meeting{ID: m.ID, Device: m.Device, Day: m.Day, From: m.From, Subject: m.Subject, Lang: m.Lang, AskedAt: m.AskedAt,
			State: m.State, ActedBy: m.ActedBy, ActedAt: m.ActedAt, Person: Erased, Crowd: crowd[slotOf(m)]}
		if len(m.Sealed) > 0 {
			shown.Person = Read
		}
		all = append(all, shown)
	}
	return all, nil
}

// Live reports whether a meeting is still to come.
func Live(s store.MeetingState) bool { return s == store.MeetingAsked || s == store.MeetingConfirmed }

func slotOf(m store.Meeting) string { return m.Day + " " + m.From.String() }

// RevealMeeting opens name and phone of a meeting and notes in the audit log who
// did, before they are given out. It returns staff.ErrForbidden, ErrSealed,
// ErrDamaged, or kiosk.ErrNotFound when there is no such meeting or nothing left.
func (l *Listener) RevealMeeting(ctx context.Context, who staff.Account, id string) (c Contact, err error) {
	if !who.May(staff.PlanMeetings) || !who.May(staff.RevealPhone) {
		return Contact{}, staff.ErrForbidden
	}
	var state State
	err = l.store.Write(ctx, func(t *store.Tx) error {
		m, err := l.meetingHere(ctx, t, id)
		if err != nil {
			return err
		}
		keys, err := keyring.Take(ctx, t, l.vault)
		if err != nil {
			return err
		}
		b := keyring.Blobs{ID: m.ID, Kind: kiosk.KindMeetingAsked, Sealed: m.Sealed}
		c.Name, _ = keys.Open(b, kiosk.PurposeMeetingName)
		c.Phone, state = keys.Open(b, kiosk.PurposeMeetingPhone)
		c.Name = clip(c.Name, kiosk.MaxName)
		action := ActMeetingReveal
		if state != Read {
			action = ActRevealFailed
		}
		return t.Audit(ctx, store.Entry{At: l.now(), Actor: who.ID, Action: action, Subject: subjectOf(kiosk.KindMeetingAsked, id)})
	})
	if err == nil {
		err = state.Err()
	}
	if err != nil {
		return Contact{}, fmt.Errorf("reveal who a meeting is with: %w", err)
	}
	return c, nil
}

// meetingHere is a meeting of this site.
func (l *Listener) meetingHere(ctx context.Context, t *store.Tx, id string) (store.Meeting, error) {
	m, err := t.Meeting(ctx, id)
	if err == nil {
		err = ofThisSite(ctx, t, m.Site)
	}
	return m, err
}

// MoveMeeting confirms or declines a meeting, or notes that it was held or missed.
// It returns ErrMoved when somebody else was quicker.
func (l *Listener) MoveMeeting(ctx context.Context, who staff.Account, id string, to store.MeetingState) error {
	if !who.May(staff.PlanMeetings) {
		return staff.ErrForbidden
	}
	err := l.store.Write(ctx, func(t *store.Tx) error {
		if _, err := l.meetingHere(ctx, t, id); err != nil {
			return err
		}
		done, err := t.ActOnMeeting(ctx, store.MeetingAction{Meeting: id, State: to, Staff: who.ID, At: l.now()})
		if err != nil {
			return err
		}
		if !done {
			return ErrMoved
		}
		t.Touch(store.TopicMeetings, l.now())
		t.Touch(kiosk.DocQueue, l.now()) // it tells kiosks which times are taken
		return t.Audit(ctx, store.Entry{At: l.now(), Actor: who.ID, Action: ActMeetingState + string(to), Subject: subjectOf(kiosk.KindMeetingAsked, id)})
	})
	if err != nil {
		return fmt.Errorf("meeting %s: %w", to, err)
	}
	return nil
}

// MeetingOf finds the meeting a receipt proves, or returns kiosk.ErrNotFound.
func (l *Listener) MeetingOf(ctx context.Context, device string, seq int64, receiptID string) (m store.Meeting, err error) {
	err = l.store.Read(ctx, func(t *store.Tx) error {
		m, err = t.MeetingOf(ctx, device, seq, receiptID)
		if err == nil {
			err = ofThisSite(ctx, t, m.Site)
		}
		return err
	})
	return m, err
}

// eventOfMeeting is the event a meeting comes from, as far as its row tells.
func eventOfMeeting(m store.Meeting) store.Event {
	e := store.Event{Device: m.Device, Epoch: m.Epoch, At: m.AskedAt}
	e.Seq, e.ID, e.Kind, e.Sealed = m.Seq, m.ID, kiosk.KindMeetingAsked, m.Sealed
	return e
}

// A HeldMeeting is what is held of a person who asked for a meeting.
type HeldMeeting struct {
	Name    string      `json:"name,omitempty"`
	Day     string      `json:"day"`
	From    kiosk.Clock `json:"from"`
	Subject string      `json:"subject"`
	State   string      `json:"state"`
}
