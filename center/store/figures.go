package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"fmt"
	"hash"
	"strings"

	"dongthap.vn/sen/kiosk"
)

// Figures are what two copies of a table must agree in.
type Figures struct {
	Table  string
	Rows   int64
	Digest kiosk.Hash // of every value, row after row in the order of the primary key
}

// A Chain is what a walk over linked hashes found. For events Head is the root
// of all epochs' last hashes.
type Chain struct {
	Links  int64
	Epochs int64 // of events
	Broken int64 // links that do not continue the one before
	Head   kiosk.Hash
}

// A queryer is a database to read from.
type queryer interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// A table is known by its columns and by the key its rows are ordered by.
type table struct {
	name    string
	columns []column
	key     []string
}

type column struct{ name, kind string }

const (
	tablesQuery = `SELECT tablename FROM pg_tables WHERE schemaname = current_schema() AND tablename <> 'goose_db_version' ORDER BY tablename`
	columnQuery = `SELECT column_name, data_type FROM information_schema.columns
		WHERE table_schema = current_schema() AND table_name = $1 ORDER BY ordinal_position`
	keyQuery = `SELECT a.attname FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)
		WHERE i.indrelid = to_regclass($1) AND i.indisprimary ORDER BY array_position(i.indkey::int2[], a.attnum)`
)

// listTables reads from PostgreSQL which tables a center has, so that a move
// forgets none that a later migration adds.
func listTables(ctx context.Context, target queryer) ([]table, error) {
	names, err := texts(ctx, target, tablesQuery)
	if err != nil {
		return nil, err
	}
	tables := make([]table, len(names))
	for i, name := range names {
		tables[i].name = name
		err := each(ctx, target, func(row scanner) error {
			var c column
			err := row.Scan(&c.name, &c.kind)
			tables[i].columns = append(tables[i].columns, c)
			return err
		}, columnQuery, name)
		if err != nil {
			return nil, err
		}
		if tables[i].key, err = texts(ctx, target, keyQuery, name); err != nil {
			return nil, err
		}
		if len(tables[i].key) == 0 {
			return nil, fmt.Errorf("table %s has no primary key to order it by", name)
		}
	}
	return tables, nil
}

func (t table) names() []string {
	names := make([]string, len(t.columns))
	for i, c := range t.columns {
		names[i] = c.name
	}
	return names
}

func (t table) query() string {
	return "SELECT " + strings.Join(t.names(), ", ") + " FROM " + t.name + " ORDER BY " + strings.Join(t.key, ", ")
}

func figuresOf(ctx context.Context, q queryer, t table) (Figures, error) {
	rows, err := q.QueryContext(ctx, t.query())
	if err != nil {
		return Figures{}, err
	}
	defer rows.Close()
	r := newReader(t, rows)
	for r.Next() {
	}
	return r.figures(), r.Err()
}

// A reader reads a table's rows as pgx copies them, and sums them up. It holds
// one row at a time.
type reader struct {
	table   table
	rows    *sql.Rows
	values  []any
	err     error
	sum     hash.Hash
	count   int64
	skipped int64 // marks of a move
}

func newReader(t table, rows *sql.Rows) *reader {
	return &reader{table: t, rows: rows, sum: sha256.New(), values: make([]any, len(t.columns))}
}

// Next reads a row.
func (r *reader) Next() bool {
	for r.err == nil && r.rows.Next() {
		into := make([]any, len(r.values))
		for i := range r.values {
			into[i] = &r.values[i]
		}
		if r.err = r.rows.Scan(into...); r.err != nil {
			return false
		}
		if r.table.name == "meta" && (r.values[0] == markMoving || r.values[0] == markMoved) {
			r.skipped++
			continue
		}
		r.count++
		for i, c := range r.table.columns {
			if r.values[i], r.err = c.value(r.values[i]); r.err != nil {
				return false
			}
			digest(r.sum, r.values[i])
		}
		return true
	}
	return false
}

