package proof

import (
	"database/sql"
	"io/fs"
	"testing/fstest"
)

// Schema lists the names of tables, indexes and columns of a SQLite database,
// and the version goose notes.
func Schema(db *sql.DB) (names []string, version int, err error) {
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

// Later is the files of a folder and one more, as a later version of the program
// has them.
func Later(files fs.FS, name, text string) (fs.FS, error) {
	all := fstest.MapFS{name: &fstest.MapFile{Data: []byte(text)}}
	ours, err := fs.ReadDir(files, ".")
	if err != nil {
		return nil, err
	}
	for _, e := range ours {
		data, err := fs.ReadFile(files, e.Name())
		if err != nil {
			return nil, err
		}
		all[e.Name()] = &fstest.MapFile{Data: data}
	}
	return all, nil
}
