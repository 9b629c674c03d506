package store

import (
	"context"
	"fmt"

	"dongthap.vn/sen/kiosk"
)

// A SealKey is a month's key, both halves.
type SealKey struct {
	kiosk.SealKey
	Private []byte // 32 bytes, X25519; empty once destroyed
}

// AddSealKey keeps a month's key; one that is there stays.
func (t *Tx) AddSealKey(ctx context.Context, k SealKey) error {
	const query = "INSERT INTO seal_keys (id, public, private, from_at, to_at) VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (id) DO NOTHING"
	if _, err := t.exec(ctx, query, k.ID, k.Public, k.Private, millis(k.From), millis(k.To)); err != nil {
		return fmt.Errorf("add seal key: %w", err)
	}
	return nil
}

// SealKeys lists all month keys.
func (t *Tx) SealKeys(ctx context.Context) ([]SealKey, error) {
	return list(ctx, t, scanSealKey, "SELECT id, public, private, from_at, to_at FROM seal_keys ORDER BY id")
}

func scanSealKey(row scanner) (k SealKey, err error) {
	var from, to int64
	err = row.Scan(&k.ID, &k.Public, &k.Private, &from, &to)
	k.From, k.To = moment(from), moment(to)
	return k, err
}