// Values is the row.
func (r *reader) Values() ([]any, error) { return r.values, nil }

// Err is what stopped the reading.
func (r *reader) Err() error {
	if r.err != nil {
		return r.err
	}
	return r.rows.Err()
}

func (r *reader) figures() Figures {
	return Figures{Table: r.table.name, Rows: r.count, Digest: kiosk.Hash(r.sum.Sum(nil))}
}

// value is a value as its column keeps it; SQLite may keep empty bytes as an
// empty text.
func (c column) value(v any) (any, error) {
	switch v := v.(type) {
	case nil:
		return nil, nil
	case int64:
		if c.kind == "bigint" {
			return v, nil
		}
	case string:
		switch c.kind {
		case "text":
			return v, nil
		case "bytea":
			return []byte(v), nil
		}
	case []byte:
		switch c.kind {
		case "bytea":
			return v, nil
		case "text":
			return string(v), nil
		}
	}
	return nil, fmt.Errorf("column %s is a %s and holds a %T", c.name, c.kind, v)
}

// digest adds a value so that no two rows look alike.
func digest(sum hash.Hash, v any) {
	switch v := v.(type) {
	case nil:
		sum.Write([]byte{0})
	case int64:
		sum.Write(binary.BigEndian.AppendUint64([]byte{1}, uint64(v)))
	case string:
		sum.Write(binary.BigEndian.AppendUint64([]byte{2}, uint64(len(v))))
		sum.Write([]byte(v))
	case []byte:
		sum.Write(binary.BigEndian.AppendUint64([]byte{3}, uint64(len(v))))
		sum.Write(v)
	}
}

// walkEvents follows every epoch's chain.
func walkEvents(ctx context.Context, q queryer) (c Chain, err error) {
	root := sha256.New()
	var device, epoch string
	var last kiosk.Hash
	err = each(ctx, q, func(row scanner) error {
		var d, e string
		var prev, hash []byte
		if err := row.Scan(&d, &e, &prev, &hash); err != nil {
			return err
		}
		if d != device || e != epoch {
			root.Write(last[:])
			c.Epochs++
			device, epoch, last = d, e, kiosk.Genesis(d, e)
			root.Write([]byte(d + " " + e + "\n"))
		}
		if string(prev) != string(last[:]) {
			c.Broken++
		}
		copy(last[:], hash)
		c.Links++
		return nil
	}, "SELECT device, epoch, prev_hash, hash FROM events ORDER BY device, epoch, seq")
	root.Write(last[:])
	c.Head = kiosk.Hash(root.Sum(nil))
	return c, err
}

// walkAudit follows the audit log's chain.
func walkAudit(ctx context.Context, q queryer) (c Chain, err error) {
	var last Entry
	err = each(ctx, q, func(row scanner) error {
		e, err := scanAudit(row)
		if err != nil {
			return err
		}
		if e.N != last.N+1 || e.PrevHash != last.Hash || e.Hash != e.ChainHash() {
			c.Broken++
		}
		last = e
		c.Links++
		return nil
	}, selectAudit+"ORDER BY n")
	c.Head = last.Hash
	return c, err
}

// each reads row after row.
func each(ctx context.Context, q queryer, read func(scanner) error, query string, args ...any) error {
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := read(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

func texts(ctx context.Context, q queryer, query string, args ...any) (all []string, err error) {
	err = each(ctx, q, func(row scanner) error {
		var s string
		err := row.Scan(&s)
		all = append(all, s)
		return err
	}, query, args...)
	return all, err
}

func count(ctx context.Context, q queryer, table string) (n int64, err error) {
	err = each(ctx, q, func(row scanner) error { return row.Scan(&n) }, "SELECT COUNT(*) FROM "+table)
	return n, err
}

func marked(ctx context.Context, q queryer, mark string) (bool, error) {
	names, err := texts(ctx, q, "SELECT name FROM meta WHERE name = $1", mark)
	return len(names) > 0, err
}
