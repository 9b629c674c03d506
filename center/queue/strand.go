package queue

import (
	"context"
	"slices"

	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/kiosk"
)

// Stranded lists who could not be called or served any more if the site were
// like this: at a counter that is gone, kept or parked for one, or in a line that no
// counter serves.
func Stranded(ctx context.Context, t *store.Tx, site kiosk.Site) (stranded []Ticket, err error) {
	called, err := t.AllCalled(ctx, site.ID)
	if err != nil {
		return nil, err
	}
	waiting, err := t.AllWaiting(ctx, site.ID)
	if err != nil {
		return nil, err
	}
	parked, err := t.AllParked(ctx, site.ID)
	if err != nil {
		return nil, err
	}
	there := func(n int) bool {
		return slices.ContainsFunc(site.Counters, func(c kiosk.Counter) bool { return c.Number == n })
	}
	for _, k := range called {
		if !there(k.Counter) {
			stranded = append(stranded, k)
		}
	}
	for _, k := range waiting {
		if k.ForCounter == 0 && len(site.CountersFor(k.Service)) == 0 || k.ForCounter != 0 && !there(k.ForCounter) {
			stranded = append(stranded, k)
		}
	}
	for _, k := range parked {
		if !there(k.ForCounter) {
			stranded = append(stranded, k)
		}
	}
	return stranded, nil
}
