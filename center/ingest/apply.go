package ingest

import (
	"context"
	"fmt"
	"net/http"
	"slices"

	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/sync/wire"
)

// apply commits one batch: raw log, projections, cursor, status. It refuses a
// gap before it writes anything.
func (g *Gate) apply(ctx context.Context, t *store.Tx, b *batch) (ackOf, error) {
	c, err := t.Cursor(ctx, b.device.Code, b.epoch)
	if err != nil {
		return ackOf{}, fmt.Errorf("cursor: %w", err)
	}
	if len(b.entries) > 0 && b.first > c.Seq+1 && b.gone == 0 {
		return ackOf{}, &refusal{status: http.StatusConflict, code: wire.CodeGap, why: fmt.Sprintf("batch begins at %d, the log ends at %d", b.first, c.Seq)}
	}
	if b, err = g.forget(ctx, t, b); err != nil {
		return ackOf{}, err
	}
	if !b.carried {
		if err := t.SeeDevice(ctx, b.device.Code, b.status, b.received); err != nil {
			return ackOf{}, err
		}
	}
	if err := alarmBreaks(ctx, t, b, c); err != nil {
		return ackOf{}, err
	}
	if err := alarmAudit(ctx, t, b); err != nil {
		return ackOf{}, err
	}
	if err := b.arrive(ctx, t); err != nil {
		return ackOf{}, err
	}
	added, known, err := addRaw(ctx, t, b, c)
	if err != nil {
		return ackOf{}, err
	}
	ack := ackOf{device: b.device.Code, epoch: b.epoch, seq: c.Seq}
	if len(added) > 0 {
		if ack.quarantined, err = settle(ctx, t, added); err != nil {
			return ackOf{}, err
		}
		t.Touch(kiosk.DocQueue, b.received)
	}
	if known > 0 { // some of them may have been quarantined when they first came
		if ack.quarantined, err = t.QuarantinedIn(ctx, b.device.Code, b.epoch, b.first, b.last()); err != nil {
			return ackOf{}, err
		}
	}
	if ack.seq, ack.hash, err = moveCursor(ctx, t, b, c); err != nil {
		return ackOf{}, err
	}
	return ack, nil
}

func (b *batch) last() int64 { return b.first + int64(len(b.entries)) - 1 }

// alarmBreaks raises the alarm when the device's history does not continue
// ours: lost events, or another history under the same epoch. The events are
// taken all the same, for people hold the tickets they tell of.
func alarmBreaks(ctx context.Context, t *store.Tx, b *batch, c store.Cursor) error {
	at := &store.Event{Device: b.device.Code, Epoch: b.epoch, ReceivedAt: b.received}
	at.Seq = b.first
	switch {
	case len(b.entries) > 0 && b.first > c.Seq+1:
		return t.RaiseAlarm(ctx, store.AlarmGone, at)
	case b.first == c.Seq+1 && b.prev != c.Hash:
		return t.RaiseAlarm(ctx, store.AlarmFork, at)
	}
	return nil
}

// alarmAudit raises the alarm when the audit log is not the one the device was
// told of: it was cut off or written anew, or an older backup was restored.
func alarmAudit(ctx context.Context, t *store.Tx, b *batch) error {
	head, err := store.ParseAuditHead(b.audit)
	if err != nil {
		return nil // it has seen none, or says nothing that could be checked
	}
	same, err := t.HasAuditHead(ctx, head)
	if err != nil || same {
		return err
	}
	return t.RaiseAlarm(ctx, store.AlarmAudit, &store.Event{Device: b.device.Code, Epoch: b.epoch, ReceivedAt: b.received, Event: kiosk.Event{Seq: head.N}})
}

// arrive puts the batch behind all that came before it.
func (b *batch) arrive(ctx context.Context, t *store.Tx) error {
	if len(b.entries) == 0 {
		return nil
	}
	at, err := t.Arrival(ctx, b.received)
	for _, e := range b.entries {
		e.ReceivedAt = at
	}
	return err
}

