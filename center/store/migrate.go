package store

import (
	"context"
	"embed"
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
	provider, err := goose.NewProvider(s.dialect.goose, s.write, files)
	if err != nil {
		return err
	}
	_, err = provider.Up(ctx)
	return s.dialect.translate(err)
}
