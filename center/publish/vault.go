package publish

import (
	"context"
	"errors"
	"fmt"
	"time"

	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/center/vault"
)

// OpenVault opens the key folder of a center's data. The first start makes the
// file, and moves the month keys of older data out of the database: they are
// locked, and the months that go on get new ones, for an old backup holds the
// bare ones. It fails when the data was used with a file that is not there.
func OpenVault(ctx context.Context, s *store.Store, dir string, now func() time.Time) (v *vault.Vault, err error) {
	moved := false
	err = s.Write(ctx, func(t *store.Tx) error {
		site, err := t.VaultSite(ctx)
		if err != nil {
			return err
		}
		if v, err = vault.Open(dir, site); err != nil {
			return explain(err, dir)
		}
		if site == "" {
			if err := t.SetVaultSite(ctx, v.Site()); err != nil {
				return err
			}
		}
		moved, err = lockBare(ctx, t, v, now())
		return err
	})
	if err != nil {
		return nil, err
	}
	if moved {
		return v, s.Scrub(ctx)
	}
	return v, nil
}

// explain says what a person is to do.
func explain(err error, dir string) error {
	switch {
	case errors.Is(err, vault.ErrMissing):
		return fmt.Errorf("%w: it opens the personal data of this site, and nothing else does; put the copy you keep of %s into %s", err, vault.Name, dir)
	case errors.Is(err, vault.ErrOther):
		return fmt.Errorf("%w: put this site's own %s into %s", err, vault.Name, dir)
	}
	return err
}

// lockBare locks the month keys that stand in the database for all to read.
func lockBare(ctx context.Context, t *store.Tx, v *vault.Vault, now time.Time) (moved bool, err error) {
	keys, err := t.SealKeys(ctx)
	if err != nil {
		return false, err
	}
	for _, k := range keys {
		if !k.Bare() {
			continue
		}
		locked, err := v.Lock(vault.MonthOf(k.From), k.ID, k.Private)
		if err != nil {
			return false, fmt.Errorf("lock month key %s: %w", k.ID, err)
		}
		if err := t.LockSealKey(ctx, k.ID, locked); err != nil {
			return false, err
		}
		if err := t.Audit(ctx, store.Entry{At: now, Actor: start, Action: "seal_key.lock", Subject: "month:" + k.ID}); err != nil {
			return false, err
		}
		if k.To.After(now) {
			if err := addMonth(ctx, t, v, vault.MonthOf(k.From), keys); err != nil {
				return false, err
			}
		}
		moved = true
	}
	return moved, nil
}
