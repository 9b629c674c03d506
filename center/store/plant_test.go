package store

import (
	"context"
	"errors"
	"testing/fstest"

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

// MigrateMore brings the file at path to the last of its own migrations and of one
// more, as a later version of the program would.
func MigrateMore(ctx context.Context, path, name, text string) error {
	s, err := openSQLite(ctx, path, disk.Local)
	if err != nil {
		return err
	}
	all := fstest.MapFS{name: &fstest.MapFile{Data: []byte(text)}}
	ours, err := migrations.ReadDir("migrations")
	if err != nil {
		return errors.Join(err, s.Close())
	}
	for _, e := range ours {
		data, err := migrations.ReadFile("migrations/" + e.Name())
		if err != nil {
			return errors.Join(err, s.Close())
		}
		all[e.Name()] = &fstest.MapFile{Data: data}
	}
	return errors.Join(s.migrateTo(ctx, all), s.Close())
}

// Schema lists the names of tables, indexes and columns, and the version goose
// notes, in the file at path.
func Schema(path string) (names []string, version int, err error) {
	s, err := openSQLite(context.Background(), path, disk.Local)
	if err != nil {
		return nil, 0, err
	}
	defer s.Close()
	if err := s.read.QueryRow("SELECT max(version_id) FROM goose_db_version").Scan(&version); err != nil {
		return nil, 0, err
	}
	rows, err := s.read.Query("SELECT name FROM sqlite_schema UNION ALL SELECT m.name || '.' || c.name FROM sqlite_schema m, pragma_table_info(m.name) c WHERE m.type = 'table'")
	if err != nil {
		return nil, 0, err
	}
	defer rows.Close()
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, 0, err
		}
		names = append(names, name)
	}
	return names, version, rows.Err()
}