// addRaw appends what is new to the raw log, keeps what contradicts it beside
// it, and counts what was known already.
func addRaw(ctx context.Context, t *store.Tx, b *batch, c store.Cursor) (added []entry, known int, err error) {
	b.keepOrder(c)
	held := map[int64]kiosk.Hash{}
	if b.first <= c.Seq && len(b.entries) > 0 {
		if held, err = t.Hashes(ctx, b.device.Code, b.epoch, b.first, min(b.last(), c.Seq)); err != nil {
			return nil, 0, fmt.Errorf("compare with the log: %w", err)
		}
	}
	fresh := make([]*store.Event, 0, len(b.entries))
	for _, e := range b.entries {
		hash, here := held[e.Seq]
		isNew := !here
		switch {
		case !here:
			fresh = append(fresh, e.Event)
		case hash != e.Hash:
			if isNew, err = addFork(ctx, t, e.Event); err != nil {
				return nil, 0, err
			}
		}
		if isNew {
			added = append(added, e)
		}
		if here {
			known++
		}
	}
	return added, known, t.AddEvents(ctx, fresh)
}

// keepOrder makes a kiosk's events keep their order in time, however long each
// of its batches travelled.
func (b *batch) keepOrder(c store.Cursor) {
	at := c.EventAt
	for i := range b.entries {
		e := b.entries[i]
		if e.Seq <= c.Seq {
			continue // in the log, with the time it was given when it came first
		}
		if e.At.Before(at) {
			e.At = at
		}
		at = e.At
	}
}

// addFork keeps an event of a cloned device's other history.
func addFork(ctx context.Context, t *store.Tx, e *store.Event) (isNew bool, err error) {
	if isNew, err = t.AddConflict(ctx, e); err != nil || !isNew {
		return false, err
	}
	return true, t.RaiseAlarm(ctx, store.AlarmFork, e)
}

// settle projects new events, quarantines what was not understood and raises
// the alarms that follow.
func settle(ctx context.Context, t *store.Tx, added []entry) (quarantined []int64, err error) {
	findings, err := project(ctx, t, added)
	if err != nil {
		return nil, err
	}
	tickets := ticketsOf(added)
	if err := t.TellIssued(ctx, tickets); err != nil {
		return nil, err
	}
	if err := arrive(ctx, t, tickets, added[0].ReceivedAt); err != nil {
		return nil, err
	}
	for _, f := range findings {
		if f.reason == numberTaken {
			if err := t.RaiseAlarm(ctx, store.AlarmNumber, f.event); err != nil {
				return nil, err
			}
			continue
		}
		if err := quarantine(ctx, t, f); err != nil {
			return nil, err
		}
		if err := t.RaiseAlarm(ctx, store.AlarmQuarantine, f.event); err != nil {
			return nil, err
		}
		quarantined = append(quarantined, f.event.Seq)
	}
	slices.Sort(quarantined)
	return quarantined, nil
}

func quarantine(ctx context.Context, t *store.Tx, f finding) error {
	e := f.event
	return t.Quarantine(ctx, store.Quarantined{Device: e.Device, Epoch: e.Epoch, Seq: e.Seq, Hash: e.Hash, Reason: f.reason, At: e.ReceivedAt})
}

// moveCursor moves the cursor to the batch's last event if that is ahead, and
// tells where it stands.
func moveCursor(ctx context.Context, t *store.Tx, b *batch, c store.Cursor) (int64, kiosk.Hash, error) {
	if len(b.entries) == 0 || b.last() <= c.Seq {
		return c.Seq, c.Hash, nil
	}
	last := b.entries[len(b.entries)-1]
	next := store.Cursor{Device: b.device.Code, Epoch: b.epoch, Seq: last.Seq, Hash: last.Hash, EventAt: last.At, UpdatedAt: b.received}
	if err := t.PutCursor(ctx, next); err != nil {
		return 0, kiosk.Hash{}, fmt.Errorf("move cursor: %w", err)
	}
	return next.Seq, next.Hash, nil
}

// ticketsOf are the tickets that events tell of.
func ticketsOf(entries []entry) (tickets []*store.Ticket) {
	for _, e := range entries {
		if k, ok := e.tells.(*store.Ticket); ok {
			tickets = append(tickets, k)
		}
	}
	return tickets
}
