package ingest

import (
	"context"
	"errors"

	"github.com/go-json-experiment/json"

	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/kiosk"
)

const dayMinutes = 24 * 60

func meetingAsked(site int, e *store.Event) any {
	var b kiosk.MeetingAsked
	switch err := json.Unmarshal(e.Body, &b); {
	case err != nil, !kiosk.ValidCode(b.Code), b.Day.IsZero(), b.From < 0 || b.From >= dayMinutes:
		return badBody
	case !reasonForm.MatchString(b.Subject), !hexDigits(b.ReceiptID, receiptDigits), !plain(string(b.Lang), 8):
		return badBody
	}
	return &store.Meeting{ID: e.ID, Site: site, Device: e.Device, Epoch: e.Epoch, Seq: e.Seq, Code: b.Code, Day: b.Day.String(), From: b.From,
		Subject: b.Subject, Lang: b.Lang, ReceiptID: b.ReceiptID, Sealed: e.Sealed}
}

func meetingCancelled(_ int, e *store.Event) any {
	var b kiosk.MeetingCancelled
	if err := json.Unmarshal(e.Body, &b); err != nil {
		return badBody
	}
	return b
}

// cancelMeeting takes a meeting back for its visitor. One that has been held by
// now stays held.
func (p *projector) cancelMeeting(ctx context.Context, e *store.Event, b kiosk.MeetingCancelled) error {
	if err := p.flush(ctx); err != nil { // the meeting may be of this batch
		return err
	}
	m, err := p.tx.Meeting(ctx, b.Meeting)
	switch {
	case errors.Is(err, kiosk.ErrNotFound), err == nil && m.Device != e.Device:
		p.find(e, notItsMeeting)
		return nil
	case err != nil:
		return err
	}
	p.tx.Touch(store.TopicMeetings, e.ReceivedAt)
	_, err = p.tx.ActOnMeeting(ctx, store.MeetingAction{Meeting: b.Meeting, State: store.MeetingCancelled, At: e.At, Event: e.ID})
	return err
}

func (r rebuild) meetings(ctx context.Context) error {
	var last store.MeetingAction
	for {
		page, err := r.from.MeetingActionsAfter(ctx, last.Meeting, last.N, rebuildPage)
		if err != nil || len(page) == 0 {
			return err
		}
		for _, a := range page {
			if _, err := r.to.ReplayMeeting(ctx, a); err != nil {
				return err
			}
		}
		last = page[len(page)-1]
	}
}
