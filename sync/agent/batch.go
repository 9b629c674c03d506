package agent

import (
	"context"
	"encoding/hex"

	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/sync/wire"
)

// compose makes the next batch: the events after the cursor, or none, which is
// a heartbeat.
func (s *sender) compose(ctx context.Context) (wire.Batch, error) {
	b := wire.Batch{Proto: wire.Proto, Device: s.device, Epoch: s.store.Epoch(), FirstSeq: s.cursor + 1, Events: []wire.Event{}}
	status, err := s.status(ctx)
	if err != nil {
		return wire.Batch{}, err
	}
	b.Status = status
	boot := s.store.Boot()
	b.Clock = wire.Clock{Wall: s.now().UnixMilli(), BootID: boot.ID, Mono: boot.Since().Milliseconds()}
	events, err := s.next(ctx)
	if err != nil {
		return wire.Batch{}, err
	}
	if len(events) == 0 {
		prev, err := s.store.HashAt(ctx, s.cursor)
		b.PrevHash = hex.EncodeToString(prev[:])
		return b, err
	}
	load(&b, events)
	if s.doubt.stage == withholding {
		b.Events = []wire.Event{b.Events[0].Withhold()}
	}
	return b, nil
}

// next reads the events to send. A doubt about another event than the next is
// over: the center's cursor has moved.
func (s *sender) next(ctx context.Context) ([]kiosk.Event, error) {
	if s.doubt.stage == probing {
		return nil, nil
	}
	events, err := s.store.Outbox(ctx, s.cursor, s.limit)
	if len(events) > 0 && events[0].Seq != s.doubt.seq {
		s.doubt = doubt{}
	}
	return events, err
}

// load puts events in the batch as far as they follow one another. Where some
// are missing the batch ends, and the next one says that they are gone.
func load(b *wire.Batch, events []kiosk.Event) {
	first := events[0]
	if first.Seq != b.FirstSeq {
		b.FirstSeq, b.Gone = first.Seq, first.Seq-1
	}
	b.PrevHash = hex.EncodeToString(first.PrevHash[:])
	for i, e := range events {
		if e.Seq != first.Seq+int64(i) {
			return
		}
		b.Events = append(b.Events, wire.FromEvent(e))
	}
}

func (s *sender) status(ctx context.Context) (wire.Status, error) {
	pending, err := s.store.Pending(ctx)
	if err != nil {
		return wire.Status{}, err
	}
	audit, err := s.store.Audit(ctx)
	return wire.Status{
		Version: s.version, Outbox: pending, DiskFree: s.diskFree(), Docs: s.versions.all(), Stuck: s.board.read().Stuck, Audit: audit,
	}, err
}
