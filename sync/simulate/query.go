package simulate

import (
	"database/sql"
	"fmt"

	_ "github.com/mattn/go-sqlite3" // the witness reads beside the programs

	"dongthap.vn/sen/kiosk"
)

// query reads the center's database beside its program, a row at a time.
func (c *center) query(text string, args []any, row func(scan func(...any) error) error) {
	must(beside(c.path(), func(db *sql.DB) error {
		rows, err := db.Query(text, args...)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			if err := row(rows.Scan); err != nil {
				return err
			}
		}
		return rows.Err()
	}))
}

// beside opens a database that a program may have open too.
func beside(path string, do func(*sql.DB) error) error {
	db, err := sql.Open("sqlite3", path+"?_busy_timeout=5000&_journal_mode=WAL&_synchronous=FULL")
	if err != nil {
		return err
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	return do(db)
}

// hashes are those the center holds of an epoch, by sequence number.
func (c *center) hashes(device, epoch string) map[int64]kiosk.Hash {
	all := map[int64]kiosk.Hash{}
	c.query("SELECT seq, hash FROM events WHERE device = ?1 AND epoch = ?2", []any{device, epoch}, func(scan func(...any) error) error {
		var seq int64
		var hash []byte
		err := scan(&seq, &hash)
		copyTo := all[seq]
		copy(copyTo[:], hash)
		all[seq] = copyTo
		return err
	})
	return all
}

// dump is every row of a query, as text.
func (c *center) dump(text string) (rows []string) {
	must(beside(c.path(), func(db *sql.DB) error {
		r, err := db.Query(text)
		if err != nil {
			return err
		}
		defer r.Close()
		columns, err := r.Columns()
		for err == nil && r.Next() {
			values, refs := make([]any, len(columns)), make([]any, len(columns))
			for i := range values {
				refs[i] = &values[i]
			}
			err = r.Scan(refs...)
			rows = append(rows, fmt.Sprintf("%v", values))
		}
		return err
	}))
	return rows
}
