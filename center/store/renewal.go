package store

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"time"

	"dongthap.vn/sen/kiosk"
)

// A Renewal is the newest replacement of a device's key.
type Renewal struct {
	NextKey   ed25519.PublicKey // empty once it is in use, or when none was asked for
	AskedAt   time.Time
	RenewedAt time.Time // zero when the device has the key it was enrolled with
}

// Renewal reads a device's; the zero Renewal when there was none.
func (t *Tx) Renewal(ctx context.Context, device string) (r Renewal, err error) {
	var asked, renewed int64
	var key []byte
	err = t.one(ctx, "SELECT next_key, asked_at, renewed_at FROM renewals WHERE device = ?1", []any{device}, &key, &asked, &renewed)
	if errors.Is(err, kiosk.ErrNotFound) {
		return Renewal{}, nil
	}
	return Renewal{NextKey: key, AskedAt: moment(asked), RenewedAt: moment(renewed)}, err
}

// AskRenewal keeps the key a device will have; the one it has stays good.
func (t *Tx) AskRenewal(ctx context.Context, device string, next ed25519.PublicKey, now time.Time) error {
	const query = `INSERT INTO renewals (device, next_key, asked_at, renewed_at) VALUES (?1, ?2, ?3, 0)
		ON CONFLICT (device) DO UPDATE SET next_key = excluded.next_key, asked_at = excluded.asked_at`
	if _, err := t.exec(ctx, query, device, []byte(next), millis(now)); err != nil {
		return fmt.Errorf("keep next key: %w", err)
	}
	return nil
}

// UseRenewal makes the next key the device's; false when it is not the next.
func (t *Tx) UseRenewal(ctx context.Context, device string, next ed25519.PublicKey, now time.Time) (bool, error) {
	n, err := t.exec(ctx, "UPDATE renewals SET next_key = ?3, renewed_at = ?4 WHERE device = ?1 AND next_key = ?2", device, []byte(next), []byte{}, millis(now))
	if err != nil || n == 0 {
		return false, err
	}
	_, err = t.exec(ctx, "UPDATE devices SET device_key = ?2 WHERE device = ?1", device, []byte(next))
	return err == nil, err
}
