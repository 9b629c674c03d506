package queue

import (
	"context"
	"time"

	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/kiosk"
)

// PromisesOn scores what was told on business days, both included, by service and
// hour of the site's day.
func (q *Queue) PromisesOn(ctx context.Context, from, to kiosk.Date) (rows []store.PromiseRow, err error) {
	err = q.store.Read(ctx, func(t *store.Tx) error {
		site, err := t.Site(ctx)
		if err != nil {
			return err
		}
		zone, err := site.Zone()
		if err != nil {
			zone = kiosk.VietnamTime
		}
		_, east := time.Date(from.Year, from.Month, from.Day, 12, 0, 0, 0, zone).Zone()
		rows, err = t.PromisesOn(ctx, site.ID, from, to, east/60)
		return err
	})
	return rows, err
}
