package fleet

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"fmt"
	"time"

	"dongthap.vn/sen/center/store"
)

// renewEvery bounds what a device can write: one other key an hour.
const renewEvery = time.Hour

// Renew keeps the key a device wants to have next. The one it has stays good
// until the next is used for the first time, so that no lost answer locks a
// kiosk out. Asking again for the same key does nothing. It returns ErrTooSoon
// when another was asked for within the hour.
func (f *Fleet) Renew(ctx context.Context, device string, next ed25519.PublicKey) error {
	err := f.store.Write(ctx, func(t *store.Tx) error {
		now := f.now()
		r, err := t.Renewal(ctx, device)
		switch {
		case err != nil || bytes.Equal(r.NextKey, next):
			return err
		case !r.AskedAt.IsZero() && now.Sub(r.AskedAt).Abs() < renewEvery:
			return ErrTooSoon
		}
		if err := t.AskRenewal(ctx, device, next, now); err != nil {
			return err
		}
		return t.Audit(ctx, store.Entry{At: now, Actor: subject(device), Action: ActRenewAsked, Subject: subject(device)})
	})
	if err != nil {
		return fmt.Errorf("renew key of device %s: %w", device, err)
	}
	return nil
}

// NextKey is the key a device may use from now on, empty for none.
func (f *Fleet) NextKey(ctx context.Context, device string) (key ed25519.PublicKey, err error) {
	err = f.store.Read(ctx, func(t *store.Tx) error {
		r, err := t.Renewal(ctx, device)
		key = r.NextKey
		return err
	})
	return key, err
}

// UseNextKey ends the key before: the device has signed with the next.
func (f *Fleet) UseNextKey(ctx context.Context, device string, next ed25519.PublicKey) error {
	err := f.store.Write(ctx, func(t *store.Tx) error {
		used, err := t.UseRenewal(ctx, device, next, f.now())
		if err != nil || !used { // another request was quicker
			return err
		}
		return t.Audit(ctx, store.Entry{At: f.now(), Actor: subject(device), Action: ActRenew, Subject: subject(device)})
	})
	if err != nil {
		return fmt.Errorf("renew key of device %s: %w", device, err)
	}
	return nil
}
