package store

import (
	"context"
	"fmt"
	"time"

	"dongthap.vn/sen/kiosk"
)

// A Quarantined event is in the log but was not understood.
type Quarantined struct {
	Device string
	Epoch  string
	Seq    int64
	Hash   kiosk.Hash
	Reason string
	At     time.Time
}

// Quarantine marks an event as not understood.
func (t *Tx) Quarantine(ctx context.Context, q Quarantined) error {
	const query = `INSERT INTO quarantine (device, epoch, seq, hash, reason, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
		ON CONFLICT (device, epoch, seq, hash) DO NOTHING`
	_, err := t.exec(ctx, query, q.Device, q.Epoch, q.Seq, q.Hash[:], q.Reason, millis(q.At))
	return err
}

// QuarantinedIn lists which of the events first … last are in quarantine.
func (t *Tx) QuarantinedIn(ctx context.Context, device, epoch string, first, last int64) ([]int64, error) {
	return list(ctx, t, func(row scanner) (seq int64, err error) {
		err = row.Scan(&seq)
		return seq, err
	}, "SELECT DISTINCT seq FROM quarantine WHERE device = ?1 AND epoch = ?2 AND seq BETWEEN ?3 AND ?4 ORDER BY seq", device, epoch, first, last)
}

// QuarantinedAfter lists the quarantine behind one of it, in the order of its
// key; the zero value starts.
func (t *Tx) QuarantinedAfter(ctx context.Context, after Quarantined, limit int) ([]Quarantined, error) {
	return list(ctx, t, scanQuarantined, selectQuarantined+"WHERE (device, epoch, seq, hash) > (?1, ?2, ?3, ?4) ORDER BY device, epoch, seq, hash LIMIT ?5",
		after.Device, after.Epoch, after.Seq, after.Hash[:], limit)
}

// Release takes an event out of quarantine.
func (t *Tx) Release(ctx context.Context, q Quarantined) error {
	_, err := t.exec(ctx, "DELETE FROM quarantine WHERE device = ?1 AND epoch = ?2 AND seq = ?3 AND hash = ?4", q.Device, q.Epoch, q.Seq, q.Hash[:])
	if err != nil {
		return fmt.Errorf("release from quarantine: %w", err)
	}
	return nil
}

// EventInQuarantine reads the event a line of the quarantine tells of, or
// returns kiosk.ErrNotFound.
func (t *Tx) EventInQuarantine(ctx context.Context, q Quarantined) (Event, error) {
	const where = " WHERE device = ?1 AND epoch = ?2 AND seq = ?3 AND hash = ?4"
	const query = "SELECT " + eventColumns + " FROM events" + where + " UNION ALL SELECT " + eventColumns + " FROM conflicts" + where
	all, err := list(ctx, t, scanEvent, query, q.Device, q.Epoch, q.Seq, q.Hash[:])
	switch {
	case err != nil:
		return Event{}, err
	case len(all) == 0:
		return Event{}, fmt.Errorf("event %d of kiosk %s: %w", q.Seq, q.Device, kiosk.ErrNotFound)
	}
	return all[0], nil
}

const selectQuarantined = "SELECT device, epoch, seq, hash, reason, at FROM quarantine "

func scanQuarantined(row scanner) (q Quarantined, err error) {
	var hash []byte
	var at int64
	err = row.Scan(&q.Device, &q.Epoch, &q.Seq, &hash, &q.Reason, &at)
	copy(q.Hash[:], hash)
	q.At = moment(at)
	return q, err
}
