package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"dongthap.vn/sen/kiosk"
)

// Witnesses counts the kiosks heard of lately whose clock agrees with a center's
// time, and those whose does not. What cannot be taken back asks them first: a
// center whose clock jumps is the last to know.
func Witnesses(devices []Device, now time.Time, lately, within time.Duration) (agree, differ int) {
	for _, d := range devices {
		switch ago := now.Sub(d.LastSeen); {
		case d.Revoked(), ago < 0, ago > lately:
		case d.Status.ClockOffset.Abs() <= within:
			agree++
		default:
			differ++
		}
	}
	return agree, differ
}

// The moments up to which something was counted.
const (
	retainedUntil = "retained_until"
	daysUntil     = "days_until"
)

// RetainedUntil is the time up to which periods have been counted, or the zero
// time.
func (t *Tx) RetainedUntil(ctx context.Context) (time.Time, error) {
	return t.until(ctx, retainedUntil)
}

// SetRetainedUntil notes it.
func (t *Tx) SetRetainedUntil(ctx context.Context, at time.Time) error {
	return t.setUntil(ctx, retainedUntil, at)
}

// DaysUntil is the time up to which it was believed that days had ended, or the
// zero time.
func (t *Tx) DaysUntil(ctx context.Context) (time.Time, error) { return t.until(ctx, daysUntil) }

// SetDaysUntil notes it.
func (t *Tx) SetDaysUntil(ctx context.Context, at time.Time) error {
	return t.setUntil(ctx, daysUntil, at)
}

func (t *Tx) until(ctx context.Context, name string) (time.Time, error) {
	var value []byte
	err := t.one(ctx, "SELECT value FROM meta WHERE name = ?1", []any{name}, &value)
	if errors.Is(err, kiosk.ErrNotFound) {
		return time.Time{}, nil
	}
	if err != nil {
		return time.Time{}, fmt.Errorf("%s: %w", name, err)
	}
	at, err := time.Parse(time.RFC3339, string(value))
	if err != nil {
		return time.Time{}, fmt.Errorf("%s: %w", name, err)
	}
	return at, nil
}

func (t *Tx) setUntil(ctx context.Context, name string, at time.Time) error {
	return t.setMeta(ctx, name, []byte(at.UTC().Format(time.RFC3339)))
}
