package ingest

import (
	"context"
	"errors"
	"net/http"
	"time"

	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/sync/wire"
)

// A job is a batch on its way through the writer.
type job struct {
	batch batch
	ack   ackOf
	err   error
	done  chan struct{} // closed when ack or err holds
}

// Batches that wait together are committed together: one wait for the disk
// serves them all.
const (
	groupBatches = 32
	groupEvents  = 4000
	groupWithin  = 2 * time.Millisecond // for those that are being read
)

// submit hands a batch to the writer and waits until it is committed.
func (g *Gate) submit(ctx context.Context, b batch) (ackOf, error) {
	j := &job{batch: b, done: make(chan struct{})}
	select {
	case g.jobs <- j:
	default:
		return ackOf{}, &refusal{status: http.StatusTooManyRequests, code: wire.CodeBusy, later: soon, why: "too many batches are waiting"}
	}
	select {
	case <-j.done:
		return j.ack, j.err
	case <-ctx.Done():
		return ackOf{}, ctx.Err()
	case <-g.stopped:
		return ackOf{}, &refusal{status: http.StatusServiceUnavailable, code: wire.CodeBusy, later: soon, why: "stopping"}
	}
}

// gather takes what else is waiting. Where a transaction is many ways to the
// database and back it waits a moment for those that are being read: they would have
// to wait for this transaction and the one behind it.
func (g *Gate) gather(first *job) []*job {
	group, events := []*job{first}, len(first.batch.entries)
	patience := time.NewTimer(g.patience)
	defer patience.Stop()
	for len(group) < groupBatches && events < groupEvents {
		j := g.another(patience.C)
		if j == nil {
			return group
		}
		group, events = append(group, j), events+len(j.batch.entries)
	}
	return group
}

// another is the next batch, or nil when none is there and none is worth waiting for.
func (g *Gate) another(enough <-chan time.Time) *job {
	select {
	case j := <-g.jobs:
		return j
	default:
	}
	if g.patience == 0 || g.coming.Load() == 0 {
		return nil
	}
	select {
	case j := <-g.jobs:
		return j
	case <-enough:
		return nil
	}
}

// commit writes a group in one transaction. When that fails each batch gets
// its own, so that one that cannot be written holds up no other; but not when
// the database takes nothing at all.
func (g *Gate) commit(ctx context.Context, group []*job) {
	err := g.write(ctx, group)
	if err != nil && len(group) > 1 && !errors.Is(err, store.ErrBusy) && !errors.Is(err, kiosk.ErrDiskFull) {
		for _, j := range group {
			g.commit(ctx, []*job{j})
		}
		return
	}
	now, newsErr := g.news(ctx)
	for _, j := range group {
		if err != nil || (j.err == nil && newsErr != nil) {
			j.err = errors.Join(err, newsErr)
		}
		j.ack.news = now
		close(j.done)
	}
}

func (g *Gate) write(ctx context.Context, group []*job) error {
	return g.store.Write(ctx, func(t *store.Tx) error {
		for _, j := range group {
			ack, err := g.apply(ctx, t, &j.batch)
			var no *refusal
			if err != nil && !errors.As(err, &no) {
				return err
			}
			j.ack, j.err = ack, err
		}
		return nil
	})
}
