package store

import (
	"context"
	"fmt"

	"dongthap.vn/sen/kiosk"
)

// A SealKey is a month's key. Its private half is locked by what lies outside
// the database.
type SealKey struct {
	kiosk.SealKey
	Private []byte // locked; empty once destroyed
}

// bareKey is the size of a private half that is not locked (X25519).
const bareKey = 32

// Bare reports whether the private half stands in the database for all to read,
// as it did before there was a vault.
func (k SealKey) Bare() bool { return len(k.Private) == bareKey }

// Usable reports whether the private half is there, locked.
func (k SealKey) Usable() bool { return len(k.Private) > 0 && !k.Bare() }

// AddSealKey keeps a month's key; one that is there stays.
func (t *Tx) AddSealKey(ctx context.Context, k SealKey) error {
	const query = "INSERT INTO seal_keys (id, public, private, from_at, to_at) VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (id) DO NOTHING"
	if _, err := t.exec(ctx, query, k.ID, k.Public, k.Private, millis(k.From), millis(k.To)); err != nil {
		return fmt.Errorf("add seal key: %w", err)
	}
	return nil
}

// LockSealKey puts the locked private half of a month's key in the place of the
// bare one.
func (t *Tx) LockSealKey(ctx context.Context, id string, locked []byte) error {
	if _, err := t.exec(ctx, "UPDATE seal_keys SET private = ?2 WHERE id = ?1", id, locked); err != nil {
		return fmt.Errorf("lock seal key: %w", err)
	}
	return nil
}

// SealKeys lists all month keys, the oldest first; of one month the newest last.
func (t *Tx) SealKeys(ctx context.Context) ([]SealKey, error) {
	return list(ctx, t, scanSealKey, "SELECT id, public, private, from_at, to_at FROM seal_keys ORDER BY from_at, id")
}

func scanSealKey(row scanner) (k SealKey, err error) {
	var from, to int64
	err = row.Scan(&k.ID, &k.Public, &k.Private, &from, &to)
	k.From, k.To = moment(from), moment(to)
	return k, err
}

const vaultSite = "vault_site"

// VaultSite names the chain of secrets the month keys are locked with, or is ""
// before there is one.
func (t *Tx) VaultSite(ctx context.Context) (site string, err error) { return t.noted(ctx, vaultSite) }

// SetVaultSite notes the chain.
func (t *Tx) SetVaultSite(ctx context.Context, site string) error {
	return t.setMeta(ctx, vaultSite, []byte(site))
}
