package store

import (
	"context"
	"fmt"
	"time"
)

// A Forgotten is a person who asked to be forgotten, known by a mark: a keyed hash
// of the phone number.
type Forgotten struct {
	Mark []byte
	At   time.Time // of the wish
}

// Forget notes a person who asked to be forgotten.
func (t *Tx) Forget(ctx context.Context, f Forgotten) error {
	const query = "INSERT INTO forgotten (mark, at) VALUES (?1, ?2) ON CONFLICT (mark) DO UPDATE SET at = excluded.at"
	if _, err := t.exec(ctx, query, f.Mark, millis(f.At)); err != nil {
		return fmt.Errorf("note who asked to be forgotten: %w", err)
	}
	return nil
}

// Forgotten lists who asked, the newest wish first.
func (t *Tx) Forgotten(ctx context.Context) ([]Forgotten, error) {
	return list(ctx, t, func(row scanner) (f Forgotten, err error) {
		var at int64
		err = row.Scan(&f.Mark, &at)
		f.At = moment(at)
		return f, err
	}, "SELECT mark, at FROM forgotten ORDER BY at DESC, mark")
}

// DropForgotten takes away who asked before a time.
func (t *Tx) DropForgotten(ctx context.Context, before time.Time) error {
	if _, err := t.exec(ctx, "DELETE FROM forgotten WHERE at < ?1", millis(before)); err != nil {
		return fmt.Errorf("drop old wishes: %w", err)
	}
	return nil
}
