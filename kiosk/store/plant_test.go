package store

import (
	"context"
	"testing/fstest"

	"dongthap.vn/sen/kiosk/disk"
)

// Plant runs a statement on the writing connection, for faults the checks of
// Open would refuse.
func (s *Store) Plant(statement string) error {
	_, err := s.write.Exec(statement)
	return err
}

// Migrate brings the file at path to the last of its own migrations and of more,
// as a later version of the program would.
func Migrate(ctx context.Context, path string, more map[string]string) error {
	all := fstest.MapFS{}
	for name, text := range more {
		all["migrations/"+name] = &fstest.MapFile{Data: []byte(text)}
	}
	ours, err := migrations.ReadDir("migrations")
	if err != nil {
		return err
	}
	for _, e := range ours {
		name := "migrations/" + e.Name()
		text, err := migrations.ReadFile(name)
		if err != nil {
			return err
		}
		all[name] = &fstest.MapFile{Data: text}
	}
	return migrate(ctx, dsn(path), all)
}

// Schema lists the names of tables, indexes and columns, and the version goose
// notes, in the file at path.
func Schema(path string) (names []string, version int, err error) {
	db, err := connect(dsn(path), 1)
	if err != nil {
		return nil, 0, err
	}
	defer db.Close()
	if err := db.QueryRow("SELECT max(version_id) FROM goose_db_version").Scan(&version); err != nil {
		return nil, 0, err
	}
	rows, err := db.Query("SELECT name FROM sqlite_schema UNION ALL SELECT m.name || '.' || c.name FROM sqlite_schema m, pragma_table_info(m.name) c WHERE m.type = 'table'")
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

// On opens a file as if its folder lay on a file system of that magic number.
func On(o Options, magic uint32) Options {
	o.local = func(dir string) error { return disk.Refuse(dir, magic) }
	return o
}
