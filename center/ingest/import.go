package ingest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/sync/wire"
)

// ActImport is an export that was taken in, as the audit log calls it.
const ActImport = "events.import"

// ErrNotApproved tells that an export is of a kiosk this center does not know, has
// revoked or knows by other keys.
var ErrNotApproved = errors.New("the export is of no kiosk that is approved here, or was changed since")

// Imported tells what an export brought.
type Imported struct {
	Device      string
	Events, New int64 // in it; of these, what the center lacked
	Quarantined int
}

// Import takes the events of an export (wire.ReadExport), as the road does: the
// same checks, the same transaction a batch, the same quarantine; what is here
// already counts for nothing. An export that is cut off or wrong brings what came
// before, and the error. By is who does it, for the audit log.
//
// It says nothing of how the kiosk is now: an export may be days old.
func (g *Gate) Import(ctx context.Context, r io.Reader, by string) (sum Imported, err error) {
	for page, wrong := range wire.ReadExport(r) {
		if err = wrong; err == nil {
			err = g.importPage(ctx, page, &sum)
		}
		if err != nil {
			break
		}
	}
	if sum.Events > 0 {
		noted := g.store.Write(ctx, func(t *store.Tx) error {
			return t.Audit(ctx, store.Entry{At: g.now(), Actor: by, Action: ActImport, Subject: "device:" + sum.Device})
		})
		err = errors.Join(err, noted)
	}
	if err != nil {
		return sum, fmt.Errorf("import events: %w", err)
	}
	return sum, nil
}

func (g *Gate) importPage(ctx context.Context, p wire.Page, sum *Imported) error {
	device, err := g.signedPage(ctx, p)
	if err != nil {
		return err
	}
	b, err := g.unpack(p.Batch, device, true)
	if err != nil {
		return err
	}
	var before store.Cursor
	err = g.store.Read(ctx, func(t *store.Tx) (err error) {
		before, err = t.Cursor(ctx, b.device.Code, b.epoch)
		return err
	})
	if err != nil {
		return err
	}
	j := &job{batch: b, done: make(chan struct{})}
	if g.commit(ctx, []*job{j}); j.err != nil {
		return j.err
	}
	sum.Device = device.Code
	sum.Events += int64(len(b.entries))
	sum.New += min(int64(len(b.entries)), max(0, j.ack.seq-before.Seq))
	sum.Quarantined += len(j.ack.quarantined)
	return nil
}

// signedPage finds who a page is of. Its keys are not renewed by it: only a
// request of today does that.
func (g *Gate) signedPage(ctx context.Context, p wire.Page) (store.Device, error) {
	device, err := g.fleet.Device(ctx, p.Device)
	switch {
	case errors.Is(err, kiosk.ErrNotFound), err == nil && device.Revoked():
		return store.Device{}, ErrNotApproved
	case err != nil:
		return store.Device{}, err
	}
	next, err := g.fleet.NextKey(ctx, device.Code)
	if err != nil {
		return store.Device{}, err
	}
	if !p.SignedBy(device.Key, next) {
		return store.Device{}, ErrNotApproved
	}
	return device, nil
}

// writtenAt is when a batch left its kiosk, as far as that is known: on the road
// that is now; an export tells it by the kiosk's clock, which is believed as far as
// it can be.
func writtenAt(c wire.Clock, carried bool, now time.Time) time.Time {
	written := time.UnixMilli(c.Wall)
	if !carried || written.After(now) || written.Before(epochStart) {
		return now
	}
	return written
}
