package publish

import (
	"bytes"
	"context"
	"crypto/ecdh"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"dongthap.vn/sen/center/store"
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

// makeMonths draws the keys of this month and those ahead.
func (p *Publisher) makeMonths(ctx context.Context, t *store.Tx) error {
	keys, err := t.SealKeys(ctx)
	if err != nil {
		return err
	}
	have := map[string]bool{}
	for _, k := range keys {
		have[k.ID] = true
	}
	first := monthOf(p.now())
	for i := range monthsAhead + 1 {
		from := first.AddDate(0, i, 0)
		if have[from.Format("2006-01")] {
			continue
		}
		key, err := newMonth(from)
		if err != nil {
			return err
		}
		if err := t.AddSealKey(ctx, key); err != nil {
			return err
		}
	}
	return nil
}

// monthOf is the first moment of t's month in Vietnam.
func monthOf(t time.Time) time.Time {
	y, m, _ := t.In(kiosk.VietnamTime).Date()
	return time.Date(y, m, 1, 0, 0, 0, 0, kiosk.VietnamTime)
}

func newMonth(from time.Time) (store.SealKey, error) {
	private, err := ecdh.X25519().GenerateKey(rand.Reader)
	if err != nil {
		return store.SealKey{}, fmt.Errorf("draw month key: %w", err)
	}
	return store.SealKey{
		SealKey: kiosk.SealKey{ID: from.Format("2006-01"), Public: private.PublicKey().Bytes(), From: from.UTC(), To: from.AddDate(0, 1, 0).UTC()},
		Private: private.Bytes(),
	}, nil
}

// keysBody lists the months that are not over and all receipt keys.
func (p *Publisher) keysBody(ctx context.Context, t *store.Tx) ([]byte, error) {
	months, err := t.SealKeys(ctx)
	if err != nil {
		return nil, err
	}
	var keys kiosk.Keys
	for _, k := range months {
		if k.To.After(p.now()) && len(k.Private) > 0 {
			keys.Seal = append(keys.Seal, k.SealKey)
		}
	}
	if keys.Receipt, err = t.ReceiptKeys(ctx); err != nil {
		return nil, err
	}
	return json.Marshal(keys)
}
