package ingest

import (
	"context"
	"slices"

	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/kiosk"
)

// persons knows who asked to be forgotten. Forgets tells what may be kept of an
// event's sealed data, and whether that is less than there was.
type persons interface {
	Forgets(ctx context.Context, t *store.Tx, e *store.Event) (left []kiosk.Sealed, changed bool, err error)
}

// forget is the batch without sealed data of people who asked to be forgotten.
// The batch itself stays as it came, for the transaction may run again.
func (g *Gate) forget(ctx context.Context, t *store.Tx, b *batch) (*batch, error) {
	if g.persons == nil {
		return b, nil
	}
	less := *b
	for i, e := range b.entries {
		left, changed, err := g.persons.Forgets(ctx, t, e.Event)
		if err != nil {
			return nil, err
		}
		if !changed {
			continue
		}
		if &less.entries[0] == &b.entries[0] {
			less.entries = slices.Clone(b.entries)
		}
		event := *e.Event
		event.Sealed = left
		less.entries[i] = understand(b.device.Site, &event)
	}
	return &less, nil
}
