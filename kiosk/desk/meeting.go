package desk

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/receipt"
)

// An OfferedSlot is a time of a meeting with the room it has left, as far as the
// center has told and this kiosk has given since.
type OfferedSlot struct {
	kiosk.Slot
	Left int // 0 when it is taken
}

// MeetingSlots lists the times on offer, in order; none when the site has no
// meetings.
func (d *Desk) MeetingSlots() []OfferedSlot {
	today := d.today()
	d.mu.Lock()
	docs, taken := d.docs, maps.Clone(d.uncountedMeetings)
	d.mu.Unlock()
	m := docs.site.Meetings
	if m == nil {
		return nil
	}
	if taken == nil {
		taken = map[kiosk.Slot]int{}
	}
	for _, t := range docs.queue.Meetings {
		taken[kiosk.Slot{Day: t.Day, From: t.From}] += t.Count
	}
	var list []OfferedSlot
	for _, s := range m.Slots(docs.calendar, today) {
		list = append(list, OfferedSlot{s, max(0, m.Capacity-taken[s])})
	}
	return list
}

// AskMeeting stores that a person asks for a time and returns it with its
// receipt. It refuses with kiosk.ErrNoSlot, ErrBadName, ErrBadPhone,
// ErrNoConsent, ErrNoKey or, when nothing can be stored, ErrDiskFull.
func (d *Desk) AskMeeting(ctx context.Context, r kiosk.MeetingRequest) (m kiosk.Meeting, slip kiosk.Slip, err error) {
	r.Name = kiosk.TidyName(r.Name)
	if r.Phone, err = kiosk.ParsePhone(r.Phone); err != nil {
		return m, slip, fmt.Errorf("ask for a meeting: %w", err)
	}
	d.changing.Lock()
	defer d.changing.Unlock()
	if !slices.ContainsFunc(d.MeetingSlots(), func(o OfferedSlot) bool { return o.Slot == r.Slot && o.Left > 0 }) {
		return m, slip, fmt.Errorf("ask for a meeting on %s at %s: %w", r.Day, r.From, kiosk.ErrNoSlot)
	}
	if m, err = d.Store.AskMeeting(ctx, r, d.held().keys.Seal); err != nil {
		return m, slip, err
	}
	d.recountMeetings(ctx)
	return m, d.meetingSlip(m), nil
}

// meetingSlip signs the receipt of a stored meeting. Without a signature the code
// is still the visitor's.
func (d *Desk) meetingSlip(m kiosk.Meeting) kiosk.Slip {
	code, err := receipt.Sign(d.Identity.ReceiptKey, receipt.Receipt{
		KeyID: d.Identity.ReceiptKeyID, Site: uint16(d.Identity.SiteID), Kind: receipt.KindMeeting, Device: d.Identity.Device,
		Seq: m.Seq, IssuedAt: m.AskedAt, ID: m.ReceiptID,
	})
	if err != nil {
		d.Log.Error("meeting without receipt", "err", err)
		return kiosk.Slip{}
	}
	return kiosk.Slip{URL: receipt.URL(d.Site().PublicURL, code), Check: receipt.Check(code)}
}

// CancelMeeting takes a meeting back by its code, or returns kiosk.ErrNotFound for
// one that was not asked for at this kiosk.
func (d *Desk) CancelMeeting(ctx context.Context, code string) (kiosk.Meeting, error) {
	d.changing.Lock()
	defer d.changing.Unlock()
	m, err := d.Store.CancelMeeting(ctx, code)
	if err == nil {
		d.recountMeetings(ctx)
	}
	return m, err
}

// recountMeetings counts the own meetings the center does not know; changing is
// held.
func (d *Desk) recountMeetings(ctx context.Context) {
	n := d.countMeetings(ctx, d.held().queue)
	d.mu.Lock()
	d.uncountedMeetings = n
	d.mu.Unlock()
	d.tell()
}

// countMeetings is count for meetings.
func (d *Desk) countMeetings(ctx context.Context, q kiosk.Queue) map[kiosk.Slot]int {
	n, err := d.Store.UncountedMeetings(context.WithoutCancel(ctx), q.Cursors[d.Identity.Device], d.today())
	if err != nil {
		d.Log.Error("own meetings not counted", "err", err)
	}
	return n
}
