package store

import (
	"context"
	"fmt"
)

// Volume is how loud staff made the voice while the configuration said configured,
// or configured: who changes it there is obeyed.
func (s *Store) Volume(ctx context.Context, configured int) (level int, err error) {
	err = s.read.QueryRowContext(ctx, "SELECT CASE WHEN level > 0 AND configured = ?1 THEN level ELSE ?1 END FROM volume", configured).Scan(&level)
	if err != nil {
		return configured, fmt.Errorf("volume: %w", translate(err))
	}
	return level, nil
}

// SetVolume keeps how loud staff made the voice, beside what the configuration says
// now.
func (s *Store) SetVolume(ctx context.Context, level, configured int) error {
	return s.change(ctx, "keep the volume", func(tx transaction) error {
		_, err := tx.Exec("UPDATE volume SET level = ?1, configured = ?2", level, configured)
		return err
	})
}
