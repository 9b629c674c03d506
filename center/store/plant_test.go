package store

import (
	"context"
	"errors"
	"io/fs"
	"slices"

	"dongthap.vn/sen/kiosk/disk"
	"dongthap.vn/sen/kiosk/proof"
)

// Plant runs a statement on the writing connection, for faults the checks of
// Open would refuse.
func (s *Store) Plant(statement string) error {
	_, err := s.write.Exec(statement)
	return err
}

// Queries lists the queries that were prepared since the store was opened.
func (s *Store) Queries() (queries []string) {
	s.prepared.mu.Lock()
	defer s.prepared.mu.Unlock()
	for at := range s.prepared.kept {
		queries = append(queries, at.query)
	}
	slices.Sort(queries)
	return slices.Compact(queries)
}

// OpenOn opens a file as if its folder lay on a file system of that magic number.
func OpenOn(ctx context.Context, path string, magic uint32) (*Store, error) {
	return openSQLite(ctx, path, func(dir string) error { return disk.Refuse(dir, magic) })
}

// MigrateMore brings the file at path to the last of its own migrations and of one
// more, as a later version of the program would.
func MigrateMore(ctx context.Context, path, name, text string) error {
	s, err := openSQLite(ctx, path, disk.Local)
	if err != nil {
		return err
	}
	ours, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return errors.Join(err, s.Close())
	}
	all, err := proof.Later(ours, name, text)
	if err != nil {
		return errors.Join(err, s.Close())
	}
	return errors.Join(s.migrateTo(ctx, all), s.Close())
}

// Schema is proof.Schema of the file at path.
func Schema(path string) (names []string, version int, err error) {
	s, err := openSQLite(context.Background(), path, disk.Local)
	if err != nil {
		return nil, 0, err
	}
	defer s.Close()
	return proof.Schema(s.read)
}
