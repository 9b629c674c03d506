package store

import (
	"context"
	"errors"
	"time"

	"dongthap.vn/sen/kiosk"
)

// A Cursor says up to which event of a device's epoch the log is whole.
type Cursor struct {
	Device    string
	Epoch     string
	Seq       int64
	Hash      kiosk.Hash // of event Seq; Genesis for 0
	EventAt   time.Time  // its corrected time
	UpdatedAt time.Time
}

// Cursor reads a cursor; an epoch not heard of yet is at 0.
func (t *Tx) Cursor(ctx context.Context, device, epoch string) (Cursor, error) {
	c, err := list(ctx, t, scanCursor, "SELECT "+cursorColumns+" FROM cursors WHERE device = ?1 AND epoch = ?2", device, epoch)
	if err != nil || len(c) == 0 {
		return Cursor{Device: device, Epoch: epoch, Hash: kiosk.Genesis(device, epoch)}, err
	}
	return c[0], nil
}

// PutCursor moves a cursor.
func (t *Tx) PutCursor(ctx context.Context, c Cursor) error {
	const query = `INSERT INTO cursors (` + cursorColumns + `) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
		ON CONFLICT (device, epoch) DO UPDATE SET seq = excluded.seq, hash = excluded.hash, event_at = excluded.event_at, updated_at = excluded.updated_at`
	return t.later(ctx, query, c.Device, c.Epoch, c.Seq, c.Hash[:], millis(c.EventAt), millis(c.UpdatedAt))
}

// Cursors lists all cursors, the one heard of last at the end.
func (t *Tx) Cursors(ctx context.Context) ([]Cursor, error) {
	return list(ctx, t, scanCursor, "SELECT "+cursorColumns+" FROM cursors ORDER BY updated_at, epoch")
}

const cursorColumns = "device, epoch, seq, hash, event_at, updated_at"

func scanCursor(row scanner) (c Cursor, err error) {
	var hash []byte
	var eventAt, updated int64
	err = row.Scan(&c.Device, &c.Epoch, &c.Seq, &hash, &eventAt, &updated)
	if err == nil && len(hash) != len(c.Hash) {
		err = errors.New("cursor with a hash of the wrong length")
	}
	copy(c.Hash[:], hash)
	c.EventAt, c.UpdatedAt = moment(eventAt), moment(updated)
	return c, err
}
