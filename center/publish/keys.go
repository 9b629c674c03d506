package publish

import (
	"bytes"
	"context"
	"crypto/ecdh"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/center/vault"
	"dongthap.vn/sen/kiosk"
)

// monthsAhead is how many months after this one have their key: a kiosk that
// is offline for weeks can still seal.
const monthsAhead = 2

// PublishKeys makes the month keys that are missing and publishes the keys
// document when it differs from the published one.
func (p *Publisher) PublishKeys(ctx context.Context) error {
	return p.store.Write(ctx, func(t *store.Tx) error {
		if err := p.makeMonths(ctx, t); err != nil {
			return err
		}
		body, err := p.keysBody(ctx, t)
		if err != nil {
			return err
		}
		held, err := t.Document(ctx, kiosk.DocKeys)
		if err != nil && !errors.Is(err, kiosk.ErrNotFound) {
			return err
		}
		if bytes.Equal(held.Body, body) {
			return nil
		}
		_, err = p.put(ctx, t, kiosk.DocKeys, body, start)
		return err
	})
}

// makeMonths draws the keys of this month and those ahead. A clock that is years
// behind gets none: what would be sealed to them could never be opened.
func (p *Publisher) makeMonths(ctx context.Context, t *store.Tx) error {
	keys, err := t.SealKeys(ctx)
	if err != nil {
		return err
	}
	first := vault.MonthOf(p.now())
	for month := first; month <= first+monthsAhead; month++ {
		if slices.ContainsFunc(keys, func(k store.SealKey) bool { return k.Usable() && vault.MonthOf(k.From) == month }) {
			continue
		}
		if err := addMonth(ctx, t, p.vault, month, keys); err != nil && !errors.Is(err, vault.ErrForgotten) {
			return err
		}
	}
	return nil
}

// addMonth draws a key for a month that may have had others.
func addMonth(ctx context.Context, t *store.Tx, v *vault.Vault, month vault.Month, others []store.SealKey) error {
	id := month.String()
	for n := 2; slices.ContainsFunc(others, func(k store.SealKey) bool { return k.ID == id }); n++ {
		id = fmt.Sprintf("%s.%d", month, n)
	}
	private, err := ecdh.X25519().GenerateKey(rand.Reader)
	if err != nil {
		return fmt.Errorf("draw month key: %w", err)
	}
	locked, err := v.Lock(month, id, private.Bytes())
	if err != nil {
		return fmt.Errorf("lock month key %s: %w", id, err)
	}
	return t.AddSealKey(ctx, store.SealKey{Private: locked, SealKey: kiosk.SealKey{ID: id, Public: private.PublicKey().Bytes(),
		From: month.Start().UTC(), To: (month + 1).Start().UTC()}})
}

// keysBody lists the months that are not over, each with its newest key, and
// all receipt keys.
func (p *Publisher) keysBody(ctx context.Context, t *store.Tx) ([]byte, error) {
	months, err := t.SealKeys(ctx)
	if err != nil {
		return nil, err
	}
	var keys kiosk.Keys
	for _, k := range months {
		if !k.To.After(p.now()) || !k.Usable() {
			continue
		}
		if n := len(keys.Seal); n > 0 && keys.Seal[n-1].From.Equal(k.From) {
			keys.Seal = keys.Seal[:n-1]
		}
		keys.Seal = append(keys.Seal, k.SealKey)
	}
	if keys.Receipt, err = t.ReceiptKeys(ctx); err != nil {
		return nil, err
	}
	return json.Marshal(keys)
}
