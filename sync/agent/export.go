package agent

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/identity"
	"dongthap.vn/sen/kiosk/store"
	"dongthap.vn/sen/sync/wire"
)

// Exported tells what an export holds.
type Exported struct{ Events, Pending int64 }

// Export writes every event the store still has, also those the center has
// acknowledged, signed with the kiosk's keys: one that was put back to a backup
// lacks some of them. It changes nothing; what was exported is pending until the
// center itself says that it has it. Version is the program's.
func Export(ctx context.Context, s *store.Store, id identity.Identity, version string, now time.Time, w io.Writer) (done Exported, err error) {
	out, err := wire.NewExportWriter(w)
	if err != nil {
		return done, err
	}
	if done.Pending, err = s.Pending(ctx); err != nil {
		return done, err
	}
	boot := s.Boot()
	head := wire.Batch{Proto: wire.Proto, Device: id.Device, Epoch: s.Epoch(), FirstSeq: 1,
		Clock:  wire.Clock{Wall: now.UnixMilli(), BootID: boot.ID, Mono: boot.Since().Milliseconds()},
		Status: wire.Status{Version: version, Outbox: done.Pending}}
	for {
		events, err := s.Outbox(ctx, head.FirstSeq-1, wire.MaxEvents)
		if err != nil {
			return done, err
		}
		if len(events) == 0 {
			return done, out.Close()
		}
		batch, packed, err := ofBatch(head, events)
		if err != nil {
			return done, err
		}
		page := wire.Page{Device: id.Device, Batch: packed}
		page.Sign(keysOf(id))
		if err := out.Write(page); err != nil {
			return done, fmt.Errorf("write export: %w", err)
		}
		done.Events += int64(len(batch.Events))
		head.FirstSeq = batch.FirstSeq + int64(len(batch.Events))
	}
}

// ofBatch packs as many of the events as fit a batch; one that fits none goes
// without its content.
func ofBatch(head wire.Batch, events []kiosk.Event) (wire.Batch, []byte, error) {
	for n := len(events); ; n /= 2 {
		b := head
		load(&b, events[:max(1, n)])
		if n == 0 {
			b.Events[0] = b.Events[0].Withhold()
		}
		packed, err := wire.Pack(b)
		if n == 0 || !errors.Is(err, wire.ErrTooLarge) {
			return b, packed, err
		}
	}
}
