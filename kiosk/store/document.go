package store

import (
	"context"
	"fmt"

	"dongthap.vn/sen/kiosk"
)

// Document reads the envelope held under a name, or kiosk.ErrNotFound. Its
// signature is not checked here.
func (s *Store) Document(ctx context.Context, name string) (version int64, envelope []byte, err error) {
	err = s.read.QueryRowContext(ctx, "SELECT version, envelope FROM documents WHERE name = ?1", name).Scan(&version, &envelope)
	if err != nil {
		return 0, nil, fmt.Errorf("document %s: %w", name, missing(err))
	}
	return version, envelope, nil
}

// PutDocument replaces the envelope held under a name by a newer one; the same
// or an older version is kiosk.ErrOlder and changes nothing.
func (s *Store) PutDocument(ctx context.Context, name string, version int64, envelope []byte) error {
	return s.change(ctx, "document "+name, func(tx transaction) error {
		done, err := tx.Exec(`
			INSERT INTO documents (name, version, envelope) VALUES (?1, ?2, ?3)
			ON CONFLICT (name) DO UPDATE SET version = excluded.version, envelope = excluded.envelope
			WHERE excluded.version > documents.version`, name, version, envelope)
		if err != nil {
			return err
		}
		if n, err := done.RowsAffected(); err != nil || n == 0 {
			return fmt.Errorf("version %d: %w", version, kiosk.ErrOlder)
		}
		return nil
	})
}

// DropDocument forgets the envelope held under a name, so that any version may
// follow it.
func (s *Store) DropDocument(ctx context.Context, name string) error {
	return s.change(ctx, "drop document "+name, func(tx transaction) error {
		_, err := tx.Exec("DELETE FROM documents WHERE name = ?1", name)
		return err
	})
}
