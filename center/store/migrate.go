package store

import (
	"context"
	"embed"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"
)

// Migrations are numbered, go forward only and are never edited after release.
//
//go:embed migrations/*.sql
var migrations embed.FS

func (s *Store) migrate(ctx context.Context) error {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	return s.migrateTo(ctx, files)
}

func (s *Store) migrateTo(ctx context.Context, files fs.FS) error {
	provider, err := goose.NewProvider(s.dialect.goose, s.write, s.dialect.migrations(files), s.dialect.locks...)
	if err != nil {
		return err
	}
	if _, err = provider.Up(ctx); err != nil {
		return fmt.Errorf("bring tables up to date: %w", s.dialect.translate(err))
	}
	return nil
}
