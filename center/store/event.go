package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"dongthap.vn/sen/kiosk"
)

// An Event is a kiosk's event as the center received it.
type Event struct {
	kiosk.Event
	Device     string
	Epoch      string
	At         time.Time // the center's clock when it happened, as well as it can be known
	ReceivedAt time.Time
}

const eventColumns = "device, epoch, seq, id, kind, v, at_wall, boot_id, at_mono, body, sealed, prev_hash, hash, at, received_at"

var (
	eventOwn   = []string{"seq", "id", "kind", "v", "at_wall", "boot_id", "at_mono", "body", "sealed", "prev_hash", "hash", "at"}
	eventBatch = []string{"device", "epoch", "received_at"}

	intoEvents = insertion{into: "events", shared: eventBatch, own: eventOwn,
		tail: "ON CONFLICT (device, epoch, seq) DO NOTHING"}.prepare()
	intoConflicts = insertion{into: "conflicts", shared: eventBatch, own: eventOwn,
		tail: "ON CONFLICT (device, epoch, seq, hash) DO NOTHING"}.prepare()
)

// AddEvents appends a batch to the raw log: events of one device and epoch
// that were received together. The key (device, epoch, seq) makes it exactly
// once: a row that is there stays as it is.
func (t *Tx) AddEvents(ctx context.Context, batch []*Event) error {
	if len(batch) == 0 {
		return nil
	}
	shared, own, err := eventRows(batch)
	if err == nil {
		err = t.insertLater(ctx, intoEvents, shared, own)
	}
	if err != nil {
		return fmt.Errorf("add events: %w", err)
	}
	return nil
}

// AddConflict keeps an event whose key is taken by another one, and reports
// whether it is new here.
func (t *Tx) AddConflict(ctx context.Context, e *Event) (added bool, err error) {
	shared, own, err := eventRows([]*Event{e})
	if err != nil {
		return false, fmt.Errorf("add conflict: %w", err)
	}
	n, err := t.insert(ctx, intoConflicts, shared, own)
	if err != nil {
		return false, fmt.Errorf("add conflict: %w", err)
	}
	return n == 1, nil
}

// eventRows are the values of a batch's rows.
func eventRows(batch []*Event) (shared, own []any, err error) {
	own = make([]any, 0, len(batch)*len(eventOwn))
	for _, e := range batch {
		sealed, err := sealedBytes(e.Sealed)
		if err != nil {
			return nil, nil, fmt.Errorf("event %d: %w", e.Seq, err)
		}
		own = append(own, e.Seq, e.ID, e.Kind, int64(e.V), e.AtWall.UnixMilli(), e.BootID, e.AtMono.Milliseconds(),
			[]byte(e.Body), sealed, e.PrevHash[:], e.Hash[:], millis(e.At))
	}
	return []any{batch[0].Device, batch[0].Epoch, millis(batch[0].ReceivedAt)}, own, nil
}

// sealedBytes is sealed data as it is kept; nil when there is none.
func sealedBytes(sealed []kiosk.Sealed) ([]byte, error) {
	if len(sealed) == 0 {
		return nil, nil
	}
	return json.Marshal(sealed)
}

// Hashes maps sequence numbers first … last of an epoch to the hashes held.
func (t *Tx) Hashes(ctx context.Context, device, epoch string, first, last int64) (map[int64]kiosk.Hash, error) {
	type link struct {
		seq  int64
		hash []byte
	}
	rows, err := list(ctx, t, func(row scanner) (l link, err error) {
		err = row.Scan(&l.seq, &l.hash)
		return l, err
	}, "SELECT seq, hash FROM events WHERE device = ?1 AND epoch = ?2 AND seq BETWEEN ?3 AND ?4", device, epoch, first, last)
	hashes := make(map[int64]kiosk.Hash, len(rows))
	for _, r := range rows {
		var h kiosk.Hash
		copy(h[:], r.hash)
		hashes[r.seq] = h
	}
	return hashes, err
}

// Arrival is when a batch arrives that is taken now: after every batch before
// it, also when the center's clock was set back or has not moved. The order of
// arrival decides who bears a number twice, and must be found again.
func (t *Tx) Arrival(ctx context.Context, now time.Time) (time.Time, error) {
	const query = `SELECT COALESCE(MAX(last), 0) FROM
		(SELECT MAX(received_at) AS last FROM events UNION ALL SELECT MAX(received_at) AS last FROM conflicts) AS both_logs`
	if t.arrived == 0 { // a writer is alone: who asks again is told what comes behind its own
		if err := t.one(ctx, query, nil, &t.arrived); err != nil {
			return time.Time{}, fmt.Errorf("last arrival: %w", err)
		}
	}
	t.arrived = max(millis(now), t.arrived+1)
	return moment(t.arrived), nil
}

// EventsAfter lists events and conflicts in the order they were received, the
// next limit of them after the given one; the zero Event starts.
func (t *Tx) EventsAfter(ctx context.Context, after Event, limit int) ([]Event, error) {
	const from = " WHERE received_at >= ?1 AND (received_at, device, epoch, seq, hash) > (?1, ?2, ?3, ?4, ?5) "
	const query = "SELECT " + eventColumns + " FROM events" + from +
		"UNION ALL SELECT " + eventColumns + " FROM conflicts" + from +
		"ORDER BY received_at, device, epoch, seq, hash LIMIT ?6"
	return list(ctx, t, scanEvent, query, millis(after.ReceivedAt), after.Device, after.Epoch, after.Seq, after.Hash[:], limit)
}

// EpochEvents lists an epoch's events with seq > after, in order.
func (t *Tx) EpochEvents(ctx context.Context, device, epoch string, after int64, limit int) ([]Event, error) {
	const query = "SELECT " + eventColumns + " FROM events WHERE device = ?1 AND epoch = ?2 AND seq > ?3 ORDER BY seq LIMIT ?4"
	return list(ctx, t, scanEvent, query, device, epoch, after, limit)
}

func scanEvent(row scanner) (e Event, err error) {
	var wall, mono, at, received int64
	var body, sealed, prev, hash []byte
	err = row.Scan(&e.Device, &e.Epoch, &e.Seq, &e.ID, &e.Kind, &e.V, &wall, &e.BootID, &mono, &body, &sealed, &prev, &hash, &at, &received)
	if err != nil {
		return Event{}, err
	}
	e.AtWall, e.AtMono = time.UnixMilli(wall).UTC(), time.Duration(mono)*time.Millisecond
	e.Body = body
	copy(e.PrevHash[:], prev)
	copy(e.Hash[:], hash)
	e.At, e.ReceivedAt = moment(at), moment(received)
	if len(sealed) > 0 {
		if err := json.Unmarshal(sealed, &e.Sealed); err != nil {
			return Event{}, fmt.Errorf("sealed data of event %d: %w", e.Seq, err)
		}
	}
	return e, nil
}

// NewestEvent is when the newest event was received, or the zero time.
func (t *Tx) NewestEvent(ctx context.Context) (time.Time, error) {
	var at int64
	if err := t.one(ctx, "SELECT COALESCE(MAX(received_at), 0) FROM events", nil, &at); err != nil {
		return time.Time{}, fmt.Errorf("newest event: %w", err)
	}
	return moment(at), nil
}
