package store

import (
	"context"
	"io/fs"

	"dongthap.vn/sen/kiosk/disk"
	"dongthap.vn/sen/kiosk/proof"
)

// Plant runs a statement on the writing connection, for faults the checks of
// Open would refuse.
func (s *Store) Plant(statement string) error {
	_, err := s.write.Exec(statement)
	return err
}

// Migrate brings the file at path to the last of its own migrations and of one
// more, as a later version of the program would.
func Migrate(ctx context.Context, path, name, text string) error {
	ours, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	all, err := proof.Later(ours, name, text)
	if err != nil {
		return err
	}
	return migrate(ctx, dsn(path), all)
}

// Schema is proof.Schema of the file at path.
func Schema(path string) (names []string, version int, err error) {
	db, err := connect(dsn(path), 1)
	if err != nil {
		return nil, 0, err
	}
	defer db.Close()
	return proof.Schema(db)
}

// On opens a file as if its folder lay on a file system of that magic number.
func On(o Options, magic uint32) Options {
	o.local = func(dir string) error { return disk.Refuse(dir, magic) }
	return o
}
