package store

import (
	"context"

	"dongthap.vn/sen/kiosk/disk"
)

// Plant runs a statement on the writing connection, for faults the checks of
// Open would refuse.
func (s *Store) Plant(statement string) error {
	_, err := s.write.Exec(statement)
	return err
}

// OpenOn opens a file as if its folder lay on a file system of that magic number.
func OpenOn(ctx context.Context, path string, magic uint32) (*Store, error) {
	return openSQLite(ctx, path, func(dir string) error { return disk.Refuse(dir, magic) })
}
