package store

import (
	"context"
	"fmt"
	"time"

	"dongthap.vn/sen/kiosk"
)

// A Refusal is how often on a day the road refused somebody for one reason.
type Refusal struct {
	Reason string
	Device string // "" for one that is not known
	Day    kiosk.Date
	Times  int64
	LastAt time.Time
}

// refusalsLast is how many days counts are kept; the audit log keeps its lines.
const refusalsLast = 90

// AddRefusal adds to the count of a day; first reports that it is the day's first.
func (t *Tx) AddRefusal(ctx context.Context, r Refusal) (first bool, err error) {
	n, err := t.exec(ctx, "UPDATE refusals SET times = times + ?4, last_at = ?5 WHERE reason = ?1 AND device = ?2 AND day = ?3",
		r.Reason, r.Device, r.Day.String(), r.Times, millis(r.LastAt))
	if err != nil || n > 0 {
		return false, err
	}
	t.Touch(TopicFleet, r.LastAt)
	if _, err := t.exec(ctx, "DELETE FROM refusals WHERE day < ?1", r.Day.AddDays(-refusalsLast).String()); err != nil {
		return false, fmt.Errorf("forget refusals: %w", err)
	}
	_, err = t.exec(ctx, "INSERT INTO refusals (reason, device, day, times, last_at) VALUES (?1, ?2, ?3, ?4, ?5)",
		r.Reason, r.Device, r.Day.String(), r.Times, millis(r.LastAt))
	return err == nil, err
}

// Refusals lists those of a day and later, the newest first.
func (t *Tx) Refusals(ctx context.Context, since kiosk.Date) ([]Refusal, error) {
	return list(ctx, t, func(row scanner) (r Refusal, err error) {
		var last int64
		var day string
		if err := row.Scan(&r.Reason, &r.Device, &day, &r.Times, &last); err != nil {
			return Refusal{}, err
		}
		r.LastAt = moment(last)
		r.Day, err = kiosk.ParseDate(day)
		return r, err
	}, "SELECT reason, device, day, times, last_at FROM refusals WHERE day >= ?1 ORDER BY last_at DESC, reason, device", since.String())
}
